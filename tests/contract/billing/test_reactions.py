"""Money at a processor is recorded, billed and settled once, however often and together it is told."""

import asyncio
from uuid import UUID

import pytest

from smplat_core.billing import (
    FollowProcessorPayment,
    Invoice,
    InvoiceId,
    InvoiceState,
    IssueInvoice,
    PaymentRecord,
    PaymentRecordNotFound,
    PaymentSource,
    SettlePaidOrder,
)
from smplat_core.kernel import evolve
from smplat_core.payments import DisputeOutcome
from tests.builders.billing import a_discount, an_order, eur
from tests.contract.billing.telling import (
    ORDER,
    came,
    dispute_closed,
    disputed,
    refund_failed,
    told,
    went_back,
)
from tests.contract.databases import Database


@pytest.fixture
def settle(database: Database) -> SettlePaidOrder:
    issue = IssueInvoice(database.begin, database.clock, database.ids)
    return SettlePaidOrder(database.begin, database.ids, issue)


@pytest.fixture
def follow(database: Database) -> FollowProcessorPayment:
    return FollowProcessorPayment(database.begin, database.clock, database.ids)


@pytest.fixture
async def _paid(settle: SettlePaidOrder, follow: FollowProcessorPayment) -> None:
    """The order is paid by ``pi_1``, and invoiced."""
    await follow(came())
    await settle(told())


async def names(database: Database) -> list[str]:
    return [event.name for event in await database.events()]


async def books(database: Database, reference: str = "pi_1") -> tuple[PaymentRecord, Invoice]:
    async with database.begin() as work:
        payment = await work.payment_records.known(PaymentSource.STRIPE, reference)
        invoice = await work.invoices.live_of(ORDER.id)
    assert payment is not None
    assert invoice is not None
    return payment, invoice


@pytest.mark.parametrize("money_first", [True, False])
async def test_the_invoice_is_issued_and_paid_whichever_news_comes_first(
    database: Database,
    settle: SettlePaidOrder,
    follow: FollowProcessorPayment,
    *,
    money_first: bool,
) -> None:
    await (follow(came()) if money_first else settle(told()))
    await (settle(told()) if money_first else follow(came()))

    payment, invoice = await books(database)
    assert (invoice.state, invoice.number) == (InvoiceState.PAID, "INV-000001")
    assert (invoice.total, invoice.balance) == (ORDER.total, eur(0))
    assert invoice.due_on == database.clock.now().date()
    assert [line.sku for line in invoice.lines] == [item.sku for item in ORDER.items]
    assert (payment.amount, payment.unallocated) == (ORDER.total, eur(0))


@pytest.mark.usefixtures("_paid")
async def test_every_fact_is_told_once(database: Database) -> None:
    assert sorted(name for name in await names(database) if not name.startswith("order.")) == [
        "invoice.issued",
        "invoice.paid",
        "payment.allocated",
        "payment.recorded",
    ]


@pytest.mark.usefixtures("_paid")
async def test_told_again_nothing_changes(
    database: Database, settle: SettlePaidOrder, follow: FollowProcessorPayment
) -> None:
    once = await names(database)

    await settle(told())
    await follow(came())

    assert await names(database) == once


async def test_told_many_times_at_once_there_is_one_invoice(
    database: Database, settle: SettlePaidOrder, follow: FollowProcessorPayment
) -> None:
    await asyncio.gather(*(settle(told()) for _ in range(6)), *(follow(came()) for _ in range(6)))

    for name in ("invoice.issued", "invoice.paid", "payment.recorded", "payment.allocated"):
        assert (await names(database)).count(name) == 1


async def test_twenty_orders_paid_at_once_get_twenty_numbers_without_gaps(
    database: Database, settle: SettlePaidOrder
) -> None:
    orders = [an_order(5_000, 3_000, 2_000, number=n) for n in range(1, 21)]

    await asyncio.gather(*(settle(told(o, reference=f"pi_{o.id}")) for o in orders))

    async with database.begin() as work:
        invoices = [await work.invoices.live_of(order.id) for order in orders]
    assert sorted(invoice.number or "" for invoice in invoices if invoice) == [
        f"INV-{n:06d}" for n in range(1, 21)
    ]


@pytest.mark.usefixtures("_paid")
async def test_a_second_payment_of_a_settled_order_stays_unallocated(
    database: Database, follow: FollowProcessorPayment
) -> None:
    await follow(came(reference="pi_2"))

    payment, _ = await books(database, "pi_2")
    assert payment.unallocated == ORDER.total


@pytest.mark.usefixtures("_paid")
async def test_a_second_capture_is_more_of_the_same_payment(
    database: Database, follow: FollowProcessorPayment
) -> None:
    await follow(came(eur(500), sequence=2))

    payment, _ = await books(database)
    assert (payment.amount, payment.unallocated) == (ORDER.total + eur(500), eur(500))


