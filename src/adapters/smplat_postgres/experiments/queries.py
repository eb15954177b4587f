"""Reads of experiments from Postgres."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Final

from smplat_core.kernel import Page, PageRequest
from smplat_core.pricing.experiments import (
    DayTally,
    Experiment,
    ExperimentFilter,
    ExperimentId,
    ExperimentNotFound,
    ExperimentQueries,
    ExperimentSlug,
    Metric,
    Offer,
    ProductSlug,
    Tallies,
    TargetProducts,
    VariantKey,
)
from smplat_postgres.documents import parsed
from smplat_postgres.experiments.rows import to_day, to_experiment, to_metric, to_tally
from smplat_postgres.tables.experiments import (
    ExperimentAssignmentRow,
    ExperimentExposureRow,
    ExperimentMetricRow,
    ExperimentRow,
)

OFFERS: Final = """
select e.*, (
    select jsonb_object_agg(a.unit, a.variant_key) from experiment_assignments a
    where a.experiment_id = e.id and a.unit = any({}::text[])
) as kept
from pricing_experiments e
where e.product_slug = any({}::text[]) and e.state = 'running' order by e.slug
"""

TALLIES: Final = """
with shown as (
    select variant_key, unit, min(at) as first, count(*) as times
    from experiment_exposures where experiment_id = {} group by variant_key, unit
), outcomes as (
    select * from experiment_outcomes where experiment_id = {}
), done as (
    select variant_key, unit, count(*) as times
    from outcomes where kind = 'conversion' group by variant_key, unit
), seen as (
    select s.variant_key, sum(s.times)::int as exposures, count(*)::int as units,
        (count(*) filter (where s.first >= {}))::int as recent_units,
        (count(*) filter (where s.first <= {}))::int as aged,
        (count(*) filter (where s.first <= {} and d.unit is null))::int as stalled
    from shown s left join done d using (variant_key, unit) group by s.variant_key
), converted as (
    select variant_key, sum(times)::int as conversions, count(*)::int as converted
    from done group by variant_key
), paid as (
    select variant_key, currency, unit, sum(amount_minor) as minor, count(*) as orders
    from outcomes where kind = 'revenue' group by variant_key, currency, unit
), money as (
    select variant_key, jsonb_agg(jsonb_build_object('currency', currency,
        'total', total::text, 'orders', orders, 'squares', squares::text)) as revenue
    from (
        select variant_key, currency, sum(minor) as total, sum(orders) as orders,
            sum(minor * minor) as squares
        from paid group by variant_key, currency
    ) by_currency group by variant_key
), variants as (
    select variant_key from shown union select variant_key from outcomes
)
select variant_key, coalesce(exposures, 0) as exposures, coalesce(units, 0) as units,
    coalesce(recent_units, 0) as recent_units, coalesce(aged, 0) as aged,
    coalesce(stalled, 0) as stalled, coalesce(conversions, 0) as conversions,
    coalesce(converted, 0) as converted, revenue,
    (select count(distinct unit) from shown) as all_units,
    (select count(*) from (
        select unit from shown group by unit having count(*) > 1) more) as multiple_units
from variants left join seen using (variant_key) left join converted using (variant_key)
left join money using (variant_key) order by variant_key
"""
"""Every figure of every variant in one statement; counts over all stand in each row."""

DAYS: Final = """
with told as (
    select (at at time zone 'UTC')::date as day, variant_key, 'exposure' as kind,
        null as currency, null::bigint as amount_minor
    from experiment_exposures where experiment_id = {} and at >= {}
    union all
    select (at at time zone 'UTC')::date, variant_key, kind, currency, amount_minor
    from experiment_outcomes where experiment_id = {} and at >= {}
), money as (
    select day, variant_key, jsonb_agg(jsonb_build_object(
        'currency', currency, 'total', total::text)) as revenue
    from (
        select day, variant_key, currency, sum(amount_minor) as total
        from told where kind = 'revenue' group by day, variant_key, currency
    ) by_currency group by day, variant_key
)
select day, variant_key, (count(*) filter (where kind = 'exposure'))::int as exposures,
    (count(*) filter (where kind = 'conversion'))::int as conversions,
    min(revenue::text) as revenue
