"""Adapters that keep everything in Postgres, through Piccolo."""

from smplat_postgres.access import PostgresApiKeyQueries
from smplat_postgres.database import PostgresDatabase
from smplat_postgres.engine import LOST, Engine
from smplat_postgres.job_queries import PostgresJobQueries
from smplat_postgres.log import PostgresEventLogQueries
from smplat_postgres.migrating import migrate, pending
from smplat_postgres.work import PostgresWork

__all__ = [
    "LOST",
    "Engine",
    "PostgresApiKeyQueries",
    "PostgresDatabase",
    "PostgresEventLogQueries",
    "PostgresJobQueries",
    "PostgresWork",
    "migrate",
    "pending",
]
