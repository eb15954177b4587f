"""What a company owes, and never says differently later."""

from datetime import UTC, date, datetime, timedelta
from typing import TypedDict

import attrs
from attrs import field, frozen

from smplat_core.billing import events as told
from smplat_core.billing.lifecycle import INVOICE_LIFECYCLE, OWING, InvoiceAction, InvoiceState
from smplat_core.billing.model.allocation import PaymentAllocation, credited_total, live_total
from smplat_core.billing.refusals import (
    AlreadyVoid,
    BadInvoice,
    CreditedNotVoidable,
    InvoiceImmutable,
    InvoiceNotIssued,
    InvoiceStillAllocated,
    InvoiceVoid,
    OrderNotBillable,
    OverAllocated,
    PaidInvoiceNotVoidable,
)
from smplat_core.billing.vocabulary import (
    BillTo,
    CreditNote,
    FreeLine,
    InvoiceId,
    InvoiceLine,
    InvoiceLineKind,
    Reminded,
    checked_terms,
    written,
)
from smplat_core.customers import CompanyId
from smplat_core.kernel import LARGEST_MINOR, Currency, Event, Money, evolve
from smplat_core.orders import Order, OrderId, OrderStatus


class Whose(TypedDict):
    invoice_id: InvoiceId
    order_id: OrderId | None
    company_id: CompanyId
    number: str | None


