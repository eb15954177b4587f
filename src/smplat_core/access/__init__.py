"""Access: who calls, what they may do, and which of their requests were already answered."""

from smplat_core.access.events import ApiKeyIssued, ApiKeyRevoked
from smplat_core.access.model import ApiKey, digest
from smplat_core.access.ports import (
    AccessWork,
    Allowance,
    Answer,
    ApiKeyQueries,
    ApiKeys,
    IdempotencyRecords,
    RateLimiter,
    Tokens,
)
from smplat_core.access.recent import BELIEVED, RecentKeys
from smplat_core.access.use_cases import (
    IDEMPOTENCY_WINDOW,
    Authenticate,
    ForgetOldAnswers,
    IssueApiKey,
    RevokeApiKey,
)
from smplat_core.access.vocabulary import (
    COMPANY_SCOPES,
    SCOPES,
    ApiKeyChanged,
    ApiKeyId,
    ApiKeyNotFound,
    BadIdempotencyKey,
    BadKeyExpiry,
    BadKeyName,
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    NotAuthenticated,
    ScopeMissing,
    UnknownScope,
)

__all__ = [
    "BELIEVED",
    "COMPANY_SCOPES",
    "IDEMPOTENCY_WINDOW",
    "SCOPES",
    "AccessWork",
    "Allowance",
    "Answer",
    "ApiKey",
    "ApiKeyChanged",
    "ApiKeyId",
    "ApiKeyIssued",
    "ApiKeyNotFound",
    "ApiKeyQueries",
    "ApiKeyRevoked",
    "ApiKeys",
    "Authenticate",
    "BadIdempotencyKey",
    "BadKeyExpiry",
    "BadKeyName",
    "ForgetOldAnswers",
    "IdempotencyKeyInUse",
    "IdempotencyKeyReused",
    "IdempotencyRecords",
    "IssueApiKey",
    "NotAuthenticated",
    "RateLimiter",
    "RecentKeys",
    "RevokeApiKey",
    "ScopeMissing",
    "Tokens",
    "UnknownScope",
    "digest",
]
