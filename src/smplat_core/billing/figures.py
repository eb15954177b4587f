"""What invoices and payments add up to, for one order and for a company."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from smplat_core.billing.lateness import AgingBucket, bucket_of, days_overdue
from smplat_core.billing.lifecycle import InvoiceState
from smplat_core.billing.model import Invoice, PaymentRecord
from smplat_core.kernel import Currency, Money
from smplat_core.orders import Order, OrderId, OrderStatus


@frozen(kw_only=True)
class OrderBalance:
    """What became of the money of one order, in the order's currency."""

    order_id: OrderId
    total: Money
    invoiced: Money
    """The total of its issued invoice; zero while it has none."""
    paid: Money
    """What pays for that invoice now, whichever payment it comes from."""
    credited: Money
    """What is owed no more although nobody paid it."""
    refunded: Money
    """What was sent back of the payments made for this order."""
    charged_back: Money
    """What banks took back of them."""
    unallocated: Money
    """What of those payments is ours and pays for nothing."""
    balance: Money
    """What is still owed: of the invoice, or of the order's total while it is not invoiced."""

    @classmethod
    def of(
        cls, order: Order, invoice: Invoice | None, payments: Iterable[PaymentRecord]
    ) -> "OrderBalance":
        """From the order's live invoice, and every payment that was made for the order."""
        currency = order.total.currency
        zero = Money.zero(currency)
        mine = [payment for payment in payments if payment.currency is currency]
        issued = invoice if invoice and invoice.state is not InvoiceState.DRAFT else None
        owed = zero if order.status is OrderStatus.CANCELED else order.total
        return cls(
            order_id=order.id,
            total=order.total,
            invoiced=issued.total if issued else zero,
            paid=issued.allocated if issued else zero,
            credited=issued.credited if issued else zero,
            refunded=Money.total((p.refunded for p in mine), currency),
            charged_back=Money.total((p.charged_back for p in mine), currency),
            unallocated=Money.total((p.unallocated for p in mine), currency),
            balance=issued.balance if issued else owed,
        )


@frozen(kw_only=True)
class BillingSummary:
    """Where a company, or the whole house, stands in one currency."""

    currency: Currency
    issued: Money
    """Totals of all invoices that were issued and not voided."""
    credited: Money
    paid: Money
    outstanding: Money
    overdue: Money
    aging: Mapping[AgingBucket, Money]
    """What is outstanding, by how long ago it was due; every bucket is there."""
    unallocated: Money
    """Money of theirs that pays for nothing, disputed money included."""
    disputed: Money

    @classmethod
    def of_all(
        cls,
        invoices: Sequence[Invoice],
        payments: Sequence[PaymentRecord],
        moment: datetime,
    ) -> "tuple[BillingSummary, ...]":
        """One for each currency there is anything in, by its code."""
        unsettled = {InvoiceState.DRAFT, InvoiceState.VOID}
        counted = [invoice for invoice in invoices if invoice.state not in unsettled]
        currencies = {i.currency for i in counted} | {p.currency for p in payments}
        return tuple(
            cls._of(
                currency,
                [invoice for invoice in counted if invoice.currency is currency],
                [payment for payment in payments if payment.currency is currency],
                moment,
            )
            for currency in sorted(currencies)
        )

    @classmethod
    def _of(
        cls,
        currency: Currency,
        invoices: Sequence[Invoice],
        payments: Sequence[PaymentRecord],
        moment: datetime,
    ) -> "BillingSummary":
        aging = dict.fromkeys(AgingBucket, Money.zero(currency))
        for invoice in invoices:
            bucket = bucket_of(days_overdue(invoice, moment))
            aging[bucket] = aging[bucket] + invoice.balance
        outstanding = Money.total(aging.values(), currency)
        return cls(
            currency=currency,
            issued=Money.total((i.total for i in invoices), currency),
            credited=Money.total((i.credited for i in invoices), currency),
            paid=Money.total((i.allocated for i in invoices), currency),
            outstanding=outstanding,
            overdue=outstanding - aging[AgingBucket.NOT_DUE],
            aging=aging,
            unallocated=Money.total((p.unallocated for p in payments), currency),
            disputed=Money.total((p.disputed for p in payments), currency),
        )
