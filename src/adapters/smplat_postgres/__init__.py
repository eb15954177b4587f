"""Adapters that keep everything in Postgres, through Piccolo."""

from smplat_postgres.database import PostgresDatabase
from smplat_postgres.engine import LOST, Engine
from smplat_postgres.log import PostgresEventLogQueries
from smplat_postgres.migrating import migrate, pending
from smplat_postgres.work import PostgresWork

__all__ = [
    "LOST",
    "Engine",
    "PostgresDatabase",
    "PostgresEventLogQueries",
    "PostgresWork",
    "migrate",
    "pending",
]
