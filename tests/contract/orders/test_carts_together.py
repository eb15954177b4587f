"""Carts that many hands reach for at once, on Postgres: everyone is answered, nothing is lost."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from functools import cached_property
from uuid import uuid4

import pytest
from attrs import define

from smplat_core.jobs import JobRun, JobRunId, JobStatus, Queue
from smplat_core.kernel import Currency, NotAllowed, PageRequest, Stale
from smplat_core.orders import Order, OrderFilter, OrderId
from smplat_core.orders.carts import (
    EXPIRE_CARTS,
    AddToCart,
    CannotMerge,
    Cart,
    CartChanged,
    CartClosed,
    CartId,
    CartOrder,
    CartOwner,
    CartStatus,
    ChangeCartLine,
    ExpireCarts,
    LineEdit,
    LineWish,
    LookAtLines,
    MergeCarts,
    OrderCart,
    RefreshCart,
    SeenCart,
    Sight,
)
from smplat_core.pricing import Sku
from smplat_memory import MemoryPayments
from tests.contract.databases import Database
from tests.contract.pricing_parts import price_lines_of
from tests.contract.shop import Shop

SENSOR = Sku("SENS-T100")
GATEWAY = Sku("GATE-G1")
HANDS = 8


@define(slots=False)
class Carter:
    """Everything that is done to carts, over the database of a test."""

    shop: Shop

    @property
    def database(self) -> Database:
        return self.shop.database

    @cached_property
    def sight(self) -> Sight:
        return Sight(company=self.shop.company)

    @cached_property
    def look(self) -> LookAtLines:
        return LookAtLines(price_lines_of(self.database), self.database.clock)

    async def filled(self, *wishes: tuple[Sku, int]) -> Cart:
        """A cart of the company with these in it."""
        cart = Cart.open(
            CartId(uuid4()),
            owner=CartOwner(company_id=self.shop.company),
            currency=Currency.USD,
            region=None,
            channel=None,
            session=None,
            at=self.database.clock.now(),
        )
        async with self.database.begin() as work:
            cart = await work.carts.save(cart)
        for sku, quantity in wishes:
            cart = (await self.add(cart, sku, quantity)).cart
        return cart

    async def add(
        self, cart: Cart, sku: Sku = SENSOR, quantity: int = 1, *, version: int | None = None
    ) -> SeenCart:
        add = AddToCart(self.database.begin, self.look, self.database.clock, self.database.ids)
        wish = LineWish(sku=sku, quantity=quantity)
        return await add(cart.id, wish, sight=self.sight, expected_version=version)

    async def recount(self, cart: Cart, quantity: int, *, version: int | None = None) -> SeenCart:
        """Another quantity on its first line."""
        change = ChangeCartLine(self.database.begin, self.look, self.database.clock)
        edit = LineEdit(quantity=quantity)
        line = cart.lines[0].id
        return await change(cart.id, line, edit, sight=self.sight, expected_version=version)

    async def refresh(self, cart: Cart) -> SeenCart:
        refresh = RefreshCart(self.database.begin, self.look, self.database.clock)
        return await refresh(cart.id, sight=self.sight)

    async def merge(self, source: Cart, target: Cart) -> SeenCart:
        merge = MergeCarts(self.database.begin, self.look, self.database.clock)
        return await merge(source.id, target.id, sight=self.sight)

    async def order(self, cart: Cart) -> Order:
        database = self.database
        order = OrderCart(database.begin, self.look, self.shop.place_order, database.clock)
        asked = CartOrder(
            billing_contact_id=self.shop.contact, billing_address_id=self.shop.address
        )
        return await order(cart.id, asked, sight=self.sight)

    async def expire(self) -> None:
        now = self.database.clock.now()
        run = JobRun(
            id=JobRunId(uuid4()),
            queue=Queue.ORDERS,
            name=EXPIRE_CARTS,
            payload={},
            status=JobStatus.ACTIVE,
            max_attempts=3,
            actor="test",
            correlation_id="test",
            created_at=now,
            due_at=now,
        )
        await ExpireCarts(self.database.begin, self.database.clock)(run)

    async def now(self, cart: Cart) -> Cart:
        return await self.database.cart_queries.cart(cart.id, self.sight)

    async def ordered(self) -> list[OrderId]:
        page = await self.shop.orders.find(OrderFilter(), PageRequest(), company=None)
        return [order.id for order in page.items]


@pytest.fixture
async def carter(database: Database) -> Carter:
    return Carter(await Shop.open(database, MemoryPayments(database.clock)))


async def together(*deeds: Awaitable[object]) -> list[object]:
    """What came of each, refusals among it; anything else that was raised fails the test."""
    answers = await asyncio.gather(*deeds, return_exceptions=True)
    odd = [
        each
        for each in answers
        if isinstance(each, BaseException) and not isinstance(each, NotAllowed | Stale)
    ]
    assert odd == []
    return answers


def counted(*carts: Cart) -> Counter[Sku | None]:
    """How many of each SKU the carts hold together."""
    return sum(
        (
            Counter({line.wish.sku: line.wish.quantity or 1})
            for cart in carts
            for line in cart.lines
        ),
        start=Counter[Sku | None](),
    )


def active(carts: Sequence[Cart]) -> list[Cart]:
    return [cart for cart in carts if cart.status is CartStatus.ACTIVE]


async def test_of_two_merges_in_both_directions_one_is_done_and_nothing_lost(
    carter: Carter,
) -> None:
    one = await carter.filled((SENSOR, 2), (GATEWAY, 1))
    other = await carter.filled((SENSOR, 3))

    answers = await together(
        *(carter.merge(one, other) for _ in range(HANDS)),
        *(carter.merge(other, one) for _ in range(HANDS)),
    )

    left = active([await carter.now(one), await carter.now(other)])
    assert [counted(cart) for cart in left] == [Counter({SENSOR: 5, GATEWAY: 1})]
    done = [each for each in answers if isinstance(each, SeenCart)]
    assert len(done) == HANDS
    assert {each.cart.id for each in done} == {left[0].id}
    assert {type(each) for each in answers} == {SeenCart, CartClosed}


async def test_merges_in_a_circle_leave_one_cart_at_least_and_every_line(carter: Carter) -> None:
    ring = [await carter.filled((SENSOR, number), (GATEWAY, 1)) for number in (1, 2, 3)]

    await together(*(carter.merge(ring[n], ring[(n + 1) % 3]) for n in range(3)))

    left = active([await carter.now(cart) for cart in ring])
    assert len(left) in {1, 2}
    assert counted(*left) == Counter({SENSOR: 6, GATEWAY: 3})


async def test_a_cart_is_poured_into_one_of_two_others(carter: Carter) -> None:
    source = await carter.filled((SENSOR, 4))
    targets = [await carter.filled(), await carter.filled()]

    answers = await together(*(carter.merge(source, target) for target in targets))

    assert sorted(type(each).__name__ for each in answers) == ["CartClosed", "SeenCart"]
    left = [await carter.now(target) for target in targets]
    assert counted(*left) == Counter({SENSOR: 4})


async def test_a_cart_ordered_by_many_hands_is_one_order_for_all_of_them(carter: Carter) -> None:
    cart = await carter.filled((SENSOR, 2), (GATEWAY, 1))

    answers = await together(*(carter.order(cart) for _ in range(HANDS)))

    (order_id,) = await carter.ordered()
    assert {each.id for each in answers if isinstance(each, Order)} == {order_id}
    assert len([each for each in answers if isinstance(each, Order)]) == HANDS
    assert (await carter.now(cart)).order_id == order_id


async def test_what_is_added_by_many_hands_is_all_in_the_cart(carter: Carter) -> None:
    cart = await carter.filled()

    answers = await together(*(carter.add(cart, SENSOR, n + 1) for n in range(HANDS)))

    kept = await carter.now(cart)
    assert all(isinstance(each, SeenCart) for each in answers)
    assert sorted(line.wish.quantity or 0 for line in kept.lines) == [*range(1, HANDS + 1)]
    assert kept.total.amount == f"{10 * sum(range(1, HANDS + 1))}.00"


async def test_of_hands_that_saw_the_same_version_one_adds_and_the_others_are_told(
    carter: Carter,
) -> None:
    cart = await carter.filled((GATEWAY, 1))

    answers = await together(
        *(carter.add(cart, SENSOR, n + 1, version=cart.version) for n in range(HANDS)),
        *(carter.recount(cart, n + 2, version=cart.version) for n in range(HANDS)),
    )

    refused = [each for each in answers if isinstance(each, CartChanged)]
    assert len(refused) == 2 * HANDS - 1
    assert {each.current_version for each in refused} == {cart.version + 1}
    kept = await carter.now(cart)
    done = next(each for each in answers if isinstance(each, SeenCart))
    assert kept == done.cart


async def test_adding_to_a_cart_that_is_ordered_is_in_the_order_or_refused(carter: Carter) -> None:
    cart = await carter.filled((SENSOR, 1))

    answers = await together(
        *(carter.add(cart, GATEWAY, 1) for _ in range(HANDS)), carter.order(cart)
    )

    (order_id,) = await carter.ordered()
    order = await carter.shop.order(order_id)
    added = [each for each in answers if isinstance(each, SeenCart)]
    assert len(order.items) == 1 + len(added)
    assert counted(await carter.now(cart)) == Counter(
        {SENSOR: 1} | ({GATEWAY: len(added)} if added else {})
    )


async def test_a_cart_is_ordered_or_merged_and_never_both(carter: Carter) -> None:
    for _ in range(3):
        source, target = await carter.filled((SENSOR, 1)), await carter.filled((GATEWAY, 1))
        before = await carter.ordered()

        await together(carter.order(source), carter.merge(source, target), carter.order(target))

        carts = [await carter.now(source), await carter.now(target)]
        orders = [one for one in await carter.ordered() if one not in before]
        sold = Counter[Sku | None]()
        for order_id in orders:
            for item in (await carter.shop.order(order_id)).items:
                sold[item.sku] += item.quantity
        assert sold + counted(*active(carts)) == Counter({SENSOR: 1, GATEWAY: 1})


async def test_a_cart_past_its_time_is_ordered_or_expires_and_never_both(carter: Carter) -> None:
    carts = [await carter.filled((SENSOR, 1)) for _ in range(4)]
    carter.database.clock.advance(timedelta(days=31))

    answers = await together(
        *(carter.order(cart) for cart in carts), *(carter.expire() for _ in range(3))
    )

    orders = [each for each in answers if isinstance(each, Order)]
    states = Counter([(await carter.now(cart)).status for cart in carts])
    assert states == Counter(
        {CartStatus.ORDERED: len(orders), CartStatus.EXPIRED: len(carts) - len(orders)}
    )
    assert len(await carter.ordered()) == len(orders)
    told = Counter(record.name for record in await carter.database.events())
    assert told["cart.expired"] + told["cart.ordered"] == len(carts)


async def test_a_cart_somebody_just_touched_does_not_expire_under_their_hands(
    carter: Carter,
) -> None:
    cart = await carter.filled((SENSOR, 1))
    carter.database.clock.advance(timedelta(days=31))

    answers = await together(carter.add(cart, GATEWAY, 1), carter.expire(), carter.expire())

    kept = await carter.now(cart)
    if isinstance(answers[0], SeenCart):
        assert kept.status is CartStatus.ACTIVE
        assert kept.expires_at > carter.database.clock.now()
        assert counted(kept) == Counter({SENSOR: 1, GATEWAY: 1})
    else:
        assert kept.status is CartStatus.EXPIRED
        assert isinstance(answers[0], CartClosed)


async def test_changes_refreshes_and_merges_at_once_end_in_one_story(carter: Carter) -> None:
    cart, other = await carter.filled((SENSOR, 1)), await carter.filled((GATEWAY, 2))

    await together(
        *(carter.recount(cart, n + 2) for n in range(3)),
        *(carter.refresh(cart) for _ in range(3)),
        carter.merge(other, cart),
        *(carter.refresh(other) for _ in range(2)),
    )

    kept = await carter.now(cart)
    assert counted(kept)[GATEWAY] == 2
    assert counted(kept)[SENSOR] in {2, 3, 4}
    assert (await carter.now(other)).merged_into == cart.id
    with pytest.raises(CannotMerge):
        await carter.merge(cart, cart)
