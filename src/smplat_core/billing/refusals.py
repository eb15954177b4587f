"""The ways billing can refuse."""

from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale


class InvoiceNotFound(NotFound):
    """No invoice has this id, or not for this company."""

    code = "billing.invoice_not_found"


class InvoiceChanged(Stale):
    """Somebody else changed the invoice first."""

    code = "billing.invoice_changed"


class OrderAlreadyInvoiced(Stale):
    """The order has an invoice that is not void; a correction voids it first."""

    code = "billing.order_already_invoiced"


class OrderNotBillable(NotAllowed):
    """The order is canceled; what is owed all the same is billed without it."""

    code = "billing.order_not_billable"


class BadInvoice(Invalid):
    """An invoice needs lines in one currency that add up to no less than zero."""

    code = "billing.bad_invoice"


class BadTerms(Invalid):
    """Payment terms are a whole number of days, not past a year."""

    code = "billing.bad_terms"


class InvoiceImmutable(NotAllowed):
    """The invoice was issued, or is void, and says the same for ever; correct it by another."""

    code = "billing.invoice_immutable"


class InvoiceNotIssued(NotAllowed):
    """A draft owes nothing yet: issue it first."""

    code = "billing.invoice_not_issued"


class InvoiceVoid(NotAllowed):
    """The invoice is void: it owes nothing, and takes neither money nor credit."""

    code = "billing.invoice_void"


class AlreadyVoid(NotAllowed):
    """The invoice was voided before; the first reason stays."""

    code = "billing.already_void"


class PaidInvoiceNotVoidable(NotAllowed):
    """A paid invoice is never voided: credit it, or release what paid it first."""

    code = "billing.paid_not_voidable"


class InvoiceStillAllocated(NotAllowed):
    """Money is allocated to the invoice; release it before the invoice is voided."""

    code = "billing.invoice_still_allocated"


class CreditedNotVoidable(NotAllowed):
    """Credit notes refer to the invoice; credit the rest instead of voiding it."""

    code = "billing.credited_not_voidable"


class AlreadyReplaced(NotAllowed):
    """The invoice has been reissued; the detail names the one that replaces it."""

    code = "billing.already_replaced"


class BadCredit(Invalid):
    """A credit note is over more than nothing, in the currency of its invoice."""

    code = "billing.bad_credit"


class OverCredited(NotAllowed):
    """More than is left of the invoice after what was credited before."""

    code = "billing.over_credited"


class PaymentRecordNotFound(NotFound):
    """No payment record has this id, or not for this company."""

    code = "billing.payment_not_found"


class PaymentRecordChanged(Stale):
    """Somebody else changed the payment record first."""

    code = "billing.payment_changed"


class PaymentAlreadyRecorded(Stale):
    """This source has told us of this payment before."""

    code = "billing.payment_already_recorded"


class BadPayment(Invalid):
    """A payment is more than nothing, has a reference, and was not received in the future."""

    code = "billing.bad_payment"


class BadAllocation(Invalid):
    """An allocation moves more than nothing."""

    code = "billing.bad_allocation"


class AllocationCurrency(Invalid):
    """Money of one currency cannot pay an invoice of another."""

    code = "billing.allocation_currency"


class AllocationCompany(Invalid):
    """Money of one company cannot pay another company's invoice."""

    code = "billing.allocation_company"


class OverAllocated(NotAllowed):
    """The payment has less left, or the invoice owes less, than was to be allocated."""

    code = "billing.over_allocated"


class PaymentDisputed(NotAllowed):
    """The payer's bank asks for the money back; until that is settled it pays for nothing."""

    code = "billing.payment_disputed"


class AllocationNotFound(NotFound):
    """The payment has no live allocation with this id on this invoice."""

    code = "billing.allocation_not_found"
