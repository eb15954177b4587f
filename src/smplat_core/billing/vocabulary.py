"""Names and small values the billing context is spoken in."""

from enum import StrEnum
from typing import NewType
from uuid import UUID

from attrs import frozen

from smplat_core.customers import ContactId, PostalAddress
from smplat_core.kernel import Invalid, Money, NotAllowed, NotFound, Stale
from smplat_core.orders import OrderItem, OrderItemId
from smplat_core.pricing import Sku

InvoiceId = NewType("InvoiceId", UUID)
PaymentRecordId = NewType("PaymentRecordId", UUID)
AllocationId = NewType("AllocationId", UUID)


class InvoiceNotFound(NotFound):
    """No invoice has this id, or not for this company."""

    code = "billing.invoice_not_found"


class InvoiceChanged(Stale):
    """Somebody else changed the invoice first."""

    code = "billing.invoice_changed"


class OrderAlreadyInvoiced(Stale):
    """The order has an invoice that is not void; a correction voids it first."""

    code = "billing.order_already_invoiced"


class PaymentRecordNotFound(NotFound):
    """No payment record has this id, or not for this company."""

    code = "billing.payment_not_found"


class PaymentRecordChanged(Stale):
    """Somebody else changed the payment record first."""

    code = "billing.payment_changed"


class PaymentAlreadyRecorded(Stale):
    """This source has told us of this payment before."""

    code = "billing.payment_already_recorded"


class BadInvoice(Invalid):
    """An invoice needs lines in one currency that add up to no less than zero."""

    code = "billing.bad_invoice"


class BadPayment(Invalid):
    """A payment is more than nothing."""

    code = "billing.bad_payment"


class BadAllocation(Invalid):
    """An allocation moves more than nothing, in the currency of both sides."""

    code = "billing.bad_allocation"


class OverAllocated(NotAllowed):
    """The payment has less left, or the invoice owes less, than was to be allocated."""

    code = "billing.over_allocated"


class AllocationNotFound(NotFound):
    """The payment has no live allocation with this id on this invoice."""

    code = "billing.allocation_not_found"


class InvoiceStillAllocated(NotAllowed):
    """Money is allocated to the invoice; release it before the invoice is voided."""

    code = "billing.invoice_still_allocated"


class PaymentSource(StrEnum):
    """Who told us that money came in."""

    STRIPE = "stripe"
    MANUAL = "manual"


@frozen(kw_only=True)
class InvoiceLine:
    """One line as it was sold: a copy of the order item that nothing changes later."""

    order_item_id: OrderItemId
    line_number: int
    sku: Sku
    label: str
    quantity: int
    unit_price: Money
    line_total: Money

    @classmethod
    def of(cls, item: OrderItem) -> "InvoiceLine":
        return cls(
            order_item_id=item.id,
            line_number=item.line_number,
            sku=item.sku,
            label=item.label,
            quantity=item.quantity,
            unit_price=item.unit_price,
            line_total=item.line_total,
        )


@frozen(kw_only=True)
class BillTo:
    """Whom the invoice is addressed to, as it was when the invoice was drawn up."""

    contact_id: ContactId
    address: PostalAddress
