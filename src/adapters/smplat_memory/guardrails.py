"""Terms of services, kept judgements and follow-ups, in dictionaries."""

from collections.abc import Collection, Sequence
from datetime import datetime

from attrs import Factory, define, field, frozen

from smplat_core.catalog import KnownServices, ServiceRef
from smplat_core.guardrails import (
    HOUSE_TERMS_ID,
    FollowUp,
    FollowUpChanged,
    FollowUpFilter,
    FollowUpId,
    FollowUpNotFound,
    FollowUps,
    GuardrailQueries,
    HouseTerms,
    HouseTermsChanged,
    JudgementCounts,
    JudgementFilter,
    JudgementId,
    Judgements,
    KeptJudgement,
    KnownTerms,
    Posture,
    ServiceCosts,
    ServiceTerms,
    ServiceTermsBook,
    ServiceTermsChanged,
    ServiceTermsNotFound,
)
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_memory.log import MemoryLog


@define
class GuardrailsTables:
    services: dict[ServiceRef, ServiceTerms] = Factory(dict)
    house: list[HouseTerms] = Factory(list)
    """One, or none while nobody ever said anything."""
    judgements: dict[JudgementId, KeptJudgement] = Factory(dict)
    follow_ups: dict[FollowUpId, FollowUp] = Factory(dict)

    def house_terms(self) -> HouseTerms:
        return self.house[-1] if self.house else HouseTerms()


@frozen
class MemoryServiceTerms(ServiceTermsBook):
    tables: GuardrailsTables
    log: MemoryLog

    async def find(self, service: ServiceRef) -> ServiceTerms | None:
        return self.tables.services.get(service)

    async def save(self, terms: ServiceTerms) -> ServiceTerms:
        stored = self.tables.services.get(terms.service)
        known = stored.version if stored else 0
        if terms.version != known:
            raise ServiceTermsChanged(
                f"the terms of {terms.service} were changed", current_version=known
            )
        saved = evolve(terms, version=known + 1, news=())
        self.tables.services[terms.service] = saved
        self.log.publish(aggregate="service_terms", aggregate_id=terms.id, news=terms.news)
        return saved

    async def house(self) -> HouseTerms:
        return self.tables.house_terms()

    async def save_house(self, terms: HouseTerms) -> HouseTerms:
        known = self.tables.house_terms().version
        if terms.version != known:
            raise HouseTermsChanged("the terms of the house were changed", current_version=known)
        saved = evolve(terms, version=known + 1, news=())
        self.tables.house[:] = [saved]
        self.log.publish(aggregate="house_terms", aggregate_id=HOUSE_TERMS_ID, news=terms.news)
        return saved


@frozen
class MemoryJudgements(Judgements):
    tables: GuardrailsTables

    async def keep(self, judgements: Sequence[KeptJudgement]) -> None:
        for judgement in judgements:
            self.tables.judgements.setdefault(judgement.id, judgement)


@frozen
class MemoryFollowUps(FollowUps):
    tables: GuardrailsTables
    log: MemoryLog

    async def get(self, follow_up_id: FollowUpId) -> FollowUp:
        return _follow_up(self.tables, follow_up_id)

    async def save(self, follow_up: FollowUp) -> FollowUp:
        stored = self.tables.follow_ups.get(follow_up.id)
        known = stored.version if stored else 0
        if follow_up.version != known:
            raise FollowUpChanged(f"follow-up {follow_up.id} was changed", current_version=known)
        saved = evolve(follow_up, version=known + 1, news=())
        self.tables.follow_ups[follow_up.id] = saved
        self.log.publish(aggregate="follow_up", aggregate_id=follow_up.id, news=follow_up.news)
        return saved


@frozen
class MemoryServiceCosts(ServiceCosts):
    tables: GuardrailsTables

    async def of(self, services: Collection[ServiceRef]) -> KnownTerms:
        known = ((service, self.tables.services.get(service)) for service in services)
        return KnownTerms(
            house=self.tables.house_terms(),
            services={
                service: held.terms for service, held in known if held and held.terms.offered
            },
        )


@frozen
class MemoryKnownServices(KnownServices):
    tables: GuardrailsTables

    async def unknown(self, services: Collection[ServiceRef]) -> frozenset[ServiceRef]:
        known = await MemoryServiceCosts(self.tables).of(services)
        return frozenset(services) - known.services.keys()


@frozen
class MemoryGuardrailQueries(GuardrailQueries):
    tables: GuardrailsTables = field()

    async def service(self, service: ServiceRef) -> ServiceTerms:
        try:
            return self.tables.services[service]
        except KeyError:
            raise ServiceTermsNotFound(f"nobody told the terms of {service}") from None

    async def services(self, page: PageRequest, *, provider: str | None) -> Page[ServiceTerms]:
        found = sorted(self.tables.services.values(), key=_by_name)
        shown = [
            terms
            for terms in found
            if provider in (None, terms.service.provider)
            and (page.after is None or _by_name(terms) > page.after)
        ]
        return Page.cut(shown, page.limit, _by_name)

    async def house(self) -> HouseTerms:
        return self.tables.house_terms()

    async def judgements(self, wanted: JudgementFilter, page: PageRequest) -> Page[KeptJudgement]:
        last = page.last_moment()
        found = sorted(self.tables.judgements.values(), key=_judged_at, reverse=True)
        shown = [
            kept
            for kept in found
            if wanted.service in (None, kept.judgement.question.sale.service)
            and wanted.posture in (None, kept.judgement.posture)
            and (last is None or _judged_at(kept) < last)
        ]
        return Page.cut(shown, page.limit, lambda kept: _cursor(*_judged_at(kept)))

    async def counts(self, service: ServiceRef, *, since: datetime) -> JudgementCounts:
        mine = [
            kept.judgement
            for kept in self.tables.judgements.values()
            if kept.judgement.question.sale.service == service
            and kept.judgement.question.asked_at >= since
        ]
        postures = [judgement.posture for judgement in mine]
        return JudgementCounts(
            service=service,
            since=since,
            counts={posture: postures.count(posture) for posture in Posture},
            refused=sum(judgement.refuses for judgement in mine),
            last_at=max((judgement.question.asked_at for judgement in mine), default=None),
        )

    async def follow_up(self, follow_up_id: FollowUpId) -> FollowUp:
        return _follow_up(self.tables, follow_up_id)

    async def follow_ups(self, wanted: FollowUpFilter, page: PageRequest) -> Page[FollowUp]:
        last = page.last_moment()
        found = sorted(
            self.tables.follow_ups.values(), key=lambda f: (f.raised_at, f.id), reverse=True
        )
        shown = [
            each
            for each in found
            if wanted.state in (None, each.state)
            and wanted.kind in (None, each.kind)
            and wanted.subject_id in (None, each.subject.id)
            and (last is None or (each.raised_at, each.id) < last)
        ]
        return Page.cut(shown, page.limit, lambda each: _cursor(each.raised_at, each.id))


def _follow_up(tables: GuardrailsTables, follow_up_id: FollowUpId) -> FollowUp:
    try:
        return tables.follow_ups[follow_up_id]
    except KeyError:
        raise FollowUpNotFound(f"no follow-up {follow_up_id}") from None


def _by_name(terms: ServiceTerms) -> tuple[str, str]:
    return terms.service.provider, terms.service.service


def _judged_at(kept: KeptJudgement) -> tuple[datetime, JudgementId]:
    return kept.judgement.question.asked_at, kept.id


def _cursor(at: datetime, row_id: object) -> tuple[str, str]:
    return at.isoformat(), str(row_id)
