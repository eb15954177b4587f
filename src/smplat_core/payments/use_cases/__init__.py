"""What the house does with payments, one verb per file."""

from smplat_core.payments.use_cases.intend_checkout import CheckoutWish, IntendCheckout, Pages
from smplat_core.payments.use_cases.look_after_checkouts import (
    CloseCheckout,
    ReconcileCheckout,
    ReconcileOpenSessions,
    SweepExpiredCheckouts,
)
from smplat_core.payments.use_cases.open_checkout import OpenCheckout
from smplat_core.payments.use_cases.process_event import (
    ProcessProcessorEvent,
    RequeueProcessorEvent,
)
from smplat_core.payments.use_cases.receive_message import ReceiveMessage
from smplat_core.payments.use_cases.record_payment_fact import Recorded, RecordPaymentFact
from smplat_core.payments.use_cases.regenerate_checkout import RegenerateCheckout
from smplat_core.payments.use_cases.request_refund import RefundWish, RequestRefund, left_of
from smplat_core.payments.use_cases.send_checkout import SendCheckout
from smplat_core.payments.use_cases.send_refund import ReconcileRefunds, SendRefund
from smplat_core.payments.use_cases.settle_return import Returned, SettleReturn

__all__ = [
    "CheckoutWish",
    "CloseCheckout",
    "IntendCheckout",
    "OpenCheckout",
    "Pages",
    "ProcessProcessorEvent",
    "ReceiveMessage",
    "ReconcileCheckout",
    "ReconcileOpenSessions",
    "ReconcileRefunds",
    "RecordPaymentFact",
    "Recorded",
    "RefundWish",
    "RegenerateCheckout",
    "RequestRefund",
    "RequeueProcessorEvent",
    "Returned",
    "SendCheckout",
    "SendRefund",
    "SettleReturn",
    "SweepExpiredCheckouts",
    "left_of",
]
