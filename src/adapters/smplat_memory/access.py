"""API keys and answered requests, kept in dictionaries."""

from datetime import datetime
from uuid import UUID

from attrs import Factory, define, evolve, frozen

from smplat_core.access import (
    Answer,
    ApiKey,
    ApiKeyChanged,
    ApiKeyId,
    ApiKeyNotFound,
    ApiKeyQueries,
    ApiKeys,
    IdempotencyKeyInUse,
    IdempotencyKeyReused,
    IdempotencyRecords,
    Tokens,
)
from smplat_core.kernel import Page, PageRequest
from smplat_memory.log import MemoryLog


@frozen
class Claim:
    fingerprint: str
    created_at: datetime
    held_until: datetime
    answer: Answer | None = None


@define
class AccessTables:
    keys: dict[ApiKeyId, ApiKey] = Factory(dict)
    claims: dict[tuple[str, str], Claim] = Factory(dict)


@frozen
class MemoryApiKeys(ApiKeys):
    tables: AccessTables
    log: MemoryLog

    async def get(self, key_id: ApiKeyId) -> ApiKey:
        try:
            return self.tables.keys[key_id]
        except KeyError:
            raise ApiKeyNotFound(f"no API key {key_id}") from None

    async def save(self, key: ApiKey) -> ApiKey:
        stored = self.tables.keys.get(key.id)
        if key.version != (stored.version if stored else 0):
            raise ApiKeyChanged(f"API key {key.id} was changed by someone else")
        saved = evolve(key, version=key.version + 1, news=())
        self.tables.keys[key.id] = saved
        self.log.publish(aggregate="api_key", aggregate_id=key.id, news=key.news)
        return saved


@frozen
class MemoryApiKeyQueries(ApiKeyQueries):
    tables: AccessTables

    async def by_digest(self, digest: bytes) -> ApiKey | None:
        return next((key for key in self.tables.keys.values() if key.digest == digest), None)

    async def list(self, page: PageRequest) -> Page[ApiKey]:
        keys = sorted(self.tables.keys.values(), key=_newest_first, reverse=True)
        if last := page.last_moment():
            keys = [key for key in keys if _newest_first(key) < last]
        return Page.cut(keys, page.limit, _cursor)


@frozen
class MemoryIdempotency(IdempotencyRecords):
    tables: AccessTables

    async def claim(
        self, scope: str, key: str, fingerprint: str, *, now: datetime, held_until: datetime
    ) -> Answer | None:
        found = self.tables.claims.get((scope, key))
        if found is not None and found.fingerprint != fingerprint:
            raise IdempotencyKeyReused(f"Idempotency-Key {key!r} belongs to another request")
        if found is not None and found.answer is not None:
            return found.answer
        if found is not None and found.held_until >= now:
            raise IdempotencyKeyInUse(f"the first request with {key!r} is still being answered")
        self.tables.claims[scope, key] = Claim(fingerprint, now, held_until)
        return None

    async def hold(self, scope: str, key: str, *, until: datetime) -> None:
        claim = self.tables.claims.get((scope, key))
        if claim is not None and claim.answer is None:
            self.tables.claims[scope, key] = evolve(claim, held_until=until)

    async def settle(self, scope: str, key: str, answer: Answer) -> None:
        claims = self.tables.claims
        claims[scope, key] = evolve(claims[scope, key], answer=answer)

    async def release(self, scope: str, key: str) -> None:
        claim = self.tables.claims.get((scope, key))
        if claim is not None and claim.answer is None:
            del self.tables.claims[scope, key]

    async def forget_before(self, moment: datetime) -> int:
        old = [key for key, claim in self.tables.claims.items() if claim.created_at < moment]
        for key in old:
            del self.tables.claims[key]
        return len(old)


@define
class SequentialTokens(Tokens):
    """Counted, and so good for tests only."""

    last: int = 0

    def new(self) -> str:
        self.last += 1
        return f"{self.last:08d}-known-to-every-test"


def _newest_first(key: ApiKey) -> tuple[datetime, UUID]:
    return (key.created_at, key.id)


def _cursor(key: ApiKey) -> tuple[str, ...]:
    return (key.created_at.isoformat(), str(key.id))
