"""Carts and saved configurations, kept in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from smplat_core.catalog import Selection
from smplat_core.customers import CompanyId, ContactId
from smplat_core.kernel import Currency, Money, Page, PageRequest, evolve, loads
from smplat_core.orders import OrderId
from smplat_core.orders.carts import (
    Cart,
    CartCard,
    CartChanged,
    CartFilter,
    CartId,
    CartLine,
    CartNotFound,
    CartOwner,
    CartQueries,
    Carts,
    CartStatus,
    SavedConfiguration,
    SavedConfigurationChanged,
    SavedConfigurationId,
    SavedConfigurationNotFound,
    SavedConfigurations,
    Sight,
)
from smplat_core.pricing import Region
from smplat_postgres.documents import dumps
from smplat_postgres.log import publish
from smplat_postgres.tables.carts import CartRow, SavedConfigurationRow

SEEN: Final = """
select * from carts where id = {}
    and (token_digest = {}::bytea or (company_id is not null and company_id = coalesce({}, company_id)))
"""

INSERT: Final = """
insert into carts (lines, line_count, total_minor, status, order_id, merged_into, session,
    updated_at, expires_at, id, company_id, contact_id, token_digest, currency, region, channel,
    created_at, version)
values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 1)
on conflict do nothing returning id
"""
UPDATE: Final = """
update carts set lines = {}, line_count = {}, total_minor = {}, status = {}, order_id = {},
    merged_into = {}, session = {}, updated_at = {}, expires_at = {}, version = version + 1
where id = {} and version = {} returning id
"""

OVERDUE: Final = """
select * from carts where status = 'active' and expires_at <= {} order by expires_at, id
limit {} for no key update skip locked
"""

CARDS: Final = """
select id, company_id, contact_id, status, line_count, total_minor, currency, order_id, created_at,
    updated_at, expires_at, version
from carts where company_id is not null and ({}::uuid is null or company_id = {})
    and ({}::uuid is null or contact_id = {}) and ({}::text is null or status = {})
    and ({}::timestamptz is null or (updated_at, id) < ({}::timestamptz, {}::uuid))
order by updated_at desc, id desc limit {}
"""

SAVED: Final = """
select * from saved_configurations where id = {} and company_id = coalesce({}, company_id)
"""
SAVED_OF: Final = """
select * from saved_configurations where company_id = coalesce({}, company_id)
    and ({}::uuid is null or contact_id is null or contact_id = {})
    and ({}::text is null or product = {}) and ({}::uuid is null or id < {})
