"""Many people at once bill, pay and correct, and every cent and every number stays explained."""

import asyncio
from datetime import timedelta
from uuid import UUID

from smplat_core.billing import (
    TELL_OVERDUE,
    AllocatePayment,
    CreditInvoice,
    DraftInvoiceOfOrder,
    FollowProcessorPayment,
    Invoice,
    InvoiceState,
    IssueInvoice,
    NewOrderInvoice,
    OrderAlreadyInvoiced,
    OverAllocated,
    OverCredited,
    PaymentRecord,
    PaymentRecordId,
    PaymentSource,
    ReissueInvoice,
    ReleaseAllocation,
    TellOverdue,
    VoidInvoice,
)
from smplat_core.jobs import JobRun, JobRunId, Queue
from smplat_core.kernel import NotAllowed, NotFound, Stale
from smplat_core.orders import OrderId, PaymentStatus
from tests.builders.billing import NOON, a_payment, eur
from tests.contract.billing.telling import came, went_back
from tests.contract.databases import Database

ORDER_ID = OrderId(UUID(int=1))
RUN = JobRun(
    id=JobRunId(UUID(int=1)),
    queue=Queue.ORDERS,
    name=TELL_OVERDUE,
    payload={},
    max_attempts=1,
    actor="schedule",
    correlation_id="c-1",
    created_at=NOON,
    due_at=NOON,
)


async def drafted(database: Database, number: int = 1, *, terms: int = 0) -> Invoice:
    draft = DraftInvoiceOfOrder(database.begin, database.clock, database.ids)
    return await draft(
        NewOrderInvoice(order_id=OrderId(UUID(int=number)), free=(), terms_days=terms)
    )


async def issued(database: Database, number: int = 1, *, terms: int = 0) -> Invoice:
    issue = IssueInvoice(database.begin, database.clock, database.ids)
    return await issue((await drafted(database, number, terms=terms)).id)


async def received(database: Database, minor: int, number: int = 1) -> PaymentRecord:
    """Recorded by hand, so that nothing is allocated by itself."""
    payment = a_payment(minor, number=number, source=PaymentSource.MANUAL)
    async with database.begin() as work:
        return await work.payment_records.save(payment)


async def books(
    database: Database, payment: PaymentRecord, invoice: Invoice
) -> tuple[PaymentRecord, Invoice]:
    async with database.begin() as work:
        return await work.payment_records.get(payment.id), await work.invoices.get(invoice.id)


async def test_of_many_who_bill_an_order_at_once_one_succeeds(database: Database) -> None:
    ended = await asyncio.gather(*(drafted(database) for _ in range(8)), return_exceptions=True)

    assert sorted(type(each).__name__ for each in ended) == [
        "Invoice",
        *["OrderAlreadyInvoiced"] * 7,
    ]
    assert any(isinstance(each, OrderAlreadyInvoiced) for each in ended)


async def test_numbers_have_no_gaps_though_every_third_is_given_up(database: Database) -> None:
    drafts = [await drafted(database, number) for number in range(1, 25)]

    async def issue(place: int) -> Invoice:
        async with database.begin():
            issue = IssueInvoice(database.begin, database.clock, database.ids)
            invoice = await issue(drafts[place].id)
            if place % 3 == 0:
                raise Stale("given up after the number was taken")
            return invoice

    ended = await asyncio.gather(*(issue(n) for n in range(24)), return_exceptions=True)

    numbers = [each.number or "" for each in ended if isinstance(each, Invoice)]
    assert sorted(numbers) == [f"INV-{n:06d}" for n in range(1, 17)]


async def test_two_who_allocate_one_payment_never_allocate_too_much(database: Database) -> None:
    invoices = [await issued(database, number) for number in range(1, 5)]
    payment = await received(database, 25_000)
    allocate = AllocatePayment(database.begin, database.clock, database.ids)

    ended = await asyncio.gather(
        *(
            allocate(payment.id, invoice.id, amount=eur(4_000))
            for _ in range(4)
            for invoice in invoices
        ),
        return_exceptions=True,
    )

    after, _ = await books(database, payment, invoices[0])
    refused = [each for each in ended if isinstance(each, Exception)]
    assert {type(each) for each in refused} <= {OverAllocated}
    assert after.allocated == eur(24_000)
    assert after.amount == after.allocated + after.unallocated + after.returned


