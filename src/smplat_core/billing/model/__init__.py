"""What billing remembers: invoices, the money that came in, and what pays for what."""

from smplat_core.billing.model.allocation import PaymentAllocation, credited_total, live_total
from smplat_core.billing.model.invoice import Invoice
from smplat_core.billing.model.payment import Dispute, PaymentRecord

__all__ = [
    "Dispute",
    "Invoice",
    "PaymentAllocation",
    "PaymentRecord",
    "credited_total",
    "live_total",
]
