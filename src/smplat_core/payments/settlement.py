"""What a payment fact means for an order and its checkout session. Pure, so every order of facts
can be tried.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from attrs import frozen

from smplat_core.kernel import Money
from smplat_core.orders import Order
from smplat_core.payments.lifecycle import CheckoutAction, CheckoutState
from smplat_core.payments.model import CheckoutSession
from smplat_core.payments.processor_payment import ProcessorPayment
from smplat_core.payments.vocabulary import FactOutcome, PaymentFact, PaymentFactKind


@frozen(kw_only=True)
class Settlement:
    """Order and session as the fact leaves them; equal to what they were when nothing moved."""

    outcome: FactOutcome
    order: Order
    session: CheckoutSession | None
    detail: str
    to_close: tuple[CheckoutSession, ...] = ()
    """Pages that can still be paid although the order is."""


def session_of(sessions: Sequence[CheckoutSession], fact: PaymentFact) -> CheckoutSession | None:
    """The session a fact is about: by our id, the page's id, the payment's id.

    A fact that names only the order is about its live session, else its latest, unless their
    ids say that it cannot be.
    """
    for session in sessions:
        if fact.checkout_session_id == session.id:
            return session
        if fact.processor_session_id and fact.processor_session_id == session.processor_session_id:
            return session
    for session in sessions:
        if fact.payment_id and fact.payment_id == session.payment_id:
            return session
    possible = [session for session in sessions if _may_be(session, fact)]
    live = [session for session in possible if session.is_live]
    candidates = live or possible
    return candidates[-1] if candidates else None


def _may_be(session: CheckoutSession, fact: PaymentFact) -> bool:
    other_page = fact.processor_session_id and session.processor_session_id
    other_payment = fact.payment_id and session.payment_id
    return not other_page and not other_payment


def settle(
    order: Order, sessions: Sequence[CheckoutSession], fact: PaymentFact, *, at: datetime
) -> Settlement:
    """What the order and its session are once the fact is known. ``at`` is now, by our clock."""
    session = session_of(sessions, fact)
    others = tuple(one for one in sessions if one.is_live and one is not session)
    if fact.kind is PaymentFactKind.PAID:
        return _Paid(order=order, session=session, others=others, fact=fact, at=at).settle()
    if session is None:
        detail = "about a checkout that is not ours"
        return Settlement(outcome=FactOutcome.UNCHANGED, order=order, session=None, detail=detail)
    unpaid = _Unpaid(order=order, session=session, others=others, fact=fact, at=at)
    return unpaid.settle(fact.kind)


def kept_of(order: Order, payments: Sequence[ProcessorPayment]) -> Money:
    """What is left of the money of an order, in its currency.

    An order that was paid past the processor, by hand, has its total besides.
    """
    currency = order.total.currency
    ours = [
        payment
        for payment in payments
        if payment.order_id == order.id
        and payment.received is not None
        and payment.received.currency is currency
    ]
    kept = Money(sum(payment.kept for payment in ours), currency)
    is_paid_here = any(payment.is_known_as(order.payment_reference) for payment in ours)
    return kept if is_paid_here else kept + order.total


@frozen(kw_only=True)
class _Paid:
    """Money came: is it the money this order waits for?"""

    order: Order
    session: CheckoutSession | None
    others: tuple[CheckoutSession, ...]
    fact: PaymentFact
    at: datetime

    def settle(self) -> Settlement:
        reference = self.fact.payment_reference
        if self.order.is_paid_for:
            if self._is_known():
                return self._settled(FactOutcome.UNCHANGED, self.order, None, "known already")
            return self._mismatched(f"paid already by {self.order.payment_reference}")
        if self.fact.amount != self.order.total:
            return self._mismatched("another amount or currency than the total")
        paid = self.order.paid(
            reference, checkout_session_id=self.session.id if self.session else None, at=self.at
        )
        return self._settled(
            FactOutcome.APPLIED, paid, CheckoutAction.COMPLETE, f"paid by {reference}"
        )

    def _is_known(self) -> bool:
        """Whether this is the payment that paid the order, told again or by its other name."""
        if self.order.payment_reference == self.fact.payment_reference:
            return True
        if self.session is None or self.session.state is not CheckoutState.COMPLETED:
            return False
        known = self.session.payment_id
        return self.fact.payment_id is None or known is None or known == self.fact.payment_id

    def _mismatched(self, reason: str) -> Settlement:
        reference, said = self.fact.payment_reference, self.fact.said
        flagged = self.order.payment_mismatched(reference, received=said, reason=reason, at=self.at)
        known = flagged is self.order
        outcome = FactOutcome.UNCHANGED if known else FactOutcome.MISMATCHED
        detail = f"{said} by {reference}: {reason}"
        if self.session is not None and self.session.state is CheckoutState.PROCESSING:
            # the bank is done, so nothing is on its way any more and a new page may be sent
            flagged = flagged.payment_failed(
                detail, checkout_session_id=self.session.id, at=self.at
            )
        return self._settled(outcome, flagged, CheckoutAction.MISMATCH, detail)

    def _settled(
        self, outcome: FactOutcome, order: Order, action: CheckoutAction | None, detail: str
    ) -> Settlement:
        session = self.session
        if session is not None and action is not None and session.allows(action):
            session = session.told(action, self.fact, at=self.at)
        elif session is not None:
            session = session.heard(self.fact, at=self.at)
        return Settlement(
            outcome=outcome,
            order=order,
            session=session,
            detail=detail,
            to_close=self.others if order.is_paid_for else (),
        )


@frozen(kw_only=True)
class _Unpaid:
    """No money by this: how far is the checkout? An order that is paid is not moved by it."""

    order: Order
    session: CheckoutSession
    others: tuple[CheckoutSession, ...]
    fact: PaymentFact
    at: datetime

    def settle(
        self,
        kind: Literal[
            PaymentFactKind.PROCESSING,
            PaymentFactKind.FAILED,
            PaymentFactKind.ATTEMPT_FAILED,
            PaymentFactKind.EXPIRED,
            PaymentFactKind.OPEN,
        ],
    ) -> Settlement:
        match kind:
            case PaymentFactKind.PROCESSING:
                return self.processing()
            case PaymentFactKind.FAILED:
                return self.failed()
            case PaymentFactKind.ATTEMPT_FAILED:
                return self.attempt_failed()
            case PaymentFactKind.EXPIRED:
                return self.expired()
            case PaymentFactKind.OPEN:
                return self.unchanged("still open")

    def processing(self) -> Settlement:
        if self.others:
            return self.unchanged("another checkout of the order is live")
        order = self.order.payment_processing(checkout_session_id=self.session.id, at=self.at)
        return self._moved(CheckoutAction.PROCESS, order, "the bank is at work")

    def failed(self) -> Settlement:
        reason = self.fact.failure or "the payment failed"
        order = self.order.payment_failed(reason, checkout_session_id=self.session.id, at=self.at)
        return self._moved(CheckoutAction.FAIL, order, reason)

    def attempt_failed(self) -> Settlement:
        """A decline leaves the page open, unless the bank had been at work on this very attempt."""
        if self.session.state is CheckoutState.PROCESSING:
            if self.session.fact_at is not None and self.fact.at < self.session.fact_at:
                return self.unchanged("an earlier attempt; a later one is on its way")
            return self.failed()
        if not self.session.is_live:
            return self.unchanged(f"the checkout is {self.session.state}")
        reason = self.fact.failure or "the attempt was declined"
        order = self.order.payment_failed(reason, checkout_session_id=self.session.id, at=self.at)
        if order is self.order:
            return self.unchanged("a failure is known already")
        heard = self.session.heard(self.fact, at=self.at)
        return Settlement(outcome=FactOutcome.APPLIED, order=order, session=heard, detail=reason)

    def expired(self) -> Settlement:
        order = self.order.checkout_expired(checkout_session_id=self.session.id, at=self.at)
        return self._moved(CheckoutAction.EXPIRE, order, "the checkout expired")

    def unchanged(self, detail: str) -> Settlement:
        return Settlement(
            outcome=FactOutcome.UNCHANGED,
            order=self.order,
            session=self.session.heard(self.fact, at=self.at),
            detail=detail,
        )

    def _moved(self, action: CheckoutAction, order: Order, detail: str) -> Settlement:
        if not self.session.allows(action):
            return self.unchanged(f"the checkout is {self.session.state}")
        session = self.session.told(action, self.fact, at=self.at)
        return Settlement(outcome=FactOutcome.APPLIED, order=order, session=session, detail=detail)
