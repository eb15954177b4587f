"""An invoice says what is owed, and never says it differently later."""

from datetime import date
from uuid import UUID

import pytest
from attrs import evolve

from smplat_core.billing import (
    AllocationId,
    AlreadyVoid,
    BadInvoice,
    BadPayment,
    BadTerms,
    CreditedNotVoidable,
    FreeLine,
    Invoice,
    InvoiceId,
    InvoiceImmutable,
    InvoiceLineKind,
    InvoiceState,
    InvoiceStillAllocated,
    Ledger,
    OrderNotBillable,
    OverAllocated,
    PaidInvoiceNotVoidable,
    credited,
)
from smplat_core.kernel import ActionNotAllowed, Currency
from tests.builders.billing import (
    NOON,
    TODAY,
    a_charge,
    a_discount,
    a_draft,
    a_note,
    a_payment,
    an_issued,
    an_order,
    eur,
)
from tests.unit.billing.moves import paid_with


def test_it_bills_every_item_of_the_order_at_the_price_it_was_bound_at() -> None:
    order = an_order(1999, 501)

    invoice = Invoice.for_order(InvoiceId(order.id), order)

    assert [line.line_total for line in invoice.lines] == [eur(1999), eur(501)]
    assert [line.sku for line in invoice.lines] == [item.sku for item in order.items]
    assert invoice.total == order.total == eur(2500)
    assert invoice.bill_to.address == order.billing_address
    assert (invoice.state, invoice.number) == (InvoiceState.DRAFT, None)


def test_it_gets_its_number_and_due_date_when_it_is_issued() -> None:
    issued = a_draft(5000).issue(number="INV-000007", at=NOON)

    assert (issued.state, issued.number, issued.due_on) == (
        InvoiceState.ISSUED,
        "INV-000007",
        TODAY,
    )
    assert issued.balance == eur(5000)
    assert [event.name for event in issued.news] == ["invoice.issued"]


def test_it_is_issued_only_once() -> None:
    with pytest.raises(ActionNotAllowed):
        an_issued().issue(number="INV-000002", at=NOON)


def test_one_that_owes_nothing_is_paid_as_soon_as_it_is_issued() -> None:
    issued = a_draft(0).issue(number="INV-000001", at=NOON)

    assert issued.state is InvoiceState.PAID
    assert [event.name for event in issued.news] == ["invoice.issued", "invoice.paid"]


def test_its_balance_follows_from_what_is_allocated() -> None:
    invoice = paid_with(an_issued(10_000), 4_000)

    assert (invoice.state, invoice.balance) == (InvoiceState.PARTIALLY_PAID, eur(6_000))


def test_it_takes_no_more_than_its_total() -> None:
    invoice = paid_with(an_issued(10_000), 6_000)
    twin = evolve(invoice.allocations[0], id=AllocationId(UUID(int=77)))

    with pytest.raises(OverAllocated):
        invoice.with_allocation(twin).settled(at=NOON)


def test_a_void_one_owes_nothing_and_keeps_its_number() -> None:
    void = an_issued(10_000).void(reason="wrong address", at=NOON)

    assert (void.state, void.balance, void.number) == (InvoiceState.VOID, eur(0), "INV-000001")


def test_it_is_not_voided_while_money_is_allocated_to_it() -> None:
    with pytest.raises(InvoiceStillAllocated):
        paid_with(an_issued(10_000), 1).void(reason="wrong", at=NOON)


def test_a_paid_one_is_never_voided() -> None:
    with pytest.raises(PaidInvoiceNotVoidable):
        paid_with(an_issued(10_000), 10_000).void(reason="wrong", at=NOON)


def test_it_needs_lines() -> None:
    with pytest.raises(BadInvoice):
        evolve(a_draft(), lines=())


def test_it_is_in_one_currency() -> None:
    with pytest.raises(BadInvoice, match="EUR"):
        evolve(a_draft(), lines=a_draft(currency=Currency.USD).lines)


def test_nobody_owes_less_than_nothing() -> None:
    line = evolve(a_draft().lines[0], line_total=eur(-1))

    with pytest.raises(BadInvoice):
        evolve(a_draft(), lines=(line,))


@pytest.mark.parametrize("minor", [0, -1])
def test_a_payment_is_more_than_nothing(minor: int) -> None:
    with pytest.raises(BadPayment):
        a_payment(minor)


