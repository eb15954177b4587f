"""A day of trade through the real use cases: every row and every event comes from the same saves."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from itertools import count
from typing import Final, TypeVar

from attrs import Factory, define

from smplat_core.fulfillment import (
    CourierCode,
    Destination,
    EventSource,
    FulfillmentFilter,
    FulfillmentOrder,
    FulfillmentQueries,
    NewShipment,
    ShipmentState,
    TrackingEvent,
    TrackingStatus,
    Wanted,
)
from smplat_core.kernel import Currency, Money, PageRequest
from smplat_core.legacy import BridgeUnavailable
from smplat_core.orders import NewOrder, OrderId, OrderLine, OrderStatus
from smplat_core.payments import CheckoutWish, PaymentFactKind
from smplat_core.pricing import Sku
from smplat_postgres.tables.kernel import EventRow
from tests.builders.customers import a_company, a_contact, an_address
from tests.builders.fulfillment import DOOR
from tests.contract.replay.whole import Whole
from tests.contract.shop import PAGES

T = TypeVar("T")

AT_ONCE: Final = 4
BATCH: Final = 60
"""Orders that are placed, then paid, then shipped together."""

COURIER: Final = CourierCode("canada_post")
SCANS: Final = (TrackingStatus.PICKED_UP, TrackingStatus.IN_TRANSIT, TrackingStatus.DELIVERED)


@define
class Day:
    """Most orders go all the way; some are paid late, wrongly, held or canceled."""

    whole: Whole
    numbers: "count[int]" = Factory(lambda: count(1))
    gate: asyncio.Semaphore = Factory(lambda: asyncio.Semaphore(AT_ONCE))

    async def trade(self, events: int) -> int:
        """Trade until the log has grown by this many events; how many orders that took."""
        goal, orders = await told() + events, 0
        while await told() < goal:
            placed = await self._each(range(orders, orders + BATCH), self._sell)
            await self.whole.settle()
            await self._each([order for order in placed if order is not None], self._ship)
            self.whole.shape.legacy.failures.extend([BridgeUnavailable("down")] * 5)
            await self.whole.settle()
            self.whole.shape.clock.advance(timedelta(minutes=12))
            await self.whole.settle()
            orders += BATCH
        return orders

    async def _each(
        self, things: Sequence[T], do: "Callable[[T], Awaitable[OrderId | None]]"
    ) -> list[OrderId | None]:
        async def one(thing: T) -> OrderId | None:
            async with self.gate:
                return await do(thing)

        return await asyncio.gather(*(one(thing) for thing in things))

    async def _sell(self, number: int) -> OrderId | None:
        use_cases, payments = self.whole.use_cases, self.whole.shape.payments
        record = use_cases.record_payment_fact()
        self.whole.shape.clock.advance(timedelta(seconds=7))
        lines = [("SENS-T100", 1 + number % 5), ("GATE-G1", 1)][: 1 + number % 2]
        order = await use_cases.place_order()(
            NewOrder(
                company_id=a_company().id,
                billing_contact_id=a_contact().id,
                billing_address_id=an_address().id,
                currency=Currency.USD,
                lines=tuple(OrderLine(sku=Sku(sku), quantity=units) for sku, units in lines),
            )
        )
        session = await use_cases.send_checkout()(CheckoutWish(order_id=order.id, pages=PAGES))
        page = session.processor_session_id or ""
        if number % 17 == 3:
            await use_cases.cancel_order()(order.id, reason="the buyer thought again")
            await record(payments.pay(page))
            return None
        if number % 11 == 5:
            await record(payments.move(page, PaymentFactKind.FAILED, failure="declined"))
        if number % 23 == 7:
            await record(payments.pay(page, Money.parse("1.00", Currency.USD)))
            return None
        await record(payments.pay(page))
        if number % 13 == 6:
            change = use_cases.change_order_status()
            await change(order.id, target=OrderStatus.ON_HOLD, reason="an address to check")
            await change(order.id, target=OrderStatus.PROCESSING, reason="it is right")
        return order.id

    async def _ship(self, order_id: OrderId | None) -> None:
        fulfillment = await self._fulfillment(order_id)
        if fulfillment is None:
            return
        use_cases, number = self.whole.use_cases, self._number()
        wanted = tuple(Wanted(item_id=i.id, quantity=i.ordered) for i in fulfillment.items)
        shipment = await use_cases.draft_shipment()(
            fulfillment.id,
            NewShipment(
                items=wanted,
                destination=Destination(address=DOOR),
                courier=COURIER,
                tracking_number=number,
            ),
        )
        await use_cases.move_shipment()(shipment.id, ShipmentState.READY)
        for place, status in enumerate(SCANS):
            event = TrackingEvent(
                courier=COURIER,
                tracking_number=number,
                status=status,
                code=f"{place}",
                at=self.whole.shape.clock.now() + timedelta(minutes=place),
            )
            await use_cases.record_tracking()([event], source=EventSource.WEBHOOK)

    async def _fulfillment(self, order_id: OrderId | None) -> FulfillmentOrder | None:
        queries: FulfillmentQueries = self.whole.use_cases.fulfillment_queries()
        wanted = FulfillmentFilter(order_id=order_id)
        page = await queries.find(wanted, PageRequest(1), company=None)
        return page.items[0] if order_id and page.items else None

    def _number(self) -> str:
        """A number of Canada Post nobody has: fifteen digits and their check digit."""
        body = f"{next(self.numbers):015d}"
        total = sum(int(d) * (1 if place % 2 else 3) for place, d in enumerate(body))
        return body + str(-total % 10)


async def told() -> int:
    (row,) = await EventRow.raw("select coalesce(max(position), 0) as told from domain_events")
    return int(row["told"])
