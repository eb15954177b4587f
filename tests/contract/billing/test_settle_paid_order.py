"""A paid order is recorded, billed and settled once, however often and together it is told."""

import asyncio
from uuid import UUID

import pytest

from smplat_core.billing import (
    Invoice,
    InvoiceId,
    InvoiceState,
    PaymentSource,
    RecordMoneyToReturn,
    SettlePaidOrder,
)
from smplat_core.kernel import EventRecord, to_json
from smplat_core.orders import Order, OrderPaid, OrderPaidAfterCancel
from tests.builders.billing import NOON, an_order, eur
from tests.contract.databases import Database

ORDER = an_order(5_000, 3_000, 2_000)


def told(
    order: Order = ORDER,
    *,
    reference: str = "pi_1",
    kind: type[OrderPaid | OrderPaidAfterCancel] = OrderPaid,
) -> EventRecord:
    event = kind(
        at=NOON,
        order_id=order.id,
        reference=order.reference,
        company_id=order.company_id,
        total=order.total,
        payment_reference=reference,
        checkout_session_id=None,
    )
    return EventRecord(
        id=UUID(int=0xE0),
        position=1,
        name=event.name,
        aggregate="order",
        aggregate_id=order.id,
        sequence=1,
        at=NOON,
        actor="stripe",
        correlation_id="c-1",
        causation_id=None,
        payload=to_json(event),
    )


@pytest.fixture
def settle(database: Database) -> SettlePaidOrder:
    return SettlePaidOrder(database.begin, database.clock, database.ids)


async def names(database: Database) -> list[str]:
    return [event.name for event in await database.events()]


async def test_the_invoice_is_issued_and_paid_by_the_payment(
    database: Database, settle: SettlePaidOrder
) -> None:
    await settle(told())

    async with database.begin() as work:
        invoice = await work.invoices.live_of(ORDER.id)
        payment = await work.payment_records.known(PaymentSource.STRIPE, "pi_1")
    assert invoice is not None
    assert payment is not None
    assert (invoice.state, invoice.number) == (InvoiceState.PAID, "INV-000001")
    assert (invoice.total, invoice.balance) == (ORDER.total, eur(0))
    assert invoice.due_on == database.clock.now().date()
    assert [line.sku for line in invoice.lines] == [item.sku for item in ORDER.items]
    assert (payment.amount, payment.unallocated) == (ORDER.total, eur(0))


async def test_every_fact_is_told_once(database: Database, settle: SettlePaidOrder) -> None:
    await settle(told())

    assert sorted(await names(database)) == [
        "invoice.issued",
        "invoice.paid",
        "payment.allocated",
        "payment.recorded",
    ]


async def test_told_again_nothing_changes(database: Database, settle: SettlePaidOrder) -> None:
    await settle(told())
    once = await names(database)

    await settle(told())

    assert await names(database) == once


async def test_told_many_times_at_once_there_is_one_invoice(
    database: Database, settle: SettlePaidOrder
) -> None:
    await asyncio.gather(*(settle(told()) for _ in range(8)))

    assert (await names(database)).count("invoice.issued") == 1
    assert (await names(database)).count("payment.recorded") == 1
    assert (await names(database)).count("payment.allocated") == 1


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


async def test_a_second_payment_of_a_settled_order_stays_unallocated(
    database: Database, settle: SettlePaidOrder
) -> None:
    await settle(told())

    await settle(told(reference="pi_2"))

    async with database.begin() as work:
        payment = await work.payment_records.known(PaymentSource.STRIPE, "pi_2")
    assert payment is not None
    assert payment.unallocated == ORDER.total


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
    database: Database, settle: SettlePaidOrder
) -> None:
    draft = Invoice.for_order(InvoiceId(UUID(int=0xD4AF7)), ORDER)
    async with database.begin() as work:
        await work.invoices.save(draft)

    await settle(told())

    async with database.begin() as work:
        invoice = await work.invoices.live_of(ORDER.id)
    assert invoice is not None
    assert (invoice.id, invoice.state) == (draft.id, InvoiceState.PAID)


async def test_money_for_a_canceled_order_is_recorded_and_bills_nothing(
    database: Database,
) -> None:
    record = RecordMoneyToReturn(database.begin, database.ids)

    await record(told(kind=OrderPaidAfterCancel))
    await record(told(kind=OrderPaidAfterCancel))

    async with database.begin() as work:
        payment = await work.payment_records.known(PaymentSource.STRIPE, "pi_1")
        invoice = await work.invoices.live_of(ORDER.id)
    assert payment is not None
    assert (payment.unallocated, invoice) == (ORDER.total, None)
    assert await names(database) == ["payment.recorded"]


def test_the_reactions_listen_to_the_two_ways_money_arrives(
    database: Database, settle: SettlePaidOrder
) -> None:
    record = RecordMoneyToReturn(database.begin, database.ids)

    assert (settle.name, settle.listens_to) == ("billing.settle_paid_order", ("order.paid",))
    assert record.listens_to == ("order.paid_after_cancel",)
