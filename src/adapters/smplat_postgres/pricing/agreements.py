"""Price agreements, their twins and prices made for single lines, in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Money, evolve
from smplat_core.pricing import (
    OneOffPrice,
    OneOffPrices,
    PriceAgreementId,
    PriceBookId,
    Sku,
)
from smplat_core.pricing.agreements import (
    AgreedPriceChanged,
    AgreedPriceNotFound,
    AgreedTwin,
    AgreedTwins,
    AgreementChanged,
    AgreementItemId,
    AgreementNotFound,
    AgreementState,
    BookPair,
    PriceAgreement,
    PriceAgreements,
)
from smplat_postgres.log import publish, publish_all
from smplat_postgres.pricing.agreement_rows import (
    DISCOUNT_COLUMNS,
    ITEM_COLUMNS,
    TWIN_COLUMNS,
    discount_values,
    item_values,
    to_agreements,
    to_twin,
    twin_values,
)
from smplat_postgres.tables.pricing import (
    AgreedTwinRow,
    OneOffPriceRow,
    PriceAgreementDiscountRow,
    PriceAgreementItemRow,
    PriceAgreementRow,
    PriceEntryRow,
)


def _save_all(table: str, columns: Mapping[str, str], key: str, condition: str = "true") -> str:
    """Any number of rows in one statement, new ones and known ones alike."""
    lists = ", ".join(f"{{}}::{kind}[]" for kind in columns.values())
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name != key)
    return (
        f"insert into {table} ({', '.join(columns)}) select * from unnest({lists})"  # noqa: S608 - our own names
        f" on conflict ({key}) do update set {changes} where {condition} returning {key}"
    )


SAVE_ITEMS: Final = _save_all("price_agreement_items", ITEM_COLUMNS, "id")
SAVE_DISCOUNTS: Final = _save_all("price_agreement_discounts", DISCOUNT_COLUMNS, "id")
SAVE_TWINS: Final = _save_all(
    "agreed_price_twins",
    TWIN_COLUMNS,
    "item_id",
    "agreed_price_twins.version = excluded.version - 1",
)

SAVE_AGREEMENT: Final = """
insert into price_agreements (id, company_id, name, state, currency, valid_from, valid_until,
    amends, approved_by, approval_note, approved_at, ended_at, end_reason, warned_days, created_at,
    version)
values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
on conflict (id) do update set name = excluded.name, state = excluded.state,
    currency = excluded.currency, valid_from = excluded.valid_from,
    valid_until = excluded.valid_until, approved_by = excluded.approved_by,
    approval_note = excluded.approval_note, approved_at = excluded.approved_at,
    ended_at = excluded.ended_at, end_reason = excluded.end_reason,
    warned_days = excluded.warned_days, version = excluded.version
where price_agreements.version = excluded.version - 1
returning id
"""

SHARING: Final = """
select distinct a.book_id as one, b.book_id as other
from price_entries a
join price_entries b on b.sku = a.sku and b.currency = a.currency
    and b.min_quantity = a.min_quantity and b.book_id > a.book_id
join price_books one on one.id = a.book_id
join price_books other on other.id = b.book_id
where a.book_id = any({}::uuid[]) and b.book_id = any({}::uuid[])
  and one.region is not distinct from other.region
  and a.archived_at is null and b.archived_at is null
  and (a.valid_from is null or b.valid_until is null or a.valid_from < b.valid_until)
  and (b.valid_from is null or a.valid_until is null or b.valid_from < a.valid_until)
"""

TO_WARN_OF: Final = """
select id from price_agreements
where state = 'active' and valid_until > {}::timestamptz
  and valid_until <= {}::timestamptz + interval '30 days'
  and (warned_days is null
       or warned_days > 7 and valid_until <= {}::timestamptz + interval '7 days'
       or warned_days > 1 and valid_until <= {}::timestamptz + interval '1 day')
