"""What holds once the world behaves again and everything that is owed was done."""

from uuid import UUID

from smplat_core.automation import StepState, TaskState
from smplat_core.billing import PaymentSource
from smplat_core.customers import CompanyId
from smplat_core.fulfillment import ShipmentState
from smplat_core.jobs import JobFilter, JobQueries, JobStatus
from smplat_core.kernel import PageRequest
from smplat_core.orders import LineKind, OrderNotFound, OrderStatus, PaymentStatus
from smplat_core.payments import CheckoutState, RefundProgress, RefundState
from smplat_memory import MemoryPayments
from tests.contract.machines.office import COMPANIES
from tests.contract.machines.picture import ALL, Picture, all_of, take
from tests.contract.replay.whole import Whole

STRANGER = CompanyId(UUID(int=0xDEAD))
SENDABLE = {PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED}
SETTLED = {StepState.SUCCEEDED, StepState.FALLBACK_TRIGGERED, StepState.CANCELED}


async def check_end(whole: Whole, seen: Picture) -> None:
    for rule in (pages, fulfillment, automation, money, refunds):
        rule(seen)
    given_back(seen, whole.shape.payments)
    await nothing_is_owed(whole)
    await history(whole)
    await isolation(whole, seen)


def pages(seen: Picture) -> None:
    """Nobody can pay any more for an order that is paid or canceled."""
    for session in seen.sessions:
        (order,) = [one for one in seen.orders if one.id == session.order_id]
        if order.is_paid_for or order.status is OrderStatus.CANCELED:
            assert session.state not in {CheckoutState.CREATING, CheckoutState.OPEN}, (
                f"{order.reference} is {order.payment_status} and {order.status}, and page"
                f" {session.attempt} is {session.state}"
            )


def fulfillment(seen: Picture) -> None:
    """Every paid order with hardware has its fulfillment order."""
    for order in seen.orders:
        if order.payment_status not in SENDABLE or order.status is OrderStatus.CANCELED:
            continue
        if any(line.kind is LineKind.HARDWARE for line in order.items):
            made = [one for one in seen.fulfillments if one.order_id == order.id]
            assert made, f"{order.reference} is {order.payment_status}, and nothing sends it"


def automation(seen: Picture) -> None:
    """What was delivered was registered, or a person has it, or had it."""
    for step in seen.steps:
        (shipment,) = [one for one in seen.shipments if one.id == step.shipment_id]
        if step.state is StepState.PLANNED:
            assert shipment.state not in {ShipmentState.DELIVERED, ShipmentState.CANCELLED}, (
                f"step {step.id} is planned for shipment {shipment.id}, which is {shipment.state}"
            )
        elif step.state is StepState.FAILED:
            states = [task.state for task in seen.tasks if task.subject.id == step.id]
            assert TaskState.OPEN in states, f"step {step.id} failed, and nobody has a task"
        else:
            assert step.state in SETTLED, f"step {step.id} is still {step.state}"
    for shipment in seen.shipments:
        if shipment.state is ShipmentState.DELIVERED:
            served = {s.shipment_item_id for s in seen.steps if s.shipment_id == shipment.id}
            assert served == {item.id for item in shipment.items}, (
                f"shipment {shipment.id} was delivered, and not all of it has a step"
            )


def money(seen: Picture) -> None:
    """The books say of each payment what the processor says."""
    books = {one.reference: one for one in seen.records if one.source is PaymentSource.STRIPE}
    told = [payment for payment in seen.payments if payment.received is not None]
    assert len(books) == len(told), f"{len(told)} payments came, {len(books)} are in the books"
    for payment in told:
        record = books[payment.reference or ""]
        assert record.amount == payment.received, f"{record.amount} is not {payment.received}"
        assert record.available.minor == payment.kept, (
            f"{payment.reference}: {payment.kept} is left at the processor, the books say"
            f" {record.available}"
        )


def given_back(seen: Picture, processor: MemoryPayments) -> None:
    """What went back is what the processor sent and no bank returned, whoever asked for it."""
    for payment in seen.payments:
        if payment.received is None:
            continue
        sent = sum(
            one.said.amount.minor
            for one in processor.given_back.values()
            if one.payment_id == payment.payment_id
            and one.said.amount.currency is payment.received.currency
            and one.said.progress is not RefundProgress.FAILED
        )
        expected = min(sent, payment.received.minor)
        assert payment.refunded == expected, (
            f"{expected} of {payment.reference} went back, and {payment.refunded} is known of"
        )


def refunds(seen: Picture) -> None:
    """Nothing we asked for is still only asked for."""
    for refund in seen.refunds:
        assert refund.state is not RefundState.REQUESTED, f"refund {refund.id} was never sent"


async def nothing_is_owed(whole: Whole) -> None:
    """No job is unfinished or dead, no event waits for its reaction."""
    queries: JobQueries = whole.use_cases.job_queries()
    for status in (JobStatus.QUEUED, JobStatus.ACTIVE, JobStatus.FAILED):
        runs = all_of(await queries.list(JobFilter(status=status), ALL))
        left = [(run.name, run.due_at, run.last_error) for run in runs]
        assert not left, f"{status} at {whole.shape.clock.now()}: {left}"
    assert not (await queries.dead_deliveries(PageRequest())).items, "a reaction was given up"


async def history(whole: Whole) -> None:
    """The log is numbered without gaps, and says what the rows say."""
    verified, findings = await whole.verify()
    assert not findings, findings
    assert not verified.untold, f"{verified.untold} facts were never told"


async def isolation(whole: Whole, seen: Picture) -> None:
    """A company sees what is its own, all of it, and nothing else."""
    for company in (*COMPANIES, STRANGER):
        shown = await take(whole, company=company, among=seen)
        assert shown == seen.of(company), f"company {company} sees something else"
    for order in seen.orders:
        other = next(company for company in COMPANIES if company != order.company_id)
        try:
            await whole.use_cases.order_queries().get(order.id, company=other)
        except OrderNotFound:
            continue
        raise AssertionError(f"company {other} sees {order.reference}")
