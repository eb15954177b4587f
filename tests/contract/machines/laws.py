"""What holds after each step, whatever was done: every rule names what breaks it."""

from collections import Counter
from collections.abc import Iterable, Iterator

from smplat_core.automation import STEP_LIFECYCLE, TASK_LIFECYCLE
from smplat_core.billing import INVOICE_LIFECYCLE, InvoiceState
from smplat_core.fulfillment import (
    FULFILLMENT_LIFECYCLE,
    SHIPMENT_LIFECYCLE,
    FulfillmentState,
    ShipmentState,
)
from smplat_core.kernel import Currency, Money
from smplat_core.orders import ORDER_LIFECYCLE, PAYMENT_LIFECYCLE, Order, PaymentStatus
from smplat_core.payments import CHECKOUT_LIFECYCLE, LIVE, REFUND_LIFECYCLE, DisputeOutcome
from smplat_core.testing.machines import Watch
from smplat_memory import MemoryPayments
from tests.contract.machines.picture import Picture


def watched(seen: Picture) -> Iterator[Watch]:
    """Everything with a state, and the table it moves along."""
    for order in seen.orders:
        yield Watch(f"status of {order.reference}", ORDER_LIFECYCLE, order.status)
        yield Watch(f"payment of {order.reference}", PAYMENT_LIFECYCLE, order.payment_status)
    for session in seen.sessions:
        yield Watch(f"checkout {session.id}", CHECKOUT_LIFECYCLE, session.state)
    for refund in seen.refunds:
        yield Watch(f"refund {refund.id}", REFUND_LIFECYCLE, refund.state)
    for invoice in seen.invoices:
        yield Watch(f"invoice {invoice.id}", INVOICE_LIFECYCLE, invoice.state)
    for one in seen.fulfillments:
        yield Watch(one.reference, FULFILLMENT_LIFECYCLE, one.state)
    for shipment in seen.shipments:
        yield Watch(f"shipment {shipment.id}", SHIPMENT_LIFECYCLE, shipment.state)
    for step in seen.steps:
        yield Watch(f"step {step.id}", STEP_LIFECYCLE, step.state)
    for task in seen.tasks:
        yield Watch(f"task {task.id}", TASK_LIFECYCLE, task.state)


def check(seen: Picture, processor: MemoryPayments) -> None:
    """Every rule that holds at any moment, however much is still owed."""
    for rule in (quantities, sharing, ledger, invoices, numbers, orders, checkouts):
        rule(seen)
    refunds_happen_once(seen, processor)
    receipts(seen, processor)


# --- goods ---------------------------------------------------------------------------------


def quantities(seen: Picture) -> None:
    """Per item: delivered <= shipped <= packed <= allocated <= ordered, as shipments hold them."""
    for one in seen.fulfillments:
        mine = [s for s in seen.shipments if s.fulfillment_order_id == one.id]
        for item in one.items:
            stages = (item.delivered, item.shipped, item.packed, item.allocated, item.ordered)
            assert 0 <= stages[0] <= stages[1] <= stages[2] <= stages[3] <= stages[4], (
                f"{item.sku} of {one.reference}: delivered, shipped, packed, allocated and"
                f" ordered are {stages}"
            )
            held = Counter[ShipmentState]()
            for shipment in mine:
                held[shipment.state] += shipment.units.get(item.id, 0)
            left = held[ShipmentState.IN_TRANSIT] + held[ShipmentState.DELIVERED]
            packed = left + held[ShipmentState.READY]
            counted = (
                held[ShipmentState.DELIVERED],
                left,
                packed,
                packed + held[ShipmentState.DRAFT],
            )
            assert counted == stages[:4], (
                f"{item.sku} of {one.reference}: shipments hold {counted}, the item says {stages}"
            )


def sharing(seen: Picture) -> None:
    """An order has one fulfillment order at a time, and nothing is delivered twice."""
    for order in seen.orders:
        mine = [one for one in seen.fulfillments if one.order_id == order.id]
        alive = [one.reference for one in mine if one.state is not FulfillmentState.CANCELLED]
        assert len(alive) <= 1, f"{order.reference} is fulfilled by {alive}"
        for line in order.items:
            delivered = sum(
                item.delivered
                for one in mine
                for item in one.items
                if item.order_item_id == line.id
            )
            assert delivered <= line.quantity, f"{delivered} of {line.quantity} were delivered"


# --- money ---------------------------------------------------------------------------------


