"""The jobs this context asks for: their names are permanent, their payloads the id to work on."""

from datetime import datetime
from typing import Final
from uuid import UUID

from smplat_core.jobs import JobRequest, JobRun, Queue, Related
from smplat_core.payments.model import CheckoutSession, ProcessorEvent
from smplat_core.payments.refund import Refund

RECONCILE_CHECKOUT: Final = "payments.reconcile_checkout"
CLOSE_CHECKOUT: Final = "payments.close_checkout"
PROCESS_EVENT: Final = "payments.process_event"
RECONCILE_OPEN_SESSIONS: Final = "payments.reconcile_open_sessions"
SWEEP_EXPIRED: Final = "payments.sweep_expired"
SEND_REFUND: Final = "payments.send_refund"
RECONCILE_REFUNDS: Final = "payments.reconcile_refunds"


def reconcile_request(session: CheckoutSession, *, due_at: datetime) -> JobRequest:
    """Finish opening the session, should the answer get lost."""
    return JobRequest(
        name=RECONCILE_CHECKOUT,
        queue=Queue.ORDERS,
        payload={"checkout_session_id": str(session.id)},
        related=Related("order", session.order_id),
        due_at=due_at,
        dedupe_key=f"{RECONCILE_CHECKOUT}:{session.id}",
    )


def close_request(session: CheckoutSession) -> JobRequest:
    """Close the session at the processor."""
    return JobRequest(
        name=CLOSE_CHECKOUT,
        queue=Queue.ORDERS,
        payload={"checkout_session_id": str(session.id)},
        related=Related("order", session.order_id),
        dedupe_key=f"{CLOSE_CHECKOUT}:{session.id}",
    )


def send_refund_request(refund: Refund) -> JobRequest:
    """Give the money back at the processor."""
    return JobRequest(
        name=SEND_REFUND,
        queue=Queue.ORDERS,
        payload={"refund_id": str(refund.id)},
        related=Related("order", refund.order_id),
        dedupe_key=f"{SEND_REFUND}:{refund.id}",
    )


def process_request(event: ProcessorEvent) -> JobRequest:
    """Find out what a message means."""
    return JobRequest(
        name=PROCESS_EVENT,
        queue=Queue.ORDERS,
        payload={"processor_event_id": str(event.id)},
        related=Related("processor_event", event.id),
        dedupe_key=f"{PROCESS_EVENT}:{event.id}",
    )


def id_in(run: JobRun, key: str) -> UUID:
    return UUID(str(run.payload[key]))
