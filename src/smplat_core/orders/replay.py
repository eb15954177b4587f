"""What the events of an order say about it, and what the order itself says."""

from typing import Final

from smplat_core.kernel import Event, Fact, Facts, Fold, Step, by_name, moment, step
from smplat_core.orders import events as told
from smplat_core.orders.lifecycle import (
    ORDER_LIFECYCLE,
    PAYMENT_LIFECYCLE,
    FulfillmentStatus,
    OrderStatus,
    PaymentStatus,
)
from smplat_core.orders.model import Order


def _created(_: Facts, event: told.OrderCreated) -> Facts:
    return {
        "reference": event.reference,
        "company_id": str(event.company_id),
        "total_minor": event.total.minor,
        "currency": event.total.currency.value,
        "line_count": event.line_count,
        "created_at": moment(event.at),
        "status": ORDER_LIFECYCLE.initial.value,
        "held_from": None,
        "payment_status": PAYMENT_LIFECYCLE.initial.value,
        "payment_reference": None,
        "payment_mismatches": "",
        "fulfillment_status": FulfillmentStatus.UNFULFILLED.value,
        "canceled_because": None,
    }


def _paid(was: Facts, event: told.OrderPaid) -> Facts:
    """Payment starts a pending order; it tells no event of its own for that."""
    started = was.get("status") == OrderStatus.PENDING
    return {
        "payment_status": PaymentStatus.PAID.value,
        "payment_reference": event.payment_reference,
    } | ({"status": OrderStatus.PROCESSING.value} if started else {})


def _paid_after_cancel(_: Facts, event: told.OrderPaidAfterCancel) -> Facts:
    return {
        "payment_status": PaymentStatus.PAID.value,
        "payment_reference": event.payment_reference,
    }


def _mismatched(was: Facts, event: told.PaymentMismatch) -> Facts:
    known = str(was.get("payment_mismatches") or "")
    return {"payment_mismatches": " ".join((*known.split(), event.payment_reference))}


def _status_changed(_: Facts, event: told.OrderStatusChanged) -> Facts:
    held = event.after is OrderStatus.ON_HOLD
    return {"status": event.after.value, "held_from": event.before.value if held else None}


def _canceled(_: Facts, event: told.OrderCanceled) -> Facts:
    return {
        "status": OrderStatus.CANCELED.value,
        "held_from": None,
        "canceled_because": event.reason,
    }


def _money(kind: type[Event], status: PaymentStatus) -> Step:
    return step(kind, lambda _, __: {"payment_status": status.value}, moves="payment_status")


ORDER_FOLD: Final = Fold(
    aggregate="order",
    steps=by_name(
        step(told.OrderCreated, _created, begins=True),
        _money(told.OrderCheckoutSent, PaymentStatus.CHECKOUT_SENT),
        _money(told.OrderPaymentProcessing, PaymentStatus.PAYMENT_PROCESSING),
        step(told.OrderPaid, _paid, moves="payment_status"),
        step(told.OrderPaidAfterCancel, _paid_after_cancel, moves="payment_status"),
        _money(told.OrderPaymentFailed, PaymentStatus.PAYMENT_FAILED),
        _money(told.OrderCheckoutExpired, PaymentStatus.CHECKOUT_EXPIRED),
        step(
            told.OrderPaymentStatusChanged,
            lambda _, event: {"payment_status": event.after.value},
            moves="payment_status",
        ),
        step(told.PaymentMismatch, _mismatched),
        step(told.OrderStatusChanged, _status_changed, moves="status"),
        step(
            told.OrderFulfillmentProgressed,
            lambda _, event: {"fulfillment_status": event.after.value},
            moves="fulfillment_status",
        ),
        step(told.OrderCanceled, _canceled, moves="status"),
    ),
    lifecycles={"status": ORDER_LIFECYCLE, "payment_status": PAYMENT_LIFECYCLE},
    stamp="updated_at",
)


def order_facts(order: Order) -> Facts:
    """The same facts, of the order itself. Why it was canceled is in its audit trail alone."""
    return {
        "reference": order.reference,
        "company_id": str(order.company_id),
        "total_minor": order.total.minor,
        "currency": order.total.currency.value,
        "line_count": len(order.items),
        "created_at": moment(order.created_at),
        "updated_at": moment(order.updated_at),
        "status": order.status.value,
        "held_from": _text(order.held_from),
        "payment_status": order.payment_status.value,
        "payment_reference": order.payment_reference,
        "payment_mismatches": " ".join(order.payment_mismatches),
        "fulfillment_status": order.fulfillment_status.value,
    }


def _text(status: OrderStatus | None) -> Fact:
    return None if status is None else status.value