def test_it_is_due_as_many_days_after_its_issue_as_its_terms_say() -> None:
    draft = a_draft().edited(terms_days=30, at=NOON)

    issued = draft.issue(number="INV-000001", at=NOON)

    assert issued.due_on == date(2026, 4, 1)


@pytest.mark.parametrize("days", [-1, 366])
def test_terms_end_within_a_year(days: int) -> None:
    with pytest.raises(BadTerms):
        a_draft().edited(terms_days=days, at=NOON)


def test_what_is_added_or_taken_off_follows_the_items_of_the_order() -> None:
    order = an_order(2_000, 1_000)

    invoice = Invoice.for_order(InvoiceId(order.id), order, free=(a_discount(-500), a_charge(100)))

    assert [line.line_number for line in invoice.lines] == [1, 2, 3, 4]
    assert [line.kind for line in invoice.lines[2:]] == ["discount", "charge"]
    assert invoice.total == eur(2_600)


def test_editing_replaces_the_free_lines_and_never_those_of_the_order() -> None:
    order = an_order(2_000)
    draft = Invoice.for_order(InvoiceId(order.id), order, free=(a_discount(-500),))

    edited = draft.edited(free=(a_charge(300),), at=NOON)

    assert edited.lines[0] == draft.lines[0]
    assert (len(edited.lines), edited.total) == (2, eur(2_300))
    assert [event.name for event in edited.news] == ["invoice.edited"]


def test_a_discount_never_makes_the_whole_less_than_nothing() -> None:
    with pytest.raises(BadInvoice, match="add up"):
        a_draft(1_000).edited(free=(a_discount(-1_001),), at=NOON)


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        (a_discount(500), "/lines/0/unit_price"),
        (a_discount(-500, reason=" "), "/lines/0/reason"),
        (a_charge(-1), "/lines/0/unit_price"),
        (a_charge(quantity=0), "/lines/0/quantity"),
        (a_charge(10**12, quantity=10**6), "/lines/0/unit_price"),
        (evolve(a_charge(), label="  "), "/lines/0/label"),
        (evolve(a_charge(), kind=InvoiceLineKind.ITEM), "/lines/0/kind"),
        (evolve(a_discount(0), kind=InvoiceLineKind.ADJUSTMENT), "/lines/0/unit_price"),
    ],
)
def test_a_line_that_makes_no_sense_is_named(line: FreeLine, pointer: str) -> None:
    with pytest.raises(BadInvoice) as refused:
        a_draft().edited(free=(line,), at=NOON)

    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_a_total_past_all_bounds_is_refused() -> None:
    with pytest.raises(BadInvoice):
        a_draft().edited(free=(a_charge(10**15), a_charge(10**15)), at=NOON)


def test_once_issued_it_is_not_edited() -> None:
    with pytest.raises(InvoiceImmutable):
        an_issued().edited(terms_days=1, at=NOON)


def test_a_void_one_is_not_edited_either() -> None:
    with pytest.raises(InvoiceImmutable):
        an_issued().void(reason="wrong", at=NOON).edited(terms_days=1, at=NOON)


def test_nothing_is_voided_twice() -> None:
    with pytest.raises(AlreadyVoid, match="wrong address"):
        an_issued().void(reason="wrong address", at=NOON).void(reason="again", at=NOON)


def test_one_with_credit_notes_is_credited_and_not_voided() -> None:
    invoice = an_issued(10_000)
    ledger = credited(Ledger.of([invoice], []), a_note(1_000, invoice), at=NOON)

    with pytest.raises(CreditedNotVoidable, match=r"90\.00"):
        ledger.invoices[invoice.id].void(reason="wrong", at=NOON)


def test_a_draft_owes_nothing_yet() -> None:
    assert a_draft().balance == eur(0)


def test_written_again_it_is_a_draft_with_the_same_lines_that_names_the_old_one() -> None:
    old = an_issued()

    new = old.again(InvoiceId(UUID(int=9)))

    assert (new.lines, new.bill_to, new.replaces) == (old.lines, old.bill_to, old.id)
    assert (new.state, new.number) == (InvoiceState.DRAFT, None)


def test_a_canceled_order_is_not_billed() -> None:
    order = an_order(1_000).cancel(reason="changed plans", at=NOON)

    with pytest.raises(OrderNotBillable):
        Invoice.for_order(InvoiceId(order.id), order)
