"""What pays for what: every movement changes a payment and an invoice by the same amount.

For any set of payments and invoices, whatever was moved and in whatever order: money received
is money allocated plus money unallocated plus money returned, and no side ever gives or takes
more than it has. Nothing here is kept: states, balances and news follow from the allocations.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from attrs import frozen

from smplat_core.billing.events import PaymentAllocated, PaymentReleased
from smplat_core.billing.model import Dispute, Invoice, PaymentAllocation, PaymentRecord
from smplat_core.billing.refusals import (
    AllocationCompany,
    AllocationCurrency,
    AllocationNotFound,
    BadAllocation,
    BadCredit,
    OverAllocated,
    OverCredited,
    PaymentDisputed,
)
from smplat_core.billing.vocabulary import AllocationId, CreditNote, InvoiceId, PaymentRecordId
from smplat_core.kernel import Event, Money, evolve

Part = Callable[[PaymentAllocation, Money], PaymentAllocation]


@frozen
class Ledger:
    """Some payments and invoices of one company, moved together.

    A movement may need invoices and payments beyond those it names; whoever loads a ledger loads
    each payment with the invoices it is allocated to.
    """

    invoices: Mapping[InvoiceId, Invoice]
    payments: Mapping[PaymentRecordId, PaymentRecord]

    @classmethod
    def of(cls, invoices: Iterable[Invoice], payments: Iterable[PaymentRecord]) -> "Ledger":
        return cls({i.id: i for i in invoices}, {p.id: p for p in payments})

    def with_payment(self, payment: PaymentRecord) -> "Ledger":
        return Ledger(self.invoices, {**self.payments, payment.id: payment})

    def with_invoice(self, invoice: Invoice) -> "Ledger":
        return Ledger({**self.invoices, invoice.id: invoice}, self.payments)

    def with_allocation(self, allocation: PaymentAllocation) -> "Ledger":
        """Both sides with this allocation as it stands now."""
        payment, invoice = (
            self.payments[allocation.payment_id],
            self.invoices[allocation.invoice_id],
        )
        known = any(each.id == allocation.id for each in payment.allocations)
        kept = tuple(allocation if a.id == allocation.id else a for a in payment.allocations)
        made = kept if known else (*kept, allocation)
        return self.with_payment(evolve(payment, allocations=made)).with_invoice(
            invoice.with_allocation(allocation)
        )

    def moved(
        self, allocations: Iterable[PaymentAllocation], amount: Money, part: Part
    ) -> "Ledger":
        """Move up to ``amount`` between parts of these allocations, the first ones first.

        ``part`` says what becomes of an allocation that gives up to so much.
        """
        ledger, left = self, amount
        for allocation in allocations:
            if left.minor <= 0:
                break
            changed = part(allocation, left)
            left = left - _difference(allocation, changed)
            ledger = ledger.with_allocation(changed)
        return ledger

    def settled(self, *, before: "Ledger", at: datetime) -> "Ledger":
        """Every invoice in the state that follows, and news of all that changed since ``before``."""
        invoices = {
            key: _settled(invoice, before.invoices.get(key), at=at)
            for key, invoice in self.invoices.items()
        }
        payments = {
            key: evolve(
                payment,
                news=(*payment.news, *_moves(payment, before.payments.get(key), invoices, at=at)),
            )
            for key, payment in self.payments.items()
        }
        return Ledger(invoices, payments)


def allocate(
    payment: PaymentRecord,
    invoice: Invoice,
    *,
    amount: Money | None,
    allocation_id: AllocationId,
    at: datetime,
) -> tuple[PaymentRecord, Invoice]:
    """Let part of the payment pay for part of the invoice; without an amount, all that can be.

    Refuses amounts of nothing (``BadAllocation``), another currency or company, invoices that
    take no money (``InvoiceVoid``, ``InvoiceNotIssued``), disputed money, and more than the
    payment has left or the invoice owes (``OverAllocated``), saying the most that is possible.
    """
    _check_sides(payment, invoice, amount)
    wanted = _possible(payment, invoice, amount)
    before = Ledger.of([invoice], [payment])
    made = PaymentAllocation(
        id=allocation_id, payment_id=payment.id, invoice_id=invoice.id, amount=wanted, at=at
    )
    after = before.with_allocation(made).settled(before=before, at=at)
    return after.payments[payment.id], after.invoices[invoice.id]


def _possible(payment: PaymentRecord, invoice: Invoice, amount: Money | None) -> Money:
    """The amount, or the most there can be; refused when that is less, or nothing."""
    most = min(payment.free, invoice.balance)
    wanted = most if amount is None else amount
    if wanted > payment.unallocated or wanted > invoice.balance or not (wanted or payment.disputed):
        raise OverAllocated(
            f"{payment.unallocated} of payment {payment.reference} is left and invoice"
            f" {invoice.name} owes {invoice.balance}, so at most {most} can be allocated"
        )
    if wanted > payment.free or not wanted:
        raise PaymentDisputed(
            f"{payment.disputed} of payment {payment.reference} is disputed, so at most {most}"
            f" can be allocated"
        )
    return wanted


def _check_sides(payment: PaymentRecord, invoice: Invoice, amount: Money | None) -> None:
    if payment.company_id != invoice.company_id:
        raise AllocationCompany.at(
            "/invoice_id",
            f"invoice {invoice.name} is owed by another company",
            accepted="an invoice of the company that paid",
        )
    asked = payment.currency if amount is None else amount.currency
    if {asked, payment.currency} != {invoice.currency}:
        raise AllocationCurrency.at(
            "/amount/currency",
            f"{asked} of a {payment.currency} payment cannot pay a {invoice.currency} invoice",
            accepted=f"a payment and an amount in {invoice.currency}",
        )
    if amount is not None and amount.minor <= 0:
        raise BadAllocation.at(
            "/amount", f"{amount} is nothing to allocate", accepted="more than zero"
        )
    invoice.check_owes()


def release(
    payment: PaymentRecord, invoice: Invoice, *, allocation_id: AllocationId, at: datetime
) -> tuple[PaymentRecord, Invoice]:
    """Take an allocation back: the invoice owes it again, the payment may use it elsewhere.

    A credit the invoice had from it goes with it. Refuses with ``AllocationNotFound`` what does
    not stand between the two.
    """
    found = next((a for a in payment.allocations if a.id == allocation_id and a.is_standing), None)
    if found is None or found.invoice_id != invoice.id:
        raise AllocationNotFound(
            f"payment {payment.reference} has no live allocation {allocation_id} on this invoice"
        )
    before = Ledger.of([invoice], [payment])
    nothing = Money.zero(found.amount.currency)
    freed = evolve(found, released=found.amount, credited=nothing, released_at=at)
    after = before.with_allocation(freed).settled(before=before, at=at)
    return after.payments[payment.id], after.invoices[invoice.id]


def refunded(ledger: Ledger, payment_id: PaymentRecordId, total: Money, *, at: datetime) -> Ledger:
    """The payment with ``total`` sent back to the payer so far, more or less than before.

    More is taken from what is unallocated, then from the newest allocations, and credited to
    their invoices, which therefore do not owe it again. Less is the exact reverse. Settle it
    afterwards.
    """
    payment = ledger.payments[payment_id]
    given_back = payment.refunded - total
    ledger = ledger.with_payment(evolve(payment, refunded=total))
    if given_back.minor > 0:
        return _took_back(ledger, payment_id, given_back, at=at)
    missing = -ledger.payments[payment_id].unallocated
    return ledger.moved(newest_first(payment), missing, credit_part)


def _took_back(
    ledger: Ledger, payment_id: PaymentRecordId, amount: Money, *, at: datetime
) -> Ledger:
    payment = ledger.payments[payment_id]
    oldest_first = tuple(reversed(newest_first(payment)))
    ledger = ledger.moved(oldest_first, min(amount, payment.unallocated), restore_part)
    payment = ledger.payments[payment_id]
    too_much = payment.credited - payment.refunded
    return ledger.moved(newest_first(payment), too_much, withdraw_part(at))


def disputed(
    ledger: Ledger, payment_id: PaymentRecordId, dispute: Dispute, *, at: datetime
) -> Ledger:
    """The payment with this dispute as it stands now.

    One that is lost takes what is unallocated, then releases the newest allocations, and their
    invoices are owed again. Settle it afterwards.
    """
    ledger = ledger.with_payment(ledger.payments[payment_id].with_dispute(dispute))
    payment = ledger.payments[payment_id]
    return ledger.moved(newest_first(payment), -payment.unallocated, release_part(at))


def credited(ledger: Ledger, note: CreditNote, *, at: datetime) -> Ledger:
    """The invoice with less owed. What it was paid too much then is free on its payments.

    Refuses (``BadCredit``) nothing or another currency, (``OverCredited``) more than was not
    credited yet, and invoices that owe nothing by themselves.
    """
    invoice = ledger.invoices[note.invoice_id]
    invoice.check_owes()
    if note.amount.currency is not invoice.currency or note.amount.minor <= 0:
        raise BadCredit.at(
            "/amount",
            f"{note.amount} cannot be credited to a {invoice.currency} invoice",
            accepted=f"more than zero, in {invoice.currency}",
        )
    most = invoice.total - invoice.credited
    if note.amount > most:
        raise OverCredited(
            f"{most} of invoice {invoice.name} is not credited yet; {note.amount} is more"
        )
    paid_too_much = note.amount - invoice.balance
    before = ledger
    ledger = ledger.with_invoice(invoice.with_credit_note(note, at=at))
    ledger = ledger.moved(newest_first(invoice), paid_too_much, release_part(at))
    return ledger.settled(before=before, at=at)


# --- the parts of an allocation ------------------------------------------------------------


def newest_first(side: Invoice | PaymentRecord) -> tuple[PaymentAllocation, ...]:
    return tuple(sorted(side.allocations, key=lambda each: (each.at, each.id), reverse=True))


def credit_part(allocation: PaymentAllocation, most: Money) -> PaymentAllocation:
    """What paid went back to the payer: the invoice is not owed it again."""
    return evolve(allocation, credited=allocation.credited + min(most, allocation.live))


def restore_part(allocation: PaymentAllocation, most: Money) -> PaymentAllocation:
    """It did not go back after all, and pays again."""
    return evolve(allocation, credited=allocation.credited - min(most, allocation.credited))


def release_part(at: datetime) -> Part:
    """What paid pays no more: it is owed again."""

    def part(allocation: PaymentAllocation, most: Money) -> PaymentAllocation:
        freed = min(most, allocation.live)
        when = at if freed else allocation.released_at
        return evolve(allocation, released=allocation.released + freed, released_at=when)

    return part


def withdraw_part(at: datetime) -> Part:
    """What was credited is owed again."""

    def part(allocation: PaymentAllocation, most: Money) -> PaymentAllocation:
        taken = min(most, allocation.credited)
        return evolve(
            allocation,
            credited=allocation.credited - taken,
            released=allocation.released + taken,
            released_at=at if taken else allocation.released_at,
        )

    return part


def _difference(one: PaymentAllocation, other: PaymentAllocation) -> Money:
    """How much moved between two parts: each unit of it shows in at most two of the three."""
    moves = (
        abs(one.live.minor - other.live.minor),
        abs(one.credited.minor - other.credited.minor),
        abs(one.released.minor - other.released.minor),
    )
    return Money(max(moves), one.amount.currency)


# --- news ----------------------------------------------------------------------------------


def _settled(invoice: Invoice, before: Invoice | None, *, at: datetime) -> Invoice:
    if invoice is before:
        return invoice
    return invoice.settled(before=before, at=at)


def _moves(
    payment: PaymentRecord,
    before: PaymentRecord | None,
    invoices: Mapping[InvoiceId, Invoice],
    *,
    at: datetime,
) -> list[Event]:
    """One piece of news for each allocation that pays more or less than it did."""
    was = {each.id: each.live for each in before.allocations} if before else {}
    news = list[Event]()
    for each in payment.allocations:
        more = each.live - was.get(each.id, Money.zero(each.amount.currency))
        if more:
            kind = PaymentAllocated if more.minor > 0 else PaymentReleased
            event = kind(
                at=at,
                allocation_id=each.id,
                payment_id=payment.id,
                invoice_id=each.invoice_id,
                order_id=invoices[each.invoice_id].order_id,
                amount=Money(abs(more.minor), more.currency),
            )
            news.append(event)
    return news
