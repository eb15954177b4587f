"""A checkout session: one hosted payment page for one order. And what processors send us."""

from datetime import datetime, timedelta
from typing import Final

from attrs import field, frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Event, Money, evolve
from smplat_core.orders import Order, OrderId
from smplat_core.payments.events import CheckoutIntended, CheckoutMoved
from smplat_core.payments.lifecycle import (
    CHECKOUT_LIFECYCLE,
    LIVE,
    PROCESSOR_EVENT_LIFECYCLE,
    CheckoutAction,
    CheckoutState,
    ProcessorEventAction,
    ProcessorEventState,
)
from smplat_core.payments.vocabulary import (
    CheckoutSessionId,
    FactOutcome,
    PaymentFact,
    PaymentFactKind,
    ProcessorEventId,
    ProcessorPaymentId,
)
from smplat_core.pricing import Sku

SHORTEST_LIFE: Final = timedelta(minutes=30)
"""No page is opened that we would close again within this time."""


OVER: Final = frozenset(
    {
        PaymentFactKind.PAID,
        PaymentFactKind.PROCESSING,
        PaymentFactKind.FAILED,
        PaymentFactKind.EXPIRED,
    }
)
"""What is only said of a page that nobody can pay at any more."""


@frozen(kw_only=True)
class HostedCheckout:
    """The page as the processor made it."""

    processor_session_id: str
    url: str
    payment_id: str | None = None


@frozen(kw_only=True)
class CheckoutLine:
    """One line as the buyer sees it on the payment page."""

    sku: Sku
    label: str
    quantity: int
    unit_price: Money
    line_total: Money
    processor_price_id: str
    """The processor's own price of the product, checked to be this unit price."""


@frozen(kw_only=True)
class CheckoutIntent:
    """Everything the processor is told. Made from kept values alone, so a repeated call is equal."""

    checkout_session_id: CheckoutSessionId
    idempotency_key: str
    order_id: OrderId
    order_reference: str
    amount: Money
    lines: tuple[CheckoutLine, ...]
    success_url: str
    cancel_url: str


@frozen(kw_only=True)
class CheckoutSession:
    """An intent to be paid, kept before the processor hears of it, and what became of it."""

    id: CheckoutSessionId
    order_id: OrderId
    company_id: CompanyId
    attempt: int
    """1 for the first session of the order, then 2, 3 ..."""
    amount: Money
    processor_price_ids: tuple[str, ...]
    """One per line of the order, as the price gate found them."""
    success_url: str
    cancel_url: str
    created_at: datetime
    expires_at: datetime
    """When we close it, by our clock; the processor's own end comes later."""
    state: CheckoutState = CHECKOUT_LIFECYCLE.initial
    processor_session_id: str | None = None
    payment_id: str | None = None
    url: str | None = None
    failure: str | None = None
    fact_at: datetime | None = None
    """When the latest thing the processor told us happened, by its clock."""
    checked_at: datetime
    """When we last heard of it; the poll begins with the oldest."""
    ended_at: datetime | None = None
    closed_at: datetime | None = None
    """When we learned that nobody can pay at this page any more."""
    wish_key: str | None = None
    """Whose wish it was, and which: the same wish told again means this session."""
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @property
    def idempotency_key(self) -> str:
        """The same for every repetition of the call that opens this session."""
        return f"checkout-{self.id}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def may_still_be_paid(self) -> bool:
        """Whether the page may be open at the processor, whatever we want of it."""
        return (
            self.processor_session_id is not None
            and self.closed_at is None
            and self.state in {CheckoutState.OPEN, CheckoutState.SUPERSEDED}
        )

    def can_open(self, *, at: datetime) -> bool:
        """Whether there is still time to open it at the processor."""
        return at + SHORTEST_LIFE <= self.expires_at

    def intent(self, order: Order) -> CheckoutIntent:
        return CheckoutIntent(
            checkout_session_id=self.id,
            idempotency_key=self.idempotency_key,
            order_id=order.id,
            order_reference=order.reference,
            amount=self.amount,
            lines=tuple(
                CheckoutLine(
                    sku=item.sku,
                    label=item.label,
                    quantity=item.quantity,
                    unit_price=item.unit_price,
                    line_total=item.line_total,
                    processor_price_id=price_id,
                )
                for item, price_id in zip(order.items, self.processor_price_ids, strict=True)
            ),
            success_url=self.success_url,
            cancel_url=self.cancel_url,
        )

    def intended(self) -> "CheckoutSession":
        """Told as an intent: the processor has not heard of it yet."""
        event = CheckoutIntended(
            at=self.created_at,
            checkout_session_id=self.id,
            order_id=self.order_id,
            company_id=self.company_id,
            attempt=self.attempt,
            amount=self.amount,
            expires_at=self.expires_at,
        )
        return evolve(self, news=(*self.news, event))

    def opened(self, hosted: HostedCheckout, *, at: datetime) -> "CheckoutSession":
        """The processor answered. A fact that overtook the answer keeps its state."""
        state = self.state
        if state is CheckoutState.CREATING:
            state = CHECKOUT_LIFECYCLE.after(state, CheckoutAction.OPEN)
        return self._moved(
            at,
            state=state,
            processor_session_id=hosted.processor_session_id,
            payment_id=self.payment_id or hosted.payment_id,
            url=hosted.url,
            checked_at=at,
        )

    def superseded(self, *, at: datetime) -> "CheckoutSession":
        """A newer session takes its place."""
        state = CHECKOUT_LIFECYCLE.after(self.state, CheckoutAction.SUPERSEDE)
        return self._moved(at, state=state, ended_at=at)

    def abandoned(self, failure: str, *, at: datetime) -> "CheckoutSession":
        """It was never opened, and never will be."""
        state = CHECKOUT_LIFECYCLE.after(self.state, CheckoutAction.EXPIRE)
        return self._moved(at, state=state, failure=failure, ended_at=at)

    def refused(self, failure: str, *, at: datetime) -> "CheckoutSession":
        """The processor would not open it."""
        state = CHECKOUT_LIFECYCLE.after(self.state, CheckoutAction.FAIL)
        return self._moved(at, state=state, failure=failure, ended_at=at)

    def allows(self, action: CheckoutAction) -> bool:
        return CHECKOUT_LIFECYCLE.allows(self.state, action)

    def told(self, action: CheckoutAction, fact: PaymentFact, *, at: datetime) -> "CheckoutSession":
        """The processor says so: the state moves, and its ids are learned."""
        state = CHECKOUT_LIFECYCLE.after(self.state, action)
        return self._moved(
            at,
            state=state,
            failure=fact.failure,
            ended_at=at if state not in LIVE else None,
            **self._learned(fact, at=at),
        )

    def heard(self, fact: PaymentFact, *, at: datetime) -> "CheckoutSession":
        """Its ids and times, when the fact moves nothing."""
        return self._moved(at, **self._learned(fact, at=at))

    def _learned(self, fact: PaymentFact, *, at: datetime) -> dict[str, object]:
        return {
            "processor_session_id": self.processor_session_id or fact.processor_session_id,
            "payment_id": self.payment_id or fact.payment_id,
            "fact_at": max(self.fact_at, fact.at) if self.fact_at else fact.at,
            "checked_at": at,
            "closed_at": self.closed_at or (at if fact.kind in OVER else None),
        }

    def _moved(self, at: datetime, **changes: object) -> "CheckoutSession":
        """With these changes, told unless they are only about when we heard of it."""
        now = evolve(self, **changes)
        if _told_facts(now) == _told_facts(self):
            return now
        event = CheckoutMoved(
            at=at,
            checkout_session_id=self.id,
            order_id=self.order_id,
            company_id=self.company_id,
            before=self.state,
            after=now.state,
            processor_session_id=now.processor_session_id,
            payment_id=now.payment_id,
            failure=now.failure,
            ended_at=now.ended_at,
        )
        return evolve(now, news=(*self.news, event))


