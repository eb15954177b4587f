"""Invoices and the payments that settle them: money is neither lost, invented nor used twice."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, Protocol
from uuid import UUID

from attrs import define, field
from hypothesis.stateful import initialize, invariant, rule
from hypothesis.strategies import integers, lists

from smplat_core.billing import (
    INVOICE_LIFECYCLE,
    AllocationId,
    Invoice,
    InvoiceId,
    InvoiceState,
    Ledger,
    PaymentRecord,
    PaymentRecordId,
    PaymentSource,
    allocate,
    refunded,
    release,
)
from smplat_core.kernel import Currency, Money, evolve
from smplat_core.testing.builders.orders import an_item, an_order
from smplat_core.testing.machines.watching import Watch, WatchingMachine

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
UNIT: Final = 1_000
"""Minor units that one thing on an invoice costs."""


class LedgerDriver(Protocol):
    """Who carries out what the machine decides; a refusal may change nothing.

    Invoices and payments are named by their place: 0 is the first that was opened.
    """

    @property
    def invoices(self) -> Sequence[Invoice]: ...

    @property
    def payments(self) -> Sequence[PaymentRecord]: ...

    def open(self, totals: list[int], amounts: list[int]) -> None:
        """A draft invoice for each total, and a payment for each amount, in minor units."""
        ...

    def issue(self, invoice: int) -> None: ...

    def void(self, invoice: int) -> None: ...

    def allocate(self, payment: int, invoice: int, minor: int) -> None: ...

    def release(self, payment: int, invoice: int, allocation: int) -> None:
        """Take back what the payment's allocation at this place gives to the invoice."""
        ...

    def refund(self, payment: int, total: int) -> None:
        """So much of the payment has been sent back by now, in minor units; more or less than before."""
        ...


@define
class BareLedger(LedgerDriver):
    """The aggregates by themselves, saved after each change."""

    invoices: list[Invoice] = field(factory=list, init=False)
    payments: list[PaymentRecord] = field(factory=list, init=False)
    _moves: int = field(default=0, init=False)

    def open(self, totals: list[int], amounts: list[int]) -> None:
        for number, total in enumerate(totals, start=1):
            order = an_order(items=(an_item(quantity=total, unit=1),))
            self.invoices.append(Invoice.for_order(InvoiceId(UUID(int=number)), order))
        for number, amount in enumerate(amounts, start=1):
            order = an_order()
            record = PaymentRecord.of(
                PaymentRecordId(UUID(int=number)),
                source=PaymentSource.STRIPE,
                reference=f"pi_{number}",
                amount=Money(amount, Currency.USD),
                order_id=order.id,
                company_id=order.company_id,
                received_at=NOON,
            )
            self.payments.append(evolve(record, news=()))

    def issue(self, invoice: int) -> None:
        number = f"INV-{invoice + 1:06d}"
        self._keep(invoice, self.invoices[invoice].issue(number=number, at=NOON))

    def void(self, invoice: int) -> None:
        self._keep(invoice, self.invoices[invoice].void(reason="as told", at=NOON))

    def allocate(self, payment: int, invoice: int, minor: int) -> None:
        self._moves += 1
        paid, settled = allocate(
            self.payments[payment],
            self.invoices[invoice],
            amount=Money(minor, Currency.USD),
            allocation_id=AllocationId(UUID(int=self._moves)),
            at=NOON,
        )
        self.payments[payment] = evolve(paid, news=())
        self._keep(invoice, settled)

    def release(self, payment: int, invoice: int, allocation: int) -> None:
        known = self.payments[payment].allocations
        missing = AllocationId(UUID(int=0))
        found = known[allocation].id if allocation < len(known) else missing
        freed, owing = release(
            self.payments[payment], self.invoices[invoice], allocation_id=found, at=NOON
        )
        self.payments[payment] = evolve(freed, news=())
        self._keep(invoice, owing)

    def refund(self, payment: int, total: int) -> None:
        before = Ledger.of(self.invoices, self.payments)
        back = Money(total, Currency.USD)
        after = refunded(before, self.payments[payment].id, back, at=NOON)
        after = after.settled(before=before, at=NOON)
        self.invoices = [evolve(after.invoices[i.id], news=()) for i in self.invoices]
        self.payments = [evolve(after.payments[p.id], news=()) for p in self.payments]

    def _keep(self, place: int, invoice: Invoice) -> None:
        self.invoices[place] = evolve(invoice, news=())


