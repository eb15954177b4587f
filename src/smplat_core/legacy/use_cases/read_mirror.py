"""Reading a mirror, and the legacy system behind it when the mirror is old or missing."""

from datetime import timedelta
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Clock, NotFound, Refusal, Unavailable
from smplat_core.legacy.policy import LegacyPolicy
from smplat_core.legacy.queries import LegacyQueries
from smplat_core.legacy.use_cases.keeping import Mirror
from smplat_core.legacy.use_cases.refresh_mirror import RefreshMirror
from smplat_core.legacy.vocabulary import BridgeOpen, LegacyEntity, MirrorNotFound, legacy_id


@frozen
class Reading:
    """A mirror, how old it is, and why it is no younger."""

    mirror: Mirror
    age: timedelta
    stale_because: str | None = None
    """What kept it from being refreshed; ``None`` when it is as fresh as it should be."""


@frozen
class ReadMirror:
    """The mirror, refreshed first when it is older than allowed or not there yet.

    While the legacy system is away, or no longer has the record, an old mirror is shown for what
    it is. Without any mirror, what the legacy system raised is raised here too.
    """

    queries: LegacyQueries
    refresh: RefreshMirror
    clock: Clock
    policy: LegacyPolicy

    async def __call__(
        self, entity: LegacyEntity, reference: str, *, company: UUID | None = None
    ) -> Reading:
        known = await self._known(entity, reference, company)
        if known is not None:
            age = self.clock.now() - known.refreshed_at
            if age <= self.policy.mirror_ttl:
                return Reading(known, age)
            if waiting := await self._left_in_peace():
                return Reading(known, age, waiting)
        try:
            fresh = await self.refresh(entity, reference, company=company)
        except (Unavailable, NotFound) as refusal:
            return self._old(known, refusal)
        return Reading(fresh, self.clock.now() - fresh.refreshed_at)

    async def _left_in_peace(self) -> str | None:
        """Why not even to try: an old mirror read often must not fill the timelines."""
        breaker = await self.queries.breaker()
        retry_at = breaker.retry_at(self.policy.breaker)
        if retry_at is None or retry_at <= self.clock.now():
            return None
        return f"{BridgeOpen.code}: the legacy system is left in peace until {retry_at.isoformat()}"

    def _old(self, known: Mirror | None, refusal: Refusal) -> Reading:
        if known is None:
            raise refusal
        age = self.clock.now() - known.refreshed_at
        return Reading(known, age, f"{refusal.code}: {refusal.detail}")

    async def _known(
        self, entity: LegacyEntity, reference: str, company: UUID | None
    ) -> Mirror | None:
        named = legacy_id(reference)
        if entity is LegacyEntity.COMPANY:
            return await self.queries.mirror(named, company=company)
        try:
            return await self.queries.thing(entity, named)
        except MirrorNotFound:
            return None
