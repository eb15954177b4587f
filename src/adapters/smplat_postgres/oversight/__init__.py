"""The oversight context's adapters on Postgres."""

from smplat_postgres.oversight.audit import PostgresAuditQueries, PostgresAuditTrail
from smplat_postgres.oversight.measurements import PostgresMeasurements
from smplat_postgres.oversight.stuck import PostgresStuckQueries

__all__ = [
    "PostgresAuditQueries",
    "PostgresAuditTrail",
    "PostgresMeasurements",
    "PostgresStuckQueries",
]
