"""The life of an order: its status and its payment status, two separate facts."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class OrderStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    CANCELED = "canceled"


class OrderAction(StrEnum):
    START = "start"
    ACTIVATE = "activate"
    COMPLETE = "complete"
    HOLD = "hold"
    RESUME_PROCESSING = "resume_processing"
    RESUME_ACTIVE = "resume_active"
    CANCEL = "cancel"
    REOPEN = "reopen"


S, A = OrderStatus, OrderAction

# fmt: off
ORDER_LIFECYCLE: Final = Lifecycle(
    initial=S.PENDING,
    table={
        S.PENDING:    {A.START: S.PROCESSING, A.CANCEL: S.CANCELED},
        S.PROCESSING: {A.ACTIVATE: S.ACTIVE, A.HOLD: S.ON_HOLD, A.CANCEL: S.CANCELED},
        S.ACTIVE:     {A.COMPLETE: S.COMPLETED, A.HOLD: S.ON_HOLD, A.CANCEL: S.CANCELED},
        # the order remembers which of the two it came from, and goes back to that one only
        S.ON_HOLD:    {A.RESUME_PROCESSING: S.PROCESSING, A.RESUME_ACTIVE: S.ACTIVE, A.CANCEL: S.CANCELED},
        # a refill takes a completed order up again
        S.COMPLETED:  {A.REOPEN: S.ACTIVE},
        S.CANCELED:   {},
    },
)
# fmt: on


class PaymentStatus(StrEnum):
    UNPAID = "unpaid"
    CHECKOUT_SENT = "checkout_sent"
    PAYMENT_PROCESSING = "payment_processing"
    PAID = "paid"
    PAYMENT_FAILED = "payment_failed"
    CHECKOUT_EXPIRED = "checkout_expired"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


class PaymentAction(StrEnum):
    SEND_CHECKOUT = "send_checkout"
    START_PAYMENT = "start_payment"
    PAY = "pay"
    FAIL = "fail"
    EXPIRE = "expire"
    REFUND_PART = "refund_part"
    REFUND = "refund"
    RESTORE_PART = "restore_part"
    RESTORE = "restore"


P, M = PaymentStatus, PaymentAction

# Money that arrives is always believed: PAY leads on from every state before it. A failed or
# expired checkout is sent again; an open one may be replaced.
# fmt: off
PAYMENT_LIFECYCLE: Final = Lifecycle(
    initial=P.UNPAID,
    table={
        P.UNPAID:             {M.SEND_CHECKOUT: P.CHECKOUT_SENT, M.START_PAYMENT: P.PAYMENT_PROCESSING, M.PAY: P.PAID},
        P.CHECKOUT_SENT:      {M.SEND_CHECKOUT: P.CHECKOUT_SENT, M.START_PAYMENT: P.PAYMENT_PROCESSING, M.PAY: P.PAID,
                               M.FAIL: P.PAYMENT_FAILED, M.EXPIRE: P.CHECKOUT_EXPIRED},
        P.PAYMENT_PROCESSING: {M.PAY: P.PAID, M.FAIL: P.PAYMENT_FAILED},
        P.PAID:               {M.REFUND_PART: P.PARTIALLY_REFUNDED, M.REFUND: P.REFUNDED},
        P.PAYMENT_FAILED:     {M.SEND_CHECKOUT: P.CHECKOUT_SENT, M.START_PAYMENT: P.PAYMENT_PROCESSING, M.PAY: P.PAID,
                               M.EXPIRE: P.CHECKOUT_EXPIRED},
        P.CHECKOUT_EXPIRED:   {M.SEND_CHECKOUT: P.CHECKOUT_SENT, M.START_PAYMENT: P.PAYMENT_PROCESSING, M.PAY: P.PAID},
        # a refund can fail after all, a lost dispute can be reversed, a second payment can come
        P.PARTIALLY_REFUNDED: {M.REFUND: P.REFUNDED, M.RESTORE: P.PAID},
        P.REFUNDED:           {M.RESTORE_PART: P.PARTIALLY_REFUNDED, M.RESTORE: P.PAID},
    },
)
# fmt: on

MONEY_TAKEN: Final = frozenset({P.PAID, P.PARTIALLY_REFUNDED, P.REFUNDED})
"""The order was paid once; no fact about a checkout changes that any more."""


class FulfillmentStatus(StrEnum):
    """How much of the order has reached the buyer. Derived from quantities, never set."""

    UNFULFILLED = "unfulfilled"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    FULFILLED = "fulfilled"

    @classmethod
    def derived(cls, *, ordered: int, shipped: int, delivered: int) -> "FulfillmentStatus":
        """Fulfilled when every unit is delivered; partially as soon as one has left the house."""
        if ordered and delivered >= ordered:
            return cls.FULFILLED
        return cls.PARTIALLY_FULFILLED if shipped or delivered else cls.UNFULFILLED
