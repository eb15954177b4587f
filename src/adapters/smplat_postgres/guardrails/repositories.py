"""Terms of services, kept judgements and follow-ups, written to Postgres."""

from collections.abc import Sequence
from typing import Final

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails import (
    HOUSE_TERMS_ID,
    FollowUp,
    FollowUpChanged,
    FollowUpId,
    FollowUps,
    HouseTerms,
    HouseTermsChanged,
    Judgements,
    KeptJudgement,
    ServiceTerms,
    ServiceTermsBook,
    ServiceTermsChanged,
)
from smplat_core.kernel import evolve
from smplat_postgres.documents import dumps
from smplat_postgres.guardrails.rows import one_follow_up, to_house, to_terms
from smplat_postgres.log import publish
from smplat_postgres.tables.guardrails import (
    FollowUpRow,
    HouseTermsRow,
    JudgementRow,
    ServiceTermsRow,
)


class PostgresServiceTerms(ServiceTermsBook):
    async def find(self, service: ServiceRef) -> ServiceTerms | None:
        rows = await ServiceTermsRow.raw(
            "select * from service_terms where provider = {} and service = {} for no key update",
            service.provider,
            service.service,
        )
        return to_terms(rows[0]) if rows else None

    async def save(self, terms: ServiceTerms) -> ServiceTerms:
        saved = evolve(terms, version=terms.version + 1, news=())
        write = CHANGE_TERMS if terms.version else TELL_TERMS
        rows = await ServiceTermsRow.raw(
            write,
            terms.id,
            terms.service.provider,
            terms.service.service,
            terms.terms.offered,
            dumps(terms.terms),
            terms.changed_at,
            saved.version,
        )
        if not rows:
            known = await self.find(terms.service)
            raise ServiceTermsChanged(
                f"the terms of {terms.service} were changed",
                current_version=known.version if known else None,
            )
        await publish(aggregate="service_terms", aggregate_id=terms.id, news=terms.news)
        return saved

    async def house(self) -> HouseTerms:
        rows = await HouseTermsRow.raw("select * from house_terms for no key update")
        return to_house(rows[0]) if rows else HouseTerms()

    async def save_house(self, terms: HouseTerms) -> HouseTerms:
        saved = evolve(terms, version=terms.version + 1, news=())
        rows = await HouseTermsRow.raw(
            CHANGE_HOUSE if terms.version else TELL_HOUSE,
            dumps(terms.policy),
            dumps(terms.fees),
            terms.changed_at,
            saved.version,
        )
        if not rows:
            known = await self.house()
            raise HouseTermsChanged(
                "the terms of the house were changed", current_version=known.version
            )
        await publish(aggregate="house_terms", aggregate_id=HOUSE_TERMS_ID, news=terms.news)
        return saved


TELL_TERMS: Final = """
insert into service_terms (id, provider, service, offered, terms, changed_at, version)
values ({}, {}, {}, {}, {}::jsonb, {}, {}) on conflict do nothing returning id
"""

CHANGE_TERMS: Final = """
with given as (
    select {}::uuid as id, {}::text as provider, {}::text as service, {}::boolean as offered,
           {}::text as terms, {}::timestamptz as changed_at, {}::int as version
)
update service_terms known
set offered = g.offered, terms = g.terms::jsonb, changed_at = g.changed_at, version = g.version
from given g where known.id = g.id and known.version = g.version - 1 returning known.id
"""

TELL_HOUSE: Final = """
insert into house_terms (policy, fees, changed_at, version)
values ({}::jsonb, {}::jsonb, {}, {}) on conflict do nothing returning single
"""

CHANGE_HOUSE: Final = """
with given as (
    select {}::text as policy, {}::text as fees, {}::timestamptz as changed_at, {}::int as version
)
update house_terms known
set policy = g.policy::jsonb, fees = g.fees::jsonb, changed_at = g.changed_at, version = g.version
from given g where known.version = g.version - 1 returning known.single
"""


class PostgresJudgements(Judgements):
    async def keep(self, judgements: Sequence[KeptJudgement]) -> None:
        made = [kept.judgement for kept in judgements]
        sales = [judgement.question.sale for judgement in made]
        await JudgementRow.raw(
            KEEP,
            [kept.id for kept in judgements],
            [judgement.question.asked_at for judgement in made],
            [kept.judged.purpose.value for kept in judgements],
            [kept.judged.id for kept in judgements],
            [sale.service.provider if sale.service else None for sale in sales],
            [sale.service.service if sale.service else None for sale in sales],
            [judgement.posture.value for judgement in made],
            [judgement.refuses for judgement in made],
            [sale.price.minor for sale in sales],
            [None if judgement.margin is None else judgement.margin.minor for judgement in made],
            [sale.price.currency.value for sale in sales],
            [dumps(judgement.question) for judgement in made],
        )


KEEP: Final = """
insert into margin_judgements (id, asked_at, purpose, subject_id, provider, service, posture,
                               refused, price_minor, margin_minor, currency, question)
select id, asked_at, purpose, subject_id, provider, service, posture, refused, price_minor,
       margin_minor, currency, question::jsonb
from unnest({}::uuid[], {}::timestamptz[], {}::text[], {}::uuid[], {}::text[], {}::text[],
            {}::text[], {}::boolean[], {}::bigint[], {}::bigint[], {}::text[], {}::text[])
    as k (id, asked_at, purpose, subject_id, provider, service, posture, refused, price_minor,
          margin_minor, currency, question)
on conflict do nothing
"""


class PostgresFollowUps(FollowUps):
    async def get(self, follow_up_id: FollowUpId) -> FollowUp:
        rows = await FollowUpRow.raw(
            "select * from follow_ups where id = {} for no key update", follow_up_id
        )
        return one_follow_up(rows, follow_up_id)

    async def save(self, follow_up: FollowUp) -> FollowUp:
        saved = evolve(follow_up, version=follow_up.version + 1, news=())
        written = await (self._settle(saved) if follow_up.version else self._raise(saved))
        if not written:
            known = await self.get(follow_up.id)
            raise FollowUpChanged(
                f"follow-up {follow_up.id} was changed", current_version=known.version
            )
        await publish(aggregate="follow_up", aggregate_id=follow_up.id, news=follow_up.news)
        return saved

    @staticmethod
    async def _settle(saved: FollowUp) -> bool:
        """Only how it was settled ever changes."""
        rows = await FollowUpRow.raw(
            "update follow_ups set state = {}, settled_at = {}, settled_by = {}, reason = {},"
            " version = {} where id = {} and version = {} returning id",
            saved.state.value,
            saved.settled_at,
            saved.settled_by,
            saved.reason,
            saved.version,
            saved.id,
            saved.version - 1,
        )
        return bool(rows)

    @staticmethod
    async def _raise(saved: FollowUp) -> bool:
        rows = await FollowUpRow.raw(
            "insert into follow_ups (id, kind, subject_kind, subject_id, subject_label, summary,"
            " inputs, state, raised_at, settled_at, settled_by, reason, version)"
            " values ({}, {}, {}, {}, {}, {}, {}::jsonb, {}, {}, {}, {}, {}, {})"
            " on conflict do nothing returning id",
            saved.id,
            saved.kind,
            saved.subject.kind,
            saved.subject.id,
            saved.subject.label,
            saved.summary,
            dumps(saved.inputs),
            saved.state.value,
            saved.raised_at,
            saved.settled_at,
            saved.settled_by,
            saved.reason,
            saved.version,
        )
        return bool(rows)
