"""An order, whatever is done to it and in whatever order."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from attrs import define, field
from hypothesis.stateful import initialize, invariant, rule
from hypothesis.strategies import integers, lists, sampled_from

from smplat_core.kernel import Money, evolve
from smplat_core.orders import (
    ORDER_LIFECYCLE,
    PAYMENT_LIFECYCLE,
    FulfillmentStatus,
    Order,
    OrderPaid,
    OrderPaidAfterCancel,
    OrderStatus,
)
from smplat_core.testing.builders.orders import NOON, an_item, an_order
from smplat_core.testing.machines.watching import Watch, WatchingMachine

SESSION = UUID(int=0xC5)


class OrderDriver(Protocol):
    """Who carries out what a machine decides: on the bare aggregate, or through use cases.

    A method may refuse; then nothing may have changed.
    """

    @property
    def order(self) -> Order:
        """As it stands now."""
        ...

    @property
    def told(self) -> list[str]:
        """Names of all events of this order so far, oldest first."""
        ...

    def place(self, quantities: list[int]) -> None:
        """A new order with one line per quantity."""
        ...

    def send_checkout(self) -> None: ...

    def start_payment(self) -> None: ...

    def pay(self, payment: str) -> None: ...

    def fail_payment(self) -> None: ...

    def expire_checkout(self) -> None: ...

    def progress(self, status: FulfillmentStatus) -> None: ...

    def move_to(self, target: OrderStatus) -> None: ...


@define
class BareOrder(OrderDriver):
    """The aggregate by itself, saved after each change."""

    order: Order = field(init=False)
    told: list[str] = field(factory=list, init=False)
    _minutes: int = field(default=0, init=False)

    def place(self, quantities: list[int]) -> None:
        items = tuple(an_item(n, quantity=q) for n, q in enumerate(quantities, start=1))
        self._keep(an_order(items=items))

    def send_checkout(self) -> None:
        self._keep(self.order.checkout_sent(SESSION, at=self._now()))

    def start_payment(self) -> None:
        self._keep(self.order.payment_processing(checkout_session_id=SESSION, at=self._now()))

    def pay(self, payment: str) -> None:
        self._keep(self.order.paid(payment, checkout_session_id=SESSION, at=self._now()))

    def fail_payment(self) -> None:
        failed = self.order.payment_failed("declined", checkout_session_id=SESSION, at=self._now())
        self._keep(failed)

    def expire_checkout(self) -> None:
        self._keep(self.order.checkout_expired(checkout_session_id=SESSION, at=self._now()))

    def progress(self, status: FulfillmentStatus) -> None:
        self._keep(self.order.fulfillment_progressed(status, at=self._now()))

    def move_to(self, target: OrderStatus) -> None:
        self._keep(self.order.move_to(target, reason="as told", at=self._now()))

    def _now(self) -> datetime:
        self._minutes += 1
        return NOON + timedelta(minutes=self._minutes)

    def _keep(self, order: Order) -> None:
        self.told += [event.name for event in order.news]
        self.order = evolve(order, news=(), audit=())


class OrderMachine(WatchingMachine):
    """Money, quantities and people move an order; its facts stay true to one another."""

    drive: OrderDriver

    def driver(self) -> OrderDriver:
        """Who carries out what is decided; over use cases, one of your own."""
        return BareOrder()

    @initialize(quantities=lists(integers(1, 5), min_size=1, max_size=3))
    def place(self, quantities: list[int]) -> None:
        self.drive = self.driver()
        self.drive.place(quantities)
        self.prices = [(item.snapshot, item.line_total) for item in self.drive.order.items]
        self.first_payment: str | None = None

    @rule()
    def send_checkout(self) -> None:
        self.try_to(self.drive.send_checkout)

    @rule()
    def start_payment(self) -> None:
        self.try_to(self.drive.start_payment)

    @rule(number=integers(1, 3))
    def pay(self, number: int) -> None:
        self.try_to(lambda: self.drive.pay(f"pi_{number}"))
        self.first_payment = self.first_payment or self.drive.order.payment_reference

    @rule()
    def fail_payment(self) -> None:
        self.try_to(self.drive.fail_payment)

    @rule()
    def expire_checkout(self) -> None:
        self.try_to(self.drive.expire_checkout)

    @rule(status=sampled_from(FulfillmentStatus))
    def progress(self, status: FulfillmentStatus) -> None:
        self.try_to(lambda: self.drive.progress(status))

    @rule(status=sampled_from(OrderStatus))
    def move(self, status: OrderStatus) -> None:
        self.try_to(lambda: self.drive.move_to(status))

    def standing(self) -> object:
        return self.drive.order, tuple(self.drive.told)

    def watched(self) -> Iterable[Watch]:
        order = self.drive.order
        return (
            Watch("status", ORDER_LIFECYCLE, order.status),
            Watch("payment status", PAYMENT_LIFECYCLE, order.payment_status),
        )

    @invariant()
    def no_price_changes(self) -> None:
        order = self.drive.order
        prices = [(item.snapshot, item.line_total) for item in order.items]
        assert prices == self.prices, "a price of a placed order changed"
        total = Money.total((price for _, price in prices), order.total.currency)
        assert order.total == total, f"the total is {order.total}, the lines say {total}"

    @invariant()
    def the_first_payment_is_the_one_that_paid(self) -> None:
        order = self.drive.order
        reference, first = order.payment_reference, self.first_payment
        assert reference == first, f"{first} paid it, and it says {reference}"
        assert order.is_paid_for == (reference is not None), f"paid by {reference}?"

    @invariant()
    def being_paid_is_told_once(self) -> None:
        paid = self.drive.told.count(OrderPaid.name)
        paid += self.drive.told.count(OrderPaidAfterCancel.name)
        assert paid == int(self.drive.order.is_paid_for), f"being paid was told {paid} times"

    @invariant()
    def only_what_is_on_hold_remembers_where_it_came_from(self) -> None:
        order = self.drive.order
        is_held = order.status is OrderStatus.ON_HOLD
        assert (order.held_from is not None) == is_held, (
            f"{order.status} goes back to {order.held_from}"
        )
