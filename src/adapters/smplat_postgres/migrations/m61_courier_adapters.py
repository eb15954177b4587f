"""USPS and Chit Chats are asked, unless somebody had chosen how."""

from smplat_postgres.migrating import Migration, sql

ID = "2026-11-21T02:20:00:000000"


async def forwards() -> Migration:
    return sql(ID, SQL)


SQL = """
update couriers set adapter = code where code in ('chit_chats', 'usps') and adapter is null;
"""
