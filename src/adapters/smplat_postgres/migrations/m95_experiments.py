"""The tables of experiments: their plans, what is kept of buyers, and what came of it."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T03:05:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
create table pricing_experiments (
    id           uuid primary key,
    slug         text collate "C" not null constraint pricing_experiments_slug unique,
    product_slug text collate "C" not null,
    state        text not null check (state in ('draft', 'running', 'paused', 'completed')),
    plan         jsonb not null,
    spans        jsonb not null,
    paused       jsonb not null,
    switched     jsonb not null,
    -- of the plan, for jobs
    ends_at      timestamptz,
    is_guarded   boolean not null,
    created_at   timestamptz not null,
    started_at   timestamptz,
    shares_since timestamptz,
    completed_at timestamptz,
    version      int not null
);
create index pricing_experiments_product on pricing_experiments (product_slug, slug);
create index pricing_experiments_state on pricing_experiments (state, slug);
create index pricing_experiments_end on pricing_experiments (ends_at, slug)
    where state in ('running', 'paused') and ends_at is not null;

-- which variant somebody has, kept apart from what they were shown
create table experiment_assignments (
    experiment_id uuid not null references pricing_experiments (id) on delete restrict,
    unit          text collate "C" not null,
    variant_key   text not null,
    assigned_at   timestamptz not null,
    primary key (experiment_id, unit)
);

create table experiment_exposures (
    experiment_id uuid not null references pricing_experiments (id) on delete restrict,
    sitting       text collate "C" not null,
    variant_key   text not null,
    unit          text collate "C" not null,
    at            timestamptz not null,
    primary key (experiment_id, sitting, variant_key)
);
create index experiment_exposures_unit on experiment_exposures (experiment_id, variant_key, unit);
create index experiment_exposures_day on experiment_exposures (experiment_id, at);

create table experiment_outcomes (
    experiment_id uuid not null references pricing_experiments (id) on delete restrict,
    kind          text not null check (kind in ('conversion', 'revenue')),
    dedup_key     text collate "C" not null,
    variant_key   text not null,
    unit          text collate "C" not null,
    at            timestamptz not null,
    currency      text,
    amount_minor  bigint,
    primary key (experiment_id, kind, dedup_key),
    check ((kind = 'revenue') = (amount_minor is not null)),
    check ((currency is null) = (amount_minor is null))
);
create index experiment_outcomes_unit on experiment_outcomes (experiment_id, variant_key, unit);
create index experiment_outcomes_day on experiment_outcomes (experiment_id, at);

create table experiment_metrics (
    id            uuid primary key,
    experiment_id uuid not null references pricing_experiments (id) on delete restrict,
    variant_key   text,
    name          text not null,
    value         numeric not null,
    note          text not null,
    at            timestamptz not null,
    by            text not null
);
create index experiment_metrics_list on experiment_metrics (experiment_id, id desc);
"""
