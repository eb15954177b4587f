"""Deciding to give money back, before the processor hears of it."""

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Begin, Clock, Ids, Money
from smplat_core.orders import Order, OrderId, checked_reason, order_for_change
from smplat_core.payments.lifecycle import RefundState
from smplat_core.payments.ports import PaymentsWork
from smplat_core.payments.processor_payment import ProcessorPayment
from smplat_core.payments.refund import Refund
from smplat_core.payments.requests import send_refund_request
from smplat_core.payments.vocabulary import (
    BadRefundAmount,
    NothingToRefund,
    PaymentDisputed,
    PaymentNotFound,
    ProcessorPaymentId,
    RefundExceedsPaid,
    RefundId,
    WhichPayment,
)


@frozen(kw_only=True)
class RefundWish:
    """What somebody wants given back."""

    order_id: OrderId
    reason: str
    amount: Money | None = None
    """All that is left of the payment when ``None``."""
    payment_id: ProcessorPaymentId | None = None
    """Which payment; need not be said while only one has anything left."""
    company: CompanyId | None = None
    """The caller's own company; ``None`` may ask for every order."""
    expected_version: int | None = None
    """Of the order, as the caller knew it."""


@frozen
class RequestRefund:
    """Keep an intent to refund, with the job that carries it out.

    The order is held, so refunds asked for at the same moment see each other: together they
    never exceed what was paid less what went back and what is on its way
    (``RefundExceedsPaid``, naming the most that can go). ``NothingToRefund`` when the order was
    not paid or nothing is left, ``WhichPayment`` when it was paid twice and nobody says which,
    ``PaymentDisputed`` while the payer's bank has the money, ``BadRefundAmount`` for another
    currency or nothing.
    """

    begin: Begin[PaymentsWork]
    clock: Clock
    ids: Ids

    async def __call__(self, wish: RefundWish) -> Refund:
        reason = checked_reason(wish.reason)
        async with self.begin() as work:
            order = await order_for_change(
                work, wish.order_id, company=wish.company, expected_version=wish.expected_version
            )
            payments = await work.processor_payments.of_order(order.id)
            on_its_way = await work.refunds.of_order(order.id)
            payment = _chosen(order, payments, on_its_way, wish.payment_id)
            if payment.is_disputed:
                raise PaymentDisputed(
                    f"payment {payment.reference} is disputed: answer the dispute, "
                    "or refund after it was won"
                )
            amount = _checked(payment, left_of(payment, on_its_way), wish.amount)
            refund = Refund.request(
                RefundId(self.ids.new()),
                payment,
                order,
                amount=amount,
                reason=reason,
                at=self.clock.now(),
            )
            refund = await work.refunds.save(refund)
            await work.jobs.enqueue(send_refund_request(refund))
            return refund


def left_of(payment: ProcessorPayment, refunds: tuple[Refund, ...]) -> Money:
    """What can still be given back: what is ours of it, less what was asked for and not heard of.

    A payment of which nothing was received has nothing (``NothingToRefund``).
    """
    if payment.received is None:
        raise NothingToRefund(f"nothing was received of payment {payment.id}")
    waiting = sum(
        refund.amount.minor
        for refund in refunds
        if refund.payment_id == payment.id and refund.state is RefundState.REQUESTED
    )
    return Money(max(payment.kept - waiting, 0), payment.received.currency)


def _chosen(
    order: Order,
    payments: tuple[ProcessorPayment, ...],
    refunds: tuple[Refund, ...],
    wanted: ProcessorPaymentId | None,
) -> ProcessorPayment:
    received = [payment for payment in payments if payment.received is not None]
    if wanted is not None:
        for payment in received:
            if payment.id == wanted:
                return payment
        raise PaymentNotFound(f"order {order.reference} has no payment {wanted}")
    if not received:
        raise NothingToRefund(f"order {order.reference} is {order.payment_status}: no money came")
    left = [payment for payment in received if left_of(payment, refunds)]
    if len(left) > 1:
        choices = ", ".join(f"{one.id} ({left_of(one, refunds)} left)" for one in left)
        detail = f"order {order.reference} was paid more than once"
        raise WhichPayment.at("/payment_id", detail, accepted=choices)
    return left[0] if left else received[-1]


def _checked(payment: ProcessorPayment, left: Money, wanted: Money | None) -> Money:
    if wanted is not None and wanted.currency is not left.currency:
        raise BadRefundAmount.at(
            "/amount/currency",
            f"{wanted.currency} was never paid",
            accepted=f"{left.currency}, as it was paid",
        )
    if wanted is not None and wanted.minor <= 0:
        raise BadRefundAmount.at(
            "/amount/amount", f"{wanted} cannot be given back", accepted=f"up to {left}"
        )
    if not left:
        raise NothingToRefund(f"nothing is left of payment {payment.reference}")
    if wanted is not None and wanted > left:
        raise RefundExceedsPaid(
            f"{wanted} is more than the {left} that is left of payment {payment.reference}; "
            f"{left} is the most that can go back"
        )
    return left if wanted is None else wanted
