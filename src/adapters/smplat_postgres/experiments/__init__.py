"""Experiments in Postgres."""

from smplat_postgres.experiments.queries import PostgresExperimentQueries, PostgresTargetProducts
from smplat_postgres.experiments.repositories import (
    PostgresExperimentRecords,
    PostgresExperiments,
)

__all__ = [
    "PostgresExperimentQueries",
    "PostgresExperimentRecords",
    "PostgresExperiments",
    "PostgresTargetProducts",
]