def _told_facts(session: CheckoutSession) -> tuple[object, ...]:
    return (
        session.state,
        session.processor_session_id,
        session.payment_id,
        session.failure,
        session.ended_at,
    )


OUTCOMES: Final = {
    FactOutcome.APPLIED: ProcessorEventAction.APPLY,
    FactOutcome.UNCHANGED: ProcessorEventAction.LEAVE,
    FactOutcome.MISMATCHED: ProcessorEventAction.MISMATCH,
    FactOutcome.UNMATCHED: ProcessorEventAction.UNMATCH,
}


MATCHED: Final = "took effect when its payment came"


@frozen(kw_only=True)
class ProcessorEvent:
    """One message of a processor, exactly as it came, and what we made of it."""

    id: ProcessorEventId
    source: str
    external_id: str
    """The processor's own id of the message: one id, one row, one effect."""
    kind: str
    """The processor's own word for what happened."""
    payload: str
    received_at: datetime
    state: ProcessorEventState = PROCESSOR_EVENT_LIFECYCLE.initial
    detail: str = ""
    order_id: OrderId | None = None
    payment_id: ProcessorPaymentId | None = None
    deliveries: int = 1
    """How often it was sent; only the first counted."""
    processed_at: datetime | None = None

    def settled(
        self,
        outcome: FactOutcome,
        *,
        order_id: OrderId | None,
        detail: str,
        at: datetime,
        payment_id: ProcessorPaymentId | None = None,
    ) -> "ProcessorEvent":
        return evolve(
            self._after(OUTCOMES[outcome]),
            order_id=order_id,
            payment_id=payment_id,
            detail=detail,
            processed_at=at,
        )

    def matched(self, order_id: OrderId, *, at: datetime) -> "ProcessorEvent":
        """It was kept until its payment was known, and has taken effect now."""
        after = self._after(ProcessorEventAction.MATCH)
        return evolve(after, order_id=order_id, detail=MATCHED, processed_at=at)

    def ignored(self, *, at: datetime) -> "ProcessorEvent":
        """This version has no use for events of this kind; it stays, and can be requeued."""
        detail = f"events of type {self.kind} are not handled"
        return evolve(self._after(ProcessorEventAction.IGNORE), detail=detail, processed_at=at)

    def unreadable(self, detail: str, *, at: datetime) -> "ProcessorEvent":
        after = self._after(ProcessorEventAction.GIVE_UP)
        return evolve(after, detail=detail, processed_at=at)

    def requeued(self) -> "ProcessorEvent":
        after = self._after(ProcessorEventAction.REQUEUE)
        return evolve(after, detail="", processed_at=None)

    def _after(self, action: ProcessorEventAction) -> "ProcessorEvent":
        return evolve(self, state=PROCESSOR_EVENT_LIFECYCLE.after(self.state, action))
