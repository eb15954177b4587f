"""What pays for what: nothing is lost, invented or used twice."""

from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve

from smplat_core.billing import (
    AllocationCompany,
    AllocationCurrency,
    AllocationId,
    AllocationNotFound,
    BadAllocation,
    BadCredit,
    Dispute,
    Invoice,
    InvoiceNotIssued,
    InvoiceState,
    InvoiceStillAllocated,
    InvoiceVoid,
    Ledger,
    OverAllocated,
    OverCredited,
    PaymentDisputed,
    PaymentRecord,
    allocate,
    credited,
    disputed,
    refunded,
    release,
)
from smplat_core.kernel import Currency
from smplat_core.payments import DisputeOutcome
from tests.builders.billing import NOON, THEIRS, a_draft, a_note, a_payment, an_issued, eur

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
    with pytest.raises(AllocationCurrency, match="USD"):
        move(a_payment(currency=Currency.USD), an_issued(), 10)


def test_money_of_another_company_pays_nothing_here() -> None:
    with pytest.raises(AllocationCompany):
        move(evolve(a_payment(), company_id=THEIRS), an_issued(), 10)


def test_a_draft_takes_no_money() -> None:
    with pytest.raises(InvoiceNotIssued):
        move(a_payment(), a_draft(), 10)


def test_a_void_invoice_takes_no_money() -> None:
    with pytest.raises(InvoiceVoid):
        move(a_payment(), an_issued().void(reason="wrong", at=NOON), 10)


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


def test_a_paid_invoice_whose_payment_was_another_ones_is_owed_again() -> None:
    payment, invoice = move(a_payment(8_000), an_issued(8_000), 8_000)

    freed, owed = release(payment, invoice, allocation_id=ONE, at=NOON)

    assert (freed.unallocated, owed.balance) == (eur(8_000), eur(8_000))
    assert owed.state is InvoiceState.ISSUED


def test_a_refund_takes_what_pays_for_nothing_first() -> None:
    ledger = books((10_000, 8_000), 8_000)

    after = give_back(ledger, 2_000)

    payment, invoice = sides(after)
    assert (payment.unallocated, payment.returned) == (eur(0), eur(2_000))
    assert (invoice.credited, invoice.state) == (eur(0), InvoiceState.PAID)


def test_what_is_refunded_beyond_that_is_credited_and_not_owed_again() -> None:
    ledger = books((10_000, 8_000), 8_000)

    after = give_back(ledger, 5_000)

    payment, invoice = sides(after)
    assert (payment.allocated, payment.unallocated) == (eur(5_000), eur(0))
    assert (invoice.allocated, invoice.credited, invoice.balance) == (
        eur(5_000),
        eur(3_000),
        eur(0),
    )
    assert invoice.state is InvoiceState.PAID
    assert [event.name for event in invoice.news][-1:] == ["invoice.credited"]


def test_a_refund_that_failed_is_undone_exactly() -> None:
    ledger = books((10_000, 8_000), 8_000)

    after = give_back(give_back(ledger, 5_000), 0)

    payment, invoice = sides(after)
    assert (payment.allocated, payment.unallocated) == (eur(8_000), eur(2_000))
    assert (invoice.allocated, invoice.credited) == (eur(8_000), eur(0))
    assert invoice.news[-1].name == "invoice.credit_withdrawn"


def test_releasing_what_was_refunded_makes_the_whole_of_it_owed_again() -> None:
    payment, invoice = sides(give_back(books((8_000, 8_000), 8_000), 3_000))

    freed, owed = release(payment, invoice, allocation_id=ONE, at=NOON)

    assert (freed.unallocated, owed.balance, owed.credited) == (eur(5_000), eur(8_000), eur(0))


def test_the_newest_allocations_are_given_back_first() -> None:
    payment, first = allocate(
        a_payment(10_000), an_issued(6_000), amount=eur(6_000), allocation_id=ONE, at=NOON
    )
    later = NOON + timedelta(days=1)
    payment, second = allocate(
        payment,
        an_issued(4_000, number=2),
        amount=eur(4_000),
        allocation_id=AllocationId(UUID(int=2)),
        at=later,
    )

    after = give_back(Ledger.of([first, second], [payment]), 5_000)

    assert after.invoices[second.id].credited == eur(4_000)
    assert after.invoices[first.id].credited == eur(1_000)


def test_disputed_money_pays_for_nothing_new() -> None:
    payment = disputed(books((10_000, 8_000), 0), a_payment().id, a_dispute(9_000), at=NOON)

    with pytest.raises(PaymentDisputed, match=r"10\.00 EUR can"):
        move(*sides(payment), 1_001)


def test_an_open_dispute_changes_what_nobody_owes() -> None:
    after = argue(books((8_000, 8_000), 8_000), a_dispute(8_000))

    payment, invoice = sides(after)
    assert (invoice.state, payment.returned, payment.disputed) == (
        InvoiceState.PAID,
        eur(0),
        eur(8_000),
    )