@frozen(kw_only=True)
class Invoice:
    """What a company owes. A draft can be edited; once issued its content never changes.

    A correction is a credit note, or voiding it and writing another, so every number stays
    explained. Everything about money is derived: ``total = balance + allocated + credited``.
    """

    id: InvoiceId
    company_id: CompanyId
    currency: Currency
    lines: tuple[InvoiceLine, ...] = field()
    bill_to: BillTo
    order_id: OrderId | None = None
    order_reference: str | None = None
    state: InvoiceState = INVOICE_LIFECYCLE.initial
    number: str | None = None
    """``INV-000123``, given at issue, without gaps."""
    terms_days: int = 0
    issued_at: datetime | None = None
    due_on: date | None = None
    replaces: InvoiceId | None = None
    replaced_by: InvoiceId | None = None
    """Read from the one that replaces it, never kept here."""
    void_reason: str | None = None
    credit_notes: tuple[CreditNote, ...] = ()
    allocations: tuple[PaymentAllocation, ...] = ()
    """Every allocation ever made to it, oldest first."""
    reminded: Reminded | None = None
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @lines.validator
    def _adds_up(self, _: object, lines: tuple[InvoiceLine, ...]) -> None:
        if not lines:
            raise BadInvoice.at("/lines", "an invoice without lines bills nothing", accepted="1")
        if strange := {line.line_total.currency for line in lines} - {self.currency}:
            raise BadInvoice.at(
                "/lines",
                f"lines in {', '.join(sorted(strange))} on a {self.currency} invoice",
                accepted=f"lines in {self.currency}",
            )
        if not 0 <= self.total.minor <= LARGEST_MINOR:
            raise BadInvoice.at(
                "/lines",
                f"the lines add up to {self.total}",
                accepted="nothing or more, up to 10^15 minor units",
            )

    @classmethod
    def for_order(
        cls,
        invoice_id: InvoiceId,
        order: Order,
        *,
        free: tuple[FreeLine, ...] = (),
        terms_days: int = 0,
    ) -> "Invoice":
        """A draft that bills every item of the order, once, at the price it was bound at."""
        if order.status is OrderStatus.CANCELED:
            raise OrderNotBillable(f"order {order.reference} is canceled; bill without the order")
        return cls(
            id=invoice_id,
            order_id=order.id,
            order_reference=order.reference,
            company_id=order.company_id,
            currency=order.total.currency,
            lines=written(tuple(InvoiceLine.of(item) for item in order.items), free),
            bill_to=BillTo(contact_id=order.billing_contact_id, address=order.billing_address),
            terms_days=checked_terms(terms_days),
        )

    def drafted(self, *, at: datetime) -> "Invoice":
        """The same, with the news that there is a new draft."""
        event = told.InvoiceDrafted(
            at=at, total=self.total, replaces=self.replaces, **self._whose()
        )
        return self._told(event)

    def again(self, invoice_id: InvoiceId) -> "Invoice":
        """A draft with the same lines, written instead of this one."""
        return Invoice(
            id=invoice_id,
            company_id=self.company_id,
            currency=self.currency,
            lines=self.lines,
            bill_to=self.bill_to,
            order_id=self.order_id,
            order_reference=self.order_reference,
            terms_days=self.terms_days,
            replaces=self.id,
        )

    # --- money, all of it derived ----------------------------------------------------------

    @property
    def total(self) -> Money:
        return Money.total((line.line_total for line in self.lines), self.currency)

    @property
    def allocated(self) -> Money:
        """What payments pay of it now."""
        return live_total(self.allocations, self.currency)

    @property
    def noted(self) -> Money:
        """What credit notes took off."""
        return Money.total((note.amount for note in self.credit_notes), self.currency)

    @property
    def credited(self) -> Money:
        """What is owed no more although nobody paid it: credit notes, and refunds."""
        return self.noted + credited_total(self.allocations, self.currency)

    @property
    def balance(self) -> Money:
        """What is still owed. A draft owes nothing yet, a void invoice nothing any more."""
        if self.state in {InvoiceState.DRAFT, InvoiceState.VOID}:
            return Money.zero(self.currency)
        return self._left()

    @property
    def is_owing(self) -> bool:
        return self.state in OWING

    def _left(self) -> Money:
        return self.total - self.allocated - self.credited

    # --- from draft to issued --------------------------------------------------------------

    def edited(
        self,
        *,
        free: tuple[FreeLine, ...] | None = None,
        terms_days: int | None = None,
        bill_to: BillTo | None = None,
        at: datetime,
    ) -> "Invoice":
        """Another wording of the draft; what is ``None`` stays. The order's own lines always do."""
        self.check_editable()
        items = tuple(line for line in self.lines if line.kind is InvoiceLineKind.ITEM)
        changed = attrs.evolve(
            self,
            lines=self.lines if free is None else written(items, free),
            terms_days=self.terms_days if terms_days is None else checked_terms(terms_days),
            bill_to=bill_to or self.bill_to,
        )
        return changed._told(told.InvoiceEdited(at=at, total=changed.total, **self._whose()))  # noqa: SLF001 - the same aggregate, one step on

    def check_editable(self) -> None:
        if self.state is InvoiceState.VOID:
            raise InvoiceImmutable(f"invoice {self.name} is void; reissue it to have it corrected")
        if self.state is not InvoiceState.DRAFT:
            raise InvoiceImmutable(
                f"invoice {self.name} is {self.state}; credit it, or void and reissue it"
            )

    def issue(self, *, number: str, at: datetime) -> "Invoice":
        """Freeze it under its number. One that owes nothing is paid at once."""
        whose: Whose = {**self._whose(), "number": number}
        issued = self._told(
            told.InvoiceIssued(at=at, total=self.total, **whose),
            state=INVOICE_LIFECYCLE.after(self.state, InvoiceAction.ISSUE),
            number=number,
            issued_at=at,
            due_on=at.astimezone(UTC).date() + timedelta(days=self.terms_days),
        )
        return issued if issued.balance else issued.settled(at=at)

    def check_owes(self) -> None:
        """Refuses when it takes neither money nor credit: a draft, or void."""
        if self.state is InvoiceState.DRAFT:
            raise InvoiceNotIssued(f"invoice {self.name} is a draft; issue it first")
        if self.state is InvoiceState.VOID:
            raise InvoiceVoid(f"invoice {self.name} is void and owes nothing")

    # --- what money does to it -------------------------------------------------------------

    def with_allocation(self, allocation: PaymentAllocation) -> "Invoice":
        """The same with this allocation as it stands now; ``settled`` then finds the state."""
        known = any(each.id == allocation.id for each in self.allocations)
        kept = tuple(allocation if each.id == allocation.id else each for each in self.allocations)
        return evolve(self, allocations=kept if known else (*kept, allocation))

    def with_credit_note(self, note: CreditNote, *, at: datetime) -> "Invoice":
        event = told.CreditNoteIssued(
            at=at,
            credit_note_id=note.id,
            number=note.number,
            invoice_id=self.id,
            order_id=self.order_id,
            company_id=self.company_id,
            amount=note.amount,
            reason=note.reason,
        )
        return self._told(event, credit_notes=(*self.credit_notes, note))

    def settled(self, *, before: "Invoice | None" = None, at: datetime) -> "Invoice":
        """In the state that follows from what is owed, telling what changed since ``before``.

        Refuses (``OverAllocated``) to be covered beyond its total. The other half of every
        allocation is on its payment: use ``ledger``, which moves both.
        """
        left = self._left()
        if left.minor < 0:
            raise OverAllocated(f"invoice {self.name} is covered by {-left} too much")
        told_of = self._credit_news(before or self, left, at=at)
        state = self._state_for(left)
        if state is not self.state:
            told_of = (*told_of, self._state_news(state, left, at=at))
        elif not told_of and before is not None and before._left() != left:  # noqa: SLF001 - the same aggregate
            told_of = (told.InvoiceBalanceChanged(at=at, balance=left, **self._whose()),)
        return evolve(self, state=state, news=(*self.news, *told_of))

    def _state_for(self, left: Money) -> InvoiceState:
        action = InvoiceAction.SETTLE_PART if self.allocated else InvoiceAction.REOPEN
        target = InvoiceState.PARTIALLY_PAID if self.allocated else InvoiceState.ISSUED
        if not left:
            action, target = InvoiceAction.SETTLE, InvoiceState.PAID
        return target if target is self.state else INVOICE_LIFECYCLE.after(self.state, action)

    def _state_news(self, state: InvoiceState, left: Money, *, at: datetime) -> Event:
        if state is InvoiceState.PAID:
            return told.InvoicePaid(at=at, total=self.total, **self._whose())
        if state is InvoiceState.PARTIALLY_PAID:
            return told.InvoicePartiallyPaid(at=at, balance=left, **self._whose())
        return told.InvoiceReopened(at=at, balance=left, **self._whose())

    def _credit_news(self, before: "Invoice", left: Money, *, at: datetime) -> tuple[Event, ...]:
        news = list[Event]()
        if noted := self.noted - before.noted:
            by = told.CreditedBy.CREDIT_NOTE
            news.append(
                told.InvoiceCredited(at=at, amount=noted, by=by, balance=left, **self._whose())
            )
        given = (self.credited - self.noted) - (before.credited - before.noted)
        if given.minor > 0:
            by = told.CreditedBy.REFUND
            news.append(
                told.InvoiceCredited(at=at, amount=given, by=by, balance=left, **self._whose())
            )
        elif given:
            news.append(
                told.InvoiceCreditWithdrawn(at=at, amount=-given, balance=left, **self._whose())
            )
        return tuple(news)

    # --- its end, and being told of --------------------------------------------------------

    def void(self, *, reason: str, at: datetime) -> "Invoice":
        """Count it no more. Refused when it is void or paid, and while money or credit is on it."""
        if self.state is InvoiceState.VOID:
            raise AlreadyVoid(f"invoice {self.name} is void: {self.void_reason}")
        if self.state is InvoiceState.PAID:
            raise PaidInvoiceNotVoidable(
                f"invoice {self.name} is paid; credit it, or release what paid it first"
            )
        if standing := [each for each in self.allocations if each.is_standing]:
            covered = Money.total((a.amount - a.released for a in standing), self.currency)
            raise InvoiceStillAllocated(
                f"{covered} is allocated to invoice {self.name}; release it first"
            )
        if self.credit_notes:
            raise CreditedNotVoidable(
                f"invoice {self.name} has credit notes; credit the {self.balance} that is left"
            )
        state = INVOICE_LIFECYCLE.after(self.state, InvoiceAction.VOID)
        event = told.InvoiceVoided(at=at, reason=reason, **self._whose())
        return self._told(event, state=state, void_reason=reason)

    def reminded_of(self, reminder: Reminded, *, days_overdue: int, at: datetime) -> "Invoice":
        """Tell that it is overdue, once for this round and step."""
        if self.due_on is None:
            raise InvoiceNotIssued(f"invoice {self.name} is a draft and never overdue")
        event = told.InvoiceOverdue(
            at=at,
            balance=self.balance,
            due_on=self.due_on,
            days_overdue=days_overdue,
            step=reminder.step,
            dedup_key=f"invoice.overdue:{self.id}:{reminder.round}:{reminder.step}",
            **self._whose(),
        )
        return self._told(event, reminded=reminder)

    @property
    def name(self) -> str:
        """Its number, or its id while it has none."""
        return self.number or str(self.id)

    def _told(self, event: Event, **changes: object) -> "Invoice":
        return evolve(self, news=(*self.news, event), **changes)

    def _whose(self) -> Whose:
        return {
            "invoice_id": self.id,
            "order_id": self.order_id,
            "company_id": self.company_id,
            "number": self.number,
        }
