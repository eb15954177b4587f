"""What experiments show, as clients see it and as a file."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from math import isfinite
from typing import Final
from uuid import UUID

from attrs import frozen

from smplat_api.wire import MoneyBody
from smplat_core.kernel import Currency, Money
from smplat_core.pricing.experiments import (
    DayTally,
    Experiment,
    ExperimentState,
    Interval,
    Metric,
    Results,
    RevenueResult,
    SampleRatio,
    VariantKey,
    VariantResult,
)

PLACES: Final = 6


def written(number: float) -> str | None:
    """A figure as text, since JSON's numbers are read as floats; nothing when it has no bound."""
    return f"{number:.{PLACES}f}" if isfinite(number) else None


@frozen
class IntervalView:
    """An estimate, and its bounds at 95 % confidence; null when there are none yet."""

    estimate: str | None
    low: str | None
    high: str | None
    significant: bool
    """Whether zero is outside."""

    @classmethod
    def of(cls, interval: Interval) -> "IntervalView":
        return cls(
            written(interval.estimate),
            written(interval.low),
            written(interval.high),
            interval.is_significant,
        )


@frozen
class RateView:
    """A share of one, and its bounds at 95 % confidence."""

    estimate: str | None
    low: str | None
    high: str | None

    @classmethod
    def of(cls, interval: Interval) -> "RateView":
        return cls(written(interval.estimate), written(interval.low), written(interval.high))


@frozen
class RevenueView:
    """What one variant earned in one currency."""

    total: MoneyBody
    orders: int
    per_unit: str
    """Per exposed buyer, those who bought nothing included; major units, six decimals."""
    difference: IntervalView | None
    """To the control, per exposed buyer; null for the control."""

    @classmethod
    def of(cls, result: RevenueResult) -> "RevenueView":
        return cls(
            total=MoneyBody.of(result.total),
            orders=result.orders,
            per_unit=f"{result.per_unit:.{PLACES}f}",
            difference=IntervalView.of(result.difference) if result.difference else None,
        )


@frozen
class VariantResultView:
    """Figures of one variant, beside the control."""

    key: str
    name: str
    is_control: bool
    paused: bool
    exposures: int
    units: int
    """Buyers, or sessions of unknown ones, who were shown it."""
    conversions: int
    converted: int
    """Buyers who converted at least once."""
    rate: RateView
    difference: IntervalView | None
    """Of the rate to the control's; null for the control."""
    stalled: int
    """Exposed long enough ago, and not converted."""
    aged: int
    """Exposed long enough ago to be judged."""
    revenue: tuple[RevenueView, ...]

    @classmethod
    def of(cls, result: VariantResult, experiment: Experiment) -> "VariantResultView":
        variant, tally = result.variant, result.tally
        return cls(
            key=variant.key,
            name=variant.name,
            is_control=variant.is_control,
            paused=experiment.pause_of(variant.key) is not None,
            exposures=tally.exposures,
            units=tally.units,
            conversions=tally.conversions,
            converted=tally.converted,
            rate=RateView.of(result.rate),
            difference=IntervalView.of(result.difference) if result.difference else None,
            stalled=tally.stalled,
            aged=tally.aged,
            revenue=tuple(RevenueView.of(each) for each in result.revenue.values()),
        )


@frozen
class ShareView:
    key: str
    observed: int
    expected: str | None


@frozen
class SampleRatioView:
    """Whether buyers were shared out as planned, by a chi-square test."""

    shares: tuple[ShareView, ...]
    since: datetime | None
    """Buyers first exposed before are not looked at: shares were others then."""
    p_value: str | None
    judged: bool
    """Not before 8 buyers are expected of each variant."""
    mismatch: bool
    """Judged, and less likely than one in a thousand: mend the cause before reading on."""

    @classmethod
    def of(cls, ratio: SampleRatio, since: datetime | None) -> "SampleRatioView":
        return cls(
            shares=tuple(
                ShareView(key, ratio.observed[key], written(due))
                for key, due in ratio.expected.items()
            ),
            since=since,
            p_value=written(ratio.p_value),
            judged=ratio.is_judged,
            mismatch=ratio.is_mismatch,
        )


@frozen
class PointView:
    """One day (UTC) of a sparkline."""

    day: date
    exposures: int
    conversions: int
    revenue: tuple[MoneyBody, ...]


@frozen
class SparklineView:
    key: str
    days: tuple[PointView, ...]
    """Every day of the series, those nothing happened on too."""


@frozen
class TotalsView:
    """The figures on top of the screen."""

    exposures: int
    units: int
    conversions: int
    converted: int
    revenue: tuple[MoneyBody, ...]


@frozen
class ResultsView:
    slug: str
    state: ExperimentState
    at: datetime
    totals: TotalsView
    variants: tuple[VariantResultView, ...]
    sample_ratio: SampleRatioView
    multiple_units: int
    """Buyers who were shown more than one variant."""
    multiple_exposures: bool
    """At least ten of them, and one in a hundred: the comparison is not clean."""
    sparklines: tuple[SparklineView, ...]

    @classmethod
    def of(
        cls,
        experiment: Experiment,
        results: Results,
        told: Sequence[DayTally],
        *,
        days: Sequence[date],
        now: datetime,
    ) -> "ResultsView":
        return cls(
            slug=experiment.slug,
            state=experiment.state,
            at=now,
            totals=_totals(results),
            variants=tuple(VariantResultView.of(each, experiment) for each in results.variants),
            sample_ratio=SampleRatioView.of(results.sample_ratio, experiment.shares_since),
            multiple_units=results.multiple_units,
            multiple_exposures=results.has_multiple_exposures,
            sparklines=tuple(
                SparklineView(variant.key, tuple(_points(variant.key, told, days)))
                for variant in experiment.plan.variants
            ),
        )


def _totals(results: Results) -> TotalsView:
    tallies = [each.tally for each in results.variants]
    earned: dict[Currency, Money] = {}
    for tally in tallies:
        for currency, revenue in tally.revenue.items():
            earned[currency] = earned.get(currency, Money.zero(currency)) + revenue.total
    return TotalsView(
        exposures=sum(tally.exposures for tally in tallies),
        units=results.units,
        conversions=sum(tally.conversions for tally in tallies),
        converted=sum(tally.converted for tally in tallies),
        revenue=tuple(MoneyBody.of(earned[currency]) for currency in sorted(earned)),
    )


def _points(key: VariantKey, told: Iterable[DayTally], days: Iterable[date]) -> Iterator[PointView]:
    mine = {each.day: each for each in told if each.key == key}
    for day in days:
        found = mine.get(day)
        yield PointView(
            day=day,
            exposures=found.exposures if found else 0,
            conversions=found.conversions if found else 0,
            revenue=tuple(
                MoneyBody.of(found.revenue[currency]) for currency in sorted(found.revenue)
            )
            if found
            else (),
        )


@frozen
class MetricView:
    """A figure somebody wrote down."""

    id: UUID
    name: str
    value: str
    variant: str | None
    note: str
    at: datetime
    by: str

    @classmethod
    def of(cls, metric: Metric) -> "MetricView":
        return cls(
            id=metric.id,
            name=metric.name,
            value=f"{metric.value:f}",
            variant=metric.variant_key,
            note=metric.note,
            at=metric.at,
            by=metric.by,
        )
