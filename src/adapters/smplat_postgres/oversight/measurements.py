"""Figures over the whole house, in a handful of indexed statements."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from attrs import Factory, define

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
from smplat_postgres.tables.kernel import EventRow

SETTLES_AFTER: Final = timedelta(minutes=5)
"""No unit of work lasts so long: what is numbered below a position this old is complete."""

TELLINGS: Final = """
select name, count(*) as told, count(*) filter (where position <= {}) as settled,
       max(position) as last
from domain_events where position > {} group by name
"""

NOW: Final = """
select 'smplat_events_undelivered' as metric, array[reaction] as labels, count(*)::float8 as value
  from event_deliveries where status = 'pending' group by reaction
union all select 'smplat_events_oldest_undelivered_seconds', array[owed.reaction],
       extract(epoch from {}::timestamptz - min(event.at))::float8
  from event_deliveries owed join domain_events event using (position)
  where owed.status = 'pending' group by owed.reaction
union all select 'smplat_events_dead', array[reaction], count(*)
  from event_deliveries where status = 'dead' group by reaction
union all select 'smplat_orders_open', array[status], count(*) from orders
  where status in ('pending', 'processing', 'active', 'on_hold') group by status
union all select 'smplat_fulfillments_open', array[state], count(*) from fulfillment_orders
  where state not in ('completed', 'cancelled') group by state
union all select 'smplat_shipments_open', array[state], count(*) from shipments
  where state in ('draft', 'ready', 'in_transit') group by state
union all select 'smplat_tracking_watches',
       array[courier, case when retired_at is null then 'active' else 'retired' end], count(*)
  from tracking_watches group by courier, retired_at is null
union all select 'smplat_checkouts_live', array[state], count(*) from checkout_sessions
  where state in ('creating', 'open', 'processing') group by state
union all select 'smplat_checkouts_ended', array[state], count(*) from checkout_sessions
  where ended_at >= {} group by state
union all select 'smplat_webhooks_waiting', array[source], count(*) from processor_events
  where state = 'received' group by source
union all select 'smplat_webhooks_oldest_waiting_seconds', array[source],
       extract(epoch from {}::timestamptz - min(received_at))
  from processor_events where state = 'received' group by source
union all select 'smplat_webhooks_waiting', array['courier:' || courier], count(*)
  from courier_deliveries where processed_at is null group by courier
union all select 'smplat_webhooks_oldest_waiting_seconds', array['courier:' || courier],
       extract(epoch from {}::timestamptz - min(received_at))
  from courier_deliveries where processed_at is null group by courier
union all select 'smplat_webhooks_unmatched', array[source], count(*) from processor_events
  where state in ('unmatched', 'unreadable') group by source
union all select 'smplat_webhooks_unmatched', array['courier:' || courier], count(*)
  from courier_events where shipment_id is null group by courier
union all select 'smplat_automation_steps_open', array[state], count(*) from automation_steps
  where state in ('queued', 'running', 'waiting_retry') group by state
union all select 'smplat_tasks_open', '{}', count(*) from human_tasks where state = 'open'
union all select 'smplat_tasks_overdue', '{}', count(*) from human_tasks
  where state = 'open' and sla_due_at < {}
union all select 'smplat_prices_unsynced', array[sync_status], count(*) from price_entries
  where sync_status <> 'synced' and archived_at is null group by sync_status
union all select 'smplat_worker_oldest_heartbeat_seconds', '{}',
       extract(epoch from {}::timestamptz - min(seen_at)) from workers having count(*) > 0
union all select 'smplat_schedule_last_tick_timestamp_seconds', array[name],
       extract(epoch from last_tick) from schedules where last_tick is not null
union all select 'smplat_courier_calls_total', array[connection, feature], sum(calls)
  from courier_usage group by connection, feature
union all select 'smplat_courier_call_failures_total', array[connection, feature], sum(failures)
  from courier_usage group by connection, feature
union all select 'smplat_courier_calls_spared_total', array[connection, feature], sum(spared)
  from courier_usage group by connection, feature
union all select 'smplat_refunds_pending', array[state], count(*) from refunds
  where state in ('requested', 'sent') group by state
union all select 'smplat_bridge_breaker', array[state], 1 from legacy_breaker
union all select 'smplat_bridge_calls_recent', array[operation, outcome], count(*)
  from bridge_calls where at >= {} group by operation, outcome
""".replace("'{}'", "'{{}}'::text[]")

SPANS: Final = """
with processed as (
    select extract(epoch from f.created_at - e.at)::float8 as seconds
    from domain_events e join fulfillment_orders f on f.order_id = e.aggregate_id
    where e.name = 'order.paid' and e.at >= {}
), led as (
    select extract(epoch from e.at - f.created_at)::float8 as seconds
    from domain_events e join fulfillment_orders f on f.id = e.aggregate_id
    where e.name = 'fulfillment.completed' and e.at >= {}
), carried as (
    select coalesce(courier, 'none') as courier,
           extract(epoch from delivered_at - coalesce(in_transit_at, ready_at))::float8 as seconds
    from shipments where state = 'delivered' and delivered_at >= {}
)
select 'smplat_order_processing_seconds' as metric, '{}' as labels, count(*) as cases,
       percentile_cont(array[0.5, 0.95]) within group (order by seconds) as spread,
       null::float8 as on_time from processed
