"""API keys for tests."""

from datetime import UTC, datetime
from uuid import UUID

from smplat_core.access import ApiKey, ApiKeyId, digest
from smplat_core.kernel import evolve

CREATED = datetime(2026, 1, 5, 12, tzinfo=UTC)


def an_api_key(number: int = 1, **changes: object) -> ApiKey:
    """Issued and not saved yet; the number makes it another key."""
    key = ApiKey(
        id=ApiKeyId(UUID(int=number)),
        name=f"key {number}",
        prefix=f"smp_{number:08d}",
        digest=digest(f"smp_{number:08d}-secret"),
        scopes=frozenset({"orders:read", "orders:write"}),
        company_id=None,
        created_at=CREATED,
    )
    return evolve(key, **changes).issued()
