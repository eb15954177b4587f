"""Figures over the whole house, counted one by one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from statistics import fmean

from attrs import frozen

from smplat_core.automation import StepState, TaskState
from smplat_core.fulfillment import ShipmentState
from smplat_core.orders import OrderStatus, PaymentStatus
from smplat_core.oversight import (
    AUTOMATION,
    COMPLETION,
    ON_TIME,
    PAYMENT_SUCCESS,
    PROCESSING,
    PROMISED_DELIVERY,
    Measurements,
    Reading,
    Sample,
)
from smplat_core.payments import CheckoutState, ProcessorEventState, RefundState
from smplat_core.pricing import SyncState
from smplat_memory.work import Tables

DAY = timedelta(days=1)
ENDED = (OrderStatus.COMPLETED, OrderStatus.CANCELED)
PAID = (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED)
LIVE = (CheckoutState.CREATING, CheckoutState.OPEN, CheckoutState.PROCESSING)
UNDER_WAY = (StepState.QUEUED, StepState.RUNNING, StepState.WAITING_RETRY)
MOVING = (ShipmentState.DRAFT, ShipmentState.READY, ShipmentState.IN_TRANSIT)
UNREAD = (ProcessorEventState.UNMATCHED, ProcessorEventState.UNREADABLE)


@frozen
class MemoryMeasurements(Measurements):
    tables: Tables

    async def readings(self, *, now: datetime) -> tuple[Reading, ...]:
        return (
            *_counted("smplat_events_total", (r.name for r in self.tables.log.records)),
            *self._deliveries(now),
            *self._things(now),
            *self._money(now),
            *self._spans(now),
        )

    async def samples(self, *, now: datetime) -> Mapping[str, Sample]:
        sessions = self.tables.payments.sessions.values()
        done = [s.state for s in sessions if s.ended_at and s.ended_at >= now - DAY]
        paid = [s is CheckoutState.COMPLETED for s in done if s.value in ("completed", "failed")]
        orders = [o for o in self.tables.orders.orders.values() if o.created_at >= now - 30 * DAY]
        completed = [
            o.status is OrderStatus.COMPLETED
            for o in orders
            if o.status in ENDED and (o.status is OrderStatus.COMPLETED or o.payment_status in PAID)
        ]
        told = [r.name for r in self.tables.log.records if r.at >= now - 7 * DAY]
        steps = [
            name == "automation.step_succeeded"
            for name in told
            if name in ("automation.step_succeeded", "automation.step_failed")
        ]
        processed = self._processing(now)
        on_time = [
            spent <= PROMISED_DELIVERY.total_seconds()
            for spans in self._carried(now).values()
            for spent in spans
        ]
        shares = {
            PAYMENT_SUCCESS: paid,
            COMPLETION: completed,
            AUTOMATION: steps,
            ON_TIME: on_time,
        }
        found = {name: _share(cases) for name, cases in shares.items()}
        late = _quantile(processed, 0.95) if processed else None
        return {**found, PROCESSING: Sample(len(processed), late)}

    def _deliveries(self, now: datetime) -> Iterator[Reading]:
        owed = self.tables.log.owed.values()
        pending = [o for o in owed if not o.dead]
        yield from _counted("smplat_events_undelivered", (o.reaction for o in pending))
        oldest: dict[str, datetime] = {}
        for one in pending:
            oldest[one.reaction] = min(one.record.at, oldest.get(one.reaction, now))
        for reaction, at in oldest.items():
            age = (now - at).total_seconds()
            yield Reading("smplat_events_oldest_undelivered_seconds", age, (reaction,))
        dead = [o.reaction for o in owed if o.dead]
        yield from _counted("smplat_events_dead", dead)
        yield Reading("smplat_dead_deliveries", len(dead))

    def _things(self, now: datetime) -> Iterator[Reading]:
        tables = self.tables
        orders = (o.status for o in tables.orders.orders.values() if o.status not in ENDED)
        yield from _counted("smplat_orders_open", orders)
        open_ones = (f.state for f in tables.fulfillment.orders.values() if f.is_open)
        yield from _counted("smplat_fulfillments_open", open_ones)
        shipments = (s.state for s in tables.fulfillment.shipments.values() if s.state in MOVING)
        yield from _counted("smplat_shipments_open", shipments)
        watches = Counter(
            (w.courier, "retired" if w.retired_at else "active")
            for w in tables.fulfillment.watches.values()
        )
        for watch, number in watches.items():
            yield Reading("smplat_tracking_watches", number, watch)
        steps = (s.state for s in tables.automation.steps.values() if s.state in UNDER_WAY)
        yield from _counted("smplat_automation_steps_open", steps)
        tasks = [t for t in tables.automation.tasks.values() if t.state is TaskState.OPEN]
        yield Reading("smplat_tasks_open", len(tasks))
        yield Reading("smplat_tasks_overdue", sum(t.sla_due_at < now for t in tasks))
        if seen := [w.seen_at for w in tables.jobs.workers.values()]:
            age = (now - min(seen)).total_seconds()
            yield Reading("smplat_worker_oldest_heartbeat_seconds", age)
        for name, entry in tables.jobs.schedules.items():
            if entry.last_tick:
                at = entry.last_tick.timestamp()
                yield Reading("smplat_schedule_last_tick_timestamp_seconds", at, (name,))
        for breaker in tables.legacy.breaker:
            yield Reading("smplat_bridge_breaker", 1, (breaker.state,))
        calls = Counter(
            (c.operation, c.outcome)
            for c in tables.legacy.calls.values()
            if c.at >= now - timedelta(hours=1)
        )
        for labels, number in calls.items():
            yield Reading("smplat_bridge_calls_recent", number, labels)

    def _money(self, now: datetime) -> Iterator[Reading]:
        payments = self.tables.payments
        sessions = payments.sessions.values()
        yield from _counted("smplat_checkouts_live", (s.state for s in sessions if s.state in LIVE))
        ended = (s.state for s in sessions if s.ended_at and s.ended_at >= now - DAY)
        yield from _counted("smplat_checkouts_ended", ended)
        pending = (RefundState.REQUESTED, RefundState.SENT)
        refunds = (r.state for r in payments.refunds.values() if r.state in pending)
        yield from _counted("smplat_refunds_pending", refunds)
        waiting = [e for e in payments.events.values() if e.state is ProcessorEventState.RECEIVED]
        yield from _counted("smplat_webhooks_waiting", (e.source for e in waiting))
        if waiting:
            age = (now - min(e.received_at for e in waiting)).total_seconds()
            yield Reading("smplat_webhooks_oldest_waiting_seconds", age, (waiting[0].source,))
        unread = (e.source for e in payments.events.values() if e.state in UNREAD)
        yield from _counted("smplat_webhooks_unmatched", unread)
        lost = (
            f"courier:{e.event.courier}"
            for e in self.tables.fulfillment.events.values()
            if e.shipment_id is None
        )
        yield from _counted("smplat_webhooks_unmatched", lost)
        prices = (
            p.sync_state
            for p in self.tables.pricing.entries.values()
            if p.sync_state is not SyncState.SYNCED and p.archived_at is None
        )
        yield from _counted("smplat_prices_unsynced", prices)

    def _spans(self, now: datetime) -> Iterator[Reading]:
        yield from _quantiles("smplat_order_processing_seconds", self._processing(now))
        begun = {o.id: o.created_at for o in self.tables.fulfillment.orders.values()}
        led = [
            (record.at - begun[record.aggregate_id]).total_seconds()  # type: ignore[index]  # ids are UUIDs
            for record in self.tables.log.records
            if record.name == "fulfillment.completed" and record.at >= now - 7 * DAY
        ]
        yield from _quantiles("smplat_fulfillment_lead_seconds", led)
        promised = PROMISED_DELIVERY.total_seconds()
        for courier, spans in self._carried(now).items():
            yield from _quantiles("smplat_shipment_delivery_seconds", spans, courier)
            kept = fmean(spent <= promised for spent in spans)
            yield Reading("smplat_shipments_on_time_ratio", kept, (courier,))

    def _processing(self, now: datetime) -> list[float]:
        paid = {
            record.aggregate_id: record.at
            for record in self.tables.log.records
            if record.name == "order.paid" and record.at >= now - DAY
        }
        return [
            (order.created_at - paid[order.order_id]).total_seconds()
            for order in self.tables.fulfillment.orders.values()
            if order.order_id in paid
        ]

    def _carried(self, now: datetime) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        for parcel in self.tables.fulfillment.shipments.values():
            begun = parcel.in_transit_at or parcel.ready_at
            if parcel.delivered_at and parcel.delivered_at >= now - 7 * DAY and begun:
                spent = (parcel.delivered_at - begun).total_seconds()
                found.setdefault(parcel.courier or "none", []).append(spent)
        return found


def _counted(metric: str, values: Iterable[str]) -> Iterator[Reading]:
    for value, number in sorted(Counter(values).items()):
        yield Reading(metric, number, (value,))


def _share(cases: list[bool]) -> Sample:
    return Sample(len(cases), fmean(cases) if cases else None)


def _quantiles(metric: str, values: list[float], *labels: str) -> Iterator[Reading]:
    if values:
        yield Reading(metric, _quantile(values, 0.5), (*labels, "0.5"))
        yield Reading(metric, _quantile(values, 0.95), (*labels, "0.95"))


def _quantile(values: list[float], part: float) -> float:
    """As PostgreSQL's ``percentile_cont`` says it: between the two values it falls between."""
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
