"""The job ledger that belongs to a database."""

from smplat_core.jobs import JobLedger
from smplat_memory import MemoryJobLedger
from smplat_postgres import PostgresJobLedger
from tests.contract.databases import Database


def ledger(database: Database) -> JobLedger:
    return database.pick(
        memory=lambda tables: MemoryJobLedger(tables.jobs), postgres=PostgresJobLedger
    )