def test_a_lost_dispute_is_owed_again_and_not_credited() -> None:
    lost = evolve(a_dispute(8_000), outcome=DisputeOutcome.LOST)

    after = argue(books((8_000, 8_000), 8_000), lost)

    payment, invoice = sides(after)
    assert (payment.charged_back, payment.allocated) == (eur(8_000), eur(0))
    assert (invoice.balance, invoice.credited, invoice.state) == (
        eur(8_000),
        eur(0),
        InvoiceState.ISSUED,
    )


def test_a_dispute_that_was_won_leaves_everything_as_it_was() -> None:
    ledger = books((8_000, 8_000), 8_000)
    won = evolve(a_dispute(8_000), outcome=DisputeOutcome.WON)

    payment, invoice = sides(argue(argue(ledger, a_dispute(8_000)), won))

    assert (payment.disputed, payment.free, invoice.balance) == (eur(0), eur(0), eur(0))


def test_money_that_went_back_twice_is_overdrawn_and_never_less_than_nothing() -> None:
    lost = evolve(a_dispute(8_000), outcome=DisputeOutcome.LOST)

    payment, _ = sides(argue(give_back(books((8_000, 8_000), 8_000), 8_000), lost))

    assert (payment.returned, payment.overdrawn, payment.unallocated) == (
        eur(8_000),
        eur(8_000),
        eur(0),
    )


def test_a_refund_that_fails_after_the_bank_took_the_money_credits_nothing_any_more() -> None:
    lost = evolve(a_dispute(8_000), outcome=DisputeOutcome.LOST)
    ledger = argue(give_back(books((8_000, 8_000), 8_000), 8_000), lost)

    payment, invoice = sides(give_back(ledger, 0))

    assert (payment.returned, payment.overdrawn) == (eur(8_000), eur(0))
    assert (invoice.credited, invoice.balance) == (eur(0), eur(8_000))


def test_an_invoice_is_not_voided_while_a_refund_of_it_stands() -> None:
    _, invoice = sides(give_back(books((6_000, 10_000), 6_000), 6_000))

    with pytest.raises(InvoiceStillAllocated, match=r"60\.00"):
        invoice.void(reason="wrong", at=NOON)


def test_a_credit_note_lowers_what_is_owed() -> None:
    invoice = an_issued(10_000)

    after = credited(Ledger.of([invoice], []), a_note(4_000, invoice), at=NOON)

    assert after.invoices[invoice.id].balance == eur(6_000)
    assert [event.name for event in after.invoices[invoice.id].news][-2:] == [
        "credit_note.issued",
        "invoice.credited",
    ]


def test_what_a_credit_note_leaves_paid_too_much_is_free_again() -> None:
    ledger = books((10_000, 10_000), 10_000)

    payment, invoice = sides(credited(ledger, a_note(4_000, an_issued()), at=NOON))

    assert (payment.unallocated, invoice.balance, invoice.state) == (
        eur(4_000),
        eur(0),
        InvoiceState.PAID,
    )


def test_no_more_is_credited_than_was_not_credited_yet() -> None:
    ledger = give_back(books((10_000, 10_000), 10_000), 3_000)

    with pytest.raises(OverCredited, match=r"70\.00"):
        credited(ledger, a_note(7_001, an_issued()), at=NOON)


@pytest.mark.parametrize("minor", [0, -1])
def test_a_credit_note_is_over_more_than_nothing(minor: int) -> None:
    with pytest.raises(BadCredit):
        credited(Ledger.of([an_issued()], []), a_note(minor, an_issued()), at=NOON)


def test_nothing_is_credited_on_a_void_invoice() -> None:
    void = an_issued().void(reason="wrong", at=NOON)

    with pytest.raises(InvoiceVoid):
        credited(Ledger.of([void], []), a_note(1, void), at=NOON)


def books(amounts: tuple[int, int], allocated: int) -> Ledger:
    """A payment and an invoice of these amounts, so much of the one paying the other."""
    payment, invoice = a_payment(amounts[0]), an_issued(amounts[1])
    if allocated:
        payment, invoice = move(payment, invoice, allocated)
    return Ledger.of([invoice], [payment])


def give_back(ledger: Ledger, total: int) -> Ledger:
    return refunded(ledger, a_payment().id, eur(total), at=NOON).settled(before=ledger, at=NOON)


def argue(ledger: Ledger, dispute: Dispute) -> Ledger:
    return disputed(ledger, a_payment().id, dispute, at=NOON).settled(before=ledger, at=NOON)


def a_dispute(minor: int) -> Dispute:
    return Dispute(id="dp_1", amount=eur(minor), reason="fraudulent", opened_at=NOON)


def sides(ledger: Ledger) -> tuple[PaymentRecord, Invoice]:
    return ledger.payments[a_payment().id], ledger.invoices[an_issued().id]
