"""Experiments to rows and back."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from smplat_core.kernel import Currency, Money, loads
from smplat_core.pricing.experiments import (
    DayTally,
    Experiment,
    ExperimentId,
    ExperimentPlan,
    ExperimentSlug,
    ExperimentState,
    Metric,
    MetricId,
    PausedVariant,
    RevenueTally,
    Spans,
    VariantKey,
    VariantTally,
)
from smplat_postgres.documents import dumps, parsed

COLUMNS: Final = (
    "id",
    "slug",
    "product_slug",
    "state",
    "plan",
    "spans",
    "paused",
    "switched",
    "ends_at",
    "is_guarded",
    "created_at",
    "started_at",
    "shares_since",
    "completed_at",
    "version",
)
"""Of an experiment, in the order of ``values``."""


def values(experiment: Experiment) -> tuple[object, ...]:
    plan = experiment.plan
    return (
        experiment.id,
        experiment.slug,
        plan.product,
        experiment.state.value,
        dumps(plan),
        dumps(experiment.spans),
        dumps(experiment.paused),
        dumps(experiment.switched),
        plan.period.ends_at,
        plan.guard is not None,
        experiment.created_at,
        experiment.started_at,
        experiment.shares_since,
        experiment.completed_at,
        experiment.version + 1,
    )


def to_experiment(row: Mapping[str, Any]) -> Experiment:
    return Experiment(
        id=ExperimentId(row["id"]),
        slug=ExperimentSlug(row["slug"]),
        plan=loads(row["plan"], ExperimentPlan),
        state=ExperimentState(row["state"]),
        spans=loads(row["spans"], Spans),
        paused=loads(row["paused"], tuple[PausedVariant, ...]),
        switched={
            VariantKey(key): datetime.fromisoformat(at)
            for key, at in parsed(row["switched"]).items()
        },
        created_at=row["created_at"],
        started_at=row["started_at"],
        shares_since=row["shares_since"],
        completed_at=row["completed_at"],
        version=row["version"],
    )


def to_revenue(text: str | None) -> dict[Currency, RevenueTally]:
    """From what the tallies gather of each currency; sums are text there, to stay exact."""
    found = {}
    for each in parsed(text or "[]"):
        currency = Currency(each["currency"])
        found[currency] = RevenueTally(
            total=Money(int(each["total"]), currency),
            orders=each["orders"],
            squares=Decimal(each["squares"]),
        )
    return found


def to_tally(row: Mapping[str, Any]) -> VariantTally:
    return VariantTally(
        key=VariantKey(row["variant_key"]),
        exposures=row["exposures"],
        units=row["units"],
        recent_units=row["recent_units"],
        conversions=row["conversions"],
        converted=row["converted"],
        aged=row["aged"],
        stalled=row["stalled"],
        revenue=to_revenue(row["revenue"]),
    )


def to_day(row: Mapping[str, Any]) -> DayTally:
    revenue = parsed(row["revenue"] or "[]")
    return DayTally(
        day=row["day"],
        key=VariantKey(row["variant_key"]),
        exposures=row["exposures"],
        conversions=row["conversions"],
        revenue={
            Currency(each["currency"]): Money(int(each["total"]), Currency(each["currency"]))
            for each in revenue
        },
    )


def to_metric(row: Mapping[str, Any]) -> Metric:
    return Metric(
        id=MetricId(row["id"]),
        experiment_id=ExperimentId(row["experiment_id"]),
        variant_key=row["variant_key"],
        name=row["name"],
        value=row["value"],
        note=row["note"],
        at=row["at"],
        by=row["by"],
    )
