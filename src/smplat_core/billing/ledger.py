"""What pays for what: every movement changes a payment and an invoice by the same amount.

For any set of payments and invoices, whatever was moved and in whatever order: money in equals
money allocated plus money unallocated, and no side ever gives or takes more than it has.
"""

from datetime import datetime

from smplat_core.billing.events import PaymentAllocated, PaymentReleased
from smplat_core.billing.model import Invoice, PaymentAllocation, PaymentRecord
from smplat_core.billing.vocabulary import (
    AllocationId,
    AllocationNotFound,
    BadAllocation,
    OverAllocated,
)
from smplat_core.kernel import Money, evolve


def allocate(
    payment: PaymentRecord,
    invoice: Invoice,
    *,
    amount: Money,
    allocation_id: AllocationId,
    at: datetime,
) -> tuple[PaymentRecord, Invoice]:
    """Let part of the payment pay for part of the invoice.

    Refuses amounts of nothing or in a foreign currency (``BadAllocation``), more than the
    payment has left or the invoice owes (``OverAllocated``), and invoices that take no money.
    """
    if {amount.currency, payment.amount.currency} != {invoice.currency}:
        raise BadAllocation(
            f"{amount} of a {payment.amount.currency} payment cannot pay"
            f" a {invoice.currency} invoice"
        )
    if amount.minor <= 0:
        raise BadAllocation(f"{amount} is nothing to allocate")
    if amount > payment.unallocated:
        raise OverAllocated(f"{payment.unallocated} of the payment is left, not {amount}")
    if amount > invoice.balance:
        raise OverAllocated(f"invoice {invoice.number} owes {invoice.balance}, not {amount}")
    made = PaymentAllocation(
        id=allocation_id, payment_id=payment.id, invoice_id=invoice.id, amount=amount, at=at
    )
    told = PaymentAllocated(
        at=at,
        allocation_id=made.id,
        payment_id=payment.id,
        invoice_id=invoice.id,
        order_id=invoice.order_id,
        amount=amount,
    )
    return (
        evolve(payment, allocations=(*payment.allocations, made), news=(*payment.news, told)),
        invoice.settled_by((*invoice.allocations, made), at=at),
    )


def release(
    payment: PaymentRecord, invoice: Invoice, *, allocation_id: AllocationId, at: datetime
) -> tuple[PaymentRecord, Invoice]:
    """Take an allocation back: the invoice owes it again, the payment may use it elsewhere.

    Refuses with ``AllocationNotFound`` what is not live between the two; a paid invoice keeps
    what paid it.
    """
    live = (each for each in payment.allocations if each.id == allocation_id and each.is_live)
    found = next(live, None)
    if found is None or found.invoice_id != invoice.id:
        raise AllocationNotFound(
            f"payment {payment.reference} has no live allocation {allocation_id} on this invoice"
        )
    told = PaymentReleased(
        at=at,
        allocation_id=found.id,
        payment_id=payment.id,
        invoice_id=invoice.id,
        order_id=invoice.order_id,
        amount=found.amount,
    )
    kept = _released(payment.allocations, allocation_id, at=at)
    return (
        evolve(payment, allocations=kept, news=(*payment.news, told)),
        invoice.settled_by(_released(invoice.allocations, allocation_id, at=at), at=at),
    )


def _released(
    allocations: tuple[PaymentAllocation, ...], allocation_id: AllocationId, *, at: datetime
) -> tuple[PaymentAllocation, ...]:
    return tuple(
        evolve(each, released_at=at) if each.id == allocation_id else each for each in allocations
    )