places: Final = integers(0, 2)
sums: Final = lists(integers(1, 20), min_size=1, max_size=3)


class InvoiceMachine(WatchingMachine):
    """Issue, pay in parts, take back, refund and void, in any order."""

    drive: LedgerDriver

    def driver(self) -> LedgerDriver:
        """Who carries out what is decided; over use cases, one of your own."""
        return BareLedger()

    @initialize(totals=sums, amounts=sums)
    def open(self, totals: list[int], amounts: list[int]) -> None:
        self.drive = self.driver()
        self.drive.open(totals, amounts)
        self.came_in = [payment.amount for payment in self.drive.payments]
        self.issued: dict[int, Invoice] = {}

    @rule(invoice=places)
    def issue(self, invoice: int) -> None:
        if invoice < len(self.drive.invoices) and self.try_to(lambda: self.drive.issue(invoice)):
            self.issued[invoice] = self.drive.invoices[invoice]

    @rule(invoice=places)
    def void(self, invoice: int) -> None:
        if invoice < len(self.drive.invoices):
            self.try_to(lambda: self.drive.void(invoice))

    @rule(payment=places, invoice=places, minor=integers(-1, 25))
    def allocate(self, payment: int, invoice: int, minor: int) -> None:
        if self._are_there(payment, invoice):
            self.try_to(lambda: self.drive.allocate(payment, invoice, minor))

    @rule(payment=places, invoice=places, allocation=integers(0, 5))
    def release(self, payment: int, invoice: int, allocation: int) -> None:
        if self._are_there(payment, invoice):
            self.try_to(lambda: self.drive.release(payment, invoice, allocation))

    @rule(payment=places, total=integers(0, 20))
    def refund(self, payment: int, total: int) -> None:
        if payment < len(self.drive.payments):
            most = self.drive.payments[payment].amount.minor
            self.try_to(lambda: self.drive.refund(payment, min(total, most)))

    def _are_there(self, payment: int, invoice: int) -> bool:
        return payment < len(self.drive.payments) and invoice < len(self.drive.invoices)

    def standing(self) -> object:
        return tuple(self.drive.invoices), tuple(self.drive.payments)

    def watched(self) -> Iterable[Watch]:
        for invoice in self.drive.invoices:
            yield Watch(invoice.id, INVOICE_LIFECYCLE, invoice.state)

    @invariant()
    def money_in_is_money_allocated_left_or_sent_back(self) -> None:
        amounts = [payment.amount for payment in self.drive.payments]
        assert amounts == self.came_in, f"{self.came_in} came in, now it is {amounts}"
        for payment in self.drive.payments:
            parts = (
                payment.allocated.minor,
                payment.unallocated.minor,
                payment.returned.minor,
            )
            assert sum(parts) == payment.amount.minor, f"{payment.amount} is not {parts}"
            assert min(parts) >= 0, f"more than {payment.amount} was used: {parts}"

    @invariant()
    def both_sides_say_the_same(self) -> None:
        given = sum(payment.allocated.minor for payment in self.drive.payments)
        taken = sum(invoice.allocated.minor for invoice in self.drive.invoices)
        assert given == taken, f"payments gave {given}, invoices took {taken}"

    @invariant()
    def no_invoice_takes_more_than_it_asks(self) -> None:
        for invoice in self.drive.invoices:
            allocated, total = invoice.allocated, invoice.total
            assert allocated.minor >= 0, f"{allocated} was taken"
            covered = allocated + invoice.credited
            assert covered.minor <= total.minor, f"{covered} was taken or credited for {total}"
            if invoice.state is InvoiceState.PAID:
                assert not invoice.balance, f"a paid invoice owes {invoice.balance}"
            if invoice.state in (InvoiceState.DRAFT, InvoiceState.VOID):
                assert not allocated, f"a {invoice.state} invoice took {allocated}"

    @invariant()
    def what_was_issued_never_changes(self) -> None:
        for place, issued in self.issued.items():
            now = self.drive.invoices[place]
            same = (now.number, now.lines, now.bill_to)
            assert same == (issued.number, issued.lines, issued.bill_to), (
                f"invoice {issued.number} was changed after it was issued"
            )
