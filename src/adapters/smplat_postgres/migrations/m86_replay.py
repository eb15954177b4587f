"""Finding what happened since a moment without reading the whole log."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T01:06:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


# events are stored in about the order they happened in: a few kilobytes index a million of them
SQL = """
create index domain_events_at on domain_events using brin (at);
"""
