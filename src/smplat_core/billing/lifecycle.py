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

# A paid invoice is taken up again when what paid it is released or charged back. It is never
# voided. What is voided has no money allocated to it, which the invoice itself checks.
# fmt: off
INVOICE_LIFECYCLE: Final = Lifecycle(
    initial=S.DRAFT,
    table={
        S.DRAFT:          {A.ISSUE: S.ISSUED, A.VOID: S.VOID},
        S.ISSUED:         {A.SETTLE_PART: S.PARTIALLY_PAID, A.SETTLE: S.PAID, A.VOID: S.VOID},
        S.PARTIALLY_PAID: {A.SETTLE: S.PAID, A.REOPEN: S.ISSUED, A.VOID: S.VOID},
        S.PAID:           {A.SETTLE_PART: S.PARTIALLY_PAID, A.REOPEN: S.ISSUED},
        S.VOID:           {},
    },
)
# fmt: on

OWING: Final = frozenset({S.ISSUED, S.PARTIALLY_PAID})
"""States in which something is still owed."""
