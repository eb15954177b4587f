"""Issuing, checking and revoking keys."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import frozen

from smplat_core.access.model import PREFIX_LENGTH, ApiKey, digest
from smplat_core.access.ports import AccessWork, Tokens
from smplat_core.access.recent import RecentKeys
from smplat_core.access.vocabulary import (
    COMPANY_SCOPES,
    SCOPES,
    ApiKeyId,
    BadKeyExpiry,
    BadKeyName,
    NotAuthenticated,
    UnknownScope,
)
from smplat_core.kernel import Begin, Clock, Ids

LONGEST_NAME: Final = 100
TOKEN_MARK: Final = "smp_"  # noqa: S105 - the public start of a token, not a secret
"""Starts every token, so that leaked ones can be searched for."""

IDEMPOTENCY_WINDOW: Final = timedelta(days=7)
"""How long a request can be repeated with the same answer; a client's retries end long before."""


@frozen
class IssueApiKey:
    """Make a key. The token is in the answer and nowhere else."""

    begin: Begin[AccessWork]
    clock: Clock
    ids: Ids
    tokens: Tokens

    async def __call__(
        self,
        *,
        name: str,
        scopes: Iterable[str],
        company_id: UUID | None = None,
        expires_at: datetime | None = None,
    ) -> tuple[ApiKey, str]:
        """Refuses unknown scopes, for a company's key those that reach beyond it, and a past end."""
        if not 1 <= len(name.strip()) <= LONGEST_NAME:
            raise BadKeyName.at("/name", "a key needs a name", accepted="1 to 100 characters")
        wanted = frozenset(scopes)
        known = SCOPES if company_id is None else COMPANY_SCOPES
        if not wanted or (unknown := wanted - known):
            named = ", ".join(sorted(unknown)) if wanted else "no scope at all"
            raise UnknownScope.at(
                "/scopes", f"cannot grant {named}", accepted=", ".join(sorted(known))
            )
        now = self.clock.now()
        if expires_at is not None and expires_at <= now:
            raise BadKeyExpiry.at(
                "/expires_at",
                f"{expires_at.isoformat()} has passed already",
                accepted="a later moment, or none for a key without an end",
            )
        token = TOKEN_MARK + self.tokens.new()
        key = ApiKey(
            id=ApiKeyId(self.ids.new()),
            name=name.strip(),
            prefix=token[: len(TOKEN_MARK) + PREFIX_LENGTH],
            digest=digest(token),
            scopes=wanted,
            company_id=company_id,
            created_at=now,
            expires_at=expires_at,
        )
        async with self.begin() as work:
            return await work.api_keys.save(key.issued()), token


@frozen
class RevokeApiKey:
    """End a key now. Ending it twice is the same as once."""

    begin: Begin[AccessWork]
    clock: Clock
    recent: RecentKeys

    async def __call__(self, key_id: ApiKeyId) -> ApiKey:
        async with self.begin() as work:
            key = await work.api_keys.get(key_id)
            revoked = key.revoke(at=self.clock.now())
            saved = key if revoked is key else await work.api_keys.save(revoked)
        self.recent.forget(key.digest)
        return saved


@frozen
class Authenticate:
    """Find out whose token this is. Every failure sounds the same, so nothing can be learned."""

    keys: RecentKeys
    clock: Clock

    async def __call__(self, token: str) -> ApiKey:
        key = await self.keys.by_digest(digest(token)) if token.startswith(TOKEN_MARK) else None
        if key is None or not key.is_good(at=self.clock.now()):
            raise NotAuthenticated("the API key is unknown, expired or revoked")
        return key


@frozen
class ForgetOldAnswers:
    """Drop idempotency records past their window."""

    begin: Begin[AccessWork]
    clock: Clock

    async def __call__(self) -> int:
        async with self.begin() as work:
            return await work.idempotency.forget_before(self.clock.now() - IDEMPOTENCY_WINDOW)
