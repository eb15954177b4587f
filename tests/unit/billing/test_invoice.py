"""An invoice says what is owed, and never says it differently later."""

import pytest
from attrs import evolve

from smplat_core.billing import (
    BadInvoice,
    BadPayment,
    Invoice,
    InvoiceId,
    InvoiceState,
    InvoiceStillAllocated,
    OverAllocated,
)
from smplat_core.kernel import ActionNotAllowed, Currency
from tests.builders.billing import (
    NOON,
    TODAY,
    a_draft,
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
    issued = a_draft(5000).issue(number="INV-000007", due_on=TODAY, at=NOON)

    assert (issued.state, issued.number, issued.due_on) == (
        InvoiceState.ISSUED,
        "INV-000007",
        TODAY,
    )
    assert issued.balance == eur(5000)
    assert [event.name for event in issued.news] == ["invoice.issued"]


def test_it_is_issued_only_once() -> None:
    with pytest.raises(ActionNotAllowed):
        an_issued().issue(number="INV-000002", due_on=TODAY, at=NOON)


def test_one_that_owes_nothing_is_paid_as_soon_as_it_is_issued() -> None:
    issued = a_draft(0).issue(number="INV-000001", due_on=TODAY, at=NOON)

    assert issued.state is InvoiceState.PAID
    assert [event.name for event in issued.news] == ["invoice.issued", "invoice.paid"]


def test_its_balance_follows_from_what_is_allocated() -> None:
    invoice = paid_with(an_issued(10_000), 4_000)

    assert (invoice.state, invoice.balance) == (InvoiceState.PARTIALLY_PAID, eur(6_000))


def test_it_takes_no_more_than_its_total() -> None:
    invoice = paid_with(an_issued(10_000), 6_000)

    with pytest.raises(OverAllocated):
        invoice.settled_by(invoice.allocations * 2, at=NOON)


def test_a_void_one_owes_nothing_and_keeps_its_number() -> None:
    void = an_issued(10_000).void(reason="wrong address", at=NOON)

    assert (void.state, void.balance, void.number) == (InvoiceState.VOID, eur(0), "INV-000001")


def test_it_is_not_voided_while_money_is_allocated_to_it() -> None:
    with pytest.raises(InvoiceStillAllocated):
        paid_with(an_issued(10_000), 1).void(reason="wrong", at=NOON)


def test_a_paid_one_is_never_voided() -> None:
    with pytest.raises(ActionNotAllowed):
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
