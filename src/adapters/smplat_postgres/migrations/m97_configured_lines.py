"""What was chosen of a product, on the line of the order, and what the house froze into it."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T03:07:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
alter table order_items
    add column configuration jsonb,
    add column attributes jsonb not null default '{}';
"""
