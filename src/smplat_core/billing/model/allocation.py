"""What ties a payment to an invoice."""

from collections.abc import Iterable
from datetime import datetime

from attrs import Factory, field, frozen

from smplat_core.billing.vocabulary import AllocationId, InvoiceId, PaymentRecordId
from smplat_core.kernel import Currency, Money


def _nothing(allocation: "PaymentAllocation") -> Money:
    return Money.zero(allocation.amount.currency)


@frozen(kw_only=True)
class PaymentAllocation:
    """Part of one payment claimed for part of one invoice; it stays on record for ever.

    Its amount is always the sum of three parts: ``live`` pays for the invoice, ``credited`` went
    back to the payer and is not owed again, ``released`` no longer concerns the invoice.
    """

    id: AllocationId
    payment_id: PaymentRecordId
    invoice_id: InvoiceId
    amount: Money
    at: datetime
    released: Money = field(default=Factory(_nothing, takes_self=True))
    credited: Money = field(default=Factory(_nothing, takes_self=True))
    released_at: datetime | None = None
    """When something of it was released last."""

    @property
    def live(self) -> Money:
        return self.amount - self.released - self.credited

    @property
    def is_standing(self) -> bool:
        """Whether the invoice still owes less because of it."""
        return self.released != self.amount


def live_total(allocations: Iterable[PaymentAllocation], currency: Currency) -> Money:
    return Money.total((each.live for each in allocations), currency)


def credited_total(allocations: Iterable[PaymentAllocation], currency: Currency) -> Money:
    return Money.total((each.credited for each in allocations), currency)
