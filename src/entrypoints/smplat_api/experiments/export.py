"""The figures of an experiment as a file for spreadsheets."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from smplat_api.billing.export import safe
from smplat_api.experiments.results import PLACES, written
from smplat_core.pricing.experiments import Experiment, Interval, Results, VariantResult

COLUMNS: Final = (
    "experiment",
    "variant",
    "name",
    "control",
    "paused",
    "exposures",
    "units",
    "conversions",
    "converted",
    "rate",
    "rate_low",
    "rate_high",
    "difference",
    "difference_low",
    "difference_high",
    "stalled",
    "currency",
    "revenue",
    "orders",
    "revenue_per_unit",
    "revenue_difference",
    "revenue_difference_low",
    "revenue_difference_high",
)


def csv_of(experiment: Experiment, results: Results) -> str:
    """One row per variant and currency; one per variant when nothing was earned."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for result in results.variants:
        rows.writerows(_rows(experiment, result))
    return file.getvalue()


def _rows(experiment: Experiment, result: VariantResult) -> Iterator[tuple[object, ...]]:
    variant, tally = result.variant, result.tally
    head = (
        experiment.slug,
        variant.key,
        safe(variant.name),
        "yes" if variant.is_control else "no",
        "yes" if experiment.pause_of(variant.key) else "no",
        tally.exposures,
        tally.units,
        tally.conversions,
        tally.converted,
        *_cells(result.rate),
        *_cells(result.difference),
        tally.stalled,
    )
    for currency, revenue in result.revenue.items():
        yield (
            *head,
            currency.value,
            revenue.total.amount,
            revenue.orders,
            f"{revenue.per_unit:.{PLACES}f}",
            *_cells(revenue.difference),
        )
    if not result.revenue:
        yield (*head, *[""] * (len(COLUMNS) - len(head)))


def _cells(interval: Interval | None) -> tuple[str, str, str]:
    if interval is None:
        return ("", "", "")
    bounds = (interval.estimate, interval.low, interval.high)
    estimate, low, high = (written(bound) or "" for bound in bounds)
    return (estimate, low, high)
