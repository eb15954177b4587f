"""What operators measure: every figure that is read from the database, declared once."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from attrs import frozen


class MetricKind(StrEnum):
    GAUGE = "gauge"
    COUNTER = "counter"


@frozen
class Metric:
    """A figure by its Prometheus name. A counter's name ends in ``_total``."""

    name: str
    meaning: str
    labels: tuple[str, ...] = ()
    kind: MetricKind = MetricKind.GAUGE


@frozen
class Reading:
    """One value of a metric; ``labels`` in the order of its declaration."""

    metric: str
    value: float
    labels: tuple[str, ...] = ()


COUNTER: Final = MetricKind.COUNTER

# fmt: off
METRICS: Final = (
    Metric("smplat_events_total", "Events told since the log began, by name: orders placed and paid, refunds, deliveries and all else.", ("event",), COUNTER),
    Metric("smplat_events_undelivered", "Events whose reaction has not happened yet.", ("reaction",)),
    Metric("smplat_events_oldest_undelivered_seconds", "Age of the oldest event whose reaction has not happened yet.", ("reaction",)),
    Metric("smplat_events_dead", "Events whose reaction was given up; each waits for a person.", ("reaction",)),
    Metric("smplat_dead_deliveries", "Events whose reaction was given up, over all reactions."),
    Metric("smplat_job_runs", "Job runs by queue and status; finished ones count for an hour, failed ones until repaired.", ("queue", "status")),
    Metric("smplat_job_oldest_waiting_seconds", "How long the oldest queued run of a queue has been due.", ("queue",)),
    Metric("smplat_job_wait_seconds", "Average wait before the start, of runs completed in the last hour.", ("queue",)),
    Metric("smplat_job_processing_seconds", "Average time of the attempt that succeeded, of runs completed in the last hour.", ("queue",)),
    Metric("smplat_workers", "Workers seen within the last minute."),
    Metric("smplat_worker_oldest_heartbeat_seconds", "Age of the oldest heartbeat of a worker that has not said goodbye."),
    Metric("smplat_schedule_last_tick_timestamp_seconds", "When a schedule's tick was last taken, in seconds since 1970.", ("schedule",)),
    Metric("smplat_orders_open", "Orders neither completed nor canceled.", ("status",)),
    Metric("smplat_order_processing_seconds", "From payment to the fulfillment order, of orders paid in the last day.", ("quantile",)),
    Metric("smplat_fulfillment_lead_seconds", "From the fulfillment order to its completion, of those completed in the last week.", ("quantile",)),
    Metric("smplat_fulfillments_open", "Fulfillment orders neither completed nor cancelled.", ("state",)),
    Metric("smplat_shipments_open", "Shipments neither delivered nor cancelled.", ("state",)),
    Metric("smplat_shipment_delivery_seconds", "From handing over to delivery, of parcels delivered in the last week.", ("courier", "quantile")),
    Metric("smplat_shipments_on_time_ratio", "Share of parcels delivered in the last week that took no longer than promised.", ("courier",)),
    Metric("smplat_tracking_watches", "Parcels whose courier is asked about them, and those it is no longer asked about.", ("courier", "state")),
    Metric("smplat_checkouts_live", "Checkout sessions that have not ended.", ("state",)),
    Metric("smplat_checkouts_ended", "Checkout sessions that ended in the last day, by how.", ("state",)),
    Metric("smplat_webhooks_waiting", "Messages of outside parties nobody has read yet.", ("source",)),
    Metric("smplat_webhooks_oldest_waiting_seconds", "Age of the oldest message nobody has read yet.", ("source",)),
    Metric("smplat_webhooks_unmatched", "Messages of outside parties about nothing we know; each waits for a person.", ("source",)),
    Metric("smplat_automation_steps_open", "Steps of automation that have not ended.", ("state",)),
    Metric("smplat_tasks_open", "Tasks that wait for a person."),
    Metric("smplat_tasks_overdue", "Tasks past the moment promised."),
    Metric("smplat_prices_unsynced", "Prices the payment processor does not hold as they are.", ("state",)),
    Metric("smplat_courier_calls_total", "Calls made to couriers, by connection and by what for.", ("connection", "feature"), COUNTER),
    Metric("smplat_courier_call_failures_total", "Calls to couriers that failed.", ("connection", "feature"), COUNTER),
    Metric("smplat_courier_calls_spared_total", "Calls to couriers not made because the allowance was used up.", ("connection", "feature"), COUNTER),
    Metric("smplat_refunds_pending", "Refunds asked for that the processor has not confirmed.", ("state",)),
    Metric("smplat_bridge_breaker", "1 for the state the breaker of the legacy bridge is in; absent before the first call.", ("state",)),
    Metric("smplat_bridge_calls_recent", "Calls over the legacy bridge in the last hour.", ("operation", "outcome")),
    Metric("smplat_stuck", "Records that wait too long, by kind: see the list of what is stuck.", ("kind",)),
    Metric("smplat_stuck_oldest_seconds", "How long the oldest of them has waited.", ("kind",)),
    Metric("smplat_slo_target", "What was promised: a ratio, or seconds that are not to be exceeded.", ("slo",)),
    Metric("smplat_slo_measured", "What is, in the unit of the target; absent while there is nothing to measure.", ("slo",)),
)
# fmt: on


