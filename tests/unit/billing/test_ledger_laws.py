"""Whatever is done to payments and invoices, in whatever order, no cent is lost or invented."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.billing import (
    AllocationId,
    Dispute,
    Invoice,
    InvoiceId,
    InvoiceState,
    Ledger,
    PaymentRecord,
    allocate,
    credited,
    disputed,
    refunded,
    release,
    settle_order,
)
from smplat_core.kernel import NotAllowed, NotFound
from smplat_core.payments import DisputeOutcome
from smplat_memory import SequentialIds
from tests.builders.billing import NOON, a_note, a_payment, an_issued, eur


@define
class Books:
    """Some payments and invoices of one company, and random moves between them."""

    ledger: Ledger
    ids: SequentialIds = field(factory=SequentialIds)
    moves: int = 0

    def do(self, verb: str, p: int, i: int, number: int) -> None:
        self.moves += 1
        payment = list(self.ledger.payments.values())[p]
        invoice = list(self.ledger.invoices.values())[i]
        act: Callable[[PaymentRecord, Invoice, int], Ledger] = getattr(self, verb)
        after = act(payment, invoice, number)
        self.ledger = after.settled(before=self.ledger, at=self.now)

    @property
    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.moves)

    def allocate(self, payment: PaymentRecord, invoice: Invoice, number: int) -> Ledger:
        made = AllocationId(UUID(int=self.moves))
        sides = allocate(payment, invoice, amount=eur(number), allocation_id=made, at=self.now)
        return self.ledger.with_payment(sides[0]).with_invoice(sides[1])

    def release(self, payment: PaymentRecord, invoice: Invoice, number: int) -> Ledger:
        mine = [a for a in payment.allocations if a.invoice_id == invoice.id and a.is_standing]
        chosen = mine[number % len(mine)].id if mine else AllocationId(UUID(int=0))
        sides = release(payment, invoice, allocation_id=chosen, at=self.now)
        return self.ledger.with_payment(sides[0]).with_invoice(sides[1])

    def refund(self, payment: PaymentRecord, _: Invoice, number: int) -> Ledger:
        total = min(payment.amount, payment.refunded + eur(number))
        return refunded(self.ledger, payment.id, total, at=self.now)

    def fail_refund(self, payment: PaymentRecord, _: Invoice, number: int) -> Ledger:
        total = max(eur(0), payment.refunded - eur(number))
        return refunded(self.ledger, payment.id, total, at=self.now)

    def open_dispute(self, payment: PaymentRecord, _: Invoice, number: int) -> Ledger:
        opened = Dispute(id=f"dp_{number % 3}", amount=eur(number), reason="", opened_at=self.now)
        return disputed(self.ledger, payment.id, opened, at=self.now)

    def lose_dispute(self, payment: PaymentRecord, _: Invoice, number: int) -> Ledger:
        return self._close(payment, number, DisputeOutcome.LOST)

    def win_dispute(self, payment: PaymentRecord, _: Invoice, number: int) -> Ledger:
        return self._close(payment, number, DisputeOutcome.WON)

    def _close(self, payment: PaymentRecord, number: int, outcome: DisputeOutcome) -> Ledger:
        closed = Dispute(
            id=f"dp_{number % 3}",
            amount=eur(number),
            reason="",
            opened_at=self.now,
            outcome=outcome,
        )
        return disputed(self.ledger, payment.id, closed, at=self.now)

    def credit(self, _: PaymentRecord, invoice: Invoice, number: int) -> Ledger:
        return credited(self.ledger, a_note(number, invoice, number=self.moves), at=self.now)

    def void(self, _: PaymentRecord, invoice: Invoice, __: int) -> Ledger:
        return self.ledger.with_invoice(invoice.void(reason="wrong", at=self.now))

    def reissue(self, payment: PaymentRecord, invoice: Invoice, number: int) -> Ledger:
        ledger = self.void(payment, invoice, number)
        again = invoice.again(InvoiceId(UUID(int=0x9000 + self.moves)))
        return ledger.with_invoice(again.issue(number=f"INV-9{self.moves:05d}", at=self.now))

    def settle(self, _: PaymentRecord, invoice: Invoice, __: int) -> Ledger:
        return settle_order(self.ledger, invoice.id, ids=self.ids, at=self.now)

    def check(self) -> None:
        for payment in self.ledger.payments.values():
            assert payment.amount == payment.allocated + payment.unallocated + payment.returned
            assert eur(0) <= payment.free <= payment.unallocated
            assert eur(0) <= payment.credited <= payment.refunded
            parts = [p for a in payment.allocations for p in (a.live, a.credited, a.released)]
            assert all(part >= eur(0) for part in parts)
        for invoice in self.ledger.invoices.values():
            assert eur(0) <= invoice.balance <= invoice.total
            if invoice.state is InvoiceState.VOID:
                assert invoice.allocated == invoice.credited == eur(0)
                continue
            assert invoice.total == invoice.balance + invoice.allocated + invoice.credited
            assert (invoice.state is InvoiceState.PAID) == (not invoice.balance)
            partly = bool(invoice.balance) and bool(invoice.allocated)
            assert (invoice.state is InvoiceState.PARTIALLY_PAID) == partly
        gave = [a for p in self.ledger.payments.values() for a in p.allocations]
        took = [a for i in self.ledger.invoices.values() for a in i.allocations]
        assert {a.id: a for a in gave} == {a.id: a for a in took}


AMOUNT = st.integers(1, 100)
VERBS = (
    "allocate",
    "allocate",
    "release",
    "refund",
    "fail_refund",
    "open_dispute",
    "lose_dispute",
    "win_dispute",
    "credit",
    "void",
    "reissue",
    "settle",
)
MOVE = st.tuples(st.sampled_from(VERBS), st.integers(0, 2), st.integers(0, 2), st.integers(1, 60))


@given(
    st.lists(AMOUNT, min_size=3, max_size=3),
    st.lists(AMOUNT, min_size=3, max_size=3),
    st.lists(MOVE, max_size=40),
)
def test_received_is_allocated_plus_unallocated_plus_returned(
    received: list[int], billed: list[int], moves: list[tuple[str, int, int, int]]
) -> None:
    invoices = [an_issued(minor, number=n) for n, minor in enumerate(billed, start=1)]
    payments = [
        a_payment(minor, number=n, order=1 if n == 3 else n)
        for n, minor in enumerate(received, start=1)
    ]
    books = Books(Ledger.of(invoices, payments))

    for verb, payment, invoice, number in moves:
        try:
            books.do(verb, payment, invoice, number)
        except (NotAllowed, NotFound):
            continue
        finally:
            books.check()
