"""The life of an invoice."""

from enum import StrEnum
from typing import Final

from smplat_core.kernel import Lifecycle


class InvoiceState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    VOID = "void"


class InvoiceAction(StrEnum):
    ISSUE = "issue"
    SETTLE_PART = "settle_part"
    SETTLE = "settle"
    REOPEN = "reopen"
    VOID = "void"


S, A = InvoiceState, InvoiceAction

# fmt: off
INVOICE_LIFECYCLE: Final = Lifecycle(
    initial=S.DRAFT,
    table={
        S.DRAFT:          {A.ISSUE: S.ISSUED, A.VOID: S.VOID},
        S.ISSUED:         {A.SETTLE_PART: S.PARTIALLY_PAID, A.SETTLE: S.PAID, A.VOID: S.VOID},
        # voided only after its allocations are released, which the invoice itself checks
        S.PARTIALLY_PAID: {A.SETTLE_PART: S.PARTIALLY_PAID, A.SETTLE: S.PAID, A.REOPEN: S.ISSUED, A.VOID: S.VOID},
        S.PAID:           {},
        S.VOID:           {},
    },
)
# fmt: on