async def test_whatever_is_done_at_once_nobody_waits_in_a_circle(database: Database) -> None:
    invoices = [await issued(database, number) for number in (1, 2)]
    hand = await received(database, 15_000, number=2)
    begin, clock, ids = database.begin, database.clock, database.ids
    allocate, credit = AllocatePayment(begin, clock, ids), CreditInvoice(begin, clock, ids)
    release, void = ReleaseAllocation(begin, clock), VoidInvoice(begin, clock)
    follow = FollowProcessorPayment(begin, clock, ids)

    async def take_back(payment_id: PaymentRecordId) -> None:
        async with begin() as work:
            made = (await work.payment_records.get(payment_id)).allocations
        if made:
            await release(payment_id, made[-1].id)

    ended = await asyncio.gather(
        *(allocate(hand.id, invoice.id, amount=eur(900)) for invoice in invoices * 4),
        *(take_back(hand.id) for _ in range(4)),
        *(credit(invoice.id, amount=eur(300), reason="late") for invoice in invoices * 3),
        *(void(invoice.id, reason="wrong") for invoice in invoices),
        *(follow(came(eur(7_000), reference=f"pi_{n}")) for n in range(3)),
        *(follow(came(eur(7_000))) for n in range(3)),
        return_exceptions=True,
    )
    await follow(went_back(eur(2_000), eur(2_000)))

    strange = [
        e for e in ended if isinstance(e, Exception) and not isinstance(e, NotAllowed | NotFound)
    ]
    assert strange == []
    async with begin() as work:
        payments = [await work.payment_records.get(hand.id)]
        payments += [
            await work.payment_records.get(one)
            for one in await work.payment_records.of_order(ORDER_ID)
        ]
        for payment in payments:
            assert payment.amount == payment.allocated + payment.unallocated + payment.returned
        for each in invoices:
            kept = await work.invoices.get(each.id)
            if kept.state is not InvoiceState.VOID:
                assert kept.total == kept.balance + kept.allocated + kept.credited


async def test_credit_notes_are_numbered_without_gaps(database: Database) -> None:
    invoice = await issued(database)
    credit = CreditInvoice(database.begin, database.clock, database.ids)

    ended = await asyncio.gather(
        *(credit(invoice.id, amount=eur(3_000), reason="late") for _ in range(6)),
        return_exceptions=True,
    )

    async with database.begin() as work:
        kept = await work.invoices.get(invoice.id)
    assert {type(e) for e in ended if isinstance(e, Exception)} == {OverCredited}
    assert [note.number for note in kept.credit_notes] == ["CN-000001", "CN-000002", "CN-000003"]
    assert kept.balance == eur(1_000)


async def test_an_invoice_paid_by_hand_pays_its_order_once(database: Database) -> None:
    invoice, payment = await issued(database), await received(database, 10_000)
    allocate = AllocatePayment(database.begin, database.clock, database.ids)

    await allocate(payment.id, invoice.id, amount=eur(6_000))
    async with database.begin() as work:
        early = await work.orders.get(ORDER_ID)
    await allocate(payment.id, invoice.id)

    async with database.begin() as work:
        order = await work.orders.get(ORDER_ID)
    assert early.payment_status is PaymentStatus.UNPAID
    assert (order.payment_status, order.payment_reference) == (PaymentStatus.PAID, "pi_1")
    paid = [event for event in await database.events() if event.name == "order.paid"]
    assert len(paid) == 1


async def test_what_was_received_before_pays_the_invoice_when_it_is_issued(
    database: Database,
) -> None:
    follow = FollowProcessorPayment(database.begin, database.clock, database.ids)
    await follow(came(eur(4_000)))

    invoice = await issued(database)

    assert (invoice.state, invoice.balance) == (InvoiceState.PARTIALLY_PAID, eur(6_000))


async def test_a_reissued_invoice_leaves_the_order_one_live_invoice(database: Database) -> None:
    old = await issued(database)
    reissue = ReissueInvoice(database.begin, database.clock, database.ids)

    voided, draft = await reissue(old.id, reason="wrong address")

    async with database.begin() as work:
        live = await work.invoices.live_of(ORDER_ID)
        assert await work.invoices.get(old.id) == voided
    assert live == draft


async def told_of(database: Database) -> list[tuple[int, int, str]]:
    """Days overdue, step and key of each telling so far."""
    told = [e.payload for e in await database.events() if e.name == "invoice.overdue"]
    return [(int(str(e["days_overdue"])), int(str(e["step"])), str(e["dedup_key"])) for e in told]


async def test_being_late_is_told_once_per_step_and_anew_after_money_came(
    database: Database,
) -> None:
    invoice, payment = await issued(database, terms=30), await received(database, 1_000)
    tell = TellOverdue(database.begin, database.clock)
    allocate = AllocatePayment(database.begin, database.clock, database.ids)

    for days in (30, 1, 0, 1, 10):  # due; a day late; the same day; the next; the twelfth
        database.clock.advance(timedelta(days=days))
        await tell(RUN)
    first_round = await told_of(database)
    await allocate(payment.id, invoice.id)
    await tell(RUN)
    database.clock.advance(timedelta(days=1))
    await tell(RUN)

    key = f"invoice.overdue:{invoice.id}"
    assert first_round == [(1, 1, f"{key}:0:1"), (12, 7, f"{key}:0:7")]
    assert (await told_of(database))[2:] == [(13, 1, f"{key}:1:1")]


async def test_nothing_is_told_of_what_is_paid_or_void(database: Database) -> None:
    paid, void = await issued(database), await issued(database, 2)
    payment = await received(database, 10_000)
    await AllocatePayment(database.begin, database.clock, database.ids)(payment.id, paid.id)
    await VoidInvoice(database.begin, database.clock)(void.id, reason="wrong")
    database.clock.advance(timedelta(days=400))

    await TellOverdue(database.begin, database.clock)(RUN)

    assert await told_of(database) == []


async def test_many_late_invoices_are_all_told_of(database: Database) -> None:
    for number in range(1, 6):
        await issued(database, number)
    database.clock.advance(timedelta(days=2))

    await TellOverdue(database.begin, database.clock, batch=2)(RUN)

    assert len(await told_of(database)) == 5
