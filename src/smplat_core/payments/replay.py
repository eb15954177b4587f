"""What the events of pages to pay at, payments and refunds say, and what these themselves say."""

from typing import Final

from smplat_core.kernel import Facts, Fold, by_name, moment, step
from smplat_core.payments import events as told
from smplat_core.payments.lifecycle import (
    CHECKOUT_LIFECYCLE,
    REFUND_LIFECYCLE,
    RefundState,
)
from smplat_core.payments.model import CheckoutSession
from smplat_core.payments.processor_payment import ProcessorPayment
from smplat_core.payments.refund import Refund

# --- checkout sessions -------------------------------------------------------------------


def _intended(_: Facts, event: told.CheckoutIntended) -> Facts:
    return {
        "order_id": str(event.order_id),
        "company_id": str(event.company_id),
        "attempt": event.attempt,
        "amount_minor": event.amount.minor,
        "currency": event.amount.currency.value,
        "created_at": moment(event.at),
        "expires_at": moment(event.expires_at),
        "state": CHECKOUT_LIFECYCLE.initial.value,
        "processor_session_id": None,
        "payment_id": None,
        "failure": None,
        "ended_at": None,
    }


def _moved(_: Facts, event: told.CheckoutMoved) -> Facts:
    return {
        "state": event.after.value,
        "processor_session_id": event.processor_session_id,
        "payment_id": event.payment_id,
        "failure": event.failure,
        "ended_at": moment(event.ended_at),
    }


CHECKOUT_FOLD: Final = Fold(
    aggregate="checkout_session",
    steps=by_name(
        step(told.CheckoutIntended, _intended, begins=True),
        step(told.CheckoutMoved, _moved),
    ),
    lifecycles={"state": CHECKOUT_LIFECYCLE},
)


def checkout_facts(session: CheckoutSession) -> Facts:
    """The same facts, of the session itself. When we last asked about it is told by no event."""
    return {
        "order_id": str(session.order_id),
        "company_id": str(session.company_id),
        "attempt": session.attempt,
        "amount_minor": session.amount.minor,
        "currency": session.amount.currency.value,
        "created_at": moment(session.created_at),
        "expires_at": moment(session.expires_at),
        "state": session.state.value,
        "processor_session_id": session.processor_session_id,
        "payment_id": session.payment_id,
        "failure": session.failure,
        "ended_at": moment(session.ended_at),
    }


# --- payments at a processor -------------------------------------------------------------


def _whose(event: told.PaymentEvent) -> Facts:
    return {
        "reference": event.reference,
        "order_id": str(event.order_id),
        "company_id": str(event.company_id),
    }


def _received(was: Facts, event: told.PaymentReceived) -> Facts:
    before = was.get("received_told", 0)
    more = event.amount.minor + (before if isinstance(before, int) else 0)
    return {
        "refunded_told": 0,
        **was,
        **_whose(event),
        "received_told": more,
        "currency": event.amount.currency.value,
    }


def _back(_: Facts, event: told.PaymentRefunded | told.PaymentRefundFailed) -> Facts:
    return {**_whose(event), "refunded_told": event.refunded.minor}


PAYMENT_FOLD: Final = Fold(
    aggregate="payment",
    steps=by_name(
        step(told.PaymentReceived, _received),
        step(told.PaymentRefunded, _back),
        step(told.PaymentRefundFailed, _back),
        step(told.PaymentDisputeOpened, lambda _, event: _whose(event)),
        step(told.PaymentDisputeClosed, lambda _, event: _whose(event)),
    ),
)


def payment_facts(payment: ProcessorPayment) -> Facts:
    """The same facts, of the payment itself, as far as it has told them."""
    return {
        "reference": payment.reference,
        "order_id": str(payment.order_id) if payment.order_id else None,
        "company_id": str(payment.company_id) if payment.company_id else None,
        "received_told": payment.received_told,
        "refunded_told": payment.refunded_told,
        "currency": payment.received.currency.value if payment.received else None,
    }


# --- refunds we asked for ----------------------------------------------------------------


def _requested(_: Facts, event: told.PaymentRefundRequested) -> Facts:
    return {
        **_whose(event),
        "payment_id": str(event.payment_id),
        "amount_minor": event.amount.minor,
        "currency": event.amount.currency.value,
        "reason": event.reason,
        "created_at": moment(event.at),
        "state": REFUND_LIFECYCLE.initial.value,
        "failure": None,
        "ended_at": None,
    }


def _progressed(_: Facts, event: told.PaymentRefundProgressed) -> Facts:
    over = event.after is RefundState.SUCCEEDED
    return {
        "state": event.after.value,
        "failure": event.note,
        "ended_at": moment(event.at) if over else None,
    }


def _refused(_: Facts, event: told.PaymentRefundRefused) -> Facts:
    return {
        "state": RefundState.FAILED.value,
        "failure": event.failure,
        "ended_at": moment(event.at),
    }


REFUND_FOLD: Final = Fold(
    aggregate="refund",
    steps=by_name(
        step(told.PaymentRefundRequested, _requested, begins=True),
        step(told.PaymentRefundProgressed, _progressed, moves="state"),
        step(told.PaymentRefundRefused, _refused, moves="state"),
    ),
    lifecycles={"state": REFUND_LIFECYCLE},
)


def refund_facts(refund: Refund) -> Facts:
    """The same facts, of the refund itself."""
    return {
        "reference": refund.reference,
        "order_id": str(refund.order_id),
        "company_id": str(refund.company_id),
        "payment_id": str(refund.payment_id),
        "amount_minor": refund.amount.minor,
        "currency": refund.amount.currency.value,
        "reason": refund.reason,
        "created_at": moment(refund.created_at),
        "state": refund.state.value,
        "failure": refund.failure,
        "ended_at": moment(refund.ended_at),
    }
