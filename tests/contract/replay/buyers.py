"""Everybody who does something with an order, doing it as they are told."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Final, TypeVar

from attrs import Factory, define

from smplat_core.automation import AutomationQueries, AutomationStep, Scenario, TaskFilter
from smplat_core.customers import AddressId
from smplat_core.fulfillment import (
    CourierCode,
    Destination,
    EventSource,
    FulfillmentFilter,
    FulfillmentOrder,
    FulfillmentQueries,
    NewShipment,
    Shipment,
    ShipmentChanges,
    ShipmentFilter,
    ShipmentQueries,
    ShipmentState,
    TrackingEvent,
    TrackingStatus,
    Wanted,
)
from smplat_core.kernel import Currency, Money, PageRequest, Refusal
from smplat_core.legacy import BridgeUnavailable
from smplat_core.orders import NewOrder, OrderId, OrderLine, OrderStatus
from smplat_core.payments import (
    CheckoutWish,
    DisputeSaid,
    DisputeStage,
    MoneyFact,
    PaymentFactKind,
    RefundProgress,
    RefundWish,
)
from smplat_core.pricing import Sku
from tests.builders.customers import a_company, a_contact, an_address
from tests.builders.fulfillment import DOOR
from tests.contract.replay.whole import Whole
from tests.contract.shop import PAGES

T = TypeVar("T")

SKUS: Final = ("SENS-T100", "GATE-G1", "SETUP")
COURIER: Final = CourierCode("canada_post")
KINDS: Final = (
    PaymentFactKind.PROCESSING,
    PaymentFactKind.FAILED,
    PaymentFactKind.EXPIRED,
    PaymentFactKind.ATTEMPT_FAILED,
)
PAYLOADS: Final = {
    Scenario.SENSOR_VENDOR_FIRST_TIME: {},
    Scenario.SENSOR_RETURN: {"returned_device": "D-1"},
}


@define
class Buyers:
    """Each method is one command; ``pick`` chooses among whatever there is to choose from."""

    whole: Whole
    orders: list[OrderId] = Factory(list)
    numbers: "count[int]" = Factory(lambda: count(1))
    refused: int = 0

    async def do(self, command: str, pick: int) -> None:
        """The command; a refusal is an answer like any other."""
        try:
            await getattr(self, command)(pick)
        except Refusal:
            self.refused += 1

    # --- the buyer -----------------------------------------------------------------------

    async def place(self, pick: int) -> None:
        lines = tuple(
            OrderLine(sku=Sku(sku), quantity=1 + (pick + place) % 4)
            for place, sku in enumerate(SKUS)
            if pick & (1 << place) or place == pick % len(SKUS)
        )
        order = await self.whole.use_cases.place_order()(
            NewOrder(
                company_id=a_company().id,
                billing_contact_id=a_contact().id,
                billing_address_id=an_address().id,
                currency=Currency.USD,
                lines=lines,
            )
        )
        self.orders.append(order.id)

    async def checkout(self, pick: int) -> None:
        wish = CheckoutWish(order_id=one(self.orders, pick), pages=PAGES)
        await self.whole.use_cases.send_checkout()(wish)

    async def pay(self, pick: int) -> None:
        payments = self.whole.shape.payments
        await self.whole.use_cases.record_payment_fact()(payments.pay(self._page(pick)))

    async def pay_wrongly(self, pick: int) -> None:
        payments = self.whole.shape.payments
        fact = payments.pay(self._page(pick), Money.parse("1.00", Currency.USD))
        await self.whole.use_cases.record_payment_fact()(fact)

    async def stumble(self, pick: int) -> None:
        """The payment is slow, fails, or the page runs out."""
        fact = self.whole.shape.payments.move(self._page(pick), KINDS[pick % len(KINDS)])
        await self.whole.use_cases.record_payment_fact()(fact)

    async def refund(self, pick: int) -> None:
        """The office gives something back: a part, or all that is left."""
        amount = Money.parse("1.00", Currency.USD) if pick % 2 else None
        await self.whole.use_cases.request_refund()(
            RefundWish(order_id=one(self.orders, pick), reason="a scratch", amount=amount)
        )

    async def give_back(self, pick: int) -> None:
        """Somebody refunds on the processor's own screen."""
        payments = self.whole.shape.payments
        made = payments.give_back(f"pi_of_{self._page(pick)}", Money.parse("2.00", Currency.USD))
        fact = payments.progress(made, RefundProgress.SUCCEEDED)
        await self.whole.use_cases.record_payment_fact()(fact)

    async def bank(self, pick: int) -> None:
        """A bank says something about a refund, weeks later perhaps."""
        payments = self.whole.shape.payments
        progress = tuple(RefundProgress)[pick % len(RefundProgress)]
        fact = payments.progress(one(list(payments.given_back), pick // 3), progress)
        await self.whole.use_cases.record_payment_fact()(fact)

    async def dispute(self, pick: int) -> None:
        page = self._page(pick)
        said = DisputeSaid(
            id=f"dp_{page}",
            amount=Money.parse("3.00", Currency.USD),
            reason="fraudulent",
            stage=tuple(DisputeStage)[pick % len(DisputeStage)],
        )
        at = self.whole.shape.clock.now()
        fact = MoneyFact(at=at, payment_id=f"pi_of_{page}", dispute=said)
        await self.whole.use_cases.record_payment_fact()(fact)

    def _page(self, pick: int) -> str:
        return one(list(self.whole.shape.payments.pages), pick)

    async def sell(self, pick: int) -> None:
        """All of it in one go, so that what comes after is reached often."""
        await self.place(pick)
        await self.checkout(-1)
        await self.pay(-1)
        await self.settle(0)

    # --- the office ----------------------------------------------------------------------

    async def move_order(self, pick: int) -> None:
        target = tuple(OrderStatus)[pick % len(OrderStatus)]
        await self.whole.use_cases.change_order_status()(
            one(self.orders, pick // 7), target=target, reason="because"
        )

    async def cancel_order(self, pick: int) -> None:
        await self.whole.use_cases.cancel_order()(one(self.orders, pick), reason="changed minds")

    # --- the warehouse -------------------------------------------------------------------

    async def fulfill(self, pick: int) -> None:
        await self.whole.use_cases.create_fulfillment()(one(self.orders, pick))

    async def prepare(self, pick: int) -> None:
        order = await self._fulfillment(pick)
        counted = [Wanted(item_id=i.id, quantity=pick % (i.ordered + 1)) for i in order.items]
        await self.whole.use_cases.record_prepared()(order.id, counted)

    async def draft(self, pick: int) -> None:
        order = await self._fulfillment(pick)
        wanted = tuple(
            Wanted(item_id=item.id, quantity=max(1, item.unallocated - pick % 2))
            for item in order.items
            if item.unallocated
        )
        labeled = pick % 3 != 0
        await self.whole.use_cases.draft_shipment()(
            order.id,
            NewShipment(
                items=wanted,
                destination=Destination(address=DOOR),
                courier=COURIER if labeled else None,
                tracking_number=self._number() if labeled else None,
            ),
        )

    async def edit(self, pick: int) -> None:
        shipment = await self._shipment(pick)
        order = await self.whole.use_cases.fulfillment_queries().get(
            shipment.fulfillment_order_id, company=None
        )
        less = tuple(Wanted(item_id=i.id, quantity=1) for i in order.items)
        changes = (
            ShipmentChanges(items=less),
            ShipmentChanges(courier=COURIER, tracking_number=self._number()),
            ShipmentChanges(destination=Destination(address_id=AddressId(an_address().id))),
            ShipmentChanges(),
        )
        await self.whole.use_cases.change_shipment()(shipment.id, changes[pick % len(changes)])

    async def move_shipment(self, pick: int) -> None:
        shipment = await self._shipment(pick // 4)
        steps = (
            ShipmentState.READY,
            ShipmentState.IN_TRANSIT,
            ShipmentState.DELIVERED,
            ShipmentState.CANCELLED,
        )
        now = shipment.state
        target = steps[3] if pick % 4 == 3 else steps[min(2, list(ShipmentState).index(now))]
        await self.whole.use_cases.move_shipment()(shipment.id, target, reason="so be it")

    async def send(self, pick: int) -> None:
        """All of it in one go."""
        await self.draft(1 + pick * 3)
        shipment = await self._shipment(0)
        for target in (ShipmentState.READY, ShipmentState.IN_TRANSIT, ShipmentState.DELIVERED):
            await self.whole.use_cases.move_shipment()(shipment.id, target)
        await self.settle(0)

    async def cancel_fulfillment(self, pick: int) -> None:
        order = await self._fulfillment(pick)
        await self.whole.use_cases.cancel_fulfillment()(order.id, reason="given up")

    async def _fulfillment(self, pick: int) -> FulfillmentOrder:
        queries: FulfillmentQueries = self.whole.use_cases.fulfillment_queries()
        page = await queries.find(FulfillmentFilter(), PageRequest(50), company=None)
        return one(page.items, pick)

    async def _shipment(self, pick: int) -> Shipment:
        queries: ShipmentQueries = self.whole.use_cases.shipment_queries()
        page = await queries.find(ShipmentFilter(), PageRequest(50), company=None)
        return one(page.items, pick)

    def _number(self) -> str:
        """A number of Canada Post nobody has: fifteen digits and their check digit."""
        body = f"{next(self.numbers):015d}"
        total = sum(int(d) * (1 if place % 2 else 3) for place, d in enumerate(body))
        return body + str(-total % 10)

    # --- the courier ---------------------------------------------------------------------

    async def track(self, pick: int) -> None:
        shipment = await self._shipment(pick // 20)
        if shipment.tracking is None:
            return
        status = tuple(TrackingStatus)[pick % len(TrackingStatus)]
        event = TrackingEvent(
            courier=COURIER,
            tracking_number=shipment.tracking.number,
            status=status,
            code=f"C{pick}",
            at=self.whole.shape.clock.now() - timedelta(minutes=pick % 90),
        )
        await self.whole.use_cases.record_tracking()([event], source=EventSource.WEBHOOK)

    # --- automation ----------------------------------------------------------------------

    async def plan(self, pick: int) -> None:
        shipment = await self._shipment(pick)
        scenario = one(list(PAYLOADS), pick)
        await self.whole.use_cases.plan_step()(
            shipment.id,
            item_id=one(shipment.items, pick).id,
            scenario=scenario,
            payload=PAYLOADS[scenario],
        )

    async def replan(self, pick: int) -> None:
        step = await self._step(pick)
        scenario = one(list(PAYLOADS), pick)
        await self.whole.use_cases.edit_step()(
            step.id, scenario=scenario, payload=PAYLOADS[scenario]
        )

    async def retry(self, pick: int) -> None:
        await self.whole.use_cases.retry_step()((await self._step(pick)).id)

    async def fall_back(self, pick: int) -> None:
        await self.whole.use_cases.fall_back()((await self._step(pick)).id, notes="by hand")

    async def assign(self, pick: int) -> None:
        tasks = await self.whole.use_cases.automation_queries().tasks(
            TaskFilter(), PageRequest(50), company=None
        )
        task = one(tasks.items, pick)
        await self.whole.use_cases.assign_task()(task.id, owner=f"user:{pick % 3}")

    async def outage(self, pick: int) -> None:
        """The legacy system does not answer the next calls; on two days of three it does."""
        gone = [BridgeUnavailable("no answer") for _ in range(0 if pick % 3 else pick % 8)]
        self.whole.shape.legacy.failures.extend(gone)

    async def _step(self, pick: int) -> AutomationStep:
        shipment = await self._shipment(pick)
        queries: AutomationQueries = self.whole.use_cases.automation_queries()
        return one(await queries.steps_of(shipment.id, company=None), pick)

    # --- time ----------------------------------------------------------------------------

    async def settle(self, _: int) -> None:
        await self.whole.settle()

    async def wait(self, pick: int) -> None:
        self.whole.shape.clock.advance(timedelta(minutes=1 + pick % 45))
        await self.whole.settle()


class NothingToChoose(Refusal):
    """The command came too early."""

    code = "tests.nothing_to_choose"


def one(things: Sequence[T], pick: int) -> T:
    if not things:
        raise NothingToChoose("there is none yet")
    return things[pick % len(things)]


COMMANDS: Final = (
    *("place", "checkout", "pay", "settle", "draft", "move_shipment", "track", "wait") * 2,
    *("pay_wrongly", "stumble", "move_order", "cancel_order", "fulfill", "prepare", "edit"),
    *("cancel_fulfillment", "plan", "replan", "retry", "fall_back", "assign", "outage"),
    *("sell", "send") * 3,
    *("refund", "refund", "give_back", "bank", "dispute"),
)
"""What is common is drawn more often."""
