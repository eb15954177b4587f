"""The inbox of processors kept in Postgres."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from smplat_core.orders import OrderId
from smplat_core.payments import (
    MATCHED,
    ProcessorEvent,
    ProcessorEventId,
    ProcessorEventNotFound,
    ProcessorEvents,
    ProcessorEventState,
    ProcessorPayment,
    ProcessorPaymentId,
)
from smplat_postgres.tables.payments import ProcessorEventRow


class PostgresProcessorEvents(ProcessorEvents):
    async def receive(self, event: ProcessorEvent) -> bool:
        rows = await ProcessorEventRow.raw(
            "insert into processor_events (id, source, external_id, kind, payload, received_at,"
            " state, detail) values ({}, {}, {}, {}, {}, {}, {}, {})"
            " on conflict (source, external_id)"
            " do update set deliveries = processor_events.deliveries + 1 returning id",
            event.id,
            event.source,
            event.external_id,
            event.kind,
            event.payload,
            event.received_at,
            event.state.value,
            event.detail,
        )
        return bool(rows[0]["id"] == event.id)

    async def get(self, event_id: ProcessorEventId) -> ProcessorEvent:
        rows = await ProcessorEventRow.raw(
            "select * from processor_events where id = {} for no key update", event_id
        )
        if not rows:
            raise ProcessorEventNotFound(f"no processor event {event_id}")
        return to_event(rows[0])

    async def save(self, event: ProcessorEvent) -> None:
        await ProcessorEventRow.raw(
            "update processor_events set state = {}, detail = {}, order_id = {}, processed_at = {},"
            " payment_id = {} where id = {}",
            event.state.value,
            event.detail,
            event.order_id,
            event.processed_at,
            event.payment_id,
            event.id,
        )

    async def match(self, payment: ProcessorPayment, *, at: datetime) -> None:
        await ProcessorEventRow.raw(
            "update processor_events set state = 'applied', detail = {}, order_id = {},"
            " processed_at = {} where payment_id = {} and state = 'unmatched'",
            MATCHED,
            payment.order_id,
            at,
            payment.id,
        )


def to_event(row: Mapping[str, Any]) -> ProcessorEvent:
    return ProcessorEvent(
        id=ProcessorEventId(row["id"]),
        source=row["source"],
        external_id=row["external_id"],
        kind=row["kind"],
        payload=row["payload"],
        received_at=row["received_at"],
        state=ProcessorEventState(row["state"]),
        detail=row["detail"],
        order_id=OrderId(row["order_id"]) if row["order_id"] else None,
        payment_id=ProcessorPaymentId(row["payment_id"]) if row["payment_id"] else None,
        deliveries=row["deliveries"],
        processed_at=row["processed_at"],
    )
