"""Reads of price agreements from Postgres."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest
from smplat_core.pricing import Candidate, PriceAgreementId, Sku
from smplat_core.pricing.agreements import (
    WARNING_DAYS,
    AgreedTwin,
    AgreementCard,
    AgreementFilter,
    AgreementNotFound,
    AgreementQueries,
    AgreementSummary,
    AgreementWarning,
)
from smplat_postgres.conditions import Where
from smplat_postgres.pricing.agreement_rows import to_agreed, to_summary, to_twin
from smplat_postgres.pricing.agreements import TWINS, with_items
from smplat_postgres.tables.pricing import AgreedTwinRow, PriceAgreementRow

CANDIDATES: Final = """
with mine as materialized (
    select * from price_agreements where company_id = any({}::uuid[]) and state <> 'draft'
), wanted as materialized (
    select * from unnest({}::text[]) as w (sku)
)
select i.id, a.name as origin, a.id as origin_id, a.company_id, i.sku, i.label, i.kind,
       i.currency, i.unit_price_minor, i.min_quantity,
       greatest(a.valid_from, i.valid_from) as valid_from,
       least(a.valid_until, i.valid_until) as valid_until,
       null::text as region, a.state <> 'terminated' as is_active,
       t.stripe_price_id, t.sync_status, null::numeric as percent, null::text as cover,
       null::text as book, null::uuid as entry_id
from mine a
join price_agreement_items i on i.agreement_id = a.id
join wanted w on w.sku = i.sku
left join agreed_price_twins t on t.item_id = i.id
union all
select d.id, a.name, a.id, a.company_id, e.sku, e.label, e.kind,
       e.currency, e.unit_price_minor, e.min_quantity,
       greatest(a.valid_from, d.valid_from, e.valid_from),
       least(a.valid_until, d.valid_until, e.valid_until),
       b.region, a.state <> 'terminated' and b.active and e.archived_at is null,
       null, null, d.percent, case when d.sku is null then 'book' else 'sku' end,
       b.code, e.id
from mine a
join price_agreement_discounts d on d.agreement_id = a.id
join price_books b on b.id = d.book_id
cross join wanted w
join price_entries e on e.sku = w.sku and e.book_id = d.book_id
where (d.sku is null or d.sku = e.sku) and (a.currency is null or a.currency = e.currency)
"""
"""A book with a discount is joined to its prices of the SKUs asked for, so one statement serves
every kind of item. ``greatest`` and ``least`` leave out what is null, as a bound that is absent."""

SUMMARIES: Final = """
select a.*,
       (select count(*) from price_agreement_items i where i.agreement_id = a.id) as prices,
       (select count(*) from price_agreement_discounts d where d.agreement_id = a.id) as discounts,
       (select count(*) from agreed_price_twins t
        where t.agreement_id = a.id and t.sync_status <> 'synced') as unsynced
from price_agreements a
"""


class PostgresAgreementQueries(AgreementQueries):
    async def candidates(
        self, company_ids: Collection[CompanyId], skus: Collection[Sku]
    ) -> Sequence[Candidate]:
        rows = await PriceAgreementRow.raw(CANDIDATES, list(company_ids), list(skus))
        return [each for each in map(to_agreed, rows) if each is not None]

    async def get(
        self, agreement_id: PriceAgreementId, *, company: CompanyId | None
    ) -> AgreementCard:
        card = (await self.by_ids([agreement_id])).get(agreement_id)
        if card is None or company not in (None, card.agreement.company_id):
            raise AgreementNotFound(f"no price agreement {agreement_id}")
        return card

    async def find(
        self, wanted: AgreementFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[AgreementSummary]:
        where = Where()
        where.add("a.company_id = {}", company)
        where.add("a.company_id = {}", wanted.company_id)
        where.add("a.state = {}", wanted.state and wanted.state.value)
        where.add(
            "a.state = 'active' and a.valid_until > {} and a.valid_until <= {}",
            wanted.ends_after,
            wanted.ends_by,
        )
        return await _summaries(where, page)

    async def warnings(
        self, page: PageRequest, *, now: datetime, company: CompanyId | None
    ) -> Page[AgreementWarning]:
        where = Where(["a.state = 'active'"])
        where.add("a.company_id = {}", company)
        where.add(
            "(a.valid_until > {} and a.valid_until <= {} or exists (select from"
            " agreed_price_twins t where t.agreement_id = a.id and t.sync_status <> 'synced'))",
            now,
            now + timedelta(days=max(WARNING_DAYS)),
        )
        found = await _summaries(where, page)
        rows = await AgreedTwinRow.raw(
            f"{TWINS} where t.agreement_id = any({{}}::uuid[]) and t.sync_status <> 'synced'"
            " order by t.item_id",
            [summary.id for summary in found.items],
        )
        unsynced: defaultdict[PriceAgreementId, list[AgreedTwin]] = defaultdict(list)
        for twin in map(to_twin, rows):
            unsynced[twin.agreement_id].append(twin)
        return found.map(
            lambda each: AgreementWarning(summary=each, unsynced=tuple(unsynced[each.id]))
        )

    async def by_ids(
        self, agreement_ids: Collection[PriceAgreementId]
    ) -> Mapping[PriceAgreementId, AgreementCard]:
        ids = list(agreement_ids)
        if not ids:
            return {}
        rows = await PriceAgreementRow.raw(
            "select * from price_agreements where id = any({}::uuid[])", ids
        )
        held = await AgreedTwinRow.raw(f"{TWINS} where t.agreement_id = any({{}}::uuid[])", ids)
        twins = [to_twin(row) for row in held]
        return {
            agreement.id: AgreementCard(
                agreement=agreement,
                twins={twin.id: twin for twin in twins if twin.agreement_id == agreement.id},
            )
            for agreement in await with_items(rows)
        }

    async def laggards(self, before: datetime, *, limit: int) -> tuple[AgreedTwin, ...]:
        rows = await AgreedTwinRow.raw(
            f"{TWINS} where t.sync_status in ('pending', 'stale') and t.sync_requested_at <= {{}}"
            " order by t.sync_requested_at, t.item_id limit {}",
            before,
            limit,
        )
        return tuple(map(to_twin, rows))


async def _summaries(where: Where, page: PageRequest) -> Page[AgreementSummary]:
    where.add("a.id < {}", page.last_id())
    rows = await PriceAgreementRow.raw(
        f"{SUMMARIES} where {where.text} order by a.id desc limit {{}}",
        *where.values,
        page.limit + 1,
    )
    shown = [to_summary(row) for row in rows]
    return Page.cut(shown, page.limit, lambda each: (str(each.id),))
