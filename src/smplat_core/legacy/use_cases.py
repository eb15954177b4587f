"""What a caller can do about the legacy system."""

from typing import Final
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Begin, Clock, Refusal
from smplat_core.legacy.model import CompanyMirror
from smplat_core.legacy.ports import LegacyBridge, LegacyWork
from smplat_core.legacy.recording import outcome_of
from smplat_core.legacy.vocabulary import (
    CompanyMirrorId,
    EntityNotMirrored,
    LegacyEntity,
    MirrorNotFound,
    legacy_id,
)

MIRRORED: Final = (LegacyEntity.COMPANY,)
"""Kinds of record that have a mirror."""


def refuse_unless_mirrored(entity: LegacyEntity) -> None:
    """``EntityNotMirrored`` for kinds of record that have no mirror."""
    if entity not in MIRRORED:
        kept = ", ".join(MIRRORED)
        raise EntityNotMirrored(f"no mirror of a legacy {entity} is kept; kept: {kept}")


@frozen
class RefreshMirror:
    """Bring the mirror of one legacy record up to date.

    The intent is kept before the call and its result after it, so the timeline shows both even
    when the legacy system is down; what it raised is then raised here too.
    """

    begin: Begin[LegacyWork]
    bridge: LegacyBridge
    """One that records its calls."""
    clock: Clock

    async def __call__(
        self, entity: LegacyEntity, reference: str, *, company: UUID | None = None
    ) -> CompanyMirror:
        """``reference`` is the mirror's id or the legacy one; ``company`` limits who may see it."""
        refuse_unless_mirrored(entity)
        asked = await self._ask(reference, company)
        try:
            source = await self.bridge.fetch_company(asked.legacy_id)
        except Refusal as refusal:
            async with self.begin() as work:
                latest = await work.company_mirrors.get(asked.id)
                outcome, at = outcome_of(refusal), self.clock.now()
                failed = latest.refresh_failed(outcome, refusal.detail, at=at)
                await work.company_mirrors.save(failed)
            raise
        async with self.begin() as work:
            latest = await work.company_mirrors.get(asked.id)
            refreshed = latest.refreshed(source, at=self.clock.now())
            return await work.company_mirrors.save(refreshed)

    async def _ask(self, reference: str, company: UUID | None) -> CompanyMirror:
        async with self.begin() as work:
            mirror = await _named(work, reference)
            if company not in (None, mirror.company_id):
                raise MirrorNotFound(f"no company mirror {reference!r}")
            return await work.company_mirrors.save(mirror.sync_requested(at=self.clock.now()))


async def _named(work: LegacyWork, reference: str) -> CompanyMirror:
    found = await work.company_mirrors.find(legacy_id(reference))
    if found is None and (mirror_id := _as_mirror_id(reference)):
        found = await work.company_mirrors.get(mirror_id)
    if found is None:
        raise MirrorNotFound(f"no company mirror {reference!r}")
    return found


def _as_mirror_id(reference: str) -> CompanyMirrorId | None:
    try:
        return CompanyMirrorId(UUID(reference))
    except ValueError:
        return None
