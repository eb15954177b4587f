"""While the policy is to block, nothing that fails is quoted, ordered or sent to checkout."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeVar

from attrs import frozen
from hypothesis import event, given, settings
from hypothesis import strategies as st

from smplat_core.catalog import (
    AddOn,
    AddOnMode,
    Change,
    Option,
    OptionGroup,
    Plan,
    ProductContent,
    Selection,
    ServiceUse,
)
from smplat_core.guardrails import (
    CostModel,
    Enforcement,
    Floor,
    MarginBlocked,
    MarginPolicy,
    TellServiceTerms,
    Terms,
)
from smplat_core.kernel import Currency, ExchangeRate, Money, Refusal
from smplat_core.orders import Order, OrderItem, ProductLine
from smplat_core.payments import CheckoutWish
from smplat_core.pricing import BookToImport, ImportPrices, Missing, ProductRequest, read_prices
from smplat_core.pricing.fx import KeptRate
from smplat_core.testing.builders.catalog import BOOST, a_product, a_rich_content, on_sale
from smplat_core.testing.builders.configured import a_rate
from smplat_memory import ManualClock, MemoryDatabase, MemoryPayments, SequentialIds
from tests.contract.databases import MemoryUnderTest
from tests.contract.orders.followers import PREMIUM
from tests.contract.pricing_parts import quote_prices_of
from tests.contract.shop import PAGES, Shop

CURRENCIES: Final = (Currency.EUR, Currency.JPY, Currency.BHD)
HAIRCUT: Final = Decimal(10)
T = TypeVar("T")


@frozen(kw_only=True)
class Cost:
    """What a service costs, and what its sales have to earn."""

    currency: Currency
    per_unit: Decimal
    flat: Decimal
    percent: Decimal

    @property
    def terms(self) -> Terms:
        return Terms(
            label="a service",
            cost=CostModel(currency=self.currency, per_unit=self.per_unit, flat=self.flat),
            policy=MarginPolicy(
                enforcement=Enforcement.BLOCK,
                fail=Floor(percent=self.percent),
                stale_haircut=HAIRCUT,
            ),
        )

    def is_met_by(self, item: OrderItem, rates: dict[Currency, ExchangeRate], now: object) -> bool:
        """Worked out anew, with fractions, from the line alone."""
        assert item.configuration is not None
        assert item.configuration.service_units is not None
        units = Fraction(item.configuration.service_units) * item.quantity
        spent = Fraction(self.flat) + Fraction(self.per_unit) * units
        price = Fraction(item.line_total.to_decimal())
        if self.currency is not item.line_total.currency:
            rate = rates.get(self.currency)
            if rate is None:
                return price * Fraction(self.percent) <= price * 100
            spent *= Fraction(rate.rate)
            if rate.age(at=now) > timedelta(hours=48):  # type: ignore[arg-type]
                spent *= 1 + Fraction(HAIRCUT) / 100
        return (price - spent) * 100 >= Fraction(self.percent) * price


@frozen(kw_only=True)
class World:
    """A product, its costs before and after, the rates, and what somebody asks for."""

    content: ProductContent
    currency: Currency
    own: Cost
    premium: Cost
    later: Cost
    rates: dict[Currency, tuple[Decimal, int]]
    """Into ``currency``, and how many hours old."""
    selection: Selection
    quantity: int


prices = st.decimals("0.01", 20, places=2)
changes = st.builds(Change, percent=st.decimals(-60, 60, places=1)) | st.builds(
    Change, amounts=st.tuples(st.builds(Money, st.integers(-300, 900), st.just(Currency.EUR)))
)
costs = st.builds(
    Cost,
    currency=st.sampled_from(CURRENCIES),
    per_unit=st.decimals(0, "0.1", places=3),
    flat=st.decimals(0, 2, places=2),
    percent=st.decimals(-20, 60, places=1),
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    currency = draw(st.sampled_from(CURRENCIES))
    rich = a_rich_content()
    content = a_rich_content(
        price=draw(st.sampled_from(["base", "base * amount / 100", "max(base - 1, 0)"])),
        service=ServiceUse(service=BOOST, units=draw(st.sampled_from(["amount", "amount / 3"]))),
        option_groups=(
            OptionGroup(
                key="pace",
                label="Pace",
                default=("steady",),
                options=(
                    Option(key="steady", label="Steady"),
                    Option(key="fast", label="Fast", change=draw(changes)),
                ),
            ),
        ),
        plans=(Plan(key="once", label="Once", change=draw(st.none() | changes)),),
        add_ons=(
            AddOn(key="refill", label="Refill", mode=AddOnMode.FLAT, change=draw(changes)),
            rich.add_ons[1],
        ),
        presets=(),
        channels=(),
    )
    others = [one for one in CURRENCIES if one is not currency]
    ages = st.tuples(st.decimals("0.01", 50, places=2), st.sampled_from([0, 30, 60]))
    return World(
        content=content,
        currency=currency,
        own=draw(costs),
        premium=draw(costs),
        later=draw(costs),
        rates={one: draw(ages) for one in others if draw(st.booleans())},
        selection=Selection(
            options={"pace": (draw(st.sampled_from(["steady", "fast"])),)},
            add_ons=draw(st.sampled_from([(), ("refill",), ("premium",), ("refill", "premium")])),
            plan="once",
            fields={"amount": str(draw(st.integers(10, 300))), "profile": "fern"},
        ),
        quantity=draw(st.integers(1, 5)),
    )


@settings(deadline=None)
@given(worlds(), st.decimals("0.01", 20, places=2))
def test_nothing_that_fails_is_ever_sold(world: World, price: Decimal) -> None:
    asyncio.run(_sell(world, price))


async def _sell(world: World, price: Decimal) -> None:
    clock, ids = ManualClock(), SequentialIds()
    database = MemoryUnderTest(MemoryDatabase(clock=clock, ids=ids), clock, ids)
    shop = await Shop.open(database, MemoryPayments(clock))
    rates = await _open(shop, world, price)
    line = ProductLine(product="followers", selection=world.selection, quantity=world.quantity)
    asked = shop.asked(currency=world.currency, lines=(line,))
    request = ProductRequest(
        product="followers",
        selection=world.selection,
        quantity=world.quantity,
        currency=world.currency,
        company_id=shop.company,
    )

    quoted = await _tried(quote_prices_of(database)([request]))
    order = await _tried(shop.place_order(asked))
    assert isinstance(quoted, MarginBlocked) == isinstance(order, MarginBlocked)
    event(f"ordered: {type(order).__name__}")
    if not isinstance(order, Order):
        return
    (item,) = order.items
    is_premium = item.configuration is not None and item.configuration.service == PREMIUM
    assert (world.premium if is_premium else world.own).is_met_by(item, rates, clock.now())
    await _tell(shop, world.later, world.later)
    await shop.work_off()
    sent = await _tried(shop.send_checkout(CheckoutWish(order_id=order.id, pages=PAGES)))
    event(f"sent: {type(sent).__name__}")
    if not isinstance(sent, Refusal):
        assert world.later.is_met_by(item, rates, clock.now())


async def _tried(made: Awaitable[T]) -> T | Refusal:
    try:
        return await made
    except Refusal as refusal:
        return refusal


async def _tell(shop: Shop, own: Cost, premium: Cost) -> None:
    tell = TellServiceTerms(shop.database.begin, shop.database.clock, shop.database.ids)
    await tell(BOOST, own.terms, reason="a test")
    await tell(PREMIUM, premium.terms, reason="a test")


async def _open(shop: Shop, world: World, price: Decimal) -> dict[Currency, ExchangeRate]:
    """Put the product on sale at this price, in the currency asked for or in yen."""
    begin, now = shop.database.begin, shop.database.clock.now()
    published, version = on_sale(a_product("followers", world.content))
    told = {
        one: a_rate(str(rate), one.value, world.currency.value, at=now - timedelta(hours=hours))
        for one, (rate, hours) in world.rates.items()
    }
    async with begin() as work:
        await work.products.save(published)
        await work.product_versions.add(version)
        await work.rate_book.add(
            [KeptRate(rate=rate, kept_at=now, kept_by="user:ana") for rate in told.values()], []
        )
    amount = Money.rounded(price, world.currency)
    rows = (
        "sku,label,kind,currency,unit_price\n"
        f"DIG-FOLLOWERS,Followers,digital,{world.currency},{amount.amount}\n"
    )
    load = ImportPrices(begin, shop.database.clock, shop.database.ids)
    await load(BookToImport(code="digital"), read_prices(rows), missing=Missing.KEEP)
    await _tell(shop, world.own, world.premium)
    return told
