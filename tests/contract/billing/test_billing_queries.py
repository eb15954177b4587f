"""What every ``BillingQueries`` adapter promises."""

from uuid import UUID

import pytest
from attrs import evolve

from smplat_core.billing import (
    AllocationId,
    BillingQueries,
    InvoiceFilter,
    InvoiceId,
    InvoiceNotFound,
    InvoiceState,
    PaymentFilter,
    allocate,
)
from smplat_core.kernel import BadPage, PageRequest
from smplat_memory.billing import MemoryBillingQueries
from smplat_postgres.billing_queries import PostgresBillingQueries
from tests.builders.billing import NOON, OURS, THEIRS, a_draft, a_payment, an_issued, eur
from tests.contract.databases import Database

ALL = InvoiceFilter()
PAGE = PageRequest()


@pytest.fixture
async def queries(database: Database) -> BillingQueries:
    """Over three invoices, the third another company's, and a payment of half the first."""
    async with database.begin() as work:
        first = await work.invoices.save(an_issued(10_000, number=1))
        await work.invoices.save(a_draft(number=2))
        await work.invoices.save(evolve(an_issued(number=3), company_id=THEIRS))
        paid, settled = allocate(
            a_payment(5_000, number=1),
            first,
            amount=eur(5_000),
            allocation_id=AllocationId(UUID(int=1)),
            at=NOON,
        )
        await work.invoices.save(settled)
        await work.payment_records.save(paid)
        await work.payment_records.save(evolve(a_payment(number=2), company_id=THEIRS))
    return database.pick(
        memory=lambda tables: MemoryBillingQueries(tables.billing), postgres=PostgresBillingQueries
    )


async def numbers(queries: BillingQueries, wanted: InvoiceFilter) -> list[int]:
    page = await queries.invoices(wanted, PAGE, company=None)
    return [invoice.order_id.int for invoice in page.items]


async def test_one_invoice_is_read_with_its_balance(queries: BillingQueries) -> None:
    invoice = await queries.invoice(an_issued(number=1).id, company=None)

    assert invoice.balance == eur(5_000)


async def test_a_company_does_not_see_anothers_invoice(queries: BillingQueries) -> None:
    with pytest.raises(InvoiceNotFound):
        await queries.invoice(an_issued(number=3).id, company=OURS)


async def test_an_unknown_invoice_is_refused(queries: BillingQueries) -> None:
    with pytest.raises(InvoiceNotFound):
        await queries.invoice(InvoiceId(UUID(int=404)), company=None)


async def test_invoices_are_listed_newest_first(queries: BillingQueries) -> None:
    assert await numbers(queries, ALL) == [3, 2, 1]


async def test_each_filter_narrows_the_list(queries: BillingQueries) -> None:
    assert await numbers(queries, InvoiceFilter(state=InvoiceState.DRAFT)) == [2]
    assert await numbers(queries, InvoiceFilter(company_id=THEIRS)) == [3]
    assert await numbers(queries, InvoiceFilter(order_id=a_draft(number=1).order_id)) == [1]


async def test_a_company_lists_its_own_invoices_whatever_it_asks_for(
    queries: BillingQueries,
) -> None:
    own = await queries.invoices(ALL, PAGE, company=OURS)
    foreign = await queries.invoices(InvoiceFilter(company_id=THEIRS), PAGE, company=OURS)

    assert [invoice.order_id.int for invoice in own.items] == [2, 1]
    assert foreign.items == ()


async def test_pages_follow_one_another_without_gap_or_repetition(queries: BillingQueries) -> None:
    first = await queries.invoices(ALL, PageRequest(limit=2), company=None)
    rest = PageRequest.of(limit=2, cursor=first.next_cursor, parts=1)
    second = await queries.invoices(ALL, rest, company=None)

    assert [invoice.order_id.int for invoice in (*first.items, *second.items)] == [3, 2, 1]
    assert second.next_cursor is None


async def test_a_cursor_of_another_list_is_refused(queries: BillingQueries) -> None:
    with pytest.raises(BadPage):
        await queries.invoices(ALL, PageRequest(after=("no id",)), company=None)


async def test_payments_are_listed_with_what_is_left_of_them(queries: BillingQueries) -> None:
    page = await queries.payments(PaymentFilter(), PAGE, company=None)

    assert [payment.reference for payment in page.items] == ["pi_2", "pi_1"]
    assert page.items[1].unallocated == eur(0)


async def test_payments_are_narrowed_by_order_and_company(queries: BillingQueries) -> None:
    wanted = PaymentFilter(order_id=a_payment(number=2).order_id)

    assert len((await queries.payments(wanted, PAGE, company=None)).items) == 1
    assert (await queries.payments(wanted, PAGE, company=OURS)).items == ()
    assert len((await queries.payments(PaymentFilter(), PAGE, company=OURS)).items) == 1
