"""What pays for what: nothing is lost, invented or used twice."""

from collections.abc import Callable
from random import Random
from uuid import UUID

import pytest
from attrs import define
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.billing import (
    AllocationId,
    AllocationNotFound,
    BadAllocation,
    Invoice,
    InvoiceState,
    OverAllocated,
    PaymentRecord,
    allocate,
    release,
)
from smplat_core.kernel import ActionNotAllowed, Currency, NotAllowed, NotFound
from tests.builders.billing import NOON, a_draft, a_payment, an_issued, eur

ONE = AllocationId(UUID(int=1))


def move(payment: PaymentRecord, invoice: Invoice, minor: int) -> tuple[PaymentRecord, Invoice]:
    return allocate(payment, invoice, amount=eur(minor), allocation_id=ONE, at=NOON)


def test_both_sides_move_by_the_same_amount() -> None:
    payment, invoice = move(a_payment(10_000), an_issued(8_000), 3_000)

    assert (payment.allocated, payment.unallocated) == (eur(3_000), eur(7_000))
    assert (invoice.allocated, invoice.balance) == (eur(3_000), eur(5_000))
    assert payment.allocations == invoice.allocations


def test_paying_the_whole_balance_makes_the_invoice_paid() -> None:
    payment, invoice = move(a_payment(10_000), an_issued(8_000), 8_000)

    assert invoice.state is InvoiceState.PAID
    assert payment.unallocated == eur(2_000)
    assert [event.name for event in invoice.news] == ["invoice.issued", "invoice.paid"]
    assert [event.name for event in payment.news] == ["payment.recorded", "payment.allocated"]


def test_a_payment_gives_no_more_than_it_has() -> None:
    with pytest.raises(OverAllocated, match="left"):
        move(a_payment(1_000), an_issued(8_000), 1_001)


def test_an_invoice_takes_no_more_than_it_owes() -> None:
    with pytest.raises(OverAllocated, match="owes"):
        move(a_payment(10_000), an_issued(8_000), 8_001)


@pytest.mark.parametrize("minor", [0, -5])
def test_an_allocation_is_more_than_nothing(minor: int) -> None:
    with pytest.raises(BadAllocation):
        move(a_payment(), an_issued(), minor)


def test_money_of_another_currency_pays_nothing_here() -> None:
    with pytest.raises(BadAllocation, match="USD"):
        move(a_payment(currency=Currency.USD), an_issued(), 10)


def test_a_draft_takes_no_money() -> None:
    with pytest.raises(ActionNotAllowed):
        move(a_payment(), a_draft(), 10)


def test_what_is_released_is_owed_again_and_can_pay_for_something_else() -> None:
    payment, invoice = move(a_payment(5_000), an_issued(8_000), 5_000)

    freed, open_again = release(payment, invoice, allocation_id=ONE, at=NOON)

    assert (freed.unallocated, open_again.balance) == (eur(5_000), eur(8_000))
    assert open_again.state is InvoiceState.ISSUED
    assert open_again.news[-1].name == "invoice.reopened"
    assert [a.released_at for a in freed.allocations] == [NOON]


def test_nothing_is_released_twice() -> None:
    payment, invoice = release(
        *move(a_payment(5_000), an_issued(8_000), 5_000), allocation_id=ONE, at=NOON
    )

    with pytest.raises(AllocationNotFound):
        release(payment, invoice, allocation_id=ONE, at=NOON)


def test_a_paid_invoice_keeps_what_paid_it() -> None:
    payment, invoice = move(a_payment(8_000), an_issued(8_000), 8_000)

    with pytest.raises(ActionNotAllowed):
        release(payment, invoice, allocation_id=ONE, at=NOON)


@define
class Books:
    """Some payments and invoices, and random moves between them."""

    payments: list[PaymentRecord]
    invoices: list[Invoice]
    moves: int = 0

    def allocate(self, p: int, i: int, minor: int) -> None:
        self.moves += 1
        self.payments[p], self.invoices[i] = allocate(
            self.payments[p],
            self.invoices[i],
            amount=eur(minor),
            allocation_id=AllocationId(UUID(int=self.moves)),
            at=NOON,
        )

    def release(self, p: int, i: int, which: int) -> None:
        held = AllocationId(UUID(int=which))
        self.payments[p], self.invoices[i] = release(
            self.payments[p], self.invoices[i], allocation_id=held, at=NOON
        )

    def void(self, _: int, i: int, __: int) -> None:
        self.invoices[i] = self.invoices[i].void(reason="wrong", at=NOON)

    def check(self) -> None:
        for payment in self.payments:
            assert eur(0) <= payment.allocated <= payment.amount
            assert payment.allocated + payment.unallocated == payment.amount
        for invoice in self.invoices:
            assert eur(0) <= invoice.allocated <= invoice.total
            assert (invoice.state is InvoiceState.PAID) == (invoice.allocated == invoice.total)
            partly = eur(0) < invoice.allocated < invoice.total
            assert (invoice.state is InvoiceState.PARTIALLY_PAID) == partly
        gave = sum(payment.allocated.minor for payment in self.payments)
        took = sum(invoice.allocated.minor for invoice in self.invoices)
        assert gave == took


AMOUNT = st.integers(1, 100)
MOVE = st.tuples(
    st.sampled_from(["allocate", "allocate", "release", "void"]),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(1, 60),
)


@given(
    st.lists(AMOUNT, min_size=3, max_size=3), st.lists(AMOUNT, min_size=3, max_size=3), st.data()
)
def test_whatever_is_moved_money_in_is_money_allocated_plus_money_left(
    received: list[int], billed: list[int], data: st.DataObject
) -> None:
    books = Books(
        [a_payment(minor, number=n) for n, minor in enumerate(received, start=1)],
        [an_issued(minor, number=n) for n, minor in enumerate(billed, start=1)],
    )

    for verb, payment, invoice, number in data.draw(st.lists(MOVE, max_size=40)):
        act: Callable[[int, int, int], None] = getattr(books, verb)
        try:
            act(payment, invoice, number)
        except (NotAllowed, NotFound):
            continue
        finally:
            books.check()


@given(st.lists(AMOUNT, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_payments_arrive_changes_no_balance(
    amounts: list[int], random: Random
) -> None:
    shuffled = list(enumerate(amounts))
    random.shuffle(shuffled)

    def settled(payments: list[tuple[int, int]]) -> Invoice:
        books = Books([a_payment(m, number=n) for n, m in payments], [an_issued(sum(amounts))])
        for place, (_, minor) in enumerate(payments):
            books.allocate(place, 0, minor)
        return books.invoices[0]

    first, second = settled(list(enumerate(amounts))), settled(shuffled)

    assert first.state is second.state is InvoiceState.PAID
    assert first.balance == second.balance == eur(0)
