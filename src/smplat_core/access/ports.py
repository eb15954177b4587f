"""What the access context needs from the outside."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from smplat_core.access.model import ApiKey
from smplat_core.access.vocabulary import ApiKeyId
from smplat_core.kernel import Page, PageRequest


class ApiKeys(Protocol):
    """Every key there is or was."""

    async def get(self, key_id: ApiKeyId) -> ApiKey:
        """The key, held until the unit of work ends; or ``ApiKeyNotFound``."""
        ...

    async def save(self, key: ApiKey) -> ApiKey:
        """Keep the key and publish its news; ``ApiKeyChanged`` if it moved since it was read."""
        ...


class ApiKeyQueries(Protocol):
    """Reads that hold nothing."""

    async def by_digest(self, digest: bytes) -> ApiKey | None:
        """The key whose token has this digest, good or not."""
        ...

    async def list(self, page: PageRequest) -> Page[ApiKey]:
        """Newest first."""
        ...


class Tokens(Protocol):
    def new(self) -> str:
        """A secret nobody can guess: at least 256 bits, safe in a header."""
        ...


@frozen
class Answer:
    """What a request was answered with, so that its repetition can be answered the same."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class IdempotencyRecords(Protocol):
    """Requests that carried an ``Idempotency-Key``, and their answers.

    ``scope`` is the caller: two callers may use the same key.
    """

    async def claim(
        self, scope: str, key: str, fingerprint: str, *, now: datetime, held_until: datetime
    ) -> Answer | None:
        """The stored answer, or ``None``: the caller now owns the key and must settle it.

        Refuses with ``IdempotencyKeyReused`` when the fingerprint is another, and with
        ``IdempotencyKeyInUse`` while someone else owns it; a claim not settled by
        ``held_until`` may be taken over. Inside one unit of work, a rival waits for its end.
        """
        ...

    async def hold(self, scope: str, key: str, *, until: datetime) -> None:
        """The owner of the claim still works on it: nobody takes it over before ``until``.

        Changes nothing once the claim is settled or released.
        """
        ...

    async def settle(self, scope: str, key: str, answer: Answer) -> None:
        """Keep the answer for whoever repeats the request."""
        ...

    async def release(self, scope: str, key: str) -> None:
        """Forget the claim: the request had no effect and may be made again."""
        ...

    async def forget_before(self, moment: datetime) -> int:
        """Delete records made before ``moment``; how many there were."""
        ...


@frozen
class Allowance:
    """Steadily ``per_second``, and up to ``burst`` at once."""

    per_second: float = 200
    burst: int = 400


class RateLimiter(Protocol):
    """How often each caller may ask; the allowance is the limiter's own."""

    async def wait_for(self, who: str) -> float:
        """0 when the request may pass now, else the seconds until one would.

        A request that may not pass costs nothing. Never refuses: a limiter that cannot count
        lets everyone pass.
        """
        ...


class AccessWork(Protocol):
    """What a unit of work must offer for an access use case to run in it."""

    @property
    def api_keys(self) -> ApiKeys: ...

    @property
    def idempotency(self) -> IdempotencyRecords: ...
