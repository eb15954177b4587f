"""Experiments, assignments and the log of what came of them, in dictionaries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from attrs import Factory, define, frozen

from smplat_core.kernel import Currency, Money, Page, PageRequest, evolve
from smplat_core.pricing.experiments import (
    Assignment,
    AssignmentStrategy,
    DayTally,
    Experiment,
    ExperimentChanged,
    ExperimentExists,
    ExperimentFilter,
    ExperimentId,
    ExperimentNotFound,
    ExperimentQueries,
    ExperimentRecords,
    Experiments,
    ExperimentSlug,
    ExperimentState,
    Exposure,
    Metric,
    MetricId,
    Offer,
    Outcome,
    OutcomeKind,
    ProductSlug,
    RevenueTally,
    Rivals,
    Tallies,
    TargetProducts,
    VariantKey,
    VariantTally,
    Visitor,
)
from smplat_memory.catalog import CatalogTables
from smplat_memory.log import MemoryLog

LIVE = (ExperimentState.RUNNING, ExperimentState.PAUSED)


@define
class ExperimentsTables:
    experiments: dict[ExperimentSlug, Experiment] = Factory(dict)
    kept: dict[tuple[ExperimentId, str], VariantKey] = Factory(dict)
    exposures: dict[tuple[ExperimentId, str, VariantKey], Exposure] = Factory(dict)
    outcomes: dict[tuple[ExperimentId, OutcomeKind, str], Outcome] = Factory(dict)
    metrics: dict[MetricId, Metric] = Factory(dict)

    def sorted(self) -> list[Experiment]:
        return sorted(self.experiments.values(), key=attrgetter("slug"))

    def of(self, slug: ExperimentSlug) -> Experiment:
        try:
            return self.experiments[slug]
        except KeyError:
            raise ExperimentNotFound(f"no experiment {slug!r}") from None

    def exposures_of(self, experiment_id: ExperimentId) -> list[Exposure]:
        return [each for (owner, *_), each in self.exposures.items() if owner == experiment_id]

    def outcomes_of(self, experiment_id: ExperimentId) -> list[Outcome]:
        return [each for (owner, *_), each in self.outcomes.items() if owner == experiment_id]


@frozen
class MemoryExperiments(Experiments):
    tables: ExperimentsTables
    log: MemoryLog

    async def get(self, slug: ExperimentSlug) -> Experiment:
        return self.tables.of(slug)

    async def with_rivals(self, slug: ExperimentSlug) -> Rivals:
        experiment = self.tables.of(slug)
        others = (
            other
            for other in self.tables.sorted()
            if other.plan.product == experiment.plan.product
            and other.id != experiment.id
            and other.state is not ExperimentState.COMPLETED
        )
        return Rivals(experiment, tuple(others))

    async def save(self, experiment: Experiment) -> Experiment:
        stored = self.tables.experiments.get(experiment.slug)
        if stored is not None and stored.id != experiment.id:
            raise ExperimentExists(f"there is an experiment {experiment.slug!r} already")
        if experiment.version != (stored.version if stored else 0):
            raise ExperimentChanged(
                f"experiment {experiment.slug} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        saved = evolve(experiment, version=experiment.version + 1, news=())
        self.tables.experiments[experiment.slug] = saved
        self._publish(experiment)
        return saved

    async def discard(self, experiment: Experiment) -> None:
        self.tables.experiments.pop(experiment.slug)
        self._publish(experiment)

    def _publish(self, experiment: Experiment) -> None:
        self.log.publish(
            aggregate="pricing_experiment", aggregate_id=experiment.id, news=experiment.news
        )


@frozen
class MemoryExperimentRecords(ExperimentRecords):
    tables: ExperimentsTables

    async def assigned(
        self, visitor: Visitor, assignments: Sequence[Assignment], *, at: datetime
    ) -> None:
        for one in assignments:
            if one.strategy is AssignmentStrategy.STICKY:
                await self.keep(
                    one.experiment_id, dict.fromkeys(visitor.keys, one.variant_key), at=at
                )
            exposure = Exposure(
                variant_key=one.variant_key, unit=visitor.unit, sitting=visitor.sitting, at=at
            )
            await self.exposed(one.experiment_id, (exposure,))

    async def keep(
        self, experiment_id: ExperimentId, variants: Mapping[str, VariantKey], *, at: datetime
    ) -> None:
        del at
        for unit, variant_key in variants.items():
            self.tables.kept.setdefault((experiment_id, unit), variant_key)

    async def exposed(self, experiment_id: ExperimentId, exposures: Sequence[Exposure]) -> int:
        known, before = self.tables.exposures, len(self.tables.exposures)
        for exposure in exposures:
            key = (experiment_id, exposure.sitting, exposure.variant_key)
            seen = known.setdefault(key, exposure)
            if seen.unit == seen.sitting:
                known[key] = evolve(seen, unit=exposure.unit)
        return len(known) - before

    async def came_out(self, experiment_id: ExperimentId, outcomes: Sequence[Outcome]) -> int:
        known, before = self.tables.outcomes, len(self.tables.outcomes)
        for outcome in outcomes:
            known.setdefault((experiment_id, outcome.kind, outcome.dedup_key), outcome)
        return len(known) - before

    async def measured(self, metric: Metric) -> None:
        self.tables.metrics[metric.id] = metric


@frozen
class MemoryExperimentQueries(ExperimentQueries):
    tables: ExperimentsTables

    async def experiment(self, slug: ExperimentSlug) -> Experiment:
        return self.tables.of(slug)

    async def experiments(self, wanted: ExperimentFilter, page: PageRequest) -> Page[Experiment]:
        after = page.after[0] if page.after else ""
        rows = [
            each
            for each in self.tables.sorted()
            if each.slug > after
            and wanted.state in (None, each.state)
            and wanted.product in (None, each.plan.product)
        ]
        return Page.cut(rows, page.limit, lambda each: (each.slug,))

    async def running_for(self, products: Collection[ProductSlug]) -> Sequence[Experiment]:
        return [
            each
            for each in self.tables.sorted()
            if each.state is ExperimentState.RUNNING and each.plan.product in products
        ]

    async def offers(
        self, products: Collection[ProductSlug], keys: Collection[str]
    ) -> Sequence[Offer]:
        return [
            Offer(experiment=each, kept=await self.kept(each.id, keys))
            for each in await self.running_for(products)
        ]

    async def kept(
        self, experiment_id: ExperimentId, keys: Collection[str]
    ) -> Mapping[str, VariantKey]:
        kept = self.tables.kept
        return {key: kept[experiment_id, key] for key in keys if (experiment_id, key) in kept}

    async def tallies(
        self, experiment_id: ExperimentId, *, recent_since: datetime, aged_before: datetime
    ) -> Tallies:
        exposures = self.tables.exposures_of(experiment_id)
        outcomes = self.tables.outcomes_of(experiment_id)
        seen: dict[str, set[VariantKey]] = {}
        for each in exposures:
            seen.setdefault(each.unit, set()).add(each.variant_key)
        keys = {each.variant_key for each in exposures} | {each.variant_key for each in outcomes}
        return Tallies(
            variants={
                key: _tally(
                    key,
                    [each for each in exposures if each.variant_key == key],
                    [each for each in outcomes if each.variant_key == key],
                    recent_since=recent_since,
                    aged_before=aged_before,
                )
                for key in sorted(keys)
            },
            units=len(seen),
            multiple_units=sum(len(variants) > 1 for variants in seen.values()),
        )

    async def days(self, experiment_id: ExperimentId, *, since: date) -> Sequence[DayTally]:
        told: dict[tuple[date, VariantKey], list[Exposure | Outcome]] = {}
        logged: list[Exposure | Outcome] = [*self.tables.exposures_of(experiment_id)]
        logged += self.tables.outcomes_of(experiment_id)
        for each in logged:
            day = each.at.astimezone(UTC).date()
            if day >= since:
                told.setdefault((day, each.variant_key), []).append(each)
        return [_day(day, key, each) for (day, key), each in sorted(told.items(), key=_first)]

    async def metrics(self, experiment_id: ExperimentId, page: PageRequest) -> Page[Metric]:
        last = page.last_id()
        rows = [
            each
            for each in sorted(self.tables.metrics.values(), key=attrgetter("id"), reverse=True)
            if each.experiment_id == experiment_id and (last is None or each.id < last)
        ]
        return Page.cut(rows, page.limit, lambda each: (str(each.id),))

    async def ended(self, moment: datetime, *, limit: int) -> Sequence[ExperimentSlug]:
        over = [
            (each.plan.period.ends_at, each.slug)
            for each in self.tables.experiments.values()
            if each.state in LIVE and each.plan.period.ends_at and each.plan.period.is_over(moment)
        ]
        return [slug for _, slug in sorted(over)[:limit]]

    async def guarded(self) -> Sequence[Experiment]:
        return [
            each
            for each in self.tables.sorted()
            if each.state is ExperimentState.RUNNING and each.plan.guard is not None
        ]


@frozen
class MemoryTargetProducts(TargetProducts):
    tables: CatalogTables

    async def exist(self, slugs: Collection[ProductSlug]) -> frozenset[ProductSlug]:
        return frozenset(
            ProductSlug(product.slug)
            for product in self.tables.products.values()
            if product.slug in slugs
        )


def _tally(
    key: VariantKey,
    exposures: Iterable[Exposure],
    outcomes: Sequence[Outcome],
    *,
    recent_since: datetime,
    aged_before: datetime,
) -> VariantTally:
    shown = list(exposures)
    first: dict[str, datetime] = {}
    for each in shown:
        first[each.unit] = min(first.get(each.unit, each.at), each.at)
    conversions = [each for each in outcomes if each.kind is OutcomeKind.CONVERSION]
    converted = {each.unit for each in conversions}
    aged = {unit for unit, at in first.items() if at <= aged_before}
    return VariantTally(
        key=key,
        exposures=len(shown),
        units=len(first),
        recent_units=sum(at >= recent_since for at in first.values()),
        conversions=len(conversions),
        converted=len(converted),
        aged=len(aged),
        stalled=len(aged - converted),
        revenue=_revenue(outcomes),
    )


def _revenue(outcomes: Iterable[Outcome]) -> dict[Currency, RevenueTally]:
    paid = sorted(
        ((each.amount.currency, each.unit, each.amount) for each in outcomes if each.amount),
        key=lambda each: each[:2],
    )
    found = {}
    for currency, rows in groupby(paid, key=lambda each: each[0]):
        of_unit: dict[str, int] = {}
        orders = 0
        for _, unit, amount in rows:
            of_unit[unit] = of_unit.get(unit, 0) + amount.minor
            orders += 1
        found[currency] = RevenueTally(
            total=Money(sum(of_unit.values()), currency),
            orders=orders,
            squares=Decimal(sum(minor * minor for minor in of_unit.values())),
        )
    return found


def _day(day: date, key: VariantKey, told: Iterable[Exposure | Outcome]) -> DayTally:
    rows = list(told)
    outcomes = [each for each in rows if isinstance(each, Outcome)]
    return DayTally(
        day=day,
        key=key,
        exposures=len(rows) - len(outcomes),
        conversions=sum(each.kind is OutcomeKind.CONVERSION for each in outcomes),
        revenue={currency: tally.total for currency, tally in _revenue(outcomes).items()},
    )


def _first(item: tuple[tuple[date, VariantKey], object]) -> tuple[date, VariantKey]:
    return item[0]
