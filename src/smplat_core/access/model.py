"""API keys: who may call, and what they may do."""

from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from attrs import field, frozen

from smplat_core.access.events import ApiKeyIssued, ApiKeyRevoked
from smplat_core.access.vocabulary import ApiKeyId
from smplat_core.kernel import Event, evolve

PREFIX_LENGTH: Final = 8


@frozen(kw_only=True)
class ApiKey:
    """A caller's right to call. Only a digest of the token is kept: it cannot be shown again."""

    id: ApiKeyId
    name: str
    prefix: str
    """First characters of the token, so that its owner can tell which one it is."""
    digest: bytes
    scopes: frozenset[str]
    company_id: UUID | None
    """The only company whose records this key reaches; ``None`` reaches all."""
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    def is_good(self, *, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)

    def issued(self) -> "ApiKey":
        event = ApiKeyIssued(
            at=self.created_at,
            key_id=self.id,
            key_name=self.name,
            prefix=self.prefix,
            scopes=tuple(sorted(self.scopes)),
        )
        return evolve(self, news=(*self.news, event))

    def revoke(self, *, at: datetime) -> "ApiKey":
        """No longer good from now on. Revoking twice is the same as once."""
        if self.revoked_at is not None:
            return self
        event = ApiKeyRevoked(at=at, key_id=self.id)
        return evolve(self, revoked_at=at, news=(*self.news, event))


def digest(token: str) -> bytes:
    """What is kept of a token. Tokens are 256 random bits, so a plain hash is safe and fast."""
    return sha256(token.encode()).digest()
