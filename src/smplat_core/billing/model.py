"""Invoices, the money that came in, and what pays for what."""

from datetime import date, datetime
from typing import TypedDict

from attrs import field, frozen

from smplat_core.billing.events import (
    InvoiceIssued,
    InvoicePaid,
    InvoicePartiallyPaid,
    InvoiceReopened,
    InvoiceVoided,
    PaymentRecorded,
)
from smplat_core.billing.lifecycle import INVOICE_LIFECYCLE, InvoiceAction, InvoiceState
from smplat_core.billing.vocabulary import (
    AllocationId,
    BadInvoice,
    BadPayment,
    BillTo,
    InvoiceId,
    InvoiceLine,
    InvoiceStillAllocated,
    OverAllocated,
    PaymentRecordId,
    PaymentSource,
)
from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Event, Money, evolve
from smplat_core.orders import Order, OrderId


@frozen(kw_only=True)
class PaymentAllocation:
    """Part of one payment paying for part of one invoice. Taken back, it stays on record."""

    id: AllocationId
    payment_id: PaymentRecordId
    invoice_id: InvoiceId
    amount: Money
    at: datetime
    released_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        return self.released_at is None


class Whose(TypedDict):
    invoice_id: InvoiceId
    order_id: OrderId
    company_id: CompanyId
    number: str | None


@frozen(kw_only=True)
class Invoice:
    """What a company owes for one order. Its lines never change, its content not once issued.

    A correction is made by voiding and drawing up another, so every number stays explained.
    """

    id: InvoiceId
    order_id: OrderId
    order_reference: str
    company_id: CompanyId
    currency: Currency
    lines: tuple[InvoiceLine, ...] = field()
    bill_to: BillTo
    state: InvoiceState = INVOICE_LIFECYCLE.initial
    number: str | None = None
    """``INV-000123``, given at issue, without gaps."""
    issued_at: datetime | None = None
    due_on: date | None = None
    allocations: tuple[PaymentAllocation, ...] = ()
    """Every allocation ever made to it, oldest first, released ones too."""
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @lines.validator
    def _adds_up(self, _: object, lines: tuple[InvoiceLine, ...]) -> None:
        if not lines:
            raise BadInvoice("an invoice without lines bills nothing")
        if strange := {line.line_total.currency for line in lines} - {self.currency}:
            raise BadInvoice(f"lines in {', '.join(sorted(strange))} on a {self.currency} invoice")
        if self.total.minor < 0:
            raise BadInvoice(f"the lines add up to {self.total}; nobody owes less than nothing")

    @classmethod
    def for_order(cls, invoice_id: InvoiceId, order: Order) -> "Invoice":
        """A draft that bills every item of the order, once, at the price it was bound at."""
        return cls(
            id=invoice_id,
            order_id=order.id,
            order_reference=order.reference,
            company_id=order.company_id,
            currency=order.total.currency,
            lines=tuple(InvoiceLine.of(item) for item in order.items),
            bill_to=BillTo(contact_id=order.billing_contact_id, address=order.billing_address),
        )

    @property
    def total(self) -> Money:
        return Money.total((line.line_total for line in self.lines), self.currency)

    @property
    def allocated(self) -> Money:
        """What live allocations have paid."""
        return _live_total(self.allocations, self.currency)

    @property
    def balance(self) -> Money:
        """What is still owed: derived, never kept. A void invoice owes nothing."""
        if self.state is InvoiceState.VOID:
            return Money.zero(self.currency)
        return self.total - self.allocated

    def issue(self, *, number: str, due_on: date, at: datetime) -> "Invoice":
        """Freeze it under its number. One that owes nothing is paid at once."""
        whose: Whose = {**self._whose(), "number": number}
        issued = self._told(
            InvoiceIssued(at=at, total=self.total, **whose),
            state=INVOICE_LIFECYCLE.after(self.state, InvoiceAction.ISSUE),
            number=number,
            issued_at=at,
            due_on=due_on,
        )
        return issued if issued.balance else issued.settled_by((), at=at)

    def settled_by(self, allocations: tuple[PaymentAllocation, ...], *, at: datetime) -> "Invoice":
        """With these as all its allocations, in the state that follows from what they leave owed.

        Refuses (``OverAllocated``) more than the total. The other half of every allocation is
        on its payment: use ``ledger``, which moves both.
        """
        paid = _live_total(allocations, self.currency)
        if paid > self.total:
            raise OverAllocated(f"invoice {self.number} is over {self.total}, not {paid}")
        action = InvoiceAction.SETTLE_PART if paid else InvoiceAction.REOPEN
        if paid == self.total:
            action = InvoiceAction.SETTLE
        state, balance = INVOICE_LIFECYCLE.after(self.state, action), self.total - paid
        if state is self.state:
            return evolve(self, allocations=allocations)
        event: Event = InvoiceReopened(at=at, balance=balance, **self._whose())
        if action is InvoiceAction.SETTLE:
            event = InvoicePaid(at=at, total=self.total, **self._whose())
        elif action is InvoiceAction.SETTLE_PART:
            event = InvoicePartiallyPaid(at=at, balance=balance, **self._whose())
        return self._told(event, state=state, allocations=allocations)

    def void(self, *, reason: str, at: datetime) -> "Invoice":
        """Count it no more. Refused (``InvoiceStillAllocated``) while money is allocated to it."""
        state = INVOICE_LIFECYCLE.after(self.state, InvoiceAction.VOID)
        if self.allocated:
            raise InvoiceStillAllocated(
                f"{self.allocated} is allocated to invoice {self.number}; release it first"
            )
        return self._told(InvoiceVoided(at=at, reason=reason, **self._whose()), state=state)

    def _told(self, event: Event, **changes: object) -> "Invoice":
        return evolve(self, news=(*self.news, event), **changes)

    def _whose(self) -> Whose:
        return {
            "invoice_id": self.id,
            "order_id": self.order_id,
            "company_id": self.company_id,
            "number": self.number,
        }


@frozen(kw_only=True)
class PaymentRecord:
    """Money that came in, and which invoices it pays for."""

    id: PaymentRecordId
    source: PaymentSource
    reference: str
    """The source's own id of the payment; with the source it names the payment once."""
    amount: Money
    received_at: datetime
    order_id: OrderId
    company_id: CompanyId
    allocations: tuple[PaymentAllocation, ...] = ()
    """Every allocation ever made from it, oldest first, released ones too."""
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def of(
        cls,
        payment_id: PaymentRecordId,
        *,
        source: PaymentSource,
        reference: str,
        amount: Money,
        order_id: OrderId,
        company_id: CompanyId,
        at: datetime,
    ) -> "PaymentRecord":
        """Money that came in at ``at``; ``BadPayment`` unless it is more than nothing."""
        if amount.minor <= 0:
            raise BadPayment.at("/amount", f"{amount} is no payment", accepted="more than zero")
        told = PaymentRecorded(
            at=at,
            payment_id=payment_id,
            order_id=order_id,
            company_id=company_id,
            source=source,
            reference=reference,
            amount=amount,
        )
        return cls(
            id=payment_id,
            source=source,
            reference=reference,
            amount=amount,
            received_at=at,
            order_id=order_id,
            company_id=company_id,
            news=(told,),
        )

    @property
    def allocated(self) -> Money:
        return _live_total(self.allocations, self.amount.currency)

    @property
    def unallocated(self) -> Money:
        """What it could still pay for: derived, never kept."""
        return self.amount - self.allocated


def _live_total(allocations: tuple[PaymentAllocation, ...], currency: Currency) -> Money:
    return Money.total((each.amount for each in allocations if each.is_live), currency)
