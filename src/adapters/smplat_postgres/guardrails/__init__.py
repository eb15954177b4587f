"""Guardrails on Postgres."""

from smplat_postgres.guardrails.queries import (
    PostgresGuardrailQueries,
    PostgresKnownServices,
    PostgresServiceCosts,
)
from smplat_postgres.guardrails.repositories import (
    PostgresFollowUps,
    PostgresJudgements,
    PostgresServiceTerms,
)

__all__ = [
    "PostgresFollowUps",
    "PostgresGuardrailQueries",
    "PostgresJudgements",
    "PostgresKnownServices",
    "PostgresServiceCosts",
    "PostgresServiceTerms",
]