def ledger(seen: Picture) -> None:
    """Money in is allocated, unallocated or returned: per record, and over all of them."""
    for record in seen.records:
        parts = (record.allocated, record.unallocated, record.returned)
        assert sum(part.minor for part in parts) == record.amount.minor, (
            f"{record.reference} of {record.amount} is {', '.join(map(str, parts))}"
        )
        assert all(part.minor >= 0 for part in parts), f"{record.reference}: {parts}"
    paying = {a.id: a for record in seen.records for a in record.allocations}
    paid = {a.id: a for invoice in seen.invoices for a in invoice.allocations}
    assert paying == paid, "payments and invoices do not agree on what pays for what"
    for currency in Currency:
        records = [record for record in seen.records if record.currency is currency]
        allocated = _minor(i.allocated for i in seen.invoices if i.currency is currency)
        rest = _minor(record.unallocated for record in records)
        returned = _minor(record.returned for record in records)
        came = _minor(record.amount for record in records)
        assert came == allocated + rest + returned, (
            f"{came} {currency} came in: {allocated} is allocated, {rest} not, {returned} went back"
        )


def invoices(seen: Picture) -> None:
    """The balance is what is neither paid nor credited, and the state says so."""
    for invoice in seen.invoices:
        if invoice.state in {InvoiceState.DRAFT, InvoiceState.VOID}:
            assert not invoice.allocated, f"{invoice.name} is {invoice.state} and is paid for"
            continue
        left = invoice.total - invoice.allocated - invoice.credited
        assert left.minor >= 0, f"{invoice.name} is covered by {-left.minor} too much"
        is_paid = invoice.state is InvoiceState.PAID
        assert (left.minor == 0) == is_paid, f"{invoice.name} is {invoice.state} and owes {left}"
        is_part = invoice.state is InvoiceState.PARTIALLY_PAID
        assert is_paid or is_part == bool(invoice.allocated), f"{invoice.name} is {invoice.state}"


def numbers(seen: Picture) -> None:
    """``INV-000001`` and on without gaps; at most one invoice of an order counts."""
    given = sorted(invoice.number for invoice in seen.invoices if invoice.number)
    assert given == [f"INV-{place:06d}" for place in range(1, len(given) + 1)], given
    for order in seen.orders:
        live = [
            invoice.name
            for invoice in seen.invoices
            if invoice.order_id == order.id and invoice.state is not InvoiceState.VOID
        ]
        assert len(live) <= 1, f"{order.reference} is billed by {live}"


def orders(seen: Picture) -> None:
    """The payment status says how much of the money is left, by the payments of the order."""
    for order in seen.orders:
        has_reference = order.payment_reference is not None
        assert order.is_paid_for == has_reference, f"{order.reference}: {order.payment_reference}"
        if order.is_paid_for:
            expected = _standing(order, kept_of(order, seen))
            assert order.payment_status is expected, (
                f"{order.reference} is {order.payment_status} and should be {expected}"
            )


def kept_of(order: Order, seen: Picture) -> int:
    """Minor units that are left: received less refunds, less what banks took of the rest."""
    kept, paid_here = 0, False
    for payment in seen.payments:
        if payment.order_id != order.id or payment.received is None:
            continue
        if payment.received.currency is not order.total.currency:
            continue
        paid_here = paid_here or payment.reference == order.payment_reference
        left = payment.received.minor - payment.refunded
        lost = sum(d.amount.minor for d in payment.disputes if d.outcome is DisputeOutcome.LOST)
        kept += max(0, left - lost)
    return kept if paid_here else kept + order.total.minor


def _standing(order: Order, kept: int) -> PaymentStatus:
    if kept >= order.total.minor:
        return PaymentStatus.PAID
    return PaymentStatus.PARTIALLY_REFUNDED if kept else PaymentStatus.REFUNDED


def checkouts(seen: Picture) -> None:
    """One page at most can be paid, or may yet be."""
    for order in seen.orders:
        live = [s.attempt for s in seen.sessions if s.order_id == order.id and s.state in LIVE]
        assert len(live) <= 1, f"{order.reference} has {len(live)} live pages"


def refunds_happen_once(seen: Picture, processor: MemoryPayments) -> None:
    """What we asked the processor to give back, it gave back once and in that amount."""
    ours = [one.said for one in processor.given_back.values() if one.said.refund_id]
    times = Counter(said.refund_id for said in ours)
    assert all(count == 1 for count in times.values()), f"refunded more than once: {times}"
    asked = {refund.id: refund.amount for refund in seen.refunds}
    for said in ours:
        assert said.refund_id in asked, f"nobody asked for refund {said.refund_id}"
        assert asked[said.refund_id] == said.amount, f"{said.amount} is not what was asked"


def receipts(seen: Picture, processor: MemoryPayments) -> None:
    """What came in is what the buyer paid, however often that was said."""
    for payment in seen.payments:
        if payment.received is not None:
            page = processor.pages[(payment.payment_id or "").removeprefix("pi_of_")]
            assert payment.received == page.amount, f"{page.amount} came as {payment.received}"


def _minor(amounts: Iterable[Money]) -> int:
    return sum(amount.minor for amount in amounts)
