"""How the money a processor took for an order pays the order's invoice, derived from totals.

Facts about payments arrive in any order. After each of them the same totals lead to the same
end, whatever came first: what is ours of the order's money pays the invoice up to its total, and
what we gave back beyond an overpayment is credited, because nobody is asked for it again. What
banks took back is owed.
"""

from datetime import datetime

from attrs import frozen

from smplat_core.billing.ledger import Ledger, newest_first, withdraw_part
from smplat_core.billing.model import Invoice, PaymentAllocation, PaymentRecord, live_total
from smplat_core.billing.vocabulary import (
    AllocationId,
    InvoiceId,
    PaymentRecordId,
    PaymentSource,
)
from smplat_core.kernel import Currency, Ids, Money


def settle_order(ledger: Ledger, invoice_id: InvoiceId, *, ids: Ids, at: datetime) -> Ledger:
    """The invoice paid from, and credited for, the pool of its order. Settle it afterwards.

    The pool is every payment a processor took for this very order. Money recorded by hand is
    allocated by hand. A draft and a void invoice are left as they are.
    """
    invoice = ledger.invoices[invoice_id]
    if invoice.number is None or invoice.void_reason is not None or invoice.order_id is None:
        return ledger
    pool = sorted(
        (p for p in ledger.payments.values() if _is_in_pool(p, invoice)),
        key=lambda payment: (payment.received_at, payment.id),
    )
    order = _Order(invoice_id, tuple(payment.id for payment in pool), ids, at)
    return order.credited(order.paid(ledger))


def _is_in_pool(payment: PaymentRecord, invoice: Invoice) -> bool:
    return (
        payment.source is not PaymentSource.MANUAL
        and payment.order_id == invoice.order_id
        and payment.currency is invoice.currency
    )


@frozen
class _Order:
    """One invoice, and the payments of its pool, the oldest first."""

    invoice_id: InvoiceId
    pool: tuple[PaymentRecordId, ...]
    ids: Ids
    at: datetime

    def paid(self, ledger: Ledger) -> Ledger:
        """Free money pays what is owed, and then takes the place of credit for refunds."""
        for payment_id in self.pool:
            free, invoice = ledger.payments[payment_id].free, ledger.invoices[self.invoice_id]
            room = invoice.total - invoice.allocated - invoice.credited
            amount = min(free, room + self._credit(ledger))
            if amount:
                ledger = self._withdraw(ledger, amount - room)
                ledger = ledger.with_allocation(self._claim(payment_id, amount))
        return ledger

    def credited(self, ledger: Ledger) -> Ledger:
        """Credit exactly what was given back beyond an overpayment."""
        invoice, zero = ledger.invoices[self.invoice_id], self._nothing(ledger)
        payments = [ledger.payments[payment_id] for payment_id in self.pool]
        mine = self._mine(ledger)
        strangers = [each for each in invoice.allocations if each.payment_id not in self.pool]
        by_others = Money.total((a.amount - a.released for a in strangers), invoice.currency)
        to_pay = invoice.total - invoice.noted - by_others
        received = Money.total((self._brought(p) for p in payments), invoice.currency)
        given_back = Money.total((self._given_back(p) for p in payments), invoice.currency)
        overpaid = max(zero, received - to_pay)
        paid = live_total(mine, invoice.currency)
        wanted = min(max(zero, given_back - overpaid), to_pay - paid)
        ledger = self._withdraw(ledger, self._credit(ledger) - wanted)
        for payment in payments:
            missing = wanted - self._credit(ledger)
            amount = min(missing, payment.refunded - ledger.payments[payment.id].credited)
            if amount.minor > 0:
                claim = self._claim(payment.id, amount, credited=amount)
                ledger = ledger.with_allocation(claim)
        return ledger

    def _brought(self, payment: PaymentRecord) -> Money:
        """What of the payment concerns this invoice: all that is not claimed for another."""
        elsewhere = (a for a in payment.allocations if a.invoice_id != self.invoice_id)
        claimed = Money.total((a.amount - a.released for a in elsewhere), payment.currency)
        return payment.amount - claimed

    def _given_back(self, payment: PaymentRecord) -> Money:
        elsewhere = (a for a in payment.allocations if a.invoice_id != self.invoice_id)
        return payment.refunded - Money.total((a.credited for a in elsewhere), payment.currency)

    def _mine(self, ledger: Ledger) -> tuple[PaymentAllocation, ...]:
        invoice = ledger.invoices[self.invoice_id]
        return tuple(each for each in newest_first(invoice) if each.payment_id in self.pool)

    def _credit(self, ledger: Ledger) -> Money:
        return Money.total((each.credited for each in self._mine(ledger)), self._currency(ledger))

    def _withdraw(self, ledger: Ledger, amount: Money) -> Ledger:
        return ledger.moved(self._mine(ledger), amount, withdraw_part(self.at))

    def _claim(
        self, payment_id: PaymentRecordId, amount: Money, *, credited: Money | None = None
    ) -> PaymentAllocation:
        return PaymentAllocation(
            id=AllocationId(self.ids.new()),
            payment_id=payment_id,
            invoice_id=self.invoice_id,
            amount=amount,
            at=self.at,
            credited=Money.zero(amount.currency) if credited is None else credited,
        )

    def _currency(self, ledger: Ledger) -> Currency:
        return ledger.invoices[self.invoice_id].currency

    def _nothing(self, ledger: Ledger) -> Money:
        return Money.zero(self._currency(ledger))
