"""What every ``PaymentRecords`` and ``CompanyLedgers`` promises."""

import asyncio
from uuid import UUID

import pytest
import pytest_asyncio
from attrs import evolve

from smplat_core.billing import (
    AllocationId,
    Debtor,
    Dispute,
    InvoiceState,
    Ledger,
    OverAllocated,
    PaymentAlreadyRecorded,
    PaymentRecordChanged,
    PaymentRecordId,
    PaymentRecordNotFound,
    PaymentSource,
    disputed,
    refunded,
    release,
)
from smplat_core.payments import DisputeOutcome
from smplat_core.testing.builders.billing import (
    NOON,
    OURS,
    a_draft,
    a_payment,
    an_issued,
    an_order,
    eur,
)
from smplat_core.testing.builders.parents import keep_companies
from smplat_core.testing.databases import BillingDatabase
from smplat_core.testing.promises import Contract
from smplat_core.testing.suites.invoices import ORDER_ID, keep, keep_payment, settle


class PaymentRecordsContract(Contract):
    """What every ``PaymentRecords`` and ``CompanyLedgers`` promises."""

    needs = "database"
    shape = BillingDatabase

    @pytest_asyncio.fixture(autouse=True)
    async def _orders(self, database: BillingDatabase) -> None:
        """Orders 1 to 25, with three items each."""
        async with database.begin() as work:
            await keep_companies(work)
            for number in range(1, 26):
                await work.orders.save(an_order(5_000, 3_000, 2_000, number=number))

    async def test_a_payment_that_was_saved_can_be_read_back(
        self, database: BillingDatabase
    ) -> None:
        saved = await keep_payment(database, a_payment())

        async with database.begin() as work:
            found = await work.payment_records.get(saved.id)

        assert (found, found.version) == (saved, 1)

    async def test_an_unknown_payment_is_refused(self, database: BillingDatabase) -> None:
        with pytest.raises(PaymentRecordNotFound):
            async with database.begin() as work:
                await work.payment_records.get(PaymentRecordId(UUID(int=404)))

    async def test_a_payment_is_known_by_what_its_source_calls_it(
        self, database: BillingDatabase
    ) -> None:
        saved = await keep_payment(database, a_payment())

        async with database.begin() as work:
            assert await work.payment_records.known(PaymentSource.STRIPE, "pi_1") == saved
            assert await work.payment_records.known(PaymentSource.MANUAL, "pi_1") is None

    async def test_one_payment_is_recorded_once(self, database: BillingDatabase) -> None:
        await keep_payment(database, a_payment())

        with pytest.raises(PaymentAlreadyRecorded):
            await keep_payment(database, evolve(a_payment(), id=PaymentRecordId(UUID(int=77))))

    async def test_the_slower_of_two_writers_of_a_payment_is_refused(
        self, database: BillingDatabase
    ) -> None:
        first = await keep_payment(database, a_payment())
        await keep_payment(database, first)

        with pytest.raises(PaymentRecordChanged) as refused:
            await keep_payment(database, first)

        assert refused.value.current_version == 2

    async def test_allocations_are_seen_from_both_sides(self, database: BillingDatabase) -> None:
        await keep(database, an_issued())
        await keep_payment(database, a_payment())

        await settle(database, 4_000)

        async with database.begin() as work:
            invoice = await work.invoices.get(a_draft().id)
            payment = await work.payment_records.get(a_payment().id)
        assert invoice.allocations == payment.allocations
        assert (invoice.balance, invoice.state) == (eur(6_000), InvoiceState.PARTIALLY_PAID)
        assert payment.unallocated == eur(6_000)

    async def test_a_released_allocation_stays_on_record(self, database: BillingDatabase) -> None:
        await keep(database, an_issued())
        await keep_payment(database, a_payment())
        await settle(database, 4_000)

        async with database.begin() as work:
            freed, reopened = release(
                await work.payment_records.get(a_payment().id),
                await work.invoices.get(a_draft().id),
                allocation_id=AllocationId(UUID(int=1)),
                at=NOON,
            )
            await work.invoices.save(reopened)
            await work.payment_records.save(freed)

        async with database.begin() as work:
            invoice = await work.invoices.get(a_draft().id)
        assert (invoice.balance, invoice.state) == (eur(10_000), InvoiceState.ISSUED)
        assert [each.released_at for each in invoice.allocations] == [NOON]

    async def test_two_who_pay_at_once_cannot_pay_more_than_is_owed(
        self, database: BillingDatabase
    ) -> None:
        await keep(database, an_issued(10_000))
        await keep_payment(database, a_payment(50_000))

        ended = await asyncio.gather(
            *(settle(database, 3_000, allocation=n) for n in range(1, 9)), return_exceptions=True
        )

        async with database.begin() as work:
            invoice = await work.invoices.get(a_draft().id)
            payment = await work.payment_records.get(a_payment().id)
        assert [error for error in ended if not isinstance(error, OverAllocated | None)] == []
        assert invoice.allocated == payment.allocated == eur(9_000)

    async def test_refunds_and_disputes_are_kept_with_their_payment(
        self, database: BillingDatabase
    ) -> None:
        await keep(database, an_issued())
        await keep_payment(database, a_payment())
        await settle(database, 8_000)
        dispute = Dispute(id="dp_1", amount=eur(1_000), reason="fraudulent", opened_at=NOON)
        lost = evolve(dispute, outcome=DisputeOutcome.LOST, closed_at=NOON)

        async with database.begin() as work:
            payment = await work.payment_records.get(a_payment().id)
            before = Ledger.of([await work.invoices.get(a_draft().id)], [payment])
            after = refunded(before, payment.id, eur(3_000), at=NOON)
            after = disputed(after, payment.id, dispute, at=NOON)
            after = after.settled(before=before, at=NOON)
            saved = await work.payment_records.save(after.payments[payment.id])
            after = disputed(after.with_payment(saved), payment.id, lost, at=NOON)
            saved = await work.payment_records.save(after.payments[payment.id])

        async with database.begin() as work:
            assert await work.payment_records.get(a_payment().id) == saved
        assert (saved.refunded, saved.charged_back, saved.disputes) == (
            eur(3_000),
            eur(1_000),
            (lost,),
        )

    async def test_the_payments_of_an_order_are_found_oldest_first(
        self, database: BillingDatabase
    ) -> None:
        for number in (2, 1):
            await keep_payment(database, a_payment(number=number, order=1))
        await keep_payment(database, a_payment(number=3))

        async with database.begin() as work:
            found = await work.payment_records.of_order(ORDER_ID)
            assert await work.payment_records.debtor(found[0]) == Debtor(OURS, ORDER_ID)
        assert found == (a_payment(number=1).id, a_payment(number=2).id)

    async def test_whoever_holds_a_ledger_moves_its_money_alone(
        self, database: BillingDatabase
    ) -> None:
        seen = list[str]()

        async def move(name: str) -> None:
            async with database.begin() as work:
                await work.company_ledgers.hold(OURS)
                seen.append(f"{name} begins")
                for _ in range(5):
                    await asyncio.sleep(0)
                seen.append(f"{name} ends")

        await asyncio.gather(*(move(name) for name in "abcd"))

        assert [begun[0] for begun in seen[::2]] == [ended[0] for ended in seen[1::2]]
