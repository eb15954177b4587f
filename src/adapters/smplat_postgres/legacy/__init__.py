"""Everything of the legacy context that is kept in Postgres."""

from smplat_postgres.legacy.assignments import PostgresAssignments
from smplat_postgres.legacy.calling import PostgresBreakers, PostgresBridgeCalls
from smplat_postgres.legacy.companies import PostgresCompanyMirrors, to_mirror
from smplat_postgres.legacy.queries import PostgresLegacyQueries
from smplat_postgres.legacy.reports import PostgresSyncReports
from smplat_postgres.legacy.things import PostgresMirrorWrites, PostgresThingMirrors

__all__ = [
    "PostgresAssignments",
    "PostgresBreakers",
    "PostgresBridgeCalls",
    "PostgresCompanyMirrors",
    "PostgresLegacyQueries",
    "PostgresMirrorWrites",
    "PostgresSyncReports",
    "PostgresThingMirrors",
    "to_mirror",
]