order by valid_until, id limit {}
"""

TWINS: Final = """
select t.*, i.sku, i.label, i.currency, i.unit_price_minor, a.company_id
from agreed_price_twins t
join price_agreement_items i on i.id = t.item_id
join price_agreements a on a.id = t.agreement_id
"""


async def with_items(rows: Sequence[dict[str, Any]]) -> tuple[PriceAgreement, ...]:
    """The agreements of these rows, with what is in them: two statements."""
    ids = [row["id"] for row in rows]
    if not ids:
        return ()
    items = await PriceAgreementItemRow.raw(
        "select * from price_agreement_items where agreement_id = any({}::uuid[]) order by place",
        ids,
    )
    discounts = await PriceAgreementDiscountRow.raw(
        "select d.*, b.code as book from price_agreement_discounts d"
        " join price_books b on b.id = d.book_id"
        " where d.agreement_id = any({}::uuid[]) order by d.place",
        ids,
    )
    return to_agreements(rows, items, discounts)


class PostgresPriceAgreements(PriceAgreements):
    async def get(self, agreement_id: PriceAgreementId) -> PriceAgreement:
        rows = await PriceAgreementRow.raw(
            "select * from price_agreements where id = {} for no key update", agreement_id
        )
        if not rows:
            raise AgreementNotFound(f"no price agreement {agreement_id}")
        (agreement,) = await with_items(rows)
        return agreement

    async def owner(self, agreement_id: PriceAgreementId) -> CompanyId:
        rows = await PriceAgreementRow.raw(
            "select company_id from price_agreements where id = {}", agreement_id
        )
        if not rows:
            raise AgreementNotFound(f"no price agreement {agreement_id}")
        return CompanyId(rows[0]["company_id"])

    async def active_of(self, company_id: CompanyId) -> tuple[PriceAgreement, ...]:
        rows = await PriceAgreementRow.raw(
            "select * from price_agreements where company_id = {} and state = 'active'"
            " order by id for no key update",
            company_id,
        )
        return await with_items(rows)

    async def books_sharing(self, book_ids: Collection[PriceBookId]) -> frozenset[BookPair]:
        if len(set(book_ids)) < 2:  # noqa: PLR2004 - a pair
            return frozenset()
        rows = await PriceEntryRow.raw(SHARING, list(book_ids), list(book_ids))
        return frozenset(
            frozenset({PriceBookId(row["one"]), PriceBookId(row["other"])}) for row in rows
        )

    async def past_their_end(self, moment: datetime, *, limit: int) -> tuple[PriceAgreementId, ...]:
        rows = await PriceAgreementRow.raw(
            "select id from price_agreements where state = 'active' and valid_until <= {}"
            " order by valid_until, id limit {}",
            moment,
            limit,
        )
        return tuple(PriceAgreementId(row["id"]) for row in rows)

    async def to_warn_of(self, moment: datetime, *, limit: int) -> tuple[PriceAgreementId, ...]:
        rows = await PriceAgreementRow.raw(TO_WARN_OF, moment, moment, moment, moment, limit)
        return tuple(PriceAgreementId(row["id"]) for row in rows)

    async def save(self, agreement: PriceAgreement) -> PriceAgreement:
        saved = evolve(agreement, version=agreement.version + 1, news=())
        rows = await PriceAgreementRow.raw(SAVE_AGREEMENT, *_values(saved))
        if not rows:
            known = await PriceAgreementRow.raw(
                "select version from price_agreements where id = {}", agreement.id
            )
            raise AgreementChanged(
                f"agreement {agreement.terms.title} was saved by someone else",
                current_version=known[0]["version"] if known else None,
            )
        if agreement.state is AgreementState.DRAFT:
            await _save_items(saved)
        await publish(aggregate="price_agreement", aggregate_id=agreement.id, news=agreement.news)
        return saved


def _values(agreement: PriceAgreement) -> tuple[object, ...]:
    terms, approval = agreement.terms, agreement.approval
    return (
        agreement.id,
        agreement.company_id,
        terms.title,
        agreement.state.value,
        terms.currency.value if terms.currency else None,
        terms.valid.starts,
        terms.valid.ends,
        agreement.amends,
        approval.approved_by if approval else None,
        approval.note if approval else None,
        approval.at if approval else None,
        agreement.ended_at,
        agreement.end_reason,
        agreement.warned_days,
        agreement.created_at,
        agreement.version,
    )


async def _save_items(draft: PriceAgreement) -> None:
    """Only a draft's items change; what is active is kept as it was approved."""
    items, discounts = item_values(draft), discount_values(draft)
    for table, rows, statement in (
        ("price_agreement_items", items, SAVE_ITEMS),
        ("price_agreement_discounts", discounts, SAVE_DISCOUNTS),
    ):
        if draft.version > 1:
            await PriceAgreementItemRow.raw(
                f"delete from {table} where agreement_id = {{}} and id <> all({{}}::uuid[])",  # noqa: S608 - our own names
                draft.id,
                [row[0] for row in rows],
            )
        if rows:
            lists = [list(column) for column in zip(*rows, strict=True)]
            await PriceAgreementItemRow.raw(statement, *lists)


