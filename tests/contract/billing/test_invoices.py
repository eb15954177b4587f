"""What every ``Invoices`` and ``PaymentRecords`` adapter promises."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve

from smplat_core.billing import (
    AllocationId,
    Debtor,
    Dispute,
    Invoice,
    InvoiceChanged,
    InvoiceId,
    InvoiceNotFound,
    InvoiceState,
    Ledger,
    OrderAlreadyInvoiced,
    OverAllocated,
    PaymentAlreadyRecorded,
    PaymentRecord,
    PaymentRecordChanged,
    PaymentRecordId,
    PaymentRecordNotFound,
    PaymentSource,
    allocate,
    credited,
    disputed,
    refunded,
    release,
    written,
)
from smplat_core.kernel import Stale
from smplat_core.orders import OrderId
from smplat_core.payments import DisputeOutcome
from tests.builders.billing import (
    NOON,
    OURS,
    TODAY,
    a_charge,
    a_discount,
    a_draft,
    a_note,
    a_payment,
    an_issued,
    eur,
)
from tests.contract.databases import Database

ORDER_ID = OrderId(UUID(int=1))


async def keep(database: Database, invoice: Invoice) -> Invoice:
    async with database.begin() as work:
        return await work.invoices.save(invoice)


async def keep_payment(database: Database, payment: PaymentRecord) -> PaymentRecord:
    async with database.begin() as work:
        return await work.payment_records.save(payment)


async def settle(database: Database, minor: int, allocation: int = 1) -> None:
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


async def test_an_invoice_that_was_saved_can_be_read_back(database: Database) -> None:
    saved = await keep(database, a_draft(10_001, lines=3))

    async with database.begin() as work:
        found = await work.invoices.get(saved.id)

    assert found == saved
    assert (found.version, found.news) == (1, ())


async def test_an_issued_invoice_keeps_its_number_dates_and_lines(database: Database) -> None:
    draft = await keep(database, a_draft(10_001, lines=3))

    issued = await keep(database, draft.issue(number="INV-000009", at=NOON))

    async with database.begin() as work:
        found = await work.invoices.get(draft.id)
    assert found == issued
    assert (found.number, found.issued_at, found.due_on) == ("INV-000009", NOON, TODAY)
    assert found.lines == draft.lines


async def test_an_unknown_invoice_is_refused(database: Database) -> None:
    with pytest.raises(InvoiceNotFound):
        async with database.begin() as work:
            await work.invoices.get(InvoiceId(UUID(int=404)))


async def test_saving_publishes_the_news_once(database: Database) -> None:
    await keep(database, an_issued())

    async with database.begin() as work:
        await work.invoices.save(await work.invoices.get(a_draft().id))

    assert [event.name for event in await database.events()] == ["invoice.issued"]


async def test_the_slower_of_two_writers_of_an_invoice_is_refused(database: Database) -> None:
    draft = await keep(database, a_draft())
    await keep(database, draft.issue(number="INV-000001", at=NOON))

    with pytest.raises(InvoiceChanged) as refused:
        await keep(database, draft.void(reason="slow", at=NOON))

    assert refused.value.current_version == 2


async def test_an_order_has_one_live_invoice(database: Database) -> None:
    await keep(database, an_issued())
    rival = evolve(a_draft(), id=InvoiceId(UUID(int=77)))

    with pytest.raises(OrderAlreadyInvoiced):
        await keep(database, rival)


async def test_after_voiding_the_order_can_be_billed_again(database: Database) -> None:
    issued = await keep(database, an_issued())
    await keep(database, issued.void(reason="wrong address", at=NOON))
    second = await keep(database, evolve(a_draft(), id=InvoiceId(UUID(int=77))))

    async with database.begin() as work:
        live = await work.invoices.live_of(ORDER_ID)

    assert live == second


async def test_an_order_that_was_not_billed_has_no_live_invoice(database: Database) -> None:
    async with database.begin() as work:
        assert await work.invoices.live_of(ORDER_ID) is None


async def test_a_payment_that_was_saved_can_be_read_back(database: Database) -> None:
    saved = await keep_payment(database, a_payment())

    async with database.begin() as work:
        found = await work.payment_records.get(saved.id)

    assert (found, found.version) == (saved, 1)


async def test_an_unknown_payment_is_refused(database: Database) -> None:
    with pytest.raises(PaymentRecordNotFound):
        async with database.begin() as work:
            await work.payment_records.get(PaymentRecordId(UUID(int=404)))


async def test_a_payment_is_known_by_what_its_source_calls_it(database: Database) -> None:
    saved = await keep_payment(database, a_payment())

    async with database.begin() as work:
        assert await work.payment_records.known(PaymentSource.STRIPE, "pi_1") == saved
        assert await work.payment_records.known(PaymentSource.MANUAL, "pi_1") is None


async def test_one_payment_is_recorded_once(database: Database) -> None:
    await keep_payment(database, a_payment())

    with pytest.raises(PaymentAlreadyRecorded):
        await keep_payment(database, evolve(a_payment(), id=PaymentRecordId(UUID(int=77))))


async def test_the_slower_of_two_writers_of_a_payment_is_refused(database: Database) -> None:
    first = await keep_payment(database, a_payment())
    await keep_payment(database, first)

    with pytest.raises(PaymentRecordChanged) as refused:
        await keep_payment(database, first)

    assert refused.value.current_version == 2


async def test_allocations_are_seen_from_both_sides(database: Database) -> None:
    await keep(database, an_issued())
    await keep_payment(database, a_payment())

    await settle(database, 4_000)

    async with database.begin() as work:
        invoice = await work.invoices.get(a_draft().id)
        payment = await work.payment_records.get(a_payment().id)
    assert invoice.allocations == payment.allocations
    assert (invoice.balance, invoice.state) == (eur(6_000), InvoiceState.PARTIALLY_PAID)
    assert payment.unallocated == eur(6_000)


async def test_a_released_allocation_stays_on_record(database: Database) -> None:
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


async def test_two_who_pay_at_once_cannot_pay_more_than_is_owed(database: Database) -> None:
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


async def test_twenty_who_issue_at_once_get_numbers_without_gaps(database: Database) -> None:
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


async def test_a_draft_is_kept_as_it_was_worded_last(database: Database) -> None:
    draft = await keep(database, a_draft(10_001, lines=3))

    edited = await keep(database, draft.edited(free=(a_discount(),), terms_days=14, at=NOON))

    async with database.begin() as work:
        assert await work.invoices.get(draft.id) == edited


async def test_an_invoice_without_an_order_is_kept_with_its_free_lines(database: Database) -> None:
    free = evolve(a_draft(), order_id=None, order_reference=None, lines=written((), (a_charge(),)))
    saved = await keep(database, free)

    async with database.begin() as work:
        found = await work.invoices.get(free.id)
        assert found == saved
        assert await work.invoices.debtor(free.id) == Debtor(OURS, None)


async def test_a_void_invoice_names_the_one_that_replaces_it(database: Database) -> None:
    issued = await keep(database, an_issued())
    await keep(database, issued.void(reason="wrong address", at=NOON))
    new = await keep(database, issued.again(InvoiceId(UUID(int=77))))

    async with database.begin() as work:
        old = await work.invoices.get(issued.id)
    assert (old.replaced_by, old.void_reason) == (new.id, "wrong address")
    assert new.replaces == issued.id


async def test_credit_notes_are_kept_with_their_invoice(database: Database) -> None:
    issued = await keep(database, an_issued(10_000))
    ledger = credited(Ledger.of([issued], []), a_note(4_000, issued), at=NOON)
    await keep(database, ledger.invoices[issued.id])

    async with database.begin() as work:
        found = await work.invoices.get(issued.id)
    assert found.credit_notes == (a_note(4_000, issued),)
    assert found.balance == eur(6_000)


async def test_refunds_and_disputes_are_kept_with_their_payment(database: Database) -> None:
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


async def test_the_payments_of_an_order_are_found_oldest_first(database: Database) -> None:
    for number in (2, 1):
        await keep_payment(database, a_payment(number=number, order=1))
    await keep_payment(database, a_payment(number=3))

    async with database.begin() as work:
        found = await work.payment_records.of_order(ORDER_ID)
        assert await work.payment_records.debtor(found[0]) == Debtor(OURS, ORDER_ID)
    assert found == (a_payment(number=1).id, a_payment(number=2).id)


async def test_whose_an_unknown_record_is_nobody_knows(database: Database) -> None:
    async with database.begin() as work:
        with pytest.raises(InvoiceNotFound):
            await work.invoices.debtor(InvoiceId(UUID(int=404)))
        with pytest.raises(PaymentRecordNotFound):
            await work.payment_records.debtor(PaymentRecordId(UUID(int=404)))


async def test_invoices_to_be_told_of_are_found_on_their_day(database: Database) -> None:
    for number in (1, 2):
        await keep(database, an_issued(number=number))
    await keep(database, a_draft(number=3))
    tomorrow = TODAY + timedelta(days=1)

    async with database.begin() as work:
        assert await work.invoices.to_remind(TODAY, limit=9) == ()
        assert len(await work.invoices.to_remind(tomorrow, limit=9)) == 2
        assert len(await work.invoices.to_remind(tomorrow, limit=1)) == 1


async def test_whoever_holds_a_ledger_moves_its_money_alone(database: Database) -> None:
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