from told left join money using (day, variant_key)
group by day, variant_key order by day, variant_key
"""


class PostgresExperimentQueries(ExperimentQueries):
    async def experiment(self, slug: ExperimentSlug) -> Experiment:
        rows = await ExperimentRow.raw("select * from pricing_experiments where slug = {}", slug)
        if not rows:
            raise ExperimentNotFound(f"no experiment {slug!r}")
        return to_experiment(rows[0])

    async def experiments(self, wanted: ExperimentFilter, page: PageRequest) -> Page[Experiment]:
        rows = await ExperimentRow.raw(
            "select * from pricing_experiments where slug > {}"
            " and ({}::text is null or state = {}) and ({}::text is null or product_slug = {})"
            " order by slug limit {}",
            page.after[0] if page.after else "",
            *(wanted.state and wanted.state.value,) * 2,
            *(wanted.product,) * 2,
            page.limit + 1,
        )
        found = [to_experiment(row) for row in rows]
        return Page.cut(found, page.limit, lambda each: (each.slug,))

    async def running_for(self, products: Collection[ProductSlug]) -> Sequence[Experiment]:
        rows = await ExperimentRow.raw(
            "select * from pricing_experiments where product_slug = any({}::text[])"
            " and state = 'running' order by slug",
            list(products),
        )
        return [to_experiment(row) for row in rows]

    async def offers(
        self, products: Collection[ProductSlug], keys: Collection[str]
    ) -> Sequence[Offer]:
        rows = await ExperimentRow.raw(OFFERS, list(keys), list(products))
        return [
            Offer(experiment=to_experiment(row), kept=parsed(row["kept"] or "{}")) for row in rows
        ]

    async def kept(
        self, experiment_id: ExperimentId, keys: Collection[str]
    ) -> Mapping[str, VariantKey]:
        rows = await ExperimentAssignmentRow.raw(
            "select unit, variant_key from experiment_assignments"
            " where experiment_id = {} and unit = any({}::text[])",
            experiment_id,
            list(keys),
        )
        return {row["unit"]: VariantKey(row["variant_key"]) for row in rows}

    async def tallies(
        self, experiment_id: ExperimentId, *, recent_since: datetime, aged_before: datetime
    ) -> Tallies:
        rows = await ExperimentExposureRow.raw(
            TALLIES, experiment_id, experiment_id, recent_since, aged_before, aged_before
        )
        found = [to_tally(row) for row in rows]
        return Tallies(
            variants={tally.key: tally for tally in found},
            units=rows[0]["all_units"] if rows else 0,
            multiple_units=rows[0]["multiple_units"] if rows else 0,
        )

    async def days(self, experiment_id: ExperimentId, *, since: date) -> Sequence[DayTally]:
        begin = datetime.combine(since, time.min, UTC)
        rows = await ExperimentExposureRow.raw(DAYS, experiment_id, begin, experiment_id, begin)
        return [to_day(row) for row in rows]

    async def metrics(self, experiment_id: ExperimentId, page: PageRequest) -> Page[Metric]:
        rows = await ExperimentMetricRow.raw(
            "select * from experiment_metrics where experiment_id = {}"
            " and ({}::uuid is null or id < {}) order by id desc limit {}",
            experiment_id,
            *(page.last_id(),) * 2,
            page.limit + 1,
        )
        return Page.cut([to_metric(row) for row in rows], page.limit, lambda each: (str(each.id),))

    async def ended(self, moment: datetime, *, limit: int) -> Sequence[ExperimentSlug]:
        rows = await ExperimentRow.raw(
            "select slug from pricing_experiments where state in ('running', 'paused')"
            " and ends_at <= {} order by ends_at, slug limit {}",
            moment,
            limit,
        )
        return [ExperimentSlug(row["slug"]) for row in rows]

    async def guarded(self) -> Sequence[Experiment]:
        rows = await ExperimentRow.raw(
            "select * from pricing_experiments where state = 'running' and is_guarded order by slug"
        )
        return [to_experiment(row) for row in rows]


class PostgresTargetProducts(TargetProducts):
    async def exist(self, slugs: Collection[ProductSlug]) -> frozenset[ProductSlug]:
        rows = await ExperimentRow.raw(
            "select slug from products where slug = any({}::text[])", list(slugs)
        )
        return frozenset(ProductSlug(row["slug"]) for row in rows)
