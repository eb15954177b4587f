"""Experiments, assignments and their log, written to Postgres."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from smplat_core.kernel import evolve
from smplat_core.pricing.experiments import (
    Assignment,
    AssignmentStrategy,
    Experiment,
    ExperimentChanged,
    ExperimentExists,
    ExperimentId,
    ExperimentNotFound,
    ExperimentRecords,
    Experiments,
    ExperimentSlug,
    Exposure,
    Metric,
    Outcome,
    Rivals,
    VariantKey,
    Visitor,
)
from smplat_postgres.experiments.rows import COLUMNS, to_experiment, values
from smplat_postgres.log import publish
from smplat_postgres.tables.experiments import (
    ExperimentAssignmentRow,
    ExperimentExposureRow,
    ExperimentMetricRow,
    ExperimentOutcomeRow,
    ExperimentRow,
)

INSERT: Final = (
    f"insert into pricing_experiments ({', '.join(COLUMNS)})"  # noqa: S608 - our own names
    f" values ({', '.join('{}' for _ in COLUMNS)}) on conflict do nothing returning id"
)
UPDATE: Final = (
    f"update pricing_experiments set {', '.join(f'{name} = {{}}' for name in COLUMNS)}"  # noqa: S608 - our own names
    " where id = {} and version = {} returning id"
)
RIVALS: Final = """
select * from pricing_experiments
where slug = {} or state <> 'completed' and product_slug = (
    select product_slug from pricing_experiments where slug = {}
) order by id for no key update
"""
KEEP: Final = """
insert into experiment_assignments (experiment_id, unit, variant_key, assigned_at)
select * from unnest({}::uuid[], {}::text[], {}::text[], {}::timestamptz[])
on conflict do nothing
"""
EXPOSE: Final = """
insert into experiment_exposures as e (experiment_id, sitting, variant_key, unit, at)
select * from unnest({}::uuid[], {}::text[], {}::text[], {}::text[], {}::timestamptz[])
on conflict (experiment_id, sitting, variant_key) do update set unit = excluded.unit
    where e.unit = e.sitting and e.unit <> excluded.unit
returning xmax = 0 as is_new
"""
"""What an unknown session saw becomes the buyer's when it logs in."""
ASSIGN: Final = f"with kept as ({KEEP}) {EXPOSE}"


class PostgresExperiments(Experiments):
    async def get(self, slug: ExperimentSlug) -> Experiment:
        rows = await ExperimentRow.raw(
            "select * from pricing_experiments where slug = {} for no key update", slug
        )
        if not rows:
            raise ExperimentNotFound(f"no experiment {slug!r}")
        return to_experiment(rows[0])

    async def with_rivals(self, slug: ExperimentSlug) -> Rivals:
        rows = await ExperimentRow.raw(RIVALS, slug, slug)
        held = {found.slug: found for found in map(to_experiment, rows)}
        experiment = held.pop(slug, None)
        if experiment is None:
            raise ExperimentNotFound(f"no experiment {slug!r}")
        mine = experiment.plan.product
        return Rivals(
            experiment, tuple(held[key] for key in sorted(held) if held[key].plan.product == mine)
        )

    async def save(self, experiment: Experiment) -> Experiment:
        if experiment.version:
            await self._update(experiment)
        else:
            await self._insert(experiment)
        await self._publish(experiment)
        return evolve(experiment, version=experiment.version + 1, news=())

    async def discard(self, experiment: Experiment) -> None:
        await ExperimentRow.raw("delete from pricing_experiments where id = {}", experiment.id)
        await self._publish(experiment)

    async def _insert(self, experiment: Experiment) -> None:
        if await ExperimentRow.raw(INSERT, *values(experiment)):
            return
        rows = await ExperimentRow.raw(
            "select version from pricing_experiments where id = {}", experiment.id
        )
        if rows:
            raise _changed(experiment, rows[0]["version"])
        raise ExperimentExists(f"there is an experiment {experiment.slug!r} already")

    async def _update(self, experiment: Experiment) -> None:
        row = values(experiment)
        if not await ExperimentRow.raw(UPDATE, *row, experiment.id, experiment.version):
            rows = await ExperimentRow.raw(
                "select version from pricing_experiments where id = {}", experiment.id
            )
            raise _changed(experiment, rows[0]["version"] if rows else None)

    async def _publish(self, experiment: Experiment) -> None:
        await publish(
            aggregate="pricing_experiment", aggregate_id=experiment.id, news=experiment.news
        )


def _changed(experiment: Experiment, version: int | None) -> ExperimentChanged:
    return ExperimentChanged(
        f"experiment {experiment.slug} was saved by someone else", current_version=version
    )


class PostgresExperimentRecords(ExperimentRecords):
    async def assigned(
        self, visitor: Visitor, assignments: Sequence[Assignment], *, at: datetime
    ) -> None:
        distinct = {(one.experiment_id, one.variant_key): one for one in assignments}.values()
        kept = [
            (one.experiment_id, unit, one.variant_key)
            for one in distinct
            if one.strategy is AssignmentStrategy.STICKY
            for unit in visitor.keys
        ]
        count = len(distinct)
        await ExperimentAssignmentRow.raw(
            ASSIGN,
            *_columns(kept, 3),
            [at] * len(kept),
            [one.experiment_id for one in distinct],
            [visitor.sitting] * count,
            [one.variant_key for one in distinct],
            [visitor.unit] * count,
            [at] * count,
        )

    async def keep(
        self, experiment_id: ExperimentId, variants: Mapping[str, VariantKey], *, at: datetime
    ) -> None:
        count = len(variants)
        await ExperimentAssignmentRow.raw(
            KEEP, [experiment_id] * count, list(variants), list(variants.values()), [at] * count
        )

    async def exposed(self, experiment_id: ExperimentId, exposures: Sequence[Exposure]) -> int:
        rows = await ExperimentExposureRow.raw(
            EXPOSE,
            [experiment_id] * len(exposures),
            [each.sitting for each in exposures],
            [each.variant_key for each in exposures],
            [each.unit for each in exposures],
            [each.at for each in exposures],
        )
        return sum(row["is_new"] for row in rows)

    async def came_out(self, experiment_id: ExperimentId, outcomes: Sequence[Outcome]) -> int:
        amounts = [each.amount for each in outcomes]
        rows = await ExperimentOutcomeRow.raw(
            "insert into experiment_outcomes (experiment_id, kind, dedup_key, variant_key, unit,"
            " at, currency, amount_minor) select {}, * from unnest({}::text[], {}::text[],"
            " {}::text[], {}::text[], {}::timestamptz[], {}::text[], {}::bigint[])"
            " on conflict do nothing returning 1",
            experiment_id,
            [each.kind.value for each in outcomes],
            [each.dedup_key for each in outcomes],
            [each.variant_key for each in outcomes],
            [each.unit for each in outcomes],
            [each.at for each in outcomes],
            [amount.currency.value if amount is not None else None for amount in amounts],
            [amount.minor if amount is not None else None for amount in amounts],
        )
        return len(rows)

    async def measured(self, metric: Metric) -> None:
        await ExperimentMetricRow.raw(
            "insert into experiment_metrics"
            " (id, experiment_id, variant_key, name, value, note, at, by)"
            " values ({}, {}, {}, {}, {}, {}, {}, {})",
            metric.id,
            metric.experiment_id,
            metric.variant_key,
            metric.name,
            metric.value,
            metric.note,
            metric.at,
            metric.by,
        )


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [[row[place] for row in rows] for place in range(width)]