union all select 'smplat_fulfillment_lead_seconds', '{}', count(*),
       percentile_cont(array[0.5, 0.95]) within group (order by seconds), null from led
union all select 'smplat_shipment_delivery_seconds', array[courier], count(*),
       percentile_cont(array[0.5, 0.95]) within group (order by seconds),
       avg((seconds <= {})::int)::float8 from carried group by courier
""".replace("'{}'", "'{{}}'::text[]")

SHARES: Final = """
select '{payment}' as name, count(*) as cases,
       avg((state = 'completed')::int)::float8 as measured
  from checkout_sessions where ended_at >= {} and state in ('completed', 'failed')
union all select '{completion}', count(*), avg((status = 'completed')::int)::float8
  from orders where created_at >= {} and (status = 'completed' or (status = 'canceled'
    and payment_status in ('paid', 'partially_refunded', 'refunded')))
union all select '{automation}', count(*), avg((name = 'automation.step_succeeded')::int)::float8
  from domain_events where at >= {}
    and name in ('automation.step_succeeded', 'automation.step_failed')
"""

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
QUANTILES: Final = ("0.5", "0.95")


@define
class PostgresMeasurements(Measurements):
    """Counts of events are kept between readings: each event is counted about once per process."""

    _settled: int = 0
    _totals: dict[str, int] = Factory(dict)
    _marks: list[tuple[datetime, int]] = Factory(list)

    async def readings(self, *, now: datetime) -> tuple[Reading, ...]:
        rows = await EventRow.raw(NOW, now, now - DAY, *(now,) * 4, now - HOUR)
        readings = [
            Reading(row["metric"], float(row["value"]), tuple(row["labels"])) for row in rows
        ]
        for name, told in sorted((await self._tellings(now)).items()):
            readings.append(Reading("smplat_events_total", told, (name,)))
        dead = sum(r.value for r in readings if r.metric == "smplat_events_dead")
        readings.append(Reading("smplat_dead_deliveries", dead))
        for row in await self._spans(now):
            labels = tuple(row.labels)
            for quantile, seconds in zip(QUANTILES, row.spread, strict=True):
                readings.append(Reading(row.metric, seconds, (*labels, quantile)))
            if row.on_time is not None:
                readings.append(Reading("smplat_shipments_on_time_ratio", row.on_time, labels))
        return tuple(readings)

    async def samples(self, *, now: datetime) -> Mapping[str, Sample]:
        text = (
            SHARES.replace("{payment}", PAYMENT_SUCCESS)
            .replace("{completion}", COMPLETION)
            .replace("{automation}", AUTOMATION)
        )
        rows = await EventRow.raw(text, now - DAY, now - 30 * DAY, now - 7 * DAY)
        found = {row["name"]: Sample(row["cases"], row["measured"]) for row in rows}
        spans = await self._spans(now)
        for span in spans:
            if span.metric == "smplat_order_processing_seconds":
                found[PROCESSING] = Sample(span.cases, span.spread[1])
        carried = [span for span in spans if span.on_time is not None]
        if cases := sum(span.cases for span in carried):
            on_time = sum((span.on_time or 0.0) * span.cases for span in carried) / cases
            found[ON_TIME] = Sample(cases, on_time)
        return found

    async def _spans(self, now: datetime) -> "list[_Span]":
        rows = await EventRow.raw(
            SPANS, now - DAY, now - 7 * DAY, now - 7 * DAY, PROMISED_DELIVERY.total_seconds()
        )
        return [_Span(**row) for row in rows if row["cases"]]

    async def _tellings(self, now: datetime) -> dict[str, int]:
        """Events by name. Only those younger than a few minutes are counted anew."""
        mark = max((p for at, p in self._marks if now - at >= SETTLES_AFTER), default=0)
        rows = await EventRow.raw(TELLINGS, mark, self._settled)
        totals = dict(self._totals)
        for row in rows:
            totals[row["name"]] = totals.get(row["name"], 0) + row["told"]
            self._totals[row["name"]] = self._totals.get(row["name"], 0) + row["settled"]
        self._settled = max(self._settled, mark)
        self._marks = [(at, p) for at, p in self._marks if now - at < SETTLES_AFTER]
        self._marks.append((now, max((row["last"] for row in rows), default=self._settled)))
        return totals


@define
class _Span:
    metric: str
    labels: list[str]
    cases: int
    spread: list[float]
    on_time: float | None