class Unit(StrEnum):
    RATIO = "ratio"
    SECONDS = "seconds"


@frozen
class Target:
    """One promise: at least this ratio, or at most these seconds."""

    name: str
    meaning: str
    unit: Unit
    target: float
    window: timedelta

    def is_met(self, measured: float) -> bool:
        return measured >= self.target if self.unit is Unit.RATIO else measured <= self.target


@frozen
class Sample:
    """What was measured for one promise, over how many cases."""

    cases: int
    measured: float | None
    """``None`` while there is no case."""


@frozen
class Kpi:
    """One promise beside what is."""

    target: Target
    sample: Sample

    @property
    def is_met(self) -> bool | None:
        """``None`` while there is nothing to judge."""
        return None if self.sample.measured is None else self.target.is_met(self.sample.measured)


DAY: Final = timedelta(days=1)
PAYMENT_SUCCESS: Final = "payment_success"
COMPLETION: Final = "order_completion"
PROCESSING: Final = "order_processing"
KPI_API: Final = "kpi_api"
UPTIME: Final = "uptime"
ON_TIME: Final = "delivery_on_time"
AUTOMATION: Final = "automation_success"

# fmt: off
TARGETS: Final = (
    Target(PAYMENT_SUCCESS, "checkout sessions of the last day that were paid, of those paid or failed", Unit.RATIO, 0.98, DAY),
    Target(COMPLETION, "orders placed in the last 30 days that ended completed, of those that ended after payment", Unit.RATIO, 0.95, 30 * DAY),
    Target(PROCESSING, "from payment to the fulfillment order, 95 of 100 orders paid in the last day", Unit.SECONDS, 300.0, DAY),
    Target(AUTOMATION, "steps of automation that ended in the last week without a person", Unit.RATIO, 0.95, 7 * DAY),
    Target(ON_TIME, "parcels delivered in the last week within seven days of handing over", Unit.RATIO, 0.95, 7 * DAY),
    Target(KPI_API, "answers of the route of these figures, 95 of 100, in the process asked", Unit.SECONDS, 0.5, DAY),
    Target(UPTIME, "measured from outside: avg_over_time(up[30d]) of the scraped API", Unit.RATIO, 0.999, 30 * DAY),
)
# fmt: on

PROMISED_DELIVERY: Final = timedelta(days=7)
"""A parcel that takes no longer is on time."""


def kpis(samples: Mapping[str, Sample]) -> tuple[Kpi, ...]:
    """Every promise with its sample, in the order promised."""
    return tuple(Kpi(target, samples.get(target.name, Sample(0, None))) for target in TARGETS)


def slo_readings(found: Iterable[Kpi]) -> tuple[Reading, ...]:
    """Targets beside measurements, as metrics."""
    readings = []
    for kpi in found:
        name = (kpi.target.name,)
        readings.append(Reading("smplat_slo_target", kpi.target.target, name))
        if kpi.sample.measured is not None:
            readings.append(Reading("smplat_slo_measured", kpi.sample.measured, name))
    return tuple(readings)
