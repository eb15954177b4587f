"""What every ``BillingQueries`` adapter promises."""

from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from attrs import evolve

from smplat_core.billing import (
    AgingBucket,
    AllocationId,
    BillingQueries,
    Invoice,
    InvoiceFilter,
    InvoiceId,
    InvoiceNotFound,
    InvoiceState,
    OrderBalance,
    PaymentFilter,
    PaymentRecordNotFound,
    allocate,
)
from smplat_core.customers import CompanyId
from smplat_core.kernel import BadPage, PageRequest
from smplat_core.orders import OrderId, OrderNotFound
from smplat_core.testing.builders.billing import (
    NOON,
    OURS,
    THEIRS,
    TODAY,
    a_draft,
    a_payment,
    an_issued,
    an_order,
    eur,
)
from smplat_core.testing.builders.parents import keep_companies
from smplat_core.testing.databases import BillingDatabase
from smplat_core.testing.promises import Contract

ALL = InvoiceFilter()

PAGE = PageRequest()


def order_number(invoice: Invoice) -> int:
    return invoice.order_id.int if invoice.order_id else 0


async def numbers(queries: BillingQueries, wanted: InvoiceFilter) -> list[int]:
    page = await queries.invoices(wanted, PAGE, company=None)
    return [order_number(invoice) for invoice in page.items]


class BillingQueriesContract(Contract):
    """What every ``BillingQueries`` adapter promises."""

    needs = "database"
    shape = BillingDatabase

    @pytest_asyncio.fixture(autouse=True)
    async def _orders(self, database: BillingDatabase) -> None:
        """Orders 1 to 25, with three items each."""
        async with database.begin() as work:
            await keep_companies(work)
            for number in range(1, 26):
                await work.orders.save(an_order(5_000, 3_000, 2_000, number=number))

    @pytest_asyncio.fixture
    async def queries(self, database: BillingDatabase) -> BillingQueries:
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
        return database.billing_queries

    async def test_one_invoice_is_read_with_its_balance(self, queries: BillingQueries) -> None:
        invoice = await queries.invoice(an_issued(number=1).id, company=None)

        assert invoice.balance == eur(5_000)

    async def test_a_company_does_not_see_the_invoice_of_another(
        self, queries: BillingQueries
    ) -> None:
        with pytest.raises(InvoiceNotFound):
            await queries.invoice(an_issued(number=3).id, company=OURS)

    async def test_an_unknown_invoice_is_refused(self, queries: BillingQueries) -> None:
        with pytest.raises(InvoiceNotFound):
            await queries.invoice(InvoiceId(UUID(int=404)), company=None)

    async def test_invoices_are_listed_newest_first(self, queries: BillingQueries) -> None:
        assert await numbers(queries, ALL) == [3, 2, 1]

    async def test_each_filter_narrows_the_list(self, queries: BillingQueries) -> None:
        assert await numbers(queries, InvoiceFilter(state=InvoiceState.DRAFT)) == [2]
        assert await numbers(queries, InvoiceFilter(company_id=THEIRS)) == [3]
        assert await numbers(queries, InvoiceFilter(order_id=a_draft(number=1).order_id)) == [1]

    async def test_a_company_lists_its_own_invoices_whatever_it_asks_for(
        self,
        queries: BillingQueries,
    ) -> None:
        own = await queries.invoices(ALL, PAGE, company=OURS)
        foreign = await queries.invoices(InvoiceFilter(company_id=THEIRS), PAGE, company=OURS)

        assert [order_number(invoice) for invoice in own.items] == [2, 1]
        assert foreign.items == ()

    async def test_pages_follow_one_another_without_gap_or_repetition(
        self, queries: BillingQueries
    ) -> None:
        first = await queries.invoices(ALL, PageRequest(limit=2), company=None)
        rest = PageRequest.of(limit=2, cursor=first.next_cursor, parts=1)
        second = await queries.invoices(ALL, rest, company=None)

        assert [order_number(invoice) for invoice in (*first.items, *second.items)] == [3, 2, 1]
        assert second.next_cursor is None

    async def test_a_cursor_of_another_list_is_refused(self, queries: BillingQueries) -> None:
        with pytest.raises(BadPage):
            await queries.invoices(ALL, PageRequest(after=("no id",)), company=None)

    async def test_payments_are_listed_with_what_is_left_of_them(
        self, queries: BillingQueries
    ) -> None:
        page = await queries.payments(PaymentFilter(), PAGE, company=None)

        assert [payment.reference for payment in page.items] == ["pi_2", "pi_1"]
        assert page.items[1].unallocated == eur(0)

    async def test_payments_are_narrowed_by_order_and_company(
        self, queries: BillingQueries
    ) -> None:
        wanted = PaymentFilter(order_id=a_payment(number=2).order_id)

        assert len((await queries.payments(wanted, PAGE, company=None)).items) == 1
        assert (await queries.payments(wanted, PAGE, company=OURS)).items == ()
        assert len((await queries.payments(PaymentFilter(), PAGE, company=OURS)).items) == 1

    async def test_invoices_are_found_by_number_and_by_when_they_are_due(
        self,
        queries: BillingQueries,
    ) -> None:
        after = TODAY + timedelta(days=1)

        assert await numbers(queries, InvoiceFilter(number="inv-000003")) == [3]
        assert await numbers(queries, InvoiceFilter(number="INV-")) == [3, 1]
        assert await numbers(queries, InvoiceFilter(number="%")) == []
        assert await numbers(queries, InvoiceFilter(due_from=TODAY, due_before=after)) == [3, 1]
        assert await numbers(queries, InvoiceFilter(due_before=TODAY)) == []

    async def test_what_is_overdue_depends_on_the_moment_alone(
        self, queries: BillingQueries
    ) -> None:
        assert await numbers(queries, InvoiceFilter(overdue_at=NOON)) == []
        assert await numbers(queries, InvoiceFilter(overdue_at=NOON + timedelta(days=1))) == [3, 1]

    async def test_one_payment_is_read_by_whoever_may(self, queries: BillingQueries) -> None:
        payment = await queries.payment(a_payment(number=2).id, company=THEIRS)

        assert payment.unallocated == eur(10_000)
        for company, number in ((OURS, 2), (None, 404)):
            with pytest.raises(PaymentRecordNotFound):
                await queries.payment(a_payment(number=number).id, company=company)

    async def test_the_money_of_an_order_is_added_up(self, queries: BillingQueries) -> None:
        order = an_order(5_000, 3_000, 2_000)

        balance = await queries.order_balance(order.id, company=OURS)

        assert balance == OrderBalance(
            order_id=order.id,
            total=eur(10_000),
            invoiced=eur(10_000),
            paid=eur(5_000),
            credited=eur(0),
            refunded=eur(0),
            charged_back=eur(0),
            unallocated=eur(0),
            balance=eur(5_000),
        )

    async def test_an_order_that_is_not_invoiced_owes_its_total(
        self, queries: BillingQueries
    ) -> None:
        drafted = await queries.order_balance(OrderId(UUID(int=2)), company=None)
        bare = await queries.order_balance(OrderId(UUID(int=4)), company=None)

        assert (drafted.invoiced, drafted.balance, drafted.unallocated) == (
            eur(0),
            eur(10_000),
            eur(10_000),
        )
        assert (bare.balance, bare.unallocated) == (eur(10_000), eur(0))

    async def test_the_money_of_another_companys_order_is_not_told(
        self, queries: BillingQueries
    ) -> None:
        with pytest.raises(OrderNotFound):
            await queries.order_balance(OrderId(UUID(int=1)), company=THEIRS)
        with pytest.raises(OrderNotFound):
            await queries.order_balance(OrderId(UUID(int=404)), company=None)

    @pytest.mark.parametrize(
        ("days", "bucket"),
        [
            (0, AgingBucket.NOT_DUE),
            (1, AgingBucket.UP_TO_30),
            (31, AgingBucket.UP_TO_60),
            (61, AgingBucket.UP_TO_90),
            (91, AgingBucket.OVER_90),
        ],
    )
    async def test_what_a_company_owes_is_shown_by_its_age(
        self, queries: BillingQueries, days: int, bucket: AgingBucket
    ) -> None:
        (summary,) = await queries.summary(NOON + timedelta(days=days), company=OURS)

        assert (summary.issued, summary.paid, summary.outstanding) == (
            eur(10_000),
            eur(5_000),
            eur(5_000),
        )
        assert {kind: owed for kind, owed in summary.aging.items() if owed} == {bucket: eur(5_000)}
        assert summary.overdue == (eur(5_000) if days else eur(0))

    async def test_the_house_sees_everybodys_money(self, queries: BillingQueries) -> None:
        (summary,) = await queries.summary(NOON, company=None)

        assert (summary.issued, summary.unallocated) == (eur(20_000), eur(10_000))
        assert await queries.summary(NOON, company=CompanyId(UUID(int=404))) == ()
