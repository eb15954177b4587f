"""What every ``Invoices`` adapter promises."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from attrs import evolve

from smplat_core.billing import (
    AllocationId,
    Debtor,
    Invoice,
    InvoiceChanged,
    InvoiceId,
    InvoiceNotFound,
    Ledger,
    OrderAlreadyInvoiced,
    PaymentRecord,
    PaymentRecordId,
    PaymentRecordNotFound,
    allocate,
    credited,
    written,
)
from smplat_core.kernel import Stale
from smplat_core.orders import OrderId
from smplat_core.testing.builders.billing import (
    NOON,
    OURS,
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
from smplat_core.testing.builders.parents import keep_companies
from smplat_core.testing.databases import BillingDatabase
from smplat_core.testing.promises import Contract

ORDER_ID = OrderId(UUID(int=1))


async def keep(database: BillingDatabase, invoice: Invoice) -> Invoice:
    async with database.begin() as work:
        return await work.invoices.save(invoice)


async def keep_payment(database: BillingDatabase, payment: PaymentRecord) -> PaymentRecord:
    async with database.begin() as work:
        return await work.payment_records.save(payment)


async def settle(database: BillingDatabase, minor: int, allocation: int = 1) -> None:
    """Let the kept payment pay part of the kept invoice, as a use case would."""
    async with database.begin() as work:
        invoice = await work.invoices.get(a_draft().id)
        payment = await work.payment_records.get(a_payment().id)
        paid, settled = allocate(
            payment,
            invoice,
            amount=eur(minor),
            allocation_id=AllocationId(UUID(int=allocation)),
            at=NOON,
        )
        await work.invoices.save(settled)
        await work.payment_records.save(paid)


class InvoicesContract(Contract):
    """What every ``Invoices`` adapter promises."""

    needs = "database"
    shape = BillingDatabase

    @pytest_asyncio.fixture(autouse=True)
    async def _orders(self, database: BillingDatabase) -> None:
        """Orders 1 to 25, with three items each."""
        async with database.begin() as work:
            await keep_companies(work)
            for number in range(1, 26):
                await work.orders.save(an_order(5_000, 3_000, 2_000, number=number))

    async def test_an_invoice_that_was_saved_can_be_read_back(
        self, database: BillingDatabase
    ) -> None:
        saved = await keep(database, a_draft(10_001, lines=3))

        async with database.begin() as work:
            found = await work.invoices.get(saved.id)

        assert found == saved
        assert (found.version, found.news) == (1, ())

    async def test_an_issued_invoice_keeps_its_number_dates_and_lines(
        self, database: BillingDatabase
    ) -> None:
        draft = await keep(database, a_draft(10_001, lines=3))

        issued = await keep(database, draft.issue(number="INV-000009", at=NOON))

        async with database.begin() as work:
            found = await work.invoices.get(draft.id)
        assert found == issued
        assert (found.number, found.issued_at, found.due_on) == ("INV-000009", NOON, TODAY)
        assert found.lines == draft.lines

    async def test_an_unknown_invoice_is_refused(self, database: BillingDatabase) -> None:
        with pytest.raises(InvoiceNotFound):
            async with database.begin() as work:
                await work.invoices.get(InvoiceId(UUID(int=404)))

    async def test_saving_publishes_the_news_once(self, database: BillingDatabase) -> None:
        await keep(database, an_issued())

        async with database.begin() as work:
            await work.invoices.save(await work.invoices.get(a_draft().id))

        assert [event.name for event in await database.events()] == ["invoice.issued"]

    async def test_the_slower_of_two_writers_of_an_invoice_is_refused(
        self, database: BillingDatabase
    ) -> None:
        draft = await keep(database, a_draft())
        await keep(database, draft.issue(number="INV-000001", at=NOON))

        with pytest.raises(InvoiceChanged) as refused:
            await keep(database, draft.void(reason="slow", at=NOON))

        assert refused.value.current_version == 2

    async def test_an_order_has_one_live_invoice(self, database: BillingDatabase) -> None:
        await keep(database, an_issued())
        rival = evolve(a_draft(), id=InvoiceId(UUID(int=77)))

        with pytest.raises(OrderAlreadyInvoiced):
            await keep(database, rival)

    async def test_after_voiding_the_order_can_be_billed_again(
        self, database: BillingDatabase
    ) -> None:
        issued = await keep(database, an_issued())
        await keep(database, issued.void(reason="wrong address", at=NOON))
        second = await keep(database, evolve(a_draft(), id=InvoiceId(UUID(int=77))))

        async with database.begin() as work:
            live = await work.invoices.live_of(ORDER_ID)

        assert live == second

    async def test_an_order_that_was_not_billed_has_no_live_invoice(
        self, database: BillingDatabase
    ) -> None:
        async with database.begin() as work:
            assert await work.invoices.live_of(ORDER_ID) is None

    async def test_twenty_who_issue_at_once_get_numbers_without_gaps(
        self, database: BillingDatabase
    ) -> None:
        async def issue(number: int) -> None:
            async with database.begin() as work:
                reference = await work.references.next_gapless("INV")
                draft = a_draft(number=number)
                await work.invoices.save(draft.issue(number=reference, at=NOON))
                if number % 5 == 0:
                    raise Stale("given up after the number was taken")

        ended = await asyncio.gather(*(issue(n) for n in range(1, 26)), return_exceptions=True)

        kept = [n for n, error in enumerate(ended, start=1) if error is None]
        async with database.begin() as work:
            numbers = [(await work.invoices.get(a_draft(number=n).id)).number for n in kept]
        assert len(kept) == 20
        assert sorted(filter(None, numbers)) == [f"INV-{n:06d}" for n in range(1, 21)]

    async def test_a_draft_is_kept_as_it_was_worded_last(self, database: BillingDatabase) -> None:
        draft = await keep(database, a_draft(10_001, lines=3))

        edited = await keep(database, draft.edited(free=(a_discount(),), terms_days=14, at=NOON))

        async with database.begin() as work:
            assert await work.invoices.get(draft.id) == edited

    async def test_an_invoice_without_an_order_is_kept_with_its_free_lines(
        self, database: BillingDatabase
    ) -> None:
        free = evolve(
            a_draft(), order_id=None, order_reference=None, lines=written((), (a_charge(),))
        )
        saved = await keep(database, free)

        async with database.begin() as work:
            found = await work.invoices.get(free.id)
            assert found == saved
            assert await work.invoices.debtor(free.id) == Debtor(OURS, None)

    async def test_a_void_invoice_names_the_one_that_replaces_it(
        self, database: BillingDatabase
    ) -> None:
        issued = await keep(database, an_issued())
        await keep(database, issued.void(reason="wrong address", at=NOON))
        new = await keep(database, issued.again(InvoiceId(UUID(int=77))))

        async with database.begin() as work:
            old = await work.invoices.get(issued.id)
        assert (old.replaced_by, old.void_reason) == (new.id, "wrong address")
        assert new.replaces == issued.id

    async def test_credit_notes_are_kept_with_their_invoice(
        self, database: BillingDatabase
    ) -> None:
        issued = await keep(database, an_issued(10_000))
        ledger = credited(Ledger.of([issued], []), a_note(4_000, issued), at=NOON)
        await keep(database, ledger.invoices[issued.id])

        async with database.begin() as work:
            found = await work.invoices.get(issued.id)
        assert found.credit_notes == (a_note(4_000, issued),)
        assert found.balance == eur(6_000)

    async def test_whose_an_unknown_record_is_nobody_knows(self, database: BillingDatabase) -> None:
        async with database.begin() as work:
            with pytest.raises(InvoiceNotFound):
                await work.invoices.debtor(InvoiceId(UUID(int=404)))
            with pytest.raises(PaymentRecordNotFound):
                await work.payment_records.debtor(PaymentRecordId(UUID(int=404)))

    async def test_invoices_to_be_told_of_are_found_on_their_day(
        self, database: BillingDatabase
    ) -> None:
        for number in (1, 2):
            await keep(database, an_issued(number=number))
        await keep(database, a_draft(number=3))
        tomorrow = TODAY + timedelta(days=1)

        async with database.begin() as work:
            assert await work.invoices.to_remind(TODAY, limit=9) == ()
            assert len(await work.invoices.to_remind(tomorrow, limit=9)) == 2
            assert len(await work.invoices.to_remind(tomorrow, limit=1)) == 1
