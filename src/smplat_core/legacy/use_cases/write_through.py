"""Changing a device or an asset: over there first, then here."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from attrs import frozen

from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock, Ids, Unavailable, current_cause
from smplat_core.legacy.assignments import Handover, Holder
from smplat_core.legacy.lifecycle import WriteState
from smplat_core.legacy.mirrors import UPDATE, WRITABLE, ThingMirror, checked_changes
from smplat_core.legacy.ports import LegacyBridge, LegacyWork
from smplat_core.legacy.recording import outcome_of
from smplat_core.legacy.use_cases.keeping import hand_over
from smplat_core.legacy.use_cases.refresh_mirror import RefreshMirror, find_thing
from smplat_core.legacy.vocabulary import (
    BridgeOpen,
    LegacyEntity,
    LegacyId,
    MirrorChanged,
    MirrorWriteId,
    NotWritable,
    OperationRefused,
    WritePending,
)
from smplat_core.legacy.writes import MirrorWrite

FINISH_WRITES: Final = "legacy.finish_writes"
WRITE_THROUGH: Final = "write_through"
LEFT_ALONE: Final = timedelta(seconds=30)
"""How long a change is its caller's; older ones are carried out by the job."""
MOST_AT_ONCE: Final = 50


@frozen
class Written:
    """The mirror as it is now, and how far the change came."""

    mirror: ThingMirror
    write: MirrorWrite


@frozen
class CarryOut:
    """One attempt to have a change taken. Repeated, it is done once: its key is the intent's."""

    begin: Begin[LegacyWork]
    bridge: LegacyBridge
    clock: Clock
    ids: Ids

    async def __call__(self, write: MirrorWrite) -> Written:
        """Raises ``OperationRefused``; a system that is away leaves the change pending."""
        try:
            await self.bridge.perform(write.operation)
        except (OperationRefused, Unavailable) as refusal:
            written = await self._unsettled(write, refusal)
            if isinstance(refusal, OperationRefused):
                raise
            return written
        return await self._settled(write)

    async def _settled(self, write: MirrorWrite) -> Written:
        async with self.begin() as work:
            held = await work.mirror_writes.get(write.id)
            mirror, now = await work.thing_mirrors.get(held.mirror_id), self.clock.now()
            if held.state is not WriteState.PENDING:
                return Written(mirror, held)
            (saved,) = await work.thing_mirrors.save_all([mirror.written(held.changes, at=now)])
            if "company" in held.changes:
                await self._handed_over(work, saved)
            return Written(saved, await work.mirror_writes.save(held.settle(at=now)))

    async def _unsettled(
        self, write: MirrorWrite, refusal: OperationRefused | Unavailable
    ) -> Written:
        async with self.begin() as work:
            held = await work.mirror_writes.get(write.id)
            mirror, now = await work.thing_mirrors.get(held.mirror_id), self.clock.now()
            if held.state is not WriteState.PENDING:
                return Written(mirror, held)
            error = f"{refusal.code}: {refusal.detail}"
            final = isinstance(refusal, OperationRefused)
            ended = held.refuse(error, at=now) if final else held.failed(error, at=now)
            if ended.state is not WriteState.PENDING:
                outcome = outcome_of(refusal)
                told = mirror.sync_failed(outcome, refusal.detail, UPDATE, at=now)
                (mirror,) = await work.thing_mirrors.save_all([told])
            return Written(mirror, await work.mirror_writes.save(ended))

    async def _handed_over(self, work: LegacyWork, mirror: ThingMirror) -> None:
        named: LegacyId | None = mirror.record.company
        ours = await work.company_mirrors.find(named) if named else None
        holder = Holder(company=named, company_id=ours.company_id if ours else None)
        handover = Handover(
            entity=mirror.entity,
            things=(mirror.legacy_id,),
            holder=holder if named else None,
            reason=WRITE_THROUGH,
        )
        await hand_over(work, [handover], ids=self.ids, at=self.clock.now())


@frozen
class WriteThrough:
    """Change facts of a device or asset. The mirror follows when the legacy system has taken them.

    The intent is kept first. While the legacy system is away it stays pending, and a job goes on
    trying for a day.
    """

    begin: Begin[LegacyWork]
    refresh: RefreshMirror
    carry_out: CarryOut
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        entity: LegacyEntity,
        reference: str,
        changes: Mapping[str, str | None],
        *,
        expected_version: int | None = None,
    ) -> Written:
        if entity not in WRITABLE:
            kinds = ", ".join(WRITABLE)
            raise NotWritable(f"a {entity} is changed in the legacy system only; here: {kinds}")
        checked = checked_changes(entity, changes)
        async with self.begin() as work:
            known = await find_thing(work, entity, reference)
        if known is None:
            await self.refresh(entity, reference)
        async with self.begin() as work:
            mirror = await find_thing(work, entity, reference)
            if mirror is None:
                raise MirrorChanged(f"{entity} {reference!r} was forgotten meanwhile")
            if expected_version not in (None, mirror.version):
                raise MirrorChanged(
                    f"{entity} {mirror.legacy_id!r} is at version {mirror.version},"
                    f" not {expected_version}",
                    current_version=mirror.version,
                )
            pending = await work.mirror_writes.pending_for(mirror.id)
            if pending is not None:
                raise WritePending(
                    f"change {pending.id} of {entity} {mirror.legacy_id!r} is on its way"
                )
            now = self.clock.now()
            await work.thing_mirrors.save_all([mirror.sync_requested(UPDATE, at=now)])
            write = await work.mirror_writes.save(
                MirrorWrite(
                    id=MirrorWriteId(self.ids.new()),
                    mirror_id=mirror.id,
                    entity=entity,
                    legacy_id=mirror.legacy_id,
                    changes=checked,
                    correlation_id=current_cause().correlation_id,
                    created_at=now,
                )
            )
        return await self.carry_out(write)


@frozen
class FinishWrites:
    """The handler of ``legacy.finish_writes``: try again every change that is still pending."""

    begin: Begin[LegacyWork]
    carry_out: CarryOut
    clock: Clock

    async def __call__(self, run: JobRun) -> None:
        del run
        before = self.clock.now() - LEFT_ALONE
        async with self.begin() as work:
            pending = await work.mirror_writes.pending(before=before, limit=MOST_AT_ONCE)
        for write in pending:
            try:
                written = await self.carry_out(write)
            except OperationRefused:
                continue
            if written.write.error.startswith(BridgeOpen.code):
                return