order by id desc limit {}
"""


class PostgresCarts(Carts):
    async def get(self, cart_id: CartId, sight: Sight) -> Cart:
        return await _cart(SEEN + " for no key update", cart_id, sight)

    async def save(self, cart: Cart) -> Cart:
        values = (
            dumps(cart.lines),
            len(cart.lines),
            cart.total.minor,
            cart.status.value,
            cart.order_id,
            cart.merged_into,
            cart.session,
            cart.updated_at,
            cart.expires_at,
            cart.id,
        )
        if cart.version:
            rows = await CartRow.raw(UPDATE, *values, cart.version)
        else:
            rows = await CartRow.raw(
                INSERT,
                *values,
                cart.owner.company_id,
                cart.owner.contact_id,
                cart.owner.token_digest,
                cart.currency.value,
                cart.region,
                cart.channel,
                cart.created_at,
            )
        if not rows:
            known = await CartRow.raw("select version from carts where id = {}", cart.id)
            raise CartChanged(
                f"cart {cart.id} was saved by someone else",
                current_version=known[0]["version"] if known else None,
            )
        await publish(aggregate="cart", aggregate_id=cart.id, news=cart.news)
        return evolve(cart, version=cart.version + 1, news=())

    async def overdue(self, *, now: datetime, limit: int) -> Sequence[Cart]:
        return [_to_cart(row) for row in await CartRow.raw(OVERDUE, now, limit)]


async def _cart(statement: str, cart_id: CartId, sight: Sight) -> Cart:
    rows = await CartRow.raw(statement, cart_id, sight.token_digest, sight.company)
    if not rows:
        raise CartNotFound(f"no cart {cart_id}")
    return _to_cart(rows[0])


class PostgresSavedConfigurations(SavedConfigurations):
    async def get(
        self, saved_id: SavedConfigurationId, *, company: CompanyId | None
    ) -> SavedConfiguration:
        return await _saved(SAVED + " for no key update", saved_id, company)

    async def count(self, company: CompanyId) -> int:
        (found,) = await SavedConfigurationRow.raw(
            "select count(*) as kept from saved_configurations where company_id = {}", company
        )
        return int(found["kept"])

    async def save(self, saved: SavedConfiguration) -> SavedConfiguration:
        values = (
            saved.name,
            saved.seen_version,
            dumps(saved.selection),
            saved.quantity,
            saved.updated_at,
            saved.id,
        )
        if saved.version:
            rows = await SavedConfigurationRow.raw(
                "update saved_configurations set name = {}, seen_version = {}, selection = {},"
                " quantity = {}, updated_at = {}, version = version + 1"
                " where id = {} and version = {} returning id",
                *values,
                saved.version,
            )
        else:
            rows = await SavedConfigurationRow.raw(
                "insert into saved_configurations (name, seen_version, selection, quantity,"
                " updated_at, id, company_id, contact_id, product, created_at, version)"
                " values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 1)"
                " on conflict do nothing returning id",
                *values,
                saved.company_id,
                saved.contact_id,
                saved.product,
                saved.created_at,
            )
        if not rows:
            known = await SavedConfigurationRow.raw(
                "select version from saved_configurations where id = {}", saved.id
            )
            raise SavedConfigurationChanged(
                f"saved configuration {saved.id} was saved by someone else",
                current_version=known[0]["version"] if known else None,
            )
        return evolve(saved, version=saved.version + 1)

    async def forget(self, saved_id: SavedConfigurationId) -> None:
        await SavedConfigurationRow.raw("delete from saved_configurations where id = {}", saved_id)


async def _saved(
    statement: str, saved_id: SavedConfigurationId, company: CompanyId | None
) -> SavedConfiguration:
    rows = await SavedConfigurationRow.raw(statement, saved_id, company)
    if not rows:
        raise SavedConfigurationNotFound(f"no saved configuration {saved_id}")
    return _to_saved(rows[0])


class PostgresCartQueries(CartQueries):
    async def cart(self, cart_id: CartId, sight: Sight) -> Cart:
        return await _cart(SEEN, cart_id, sight)

    async def carts(self, wanted: CartFilter, page: PageRequest) -> Page[CartCard]:
        company, contact = wanted.company_id, wanted.contact_id
        status = wanted.status and wanted.status.value
        touched, last = page.last_moment() or (None, None)
        rows = await CartRow.raw(
            CARDS,
            *(company, company, contact, contact, status, status, touched, touched, last),
            page.limit + 1,
        )
        return Page.cut(
            [_to_card(row) for row in rows],
            page.limit,
            lambda card: (card.updated_at.isoformat(), str(card.id)),
        )

    async def saved(
        self, saved_id: SavedConfigurationId, *, company: CompanyId | None
    ) -> SavedConfiguration:
        return await _saved(SAVED, saved_id, company)

    async def saved_of(
        self,
        company: CompanyId | None,
        *,
        contact_id: ContactId | None,
        product: str | None,
        page: PageRequest,
    ) -> Page[SavedConfiguration]:
        last = page.last_id()
        rows = await SavedConfigurationRow.raw(
            SAVED_OF,
            *(company, contact_id, contact_id, product, product, last, last),
            page.limit + 1,
        )
        return Page.cut([_to_saved(row) for row in rows], page.limit, lambda s: (str(s.id),))


def _to_cart(row: dict[str, Any]) -> Cart:
    digest = row["token_digest"]
    return Cart(
        id=CartId(row["id"]),
        owner=CartOwner(
            company_id=row["company_id"],
            contact_id=row["contact_id"],
            token_digest=bytes(digest) if digest is not None else None,
        ),
        currency=Currency(row["currency"]),
        region=Region(row["region"]) if row["region"] else None,
        channel=row["channel"],
        session=row["session"],
        lines=loads(row["lines"], tuple[CartLine, ...]),
        status=CartStatus(row["status"]),
        order_id=OrderId(row["order_id"]) if row["order_id"] else None,
        merged_into=CartId(row["merged_into"]) if row["merged_into"] else None,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        expires_at=row["expires_at"],
        version=row["version"],
    )


def _to_card(row: dict[str, Any]) -> CartCard:
    return CartCard(
        id=CartId(row["id"]),
        company_id=row["company_id"],
        contact_id=row["contact_id"],
        status=CartStatus(row["status"]),
        line_count=row["line_count"],
        total=Money(row["total_minor"], Currency(row["currency"])),
        order_id=OrderId(row["order_id"]) if row["order_id"] else None,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        expires_at=row["expires_at"],
        version=row["version"],
    )


def _to_saved(row: dict[str, Any]) -> SavedConfiguration:
    return SavedConfiguration(
        id=SavedConfigurationId(row["id"]),
        company_id=row["company_id"],
        contact_id=row["contact_id"],
        name=row["name"],
        product=row["product"],
        seen_version=row["seen_version"],
        selection=loads(row["selection"], Selection),
        quantity=row["quantity"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )
