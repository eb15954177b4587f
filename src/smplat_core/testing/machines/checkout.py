"""An order and its checkout pages: paid at most once, by the right money, at the right prices."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from attrs import define, field
from hypothesis.stateful import initialize, invariant, precondition, rule
from hypothesis.strategies import integers, none, one_of, sampled_from

from smplat_core.kernel import Currency, Money, evolve
from smplat_core.orders import ORDER_LIFECYCLE, Order, OrderPaid, OrderPaidAfterCancel, OrderStatus
from smplat_core.payments import (
    CHECKOUT_LIFECYCLE,
    LIVE,
    CheckoutSession,
    CheckoutState,
    HostedCheckout,
    PaymentFact,
    PaymentFactKind,
    settle,
)
from smplat_core.testing.builders.orders import NOON, an_item, an_order
from smplat_core.testing.builders.payments import a_fact, a_session
from smplat_core.testing.machines.watching import Watch, WatchingMachine

TOTAL: Final = Money(3_000, Currency.USD)
BLOCKING: Final = {CheckoutState.PROCESSING, CheckoutState.CREATING}
"""While a session is in one of these, no other is begun."""

amounts: Final = sampled_from([TOTAL, Money(100, Currency.USD), Money(3_000, Currency.EUR), None])
numbers: Final = one_of(none(), integers(1, 5))


class CheckoutDriver(Protocol):
    """Who carries out what the machine decides; a refusal may change nothing."""

    @property
    def order(self) -> Order: ...

    @property
    def sessions(self) -> Sequence[CheckoutSession]:
        """Every session there was, oldest first; its page is ``cs_1`` for the first, and so on."""
        ...

    @property
    def told(self) -> list[str]:
        """Names of all events of the order so far, oldest first."""
        ...

    def place(self) -> None:
        """A new order of ``TOTAL``."""
        ...

    def intend(self) -> None:
        """Begin another session; an open one gives way."""
        ...

    def open(self) -> None:
        """The processor answers with a page for the newest session."""
        ...

    def hear(self, fact: PaymentFact) -> None:
        """The processor says this, whether or not it says anything new."""
        ...

    def cancel(self) -> None:
        """The order is not wanted any more."""
        ...


@define
class BareCheckout(CheckoutDriver):
    """The aggregates by themselves, saved after each change."""

    order: Order = field(init=False)
    sessions: list[CheckoutSession] = field(factory=list, init=False)
    told: list[str] = field(factory=list, init=False)
    _moment: datetime = field(default=NOON, init=False)

    def place(self) -> None:
        self._keep(an_order(items=(an_item(quantity=3, unit=1_000),)))

    def intend(self) -> None:
        at = self._now()
        self.sessions = [
            session.superseded(at=at) if session.state is CheckoutState.OPEN else session
            for session in self.sessions
        ]
        attempt = len(self.sessions) + 1
        self.sessions.append(
            a_session(self.order, state=CheckoutState.CREATING, attempt=attempt, at=at)
        )

    def open(self) -> None:
        at, page = self._now(), f"cs_{len(self.sessions)}"
        hosted = HostedCheckout(processor_session_id=page, url="https://pay.example")
        self.sessions[-1] = opened = self.sessions[-1].opened(hosted, at=at)
        if opened.state is CheckoutState.OPEN and self.order.status is not OrderStatus.CANCELED:
            self._keep(self.order.checkout_sent(opened.id, at=at))

    def hear(self, fact: PaymentFact) -> None:
        settled = settle(self.order, self.sessions, fact, at=self._now())
        if settled.session is not None:
            known = settled.session
            self.sessions = [known if one.id == known.id else one for one in self.sessions]
        if settled.order is not self.order:
            self._keep(settled.order)

    def cancel(self) -> None:
        self._keep(self.order.cancel(reason="changed plans", at=self._now()))

    def _now(self) -> datetime:
        self._moment += timedelta(minutes=1)
        return self._moment

    def _keep(self, order: Order) -> None:
        self.told += [event.name for event in order.news]
        self.order = evolve(order, news=(), audit=())


class CheckoutMachine(WatchingMachine):
    """Pages are opened, replaced, paid and expire; the processor says anything, in any order."""

    drive: CheckoutDriver

    def driver(self) -> CheckoutDriver:
        """Who carries out what is decided; over use cases, one of your own."""
        return BareCheckout()

    @initialize()
    def place(self) -> None:
        self.drive = self.driver()
        self.drive.place()
        self.prices = [(item.snapshot, item.line_total) for item in self.drive.order.items]
        self.right_money: set[str] = set()
        self.minutes = 0

    @precondition(lambda self: not self.drive.order.is_paid_for and len(self.drive.sessions) < 4)
    @rule()
    def send_checkout(self) -> None:
        busy = any(session.state in BLOCKING for session in self.drive.sessions)
        if not busy and self.drive.order.status is not OrderStatus.CANCELED:
            self.try_to(self.drive.intend)

    @precondition(lambda self: self.drive.sessions and self.drive.sessions[-1].url is None)
    @rule()
    def the_processor_answers(self) -> None:
        self.drive.open()

    @rule(
        kind=sampled_from(PaymentFactKind),
        page=numbers,
        payment=numbers,
        amount=amounts,
        ago=integers(0, 30),
    )
    def the_processor_says(
        self,
        kind: PaymentFactKind,
        page: int | None,
        payment: int | None,
        amount: Money | None,
        ago: int,
    ) -> None:
        self.minutes += 1
        fact = a_fact(
            kind,
            page=f"cs_{page}" if page else None,
            payment=f"pi_{payment}" if payment else None,
            amount=amount,
            at=NOON + timedelta(minutes=self.minutes - ago),
        )
        if kind is PaymentFactKind.PAID and amount == TOTAL:
            self.right_money.add(fact.payment_reference)
        self.drive.hear(fact)
        once = self.drive.order
        self.drive.hear(fact)
        assert self.drive.order == once, "a fact told twice changed something the second time"

    @precondition(lambda self: self.drive.order.status is not OrderStatus.CANCELED)
    @rule()
    def cancel(self) -> None:
        self.drive.cancel()

    def standing(self) -> object:
        return self.drive.order, tuple(self.drive.sessions), tuple(self.drive.told)

    def watched(self) -> Iterable[Watch]:
        yield Watch("the order", ORDER_LIFECYCLE, self.drive.order.status)
        for session in self.drive.sessions:
            yield Watch(session.id, CHECKOUT_LIFECYCLE, session.state)

    @invariant()
    def is_paid_at_most_once(self) -> None:
        told = self.drive.told
        paid = told.count(OrderPaid.name) + told.count(OrderPaidAfterCancel.name)
        assert paid == int(self.drive.order.is_paid_for), f"being paid was told {paid} times"

    @invariant()
    def is_paid_only_by_the_right_money(self) -> None:
        reference = self.drive.order.payment_reference
        assert self.drive.order.is_paid_for == bool(reference), f"paid by {reference}?"
        assert not reference or reference in self.right_money, f"{reference} was the wrong money"

    @invariant()
    def has_at_most_one_live_session(self) -> None:
        live = sum(session.state in LIVE for session in self.drive.sessions)
        assert live <= 1, f"{live} sessions can be paid"

    @invariant()
    def never_changes_a_price(self) -> None:
        prices = [(item.snapshot, item.line_total) for item in self.drive.order.items]
        assert (prices, self.drive.order.total) == (self.prices, TOTAL), "a price changed"

    @invariant()
    def was_started_by_money_alone(self) -> None:
        started = self.drive.order.status is OrderStatus.PROCESSING
        assert self.drive.order.is_paid_for or not started, "it was started without money"
