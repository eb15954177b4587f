"""Names and small values the access context is spoken in."""

from typing import Final, NewType
from uuid import UUID

from smplat_core.kernel import Invalid, NotAllowed, NotFound, Refusal, Stale

ApiKeyId = NewType("ApiKeyId", UUID)

SCOPES: Final = frozenset(
    {
        "audit:read",
        "automation:read",
        "automation:write",
        "billing:read",
        "billing:write",
        "carts:read",
        "carts:write",
        "catalog:read",
        "catalog:write",
        "checkout:write",
        "customers:read",
        "customers:write",
        "fulfillment:read",
        "fulfillment:write",
        "insights:read",
        "insights:write",
        "jobs:read",
        "jobs:write",
        "keys:read",
        "keys:write",
        "legacy:read",
        "legacy:write",
        "ops:read",
        "orders:bespoke",
        "orders:override",
        "orders:read",
        "orders:write",
        "pricing:read",
        "pricing:write",
    }
)
"""Everything a key can be allowed: ``<resource>:<what>``. ``orders:bespoke`` names its own prices."""

COMPANY_SCOPES: Final = frozenset(
    {
        "billing:read",
        "carts:read",
        "carts:write",
        "catalog:read",
        "checkout:write",
        "customers:read",
        "customers:write",
        "fulfillment:read",
        "orders:read",
        "orders:write",
        "pricing:read",
    }
)
"""What a key that belongs to a company may hold: its own records, never the house's."""


class UnknownScope(Invalid):
    """No such scope, or not for a company's key."""

    code = "access.unknown_scope"


class BadKeyName(Invalid):
    """A key is found again by its name: 1 to 100 characters."""

    code = "access.bad_key_name"


class BadKeyExpiry(Invalid):
    """A key cannot end before it begins."""

    code = "access.bad_key_expiry"


class ApiKeyNotFound(NotFound):
    """No API key has this id."""

    code = "access.key_not_found"


class ApiKeyChanged(Stale):
    """The key was changed by someone else since it was read."""

    code = "access.key_changed"


class NotAuthenticated(Refusal):
    """The caller did not say who it is, or cannot prove it."""

    code = "access.not_authenticated"


class ScopeMissing(Refusal):
    """The caller is known, and its key is not allowed this."""

    code = "access.scope_missing"


class IdempotencyKeyReused(Invalid):
    """The key was used before for another request: nothing was done."""

    code = "idempotency.key_reused"


class IdempotencyKeyInUse(NotAllowed):
    """The first request with this key is still being answered."""

    code = "idempotency.key_in_use"


class BadIdempotencyKey(Invalid):
    """A key is 1 to 255 printable ASCII characters."""

    code = "idempotency.bad_key"
