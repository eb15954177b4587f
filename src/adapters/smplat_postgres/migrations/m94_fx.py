"""The tables of exchange rates."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T03:04:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
-- Append-only: what was ever said, and by whom.
create table fx_rates (
    position  bigint generated always as identity primary key,
    base      text not null,
    quote     text not null,
    rate      numeric not null check (rate > 0),
    source    text not null,
    quoted_at timestamptz not null,
    kept_at   timestamptz not null,
    kept_by   text not null,
    reason    text,
    constraint fx_rates_said unique (base, quote, source, quoted_at),
    check (base <> quote)
);
create index fx_rates_history on fx_rates (base, quote, position);

-- The newest of each pair, so that reading rates costs the same however long the history is.
create table fx_newest (
    base      text collate "C" not null,
    quote     text collate "C" not null,
    quoted_at timestamptz not null,
    position  bigint not null references fx_rates (position) on delete restrict,
    primary key (base, quote)
);
create index fx_newest_position on fx_newest (position);
create index fx_newest_quote on fx_newest (quote);

-- Whoever writes rates holds this one.
create table fx_turn (
    single boolean primary key default true check (single)
);
"""
