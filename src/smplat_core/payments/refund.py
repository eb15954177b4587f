"""A refund we asked for: an intent kept before the processor hears of it, and its end."""

from datetime import datetime, timedelta
from typing import Final, TypedDict

from attrs import field, frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Event, Money, evolve
from smplat_core.orders import Order, OrderId
from smplat_core.payments.events import (
    PaymentRefundProgressed,
    PaymentRefundRefused,
    PaymentRefundRequested,
)
from smplat_core.payments.lifecycle import REFUND_LIFECYCLE, RefundAction, RefundState
from smplat_core.payments.movements import RefundProgress, RefundSaid
from smplat_core.payments.processor_payment import ProcessorPayment
from smplat_core.payments.vocabulary import NothingToRefund, ProcessorPaymentId, RefundId

KEY_LIFE: Final = timedelta(hours=20)
"""How long a processor surely remembers an idempotency key; Stripe says at least 24 hours."""

ACTIONS: Final = {
    RefundProgress.PENDING: RefundAction.SEND,
    RefundProgress.SUCCEEDED: RefundAction.SUCCEED,
    RefundProgress.FAILED: RefundAction.FAIL,
}


class About(TypedDict):
    refund_id: RefundId
    payment_id: ProcessorPaymentId
    reference: str
    order_id: OrderId
    company_id: CompanyId
    amount: Money


@frozen(kw_only=True)
class RefundIntent:
    """Everything the processor is told. Made from kept values alone, so a repeated call is equal."""

    refund_id: RefundId
    idempotency_key: str
    payment_id: str | None
    charge_id: str | None
    order_id: OrderId
    amount: Money
    is_old: bool
    """The processor may have forgotten the key: look for the refund before making it."""


@frozen(kw_only=True)
class Refund:
    """Part or all of one payment, to be given back because somebody here said so."""

    id: RefundId
    order_id: OrderId
    company_id: CompanyId
    payment_id: ProcessorPaymentId
    reference: str
    """What the payment is called in everything told of it."""
    amount: Money
    reason: str
    created_at: datetime
    checked_at: datetime
    """When we last heard of it; the reconciler begins with the oldest."""
    state: RefundState = REFUND_LIFECYCLE.initial
    processor_refund_id: str | None = None
    failure: str | None = None
    ended_at: datetime | None = None
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def request(
        cls,
        refund_id: RefundId,
        payment: ProcessorPayment,
        order: Order,
        *,
        amount: Money,
        reason: str,
        at: datetime,
    ) -> "Refund":
        """A new intent. ``NothingToRefund`` when the processor's id of the payment is not known."""
        if payment.payment_id is None and not payment.charge_ids:
            raise NothingToRefund("the processor has not said yet what it calls this payment")
        asked = cls(
            id=refund_id,
            order_id=order.id,
            company_id=order.company_id,
            payment_id=payment.id,
            reference=payment.reference or "",
            amount=amount,
            reason=reason,
            created_at=at,
            checked_at=at,
        )
        return evolve(
            asked,
            news=(PaymentRefundRequested(at=at, reason=reason, **asked._about()),),
        )

    def intent(self, payment: ProcessorPayment, *, at: datetime) -> RefundIntent:
        """What the processor is asked at this moment."""
        return RefundIntent(
            refund_id=self.id,
            idempotency_key=f"refund-{self.id}",
            payment_id=payment.payment_id,
            charge_id=None if payment.payment_id else payment.charge_ids[0],
            order_id=self.order_id,
            amount=self.amount,
            is_old=at - self.created_at >= KEY_LIFE,
        )

    def heard(self, said: RefundSaid, *, at: datetime) -> "Refund":
        """The processor says so. What is late or known moves nothing."""
        heard = evolve(self, processor_refund_id=self.processor_refund_id or said.id, checked_at=at)
        action = ACTIONS[said.progress]
        if not REFUND_LIFECYCLE.allows(self.state, action):
            return heard
        return heard._after(action, said.failure, at=at)  # noqa: SLF001 - of the same class

    def refused(self, failure: str, *, at: datetime) -> "Refund":
        """The processor would not do it: no money moved."""
        return self._after(RefundAction.FAIL, failure, at=at)

    def overtaken(self, *, at: datetime) -> "Refund":
        """All of the payment had gone back before this was carried out: nothing is left to do."""
        return self._after(RefundAction.SUCCEED, "the payment had been refunded already", at=at)

    def _after(self, action: RefundAction, failure: str | None, *, at: datetime) -> "Refund":
        state = REFUND_LIFECYCLE.after(self.state, action)
        news = self.news
        if state is RefundState.FAILED:
            failure = failure or "the processor could not give the money back"
            told = PaymentRefundRefused(at=at, failure=failure, **self._about())
            news = (*news, told)
        else:
            progressed = PaymentRefundProgressed(
                at=at, before=self.state, after=state, note=failure, **self._about()
            )
            news = (*news, progressed)
        over = state in {RefundState.SUCCEEDED, RefundState.FAILED}
        return evolve(
            self,
            state=state,
            failure=failure,
            checked_at=at,
            ended_at=at if over else None,
            news=news,
        )

    def _about(self) -> About:
        return {
            "refund_id": self.id,
            "payment_id": self.payment_id,
            "reference": self.reference,
            "order_id": self.order_id,
            "company_id": self.company_id,
            "amount": self.amount,
        }
