"""Keys seen a moment ago, so that a busy caller is not looked up for every request."""

from datetime import datetime, timedelta
from typing import Final

from attrs import Factory, define

from smplat_core.access.model import ApiKey
from smplat_core.access.ports import ApiKeyQueries
from smplat_core.kernel import Clock

BELIEVED: Final = timedelta(seconds=2)
"""How long a key is believed without another look: so long at most may a key that was revoked
through another process still be let in."""

MOST: Final = 10_000
"""Keys remembered at once."""


@define
class RecentKeys:
    """The keys of this process's callers. Unknown tokens are looked up every time."""

    keys: ApiKeyQueries
    clock: Clock
    _seen: dict[bytes, tuple[ApiKey, datetime]] = Factory(dict)

    async def by_digest(self, digest: bytes) -> ApiKey | None:
        now = self.clock.now()
        seen = self._seen.get(digest)
        if seen is not None and now < seen[1]:
            return seen[0]
        key = await self.keys.by_digest(digest)
        if key is None:
            self.forget(digest)
            return None
        if len(self._seen) >= MOST:
            self._seen.clear()
        self._seen[digest] = (key, now + BELIEVED)
        return key

    def forget(self, digest: bytes) -> None:
        """The key was changed here: look again at once."""
        self._seen.pop(digest, None)
