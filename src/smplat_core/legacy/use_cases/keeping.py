"""Keeping what the legacy system just said of many records."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import frozen

from smplat_core.kernel import Ids
from smplat_core.legacy.assignments import Handover, handed_over
from smplat_core.legacy.mirrors import ThingMirror
from smplat_core.legacy.model import CompanyMirror, LegacyCompany
from smplat_core.legacy.ports import LegacyWork
from smplat_core.legacy.records import LegacyAsset, LegacyDevice, LegacyRecord
from smplat_core.legacy.vocabulary import (
    AssignmentId,
    CallOutcome,
    LegacyEntity,
    LegacyId,
    ThingMirrorId,
)

Mirror = CompanyMirror | ThingMirror


@frozen
class Kept:
    """The mirrors as they are now, and the ids nobody knows."""

    mirrors: tuple[Mirror, ...]
    unknown: tuple[LegacyId, ...] = ()


async def keep_records(
    work: LegacyWork,
    entity: LegacyEntity,
    asked: Sequence[LegacyId],
    records: Sequence[LegacyRecord],
    *,
    ids: Ids,
    at: datetime,
) -> Kept:
    """Bring the mirrors of ``asked`` up to date; those not in ``records`` are gone over there.

    A device or asset without a mirror gets one; a company without one stays without, because
    nothing of ours wraps it.
    """
    known = {record.legacy_id: record for record in records}
    if entity is LegacyEntity.COMPANY:
        return await _keep_companies(work, asked, known, at=at)
    mirrors = {m.legacy_id: m for m in await work.thing_mirrors.find_all(entity, asked)}
    changed: list[ThingMirror] = []
    for legacy_id in dict.fromkeys(asked):
        record, mirror = known.get(legacy_id), mirrors.get(legacy_id)
        if isinstance(record, LegacyDevice | LegacyAsset):
            if mirror is None:
                made = ThingMirrorId(ids.new())
                changed.append(ThingMirror.first(made, record, requested_at=at, at=at))
            else:
                changed.append(mirror.confirmed(record, at=at))
        elif mirror is not None and mirror.gone_at is None:
            detail = f"the legacy system has no {entity} {legacy_id!r}"
            changed.append(mirror.sync_failed(CallOutcome.UNKNOWN_RECORD, detail, at=at))
    saved = await work.thing_mirrors.save_all(changed)
    shown = tuple(mirror for mirror in saved if mirror.gone_at is None)
    return Kept(shown, tuple(i for i in dict.fromkeys(asked) if i not in known))


async def _keep_companies(
    work: LegacyWork,
    asked: Sequence[LegacyId],
    known: Mapping[LegacyId, LegacyRecord],
    *,
    at: datetime,
) -> Kept:
    mirrors = {m.legacy_id: m for m in await work.company_mirrors.find_all(asked)}
    kept: list[CompanyMirror] = []
    right: list[CompanyMirror] = []
    for legacy_id, mirror in mirrors.items():
        source = known.get(legacy_id)
        if not isinstance(source, LegacyCompany):
            continue
        refreshed = mirror.refreshed(source, at=at)
        if refreshed.record == mirror.record:
            right.append(refreshed)
        else:
            kept.append(await work.company_mirrors.save(refreshed))
    await work.company_mirrors.confirm([mirror.id for mirror in right], at=at)
    both = {legacy_id for legacy_id in mirrors if legacy_id in known}
    unknown = tuple(i for i in dict.fromkeys(asked) if i not in both)
    return Kept((*kept, *right), unknown)


async def hand_over(
    work: LegacyWork, handovers: Sequence[Handover], *, ids: Ids, at: datetime
) -> None:
    """Write down who holds these things from now on. Told twice, nothing changes."""
    for handover in handovers:
        if not handover.things:
            continue
        current = dict(await work.assignments.current(handover.entity, handover.things))
        new_ids = tuple(AssignmentId(ids.new()) for _ in handover.things)
        await work.assignments.save_all(handed_over(handover, current, new_ids, at=at))
