"""Facts as the reactions of billing are told of them."""

from uuid import UUID

from smplat_core.kernel import Event, EventRecord, Money, to_json
from smplat_core.orders import Order, OrderPaid
from smplat_core.payments import (
    DisputeOutcome,
    PaymentDisputeClosed,
    PaymentDisputeOpened,
    PaymentReceived,
    PaymentRefunded,
    PaymentRefundFailed,
    ProcessorPaymentId,
)
from tests.builders.billing import NOON, an_order

ORDER = an_order(5_000, 3_000, 2_000)


def a_record(event: Event, *, aggregate_id: UUID, sequence: int = 1) -> EventRecord:
    return EventRecord(
        id=UUID(int=0xE0),
        position=1,
        name=event.name,
        aggregate="payment",
        aggregate_id=aggregate_id,
        sequence=sequence,
        at=NOON,
        actor="stripe",
        correlation_id="c-1",
        causation_id=None,
        payload=to_json(event),
    )


def told(order: Order = ORDER, *, reference: str = "pi_1") -> EventRecord:
    """The order is paid."""
    event = OrderPaid(
        at=NOON,
        order_id=order.id,
        reference=order.reference,
        company_id=order.company_id,
        total=order.total,
        payment_reference=reference,
        checkout_session_id=None,
    )
    return a_record(event, aggregate_id=order.id)


def came(
    amount: Money | None = None,
    *,
    order: Order = ORDER,
    reference: str = "pi_1",
    sequence: int = 1,
) -> EventRecord:
    event = PaymentReceived(
        at=NOON,
        payment_id=_id(reference),
        reference=reference,
        order_id=order.id,
        company_id=order.company_id,
        amount=amount or order.total,
    )
    return a_record(event, aggregate_id=_id(reference), sequence=sequence)


def went_back(
    step: Money, so_far: Money, *, reference: str = "pi_1", sequence: int = 2
) -> EventRecord:
    event = PaymentRefunded(
        at=NOON,
        payment_id=_id(reference),
        reference=reference,
        order_id=ORDER.id,
        company_id=ORDER.company_id,
        amount=step,
        refunded=so_far,
        remaining=ORDER.total - so_far,
    )
    return a_record(event, aggregate_id=_id(reference), sequence=sequence)


def refund_failed(
    step: Money, so_far: Money, *, reference: str = "pi_1", sequence: int = 3
) -> EventRecord:
    event = PaymentRefundFailed(
        at=NOON,
        payment_id=_id(reference),
        reference=reference,
        order_id=ORDER.id,
        company_id=ORDER.company_id,
        amount=step,
        refunded=so_far,
        remaining=ORDER.total - so_far,
    )
    return a_record(event, aggregate_id=_id(reference), sequence=sequence)


def disputed(amount: Money, *, reference: str = "pi_1", sequence: int = 2) -> EventRecord:
    event = PaymentDisputeOpened(
        at=NOON,
        payment_id=_id(reference),
        reference=reference,
        order_id=ORDER.id,
        company_id=ORDER.company_id,
        dispute_id="dp_1",
        amount=amount,
        reason="fraudulent",
    )
    return a_record(event, aggregate_id=_id(reference), sequence=sequence)


def dispute_closed(
    amount: Money, outcome: DisputeOutcome, *, reference: str = "pi_1", sequence: int = 3
) -> EventRecord:
    event = PaymentDisputeClosed(
        at=NOON,
        payment_id=_id(reference),
        reference=reference,
        order_id=ORDER.id,
        company_id=ORDER.company_id,
        dispute_id="dp_1",
        amount=amount,
        outcome=outcome,
    )
    return a_record(event, aggregate_id=_id(reference), sequence=sequence)


def _id(reference: str) -> ProcessorPaymentId:
    return ProcessorPaymentId(UUID(int=0x9A00 + sum(reference.encode())))
