"""Terms of services, kept judgements and follow-ups, read from Postgres."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from smplat_core.catalog import KnownServices, ServiceRef
from smplat_core.guardrails import (
    FollowUp,
    FollowUpFilter,
    FollowUpId,
    GuardrailQueries,
    HouseTerms,
    JudgementCounts,
    JudgementFilter,
    KeptJudgement,
    KnownTerms,
    Posture,
    ServiceCosts,
    ServiceTerms,
    ServiceTermsNotFound,
    Terms,
)
from smplat_core.kernel import Page, PageRequest, loads
from smplat_postgres.guardrails.rows import (
    one_follow_up,
    to_follow_up,
    to_house,
    to_judgement,
    to_ref,
    to_terms,
)
from smplat_postgres.tables.guardrails import (
    FollowUpRow,
    HouseTermsRow,
    JudgementRow,
    ServiceTermsRow,
)


class PostgresServiceCosts(ServiceCosts):
    async def of(self, services: Collection[ServiceRef]) -> KnownTerms:
        wanted = sorted(services, key=str)
        rows = await ServiceTermsRow.raw(
            KNOWN, [each.provider for each in wanted], [each.service for each in wanted]
        )
        house = next((row for row in rows if row["policy"] is not None), None)
        return KnownTerms(
            house=to_house(house) if house else HouseTerms(),
            services={
                to_ref(row): loads(row["terms"], Terms) for row in rows if row["terms"] is not None
            },
        )


KNOWN: Final = """
select null as policy, null as fees, null::timestamptz as changed_at, null::int as version,
       s.provider, s.service, s.terms
from unnest({}::text[], {}::text[]) as w (provider, service)
join service_terms s using (provider, service) where s.offered
union all
select policy, fees, changed_at, version, null, null, null from house_terms
"""


class PostgresKnownServices(KnownServices):
    async def unknown(self, services: Collection[ServiceRef]) -> frozenset[ServiceRef]:
        wanted = sorted(services, key=str)
        rows = await ServiceTermsRow.raw(
            "select w.provider, w.service from unnest({}::text[], {}::text[])"
            " as w (provider, service) where not exists (select from service_terms s"
            " where s.provider = w.provider and s.service = w.service and s.offered)",
            [each.provider for each in wanted],
            [each.service for each in wanted],
        )
        return frozenset(to_ref(row) for row in rows)


class PostgresGuardrailQueries(GuardrailQueries):
    async def service(self, service: ServiceRef) -> ServiceTerms:
        rows = await ServiceTermsRow.raw(
            "select * from service_terms where provider = {} and service = {}",
            service.provider,
            service.service,
        )
        if not rows:
            raise ServiceTermsNotFound(f"nobody told the terms of {service}")
        return to_terms(rows[0])

    async def services(self, page: PageRequest, *, provider: str | None) -> Page[ServiceTerms]:
        after = page.after or ("", "")
        rows = await ServiceTermsRow.raw(
            "select * from service_terms where ({}::text is null or provider = {})"
            " and (provider, service) > ({}, {}) order by provider, service limit {}",
            provider,
            provider,
            *after,
            page.limit + 1,
        )
        return Page.cut(
            [to_terms(row) for row in rows],
            page.limit,
            lambda terms: (terms.service.provider, terms.service.service),
        )

    async def house(self) -> HouseTerms:
        rows = await HouseTermsRow.raw("select * from house_terms")
        return to_house(rows[0]) if rows else HouseTerms()

    async def judgements(self, wanted: JudgementFilter, page: PageRequest) -> Page[KeptJudgement]:
        service, posture = wanted.service, wanted.posture
        conditions, values = _listed("asked_at", page)
        if service is not None:
            conditions += " and provider = {} and service = {}"
            values += [service.provider, service.service]
        if posture is not None:
            conditions += " and posture = {}"
            values.append(posture.value)
        rows = await JudgementRow.raw(
            "select id, purpose, subject_id, question, asked_at from margin_judgements"  # noqa: S608 - conditions of ours
            f" where {conditions} order by asked_at desc, id desc limit {{}}",
            *values,
            page.limit + 1,
        )
        cut = Page.cut(rows, page.limit, lambda row: (row["asked_at"].isoformat(), str(row["id"])))
        return cut.map(to_judgement)

    async def counts(self, service: ServiceRef, *, since: datetime) -> JudgementCounts:
        rows = await JudgementRow.raw(
            "select posture, count(*) as judged, count(*) filter (where refused) as refused,"
            " max(asked_at) as last_at from margin_judgements"
            " where provider = {} and service = {} and asked_at >= {} group by posture",
            service.provider,
            service.service,
            since,
        )
        judged = {Posture(row["posture"]): row["judged"] for row in rows}
        return JudgementCounts(
            service=service,
            since=since,
            counts={posture: judged.get(posture, 0) for posture in Posture},
            refused=sum(row["refused"] for row in rows),
            last_at=max((row["last_at"] for row in rows), default=None),
        )

    async def follow_up(self, follow_up_id: FollowUpId) -> FollowUp:
        rows = await FollowUpRow.raw("select * from follow_ups where id = {}", follow_up_id)
        return one_follow_up(rows, follow_up_id)

    async def follow_ups(self, wanted: FollowUpFilter, page: PageRequest) -> Page[FollowUp]:
        conditions, values = _listed("raised_at", page)
        for column, value in (
            ("state", wanted.state and wanted.state.value),
            ("kind", wanted.kind),
            ("subject_id", wanted.subject_id),
        ):
            if value is not None:
                conditions += f" and {column} = {{}}"
                values.append(value)
        rows = await FollowUpRow.raw(
            f"select * from follow_ups where {conditions}"  # noqa: S608 - conditions of ours
            " order by raised_at desc, id desc limit {}",
            *values,
            page.limit + 1,
        )
        return Page.cut(
            [to_follow_up(row) for row in rows],
            page.limit,
            lambda each: (each.raised_at.isoformat(), str(each.id)),
        )


def _listed(moment: str, page: PageRequest) -> tuple[str, list[Any]]:
    """What is older than the last row seen."""
    last = page.last_moment()
    return ("true", []) if last is None else (f"({moment}, id) < ({{}}, {{}})", [*last])
