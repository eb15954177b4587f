"""Any facts in any order: an order is paid at most once, by the right money, and keeps its prices."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from smplat_core.kernel import Currency, Money, evolve
from smplat_core.orders import Order, OrderPaid, OrderPaidAfterCancel, OrderStatus
from smplat_core.payments import (
    LIVE,
    CheckoutSession,
    CheckoutState,
    HostedCheckout,
    PaymentFactKind,
    settle,
)
from tests.builders.orders import NOON, an_item, an_order
from tests.builders.payments import a_fact, a_session

AMOUNTS = st.sampled_from(
    [Money(3000, Currency.USD), Money(100, Currency.USD), Money(3000, Currency.EUR), None]
)


class PaymentMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.order: Order = an_order(items=(an_item(quantity=3, unit=1000),))
        self.prices = [(item.snapshot, item.line_total) for item in self.order.items]
        self.sessions: list[CheckoutSession] = []
        self.told: list[str] = []
        self.moment = NOON
        self.right_money: set[str] = set()

    def _saved(self, order: Order) -> None:
        self.told += [event.name for event in order.news]
        self.order = evolve(order, news=(), audit=())

    def _tick(self) -> None:
        self.moment += timedelta(minutes=1)

    @precondition(lambda self: not self.order.is_paid_for and len(self.sessions) < 4)
    @rule()
    def send_checkout(self) -> None:
        """As ``IntendCheckout`` does: an open session gives way, a payment on its way does not."""
        self._tick()
        blocked = {CheckoutState.PROCESSING, CheckoutState.CREATING}
        if self.order.status is OrderStatus.CANCELED or any(
            session.state in blocked for session in self.sessions
        ):
            return
        self.sessions = [
            session.superseded(at=self.moment) if session.state is CheckoutState.OPEN else session
            for session in self.sessions
        ]
        number = len(self.sessions) + 1
        self.sessions.append(
            a_session(self.order, state=CheckoutState.CREATING, attempt=number, at=self.moment)
        )

    @precondition(lambda self: self.sessions and self.sessions[-1].url is None)
    @rule()
    def the_processor_answers(self) -> None:
        self._tick()
        hosted = HostedCheckout(
            processor_session_id=f"cs_{len(self.sessions)}", url="https://pay.example"
        )
        opened = self.sessions[-1].opened(hosted, at=self.moment)
        self.sessions[-1] = opened
        if opened.state is CheckoutState.OPEN and self.order.status is not OrderStatus.CANCELED:
            self._saved(self.order.checkout_sent(opened.id, at=self.moment))

    @rule(
        kind=st.sampled_from(PaymentFactKind),
        page=st.one_of(st.none(), st.integers(1, 5)),
        payment=st.one_of(st.none(), st.integers(1, 5)),
        amount=AMOUNTS,
        ago=st.integers(0, 30),
    )
    def the_processor_says(
        self,
        kind: PaymentFactKind,
        page: int | None,
        payment: int | None,
        amount: Money | None,
        ago: int,
    ) -> None:
        self._tick()
        fact = a_fact(
            kind,
            page=f"cs_{page}" if page else None,
            payment=f"pi_{payment}" if payment else None,
            amount=amount,
            at=self.moment - timedelta(minutes=ago),
        )
        if kind is PaymentFactKind.PAID and amount == self.order.total:
            self.right_money.add(fact.payment_reference)
        before = self.order
        settled = settle(self.order, self.sessions, fact, at=self.moment)
        if settled.session is not None:
            self.sessions = [
                settled.session if session.id == settled.session.id else session
                for session in self.sessions
            ]
        if settled.order is not before:
            self._saved(settled.order)
        again = settle(self.order, self.sessions, fact, at=self.moment)
        assert again.order is self.order, "a fact told twice changed something the second time"

    @precondition(lambda self: self.order.status is not OrderStatus.CANCELED)
    @rule()
    def cancel(self) -> None:
        self._tick()
        self._saved(self.order.cancel(reason="changed plans", at=self.moment))

    @invariant()
    def is_paid_at_most_once(self) -> None:
        paid = self.told.count(OrderPaid.name) + self.told.count(OrderPaidAfterCancel.name)
        assert paid == int(self.order.is_paid_for)

    @invariant()
    def is_paid_only_by_the_right_money(self) -> None:
        if self.order.is_paid_for:
            assert self.order.payment_reference in self.right_money

    @invariant()
    def never_forgets_that_it_is_paid(self) -> None:
        assert self.order.is_paid_for == bool(self.order.payment_reference)

    @invariant()
    def has_at_most_one_live_session(self) -> None:
        assert sum(session.state in LIVE for session in self.sessions) <= 1

    @invariant()
    def never_changes_a_price(self) -> None:
        assert [(i.snapshot, i.line_total) for i in self.order.items] == self.prices
        assert self.order.total == Money(3000, Currency.USD)

    @invariant()
    def was_started_by_money_alone(self) -> None:
        if self.order.status is OrderStatus.PROCESSING:
            assert self.order.is_paid_for


TestPaymentMachine = PaymentMachine.TestCase
TestPaymentMachine.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