class PostgresAgreedTwins(AgreedTwins):
    async def get(self, item_id: AgreementItemId) -> AgreedTwin:
        rows = await AgreedTwinRow.raw(
            f"{TWINS} where t.item_id = {{}} for no key update of t", item_id
        )
        if not rows:
            raise AgreedPriceNotFound(f"no agreed price {item_id}")
        return to_twin(rows[0])

    async def get_many(self, item_ids: Collection[AgreementItemId]) -> tuple[AgreedTwin, ...]:
        rows = await AgreedTwinRow.raw(
            f"{TWINS} where t.item_id = any({{}}::uuid[]) order by t.item_id"
            " for no key update of t",
            list(item_ids),
        )
        return tuple(map(to_twin, rows))

    async def of_agreement(self, agreement_id: PriceAgreementId) -> tuple[AgreedTwin, ...]:
        rows = await AgreedTwinRow.raw(
            f"{TWINS} where t.agreement_id = {{}} order by t.item_id for no key update of t",
            agreement_id,
        )
        return tuple(map(to_twin, rows))

    async def save(self, twin: AgreedTwin) -> AgreedTwin:
        await self.save_all([twin])
        return evolve(twin, version=twin.version + 1, news=())

    async def save_all(self, twins: Sequence[AgreedTwin]) -> None:
        if not twins:
            return
        saved = [twin_values(evolve(twin, version=twin.version + 1)) for twin in twins]
        rows = await AgreedTwinRow.raw(
            SAVE_TWINS, *(list(column) for column in zip(*saved, strict=True))
        )
        if len(rows) != len(twins):
            kept = {row["item_id"] for row in rows}
            lost = next(twin for twin in twins if twin.id not in kept)
            known = await AgreedTwinRow.raw(
                "select version from agreed_price_twins where item_id = {}", lost.id
            )
            raise AgreedPriceChanged(
                f"agreed price {lost.id} was saved by someone else",
                current_version=known[0]["version"] if known else None,
            )
        await publish_all(aggregate="agreed_price", news={twin.id: twin.news for twin in twins})


KEEP_ONE_OFF: Final = """
insert into one_off_prices (content_hash, sku, label, currency, unit_price_minor, attempt,
                            stripe_price_id, created_at)
select * from unnest({}::text[], {}::text[], {}::text[], {}::text[], {}::bigint[], {}::int[],
                     {}::text[], {}::timestamptz[])
on conflict (content_hash) do update
set attempt = excluded.attempt, stripe_price_id = excluded.stripe_price_id,
    created_at = excluded.created_at
where one_off_prices.attempt < excluded.attempt or one_off_prices.stripe_price_id is null
"""


class PostgresOneOffPrices(OneOffPrices):
    async def find(self, hashes: Collection[str]) -> Mapping[str, OneOffPrice]:
        rows = await OneOffPriceRow.raw(
            "select * from one_off_prices where content_hash = any({}::text[])", list(hashes)
        )
        return {
            row["content_hash"]: OneOffPrice(
                sku=Sku(row["sku"]),
                label=row["label"],
                unit_price=Money(row["unit_price_minor"], Currency(row["currency"])),
                attempt=row["attempt"],
                stripe_price_id=row["stripe_price_id"],
                created_at=row["created_at"],
            )
            for row in rows
        }

    async def keep(self, prices: Sequence[OneOffPrice]) -> None:
        ordered = sorted(prices, key=lambda price: price.content_hash)
        if not ordered:
            return
        await OneOffPriceRow.raw(
            KEEP_ONE_OFF,
            [price.content_hash for price in ordered],
            [price.sku for price in ordered],
            [price.label for price in ordered],
            [price.unit_price.currency.value for price in ordered],
            [price.unit_price.minor for price in ordered],
            [price.attempt for price in ordered],
            [price.stripe_price_id for price in ordered],
            [price.created_at for price in ordered],
        )
