"""Price agreements in dictionaries."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from operator import attrgetter

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_core.pricing import (
    Candidate,
    Discount,
    PriceAgreementId,
    PriceBookId,
    PriceEntry,
    PriceType,
    Sku,
    SyncState,
)
from smplat_core.pricing.agreements import (
    AgreedDiscount,
    AgreedPrice,
    AgreedPriceChanged,
    AgreedPriceNotFound,
    AgreedTwin,
    AgreedTwins,
    AgreementCard,
    AgreementChanged,
    AgreementFilter,
    AgreementItemId,
    AgreementNotFound,
    AgreementQueries,
    AgreementState,
    AgreementSummary,
    AgreementWarning,
    BookPair,
    PriceAgreement,
    PriceAgreements,
    Validity,
    days_of_warning,
)
from smplat_memory.log import MemoryLog
from smplat_memory.pricing import PricingTables


@frozen
class MemoryPriceAgreements(PriceAgreements):
    tables: PricingTables
    log: MemoryLog

    async def get(self, agreement_id: PriceAgreementId) -> PriceAgreement:
        return _agreement(self.tables, agreement_id)

    async def owner(self, agreement_id: PriceAgreementId) -> CompanyId:
        return _agreement(self.tables, agreement_id).company_id

    async def active_of(self, company_id: CompanyId) -> tuple[PriceAgreement, ...]:
        return tuple(a for a in self._active() if a.company_id == company_id)

    async def books_sharing(self, book_ids: Collection[PriceBookId]) -> frozenset[BookPair]:
        books = self.tables.books
        priced = [
            entry
            for entry in self.tables.entries.values()
            if entry.book_id in book_ids and entry.archived_at is None
        ]
        return frozenset(
            frozenset({one.book_id, other.book_id})
            for one, other in combinations(priced, 2)
            if one.book_id != other.book_id
            and books[one.book_id].region == books[other.book_id].region
            and one.key[:3] == other.key[:3]
            and _validity(one).overlaps(_validity(other))
        )

    async def past_their_end(self, moment: datetime, *, limit: int) -> tuple[PriceAgreementId, ...]:
        over = [a for a in self._active() if a.terms.valid.is_over(moment)]
        return tuple(agreement.id for agreement in _by_end(over)[:limit])

    async def to_warn_of(self, moment: datetime, *, limit: int) -> tuple[PriceAgreementId, ...]:
        due = [a for a in self._active() if a.warn(at=moment) is not a]
        return tuple(agreement.id for agreement in _by_end(due)[:limit])

    async def save(self, agreement: PriceAgreement) -> PriceAgreement:
        stored = self.tables.agreements.get(agreement.id)
        if agreement.version != (stored.version if stored else 0):
            raise AgreementChanged(
                f"agreement {agreement.terms.title} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        saved = evolve(agreement, version=agreement.version + 1, news=())
        self.tables.agreements[agreement.id] = saved
        self.log.publish(
            aggregate="price_agreement", aggregate_id=agreement.id, news=agreement.news
        )
        return saved

    def _active(self) -> list[PriceAgreement]:
        known = sorted(self.tables.agreements.values(), key=attrgetter("id"))
        return [agreement for agreement in known if agreement.state is AgreementState.ACTIVE]


@frozen
class MemoryAgreedTwins(AgreedTwins):
    tables: PricingTables
    log: MemoryLog

    async def get(self, item_id: AgreementItemId) -> AgreedTwin:
        try:
            return self.tables.agreed_twins[item_id]
        except KeyError:
            raise AgreedPriceNotFound(f"no agreed price {item_id}") from None

    async def get_many(self, item_ids: Collection[AgreementItemId]) -> tuple[AgreedTwin, ...]:
        found = (self.tables.agreed_twins.get(item_id) for item_id in sorted(set(item_ids)))
        return tuple(twin for twin in found if twin is not None)

    async def of_agreement(self, agreement_id: PriceAgreementId) -> tuple[AgreedTwin, ...]:
        return _twins(self.tables, agreement_id)

    async def save(self, twin: AgreedTwin) -> AgreedTwin:
        stored = self.tables.agreed_twins.get(twin.id)
        if twin.version != (stored.version if stored else 0):
            raise AgreedPriceChanged(
                f"agreed price {twin.id} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        saved = evolve(twin, version=twin.version + 1, news=())
        self.tables.agreed_twins[twin.id] = saved
        self.log.publish(aggregate="agreed_price", aggregate_id=twin.id, news=twin.news)
        return saved

    async def save_all(self, twins: Sequence[AgreedTwin]) -> None:
        for twin in twins:
            await self.save(twin)


@frozen
class MemoryAgreementQueries(AgreementQueries):
    tables: PricingTables

    async def candidates(
        self, company_ids: Collection[CompanyId], skus: Collection[Sku]
    ) -> Sequence[Candidate]:
        return [
            row
            for agreement in self.tables.agreements.values()
            if agreement.company_id in company_ids and agreement.state is not AgreementState.DRAFT
            for row in self._rows(agreement)
            if row.sku in skus
        ]

    def _rows(self, agreement: PriceAgreement) -> Iterator[Candidate]:
        for price in agreement.terms.prices:
            holds = price.valid.within(agreement.terms.valid)
            if not holds.is_empty:
                twin = self.tables.agreed_twins.get(price.id)
                yield _said(agreement, price, holds, twin)
        for discount in agreement.terms.discounts:
            for entry in self.tables.entries.values():
                holds = _validity(entry).within(discount.valid).within(agreement.terms.valid)
                is_on = entry.book_id == discount.book_id and discount.sku in (None, entry.sku)
                currency = entry.unit_price.currency
                if is_on and agreement.terms.currency in (None, currency) and not holds.is_empty:
                    yield self._discounted(agreement, discount, entry, holds)

    def _discounted(
        self,
        agreement: PriceAgreement,
        agreed: AgreedDiscount,
        entry: PriceEntry,
        holds: Validity,
    ) -> Candidate:
        book = self.tables.books[entry.book_id]
        discount = Discount(
            percent=agreed.percent,
            cover=agreed.cover,
            book=book.code,
            entry_id=entry.id,
            list_price=entry.unit_price,
        )
        is_active = agreement.state is not AgreementState.TERMINATED
        return Candidate(
            id=agreed.id,
            source=PriceType.PRICE_AGREEMENT,
            origin=agreement.terms.title,
            origin_id=agreement.id,
            sku=entry.sku,
            label=entry.label,
            kind=entry.kind,
            unit_price=discount.unit_price,
            min_quantity=entry.min_quantity,
            valid_from=holds.starts,
            valid_until=holds.ends,
            region=book.region,
            company_id=agreement.company_id,
            is_active=is_active and book.active and entry.archived_at is None,
            discount=discount,
        )

    async def get(
        self, agreement_id: PriceAgreementId, *, company: CompanyId | None
    ) -> AgreementCard:
        agreement = _agreement(self.tables, agreement_id)
        if company not in (None, agreement.company_id):
            raise AgreementNotFound(f"no price agreement {agreement_id}")
        return _card(self.tables, agreement)

    async def find(
        self, wanted: AgreementFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[AgreementSummary]:
        rows = [a for a in self._newest_first(page, company) if _matches(a, wanted)]
        shown = [_summary(self.tables, agreement) for agreement in rows[: page.limit + 1]]
        return Page.cut(shown, page.limit, lambda each: (str(each.id),))

    async def warnings(
        self, page: PageRequest, *, now: datetime, company: CompanyId | None
    ) -> Page[AgreementWarning]:
        found = []
        for agreement in self._newest_first(page, company):
            unsynced = _unsynced(self.tables, agreement)
            if agreement.state is not AgreementState.ACTIVE:
                continue
            if unsynced or days_of_warning(agreement.state, agreement.terms.valid, now):
                summary = _summary(self.tables, agreement)
                found.append(AgreementWarning(summary=summary, unsynced=unsynced))
        return Page.cut(found, page.limit, lambda each: (str(each.summary.id),))

    async def by_ids(
        self, agreement_ids: Collection[PriceAgreementId]
    ) -> Mapping[PriceAgreementId, AgreementCard]:
        known = self.tables.agreements
        return {id_: _card(self.tables, known[id_]) for id_ in agreement_ids if id_ in known}

    async def laggards(self, before: datetime, *, limit: int) -> tuple[AgreedTwin, ...]:
        waiting = sorted(
            self.tables.agreed_twins.values(), key=attrgetter("sync.requested_at", "id")
        )
        late = [
            twin
            for twin in waiting
            if twin.sync_state in (SyncState.PENDING, SyncState.STALE)
            and twin.sync.requested_at <= before
        ]
        return tuple(late[:limit])

    def _newest_first(
        self, page: PageRequest, company: CompanyId | None
    ) -> Iterator[PriceAgreement]:
        last = page.last_id()
        for agreement in sorted(self.tables.agreements.values(), key=attrgetter("id"))[::-1]:
            is_next = last is None or agreement.id < last
            if is_next and company in (None, agreement.company_id):
                yield agreement


def _said(
    agreement: PriceAgreement, price: AgreedPrice, holds: Validity, twin: AgreedTwin | None
) -> Candidate:
    return Candidate(
        id=price.id,
        source=PriceType.PRICE_AGREEMENT,
        origin=agreement.terms.title,
        origin_id=agreement.id,
        sku=price.sku,
        label=price.label,
        kind=price.kind,
        unit_price=price.unit_price,
        min_quantity=price.min_quantity,
        valid_from=holds.starts,
        valid_until=holds.ends,
        company_id=agreement.company_id,
        is_active=agreement.state is not AgreementState.TERMINATED,
        stripe_price_id=twin.sync.stripe_price_id if twin else None,
        sync_state=twin.sync_state if twin else None,
    )


def _agreement(tables: PricingTables, agreement_id: PriceAgreementId) -> PriceAgreement:
    try:
        return tables.agreements[agreement_id]
    except KeyError:
        raise AgreementNotFound(f"no price agreement {agreement_id}") from None


def _validity(entry: PriceEntry) -> Validity:
    return Validity(entry.valid_from, entry.valid_until)


def _by_end(agreements: Sequence[PriceAgreement]) -> list[PriceAgreement]:
    return sorted(agreements, key=attrgetter("terms.valid.ends", "id"))


def _twins(tables: PricingTables, agreement_id: PriceAgreementId) -> tuple[AgreedTwin, ...]:
    known = sorted(tables.agreed_twins.values(), key=attrgetter("id"))
    return tuple(twin for twin in known if twin.agreement_id == agreement_id)


def _unsynced(tables: PricingTables, agreement: PriceAgreement) -> tuple[AgreedTwin, ...]:
    twins = _twins(tables, agreement.id)
    return tuple(twin for twin in twins if twin.sync_state is not SyncState.SYNCED)


def _card(tables: PricingTables, agreement: PriceAgreement) -> AgreementCard:
    twins = {twin.id: twin for twin in _twins(tables, agreement.id)}
    return AgreementCard(agreement=agreement, twins=twins)


def _summary(tables: PricingTables, agreement: PriceAgreement) -> AgreementSummary:
    terms = agreement.terms
    return AgreementSummary(
        id=agreement.id,
        company_id=agreement.company_id,
        title=terms.title,
        currency=terms.currency,
        valid=terms.valid,
        state=agreement.state,
        amends=agreement.amends,
        prices=len(terms.prices),
        discounts=len(terms.discounts),
        unsynced=len(_unsynced(tables, agreement)),
        created_at=agreement.created_at,
        version=agreement.version,
    )


def _matches(agreement: PriceAgreement, wanted: AgreementFilter) -> bool:
    ends = agreement.terms.valid.ends
    after, by = wanted.ends_after, wanted.ends_by
    is_in_time = True
    if after is not None and by is not None:
        is_active = agreement.state is AgreementState.ACTIVE
        is_in_time = is_active and ends is not None and after < ends <= by
    return (
        is_in_time
        and wanted.company_id in (None, agreement.company_id)
        and wanted.state in (None, agreement.state)
    )
