"""Carts and saved configurations in dictionaries."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from attrs import Factory, define, frozen

from smplat_core.customers import CompanyId, ContactId
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_core.orders.carts import (
    Cart,
    CartCard,
    CartChanged,
    CartFilter,
    CartId,
    CartNotFound,
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
from smplat_memory.log import MemoryLog


@define
class CartsTables:
    carts: dict[CartId, Cart] = Factory(dict)
    saved: dict[SavedConfigurationId, SavedConfiguration] = Factory(dict)


@frozen
class MemoryCarts(Carts):
    tables: CartsTables
    log: MemoryLog

    async def get(self, cart_id: CartId, sight: Sight) -> Cart:
        return _cart(self.tables, cart_id, sight)

    async def save(self, cart: Cart) -> Cart:
        stored = self.tables.carts.get(cart.id)
        if cart.version != (stored.version if stored else 0):
            raise CartChanged(
                f"cart {cart.id} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        saved = evolve(cart, version=cart.version + 1, news=())
        self.tables.carts[cart.id] = saved
        self.log.publish(aggregate="cart", aggregate_id=cart.id, news=cart.news)
        return saved

    async def overdue(self, *, now: datetime, limit: int) -> Sequence[Cart]:
        found = [
            cart
            for cart in self.tables.carts.values()
            if cart.status is CartStatus.ACTIVE and cart.expires_at <= now
        ]
        return sorted(found, key=attrgetter("expires_at", "id"))[:limit]


def _cart(tables: CartsTables, cart_id: CartId, sight: Sight) -> Cart:
    cart = tables.carts.get(cart_id)
    if cart is None or not sight.reaches(cart.owner):
        raise CartNotFound(f"no cart {cart_id}")
    return cart


@frozen
class MemorySavedConfigurations(SavedConfigurations):
    tables: CartsTables

    async def get(
        self, saved_id: SavedConfigurationId, *, company: CompanyId | None
    ) -> SavedConfiguration:
        return _saved(self.tables, saved_id, company)

    async def count(self, company: CompanyId) -> int:
        return sum(each.company_id == company for each in self.tables.saved.values())

    async def save(self, saved: SavedConfiguration) -> SavedConfiguration:
        stored = self.tables.saved.get(saved.id)
        if saved.version != (stored.version if stored else 0):
            raise SavedConfigurationChanged(
                f"saved configuration {saved.id} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        kept = evolve(saved, version=saved.version + 1)
        self.tables.saved[saved.id] = kept
        return kept

    async def forget(self, saved_id: SavedConfigurationId) -> None:
        self.tables.saved.pop(saved_id, None)


def _saved(
    tables: CartsTables, saved_id: SavedConfigurationId, company: CompanyId | None
) -> SavedConfiguration:
    saved = tables.saved.get(saved_id)
    if saved is None or company not in {None, saved.company_id}:
        raise SavedConfigurationNotFound(f"no saved configuration {saved_id}")
    return saved


@frozen
class MemoryCartQueries(CartQueries):
    tables: CartsTables

    async def cart(self, cart_id: CartId, sight: Sight) -> Cart:
        return _cart(self.tables, cart_id, sight)

    async def carts(self, wanted: CartFilter, page: PageRequest) -> Page[CartCard]:
        cards = [
            card
            for cart in self.tables.carts.values()
            if (card := _card(cart)) is not None
            and wanted.company_id in {None, card.company_id}
            and wanted.contact_id in {None, card.contact_id}
            and wanted.status in {None, card.status}
        ]
        cards.sort(key=attrgetter("updated_at", "id"), reverse=True)
        if (last := page.last_moment()) is not None:
            cards = [card for card in cards if (card.updated_at, card.id) < last]
        return Page.cut(cards, page.limit, lambda card: (card.updated_at.isoformat(), str(card.id)))

    async def saved(
        self, saved_id: SavedConfigurationId, *, company: CompanyId | None
    ) -> SavedConfiguration:
        return _saved(self.tables, saved_id, company)

    async def saved_of(
        self,
        company: CompanyId | None,
        *,
        contact_id: ContactId | None,
        product: str | None,
        page: PageRequest,
    ) -> Page[SavedConfiguration]:
        last = page.last_id()
        found = [
            each
            for each in self.tables.saved.values()
            if company in {None, each.company_id}
            and (contact_id is None or each.contact_id in {None, contact_id})
            and product in {None, each.product}
            and (last is None or each.id < last)
        ]
        found.sort(key=attrgetter("id"), reverse=True)
        return Page.cut(found, page.limit, lambda each: (str(each.id),))


def _card(cart: Cart) -> CartCard | None:
    company = cart.owner.company_id
    if company is None:
        return None
    return CartCard(
        id=cart.id,
        company_id=company,
        contact_id=cart.owner.contact_id,
        status=cart.status,
        line_count=len(cart.lines),
        total=cart.total,
        order_id=cart.order_id,
        created_at=cart.created_at,
        updated_at=cart.updated_at,
        expires_at=cart.expires_at,
        version=cart.version,
    )
