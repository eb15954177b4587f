"""What people and the house do with invoices and payments."""

from smplat_core.billing.use_cases.allocate_payment import AllocatePayment
from smplat_core.billing.use_cases.credit_invoice import CREDIT_PREFIX, CreditInvoice
from smplat_core.billing.use_cases.draft_invoice import (
    DraftInvoice,
    DraftInvoiceOfOrder,
    NewInvoice,
    NewOrderInvoice,
)
from smplat_core.billing.use_cases.edit_draft import EditDraft, Wording
from smplat_core.billing.use_cases.issue_invoice import INVOICE_PREFIX, IssueInvoice
from smplat_core.billing.use_cases.record_payment import NewPayment, RecordPayment
from smplat_core.billing.use_cases.reissue_invoice import ReissueInvoice
from smplat_core.billing.use_cases.release_allocation import ReleaseAllocation
from smplat_core.billing.use_cases.tell_overdue import TELL_OVERDUE, TellOverdue
from smplat_core.billing.use_cases.void_invoice import VoidInvoice

__all__ = [
    "CREDIT_PREFIX",
    "INVOICE_PREFIX",
    "TELL_OVERDUE",
    "AllocatePayment",
    "CreditInvoice",
    "DraftInvoice",
    "DraftInvoiceOfOrder",
    "EditDraft",
    "IssueInvoice",
    "NewInvoice",
    "NewOrderInvoice",
    "NewPayment",
    "RecordPayment",
    "ReissueInvoice",
    "ReleaseAllocation",
    "TellOverdue",
    "VoidInvoice",
    "Wording",
]
