"""What the events of invoices and payment records say, and what these themselves say."""

from typing import Final

from smplat_core.billing import events as told
from smplat_core.billing.lifecycle import INVOICE_LIFECYCLE, InvoiceState
from smplat_core.billing.model import Invoice, PaymentRecord
from smplat_core.kernel import NOTHING, Event, Facts, Fold, Step, by_name, moment, step

# --- invoices ----------------------------------------------------------------------------


def _written(event: told.InvoiceDrafted | told.InvoiceIssued) -> Facts:
    return {
        "order_id": str(event.order_id) if event.order_id else None,
        "company_id": str(event.company_id),
        "number": event.number,
        "total_minor": event.total.minor,
        "currency": event.total.currency.value,
        "balance_minor": 0,
        "void_reason": None,
    }


def _drafted(_: Facts, event: told.InvoiceDrafted) -> Facts:
    return {
        **_written(event),
        "state": INVOICE_LIFECYCLE.initial.value,
        "replaces": str(event.replaces) if event.replaces else None,
        "issued_at": None,
    }


def _issued(was: Facts, event: told.InvoiceIssued) -> Facts:
    """An order's own invoice is issued as it is written: nobody drafted it."""
    return {
        "replaces": None,
        **was,
        **_written(event),
        "state": InvoiceState.ISSUED.value,
        "issued_at": moment(event.at),
        "balance_minor": event.total.minor,
    }


def _voided(was: Facts, event: told.InvoiceVoided) -> Facts:
    reason = {"void_reason": event.reason} if "void_reason" in was else {}
    return {"state": InvoiceState.VOID.value, "balance_minor": 0, **reason}


def _owes(
    kind: type[told.InvoicePartiallyPaid] | type[told.InvoiceReopened], state: InvoiceState
) -> Step:
    return step(
        kind,
        lambda _, event: {"state": state.value, "balance_minor": event.balance.minor},
        moves="state",
    )


def _balance(
    _: Facts,
    event: told.InvoiceCredited | told.InvoiceCreditWithdrawn | told.InvoiceBalanceChanged,
) -> Facts:
    return {"balance_minor": event.balance.minor}


def _nothing(_: Facts, __: Event) -> Facts:
    return NOTHING


INVOICE_FOLD: Final = Fold(
    aggregate="invoice",
    steps=by_name(
        step(told.InvoiceDrafted, _drafted, begins=True),
        step(told.InvoiceEdited, lambda _, event: {"total_minor": event.total.minor}),
        step(told.InvoiceIssued, _issued, moves="state"),
        _owes(told.InvoicePartiallyPaid, InvoiceState.PARTIALLY_PAID),
        step(
            told.InvoicePaid,
            lambda _, __: {"state": InvoiceState.PAID.value, "balance_minor": 0},
            moves="state",
        ),
        _owes(told.InvoiceReopened, InvoiceState.ISSUED),
        step(told.InvoiceCredited, _balance),
        step(told.InvoiceCreditWithdrawn, _balance),
        step(told.InvoiceBalanceChanged, _balance),
        step(told.InvoiceVoided, _voided, moves="state"),
        step(told.InvoiceOverdue, _nothing),
        step(told.CreditNoteIssued, _nothing),
    ),
    lifecycles={"state": INVOICE_LIFECYCLE},
)


def invoice_facts(invoice: Invoice) -> Facts:
    """The same facts, of the invoice itself."""
    return {
        "order_id": str(invoice.order_id) if invoice.order_id else None,
        "company_id": str(invoice.company_id),
        "number": invoice.number,
        "total_minor": invoice.total.minor,
        "currency": invoice.currency.value,
        "balance_minor": invoice.balance.minor,
        "state": invoice.state.value,
        "replaces": str(invoice.replaces) if invoice.replaces else None,
        "issued_at": moment(invoice.issued_at),
        "void_reason": invoice.void_reason,
    }


# --- payment records ---------------------------------------------------------------------


def _number(facts: Facts, name: str) -> int:
    value = facts.get(name, 0)
    return value if isinstance(value, int) else 0


def _recorded(was: Facts, event: told.PaymentRecorded) -> Facts:
    """A second capture of the same payment is told like the first."""
    return {
        "received_at": moment(event.at),
        "allocated_minor": 0,
        **was,
        "order_id": str(event.order_id) if event.order_id else None,
        "company_id": str(event.company_id),
        "source": event.source.value,
        "reference": event.reference,
        "currency": event.amount.currency.value,
        "amount_minor": _number(was, "amount_minor") + event.amount.minor,
    }


RECORD_FOLD: Final = Fold(
    aggregate="payment_record",
    steps=by_name(
        step(told.PaymentRecorded, _recorded),
        step(
            told.PaymentAllocated,
            lambda was, event: {
                "allocated_minor": _number(was, "allocated_minor") + event.amount.minor
            },
        ),
        step(
            told.PaymentReleased,
            lambda was, event: {
                "allocated_minor": _number(was, "allocated_minor") - event.amount.minor
            },
        ),
    ),
)


def record_facts(payment: PaymentRecord) -> Facts:
    """The same facts, of the record itself. What went back is told by the processor's payment."""
    return {
        "received_at": moment(payment.received_at),
        "allocated_minor": payment.allocated.minor,
        "order_id": str(payment.order_id) if payment.order_id else None,
        "company_id": str(payment.company_id),
        "source": payment.source.value,
        "reference": payment.reference,
        "currency": payment.amount.currency.value,
        "amount_minor": payment.amount.minor,
    }