async def test_money_that_does_not_pay_the_order_is_recorded_and_bills_nothing(
    database: Database, follow: FollowProcessorPayment
) -> None:
    await follow(came(eur(1)))

    async with database.begin() as work:
        payment = await work.payment_records.known(PaymentSource.STRIPE, "pi_1")
        assert await work.invoices.live_of(ORDER.id) is None
    assert payment is not None
    assert payment.unallocated == eur(1)
    assert await names(database) == ["payment.recorded"]


async def test_an_order_that_costs_nothing_is_billed_without_a_payment(
    database: Database, settle: SettlePaidOrder
) -> None:
    free = an_order(0, number=99)
    async with database.begin() as work:
        await work.orders.save(free)

    await settle(told(free, reference=""))

    async with database.begin() as work:
        invoice = await work.invoices.live_of(free.id)
    assert invoice is not None
    assert invoice.state is InvoiceState.PAID
    assert sorted(await names(database)) == ["invoice.issued", "invoice.paid"]


async def test_an_unfinished_draft_of_the_order_is_issued_instead_of_another(
    database: Database, settle: SettlePaidOrder, follow: FollowProcessorPayment
) -> None:
    draft = Invoice.for_order(InvoiceId(UUID(int=0xD4AF7)), ORDER, free=(a_discount(-1_000),))
    async with database.begin() as work:
        await work.invoices.save(draft)

    await follow(came())
    await settle(told())

    payment, invoice = await books(database)
    assert (invoice.id, invoice.state) == (draft.id, InvoiceState.PAID)
    assert payment.unallocated == eur(1_000)


@pytest.mark.usefixtures("_paid")
async def test_a_refund_is_credited_and_its_failure_takes_the_credit_back(
    database: Database, follow: FollowProcessorPayment
) -> None:
    await follow(went_back(eur(4_000), eur(4_000)))
    await follow(went_back(eur(4_000), eur(4_000)))
    _, refunded = await books(database)
    await follow(refund_failed(eur(4_000), eur(0)))
    payment, restored = await books(database)

    assert (refunded.credited, refunded.balance, refunded.state) == (
        eur(4_000),
        eur(0),
        InvoiceState.PAID,
    )
    assert (restored.credited, restored.allocated, payment.returned) == (
        eur(0),
        ORDER.total,
        eur(0),
    )
    assert (await names(database)).count("invoice.credited") == 1


@pytest.mark.usefixtures("_paid")
async def test_a_lost_dispute_reopens_the_invoice(
    database: Database, follow: FollowProcessorPayment
) -> None:
    await follow(disputed(ORDER.total))
    held, _ = await books(database)
    await follow(dispute_closed(ORDER.total, DisputeOutcome.LOST))
    payment, invoice = await books(database)

    assert (held.disputed, held.free) == (ORDER.total, eur(0))
    assert (invoice.state, invoice.balance) == (InvoiceState.ISSUED, ORDER.total)
    assert (payment.charged_back, payment.disputes[0].reason) == (ORDER.total, "fraudulent")
    assert (await names(database))[-2:] == ["invoice.reopened", "payment.released"]


@pytest.mark.usefixtures("_paid")
async def test_a_dispute_that_is_won_changes_nothing(
    database: Database, follow: FollowProcessorPayment
) -> None:
    _, before = await books(database)

    await follow(disputed(ORDER.total))
    await follow(dispute_closed(ORDER.total, DisputeOutcome.WON))

    payment, invoice = await books(database)
    assert evolve(invoice, version=0) == evolve(before, version=0)
    assert payment.disputed == eur(0)


async def test_what_happens_to_a_payment_nobody_knows_is_refused(
    follow: FollowProcessorPayment,
) -> None:
    with pytest.raises(PaymentRecordNotFound):
        await follow(went_back(eur(1), eur(1)))


def test_one_reaction_hears_of_all_that_happens_to_a_payment(
    settle: SettlePaidOrder, follow: FollowProcessorPayment
) -> None:
    assert (settle.name, settle.listens_to) == ("billing.settle_paid_order", ("order.paid",))
    assert follow.listens_to == (
        "payment.received",
        "payment.refunded",
        "payment.refund_failed",
        "payment.dispute_opened",
        "payment.dispute_closed",
    )


async def test_an_order_canceled_before_it_was_billed_is_not_billed(
    database: Database, settle: SettlePaidOrder, follow: FollowProcessorPayment
) -> None:
    async with database.begin() as work:
        order = await work.orders.get(ORDER.id)
        await work.orders.save(order.cancel(reason="changed plans", at=database.clock.now()))

    await follow(came())
    await settle(told())

    async with database.begin() as work:
        payment = await work.payment_records.known(PaymentSource.STRIPE, "pi_1")
        assert await work.invoices.live_of(ORDER.id) is None
    assert payment is not None
    assert payment.unallocated == ORDER.total
