"""Bringing mirrors up to date because somebody asked."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from attrs import frozen

from smplat_core.jobs import JobRequest, JobRun, JobRunId, Queue
from smplat_core.kernel import Begin, Clock, Ids, Refusal
from smplat_core.legacy.mirrors import ThingMirror
from smplat_core.legacy.model import CompanyMirror
from smplat_core.legacy.ports import LARGEST_BATCH, LegacyBridge, LegacyWork
from smplat_core.legacy.recording import outcome_of
from smplat_core.legacy.records import LegacyAsset, LegacyDevice
from smplat_core.legacy.use_cases.keeping import Kept, Mirror, keep_records
from smplat_core.legacy.vocabulary import (
    BadRefresh,
    CompanyMirrorId,
    LegacyEntity,
    LegacyId,
    MirrorNotFound,
    ThingMirrorId,
    UnknownLegacyRecord,
    legacy_id,
)

REFRESH_ALL: Final = "legacy.refresh_all"


@frozen
class RefreshMirror:
    """Bring the mirror of one legacy record up to date; a device or asset may have none yet.

    The intent is kept before the call and its result after it, so the timeline shows both even
    when the legacy system is down; what it raised is then raised here too.
    """

    begin: Begin[LegacyWork]
    bridge: LegacyBridge
    """One that records its calls."""
    clock: Clock
    ids: Ids

    async def __call__(
        self, entity: LegacyEntity, reference: str, *, company: UUID | None = None
    ) -> Mirror:
        """``reference`` is the mirror's id or the legacy one; ``company`` limits who may see it."""
        if entity is LegacyEntity.COMPANY:
            return await self._company(reference, company)
        return await self._thing(entity, reference)

    async def _company(self, reference: str, company: UUID | None) -> CompanyMirror:
        async with self.begin() as work:
            mirror = await _named_company(work, reference)
            if company not in (None, mirror.company_id):
                raise MirrorNotFound(f"no company mirror {reference!r}")
            asked = await work.company_mirrors.save(mirror.sync_requested(at=self.clock.now()))
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

    async def _thing(self, entity: LegacyEntity, reference: str) -> ThingMirror:
        requested_at = self.clock.now()
        async with self.begin() as work:
            asked = await find_thing(work, entity, reference)
            if asked is not None:
                (asked,) = await work.thing_mirrors.save_all(
                    [asked.sync_requested(at=requested_at)]
                )
        named = asked.legacy_id if asked else legacy_id(reference)
        try:
            record = await self._fetched(entity, named)
        except Refusal as refusal:
            if asked is not None:
                async with self.begin() as work:
                    latest = await work.thing_mirrors.get(asked.id)
                    outcome, at = outcome_of(refusal), self.clock.now()
                    failed = latest.sync_failed(outcome, refusal.detail, at=at)
                    await work.thing_mirrors.save_all([failed])
            raise
        async with self.begin() as work:
            now = self.clock.now()
            found = await work.thing_mirrors.find_all(entity, [named])
            if found:
                mirror = found[0].refreshed(record, at=now)
            else:
                made = ThingMirrorId(self.ids.new())
                mirror = ThingMirror.first(made, record, requested_at=requested_at, at=now)
            (saved,) = await work.thing_mirrors.save_all([mirror])
            return saved

    async def _fetched(self, entity: LegacyEntity, named: LegacyId) -> LegacyDevice | LegacyAsset:
        for record in await self.bridge.fetch(entity, [named]):
            if isinstance(record, LegacyDevice | LegacyAsset) and record.legacy_id == named:
                return record
        raise UnknownLegacyRecord(f"the legacy system has no {entity} {named!r}")


@frozen
class RefreshMirrors:
    """Bring many mirrors of one kind up to date with one question to the legacy system."""

    begin: Begin[LegacyWork]
    bridge: LegacyBridge
    clock: Clock
    ids: Ids

    async def __call__(self, entity: LegacyEntity, references: Sequence[str]) -> Kept:
        """By legacy ids; what the legacy system, or for companies we, do not know is told apart."""
        if not 1 <= len(references) <= LARGEST_BATCH:
            raise BadRefresh.at(
                "/ids", f"{len(references)} ids", accepted=f"1 to {LARGEST_BATCH} legacy ids"
            )
        named = [legacy_id(reference) for reference in references]
        records = await self.bridge.fetch(entity, named)
        async with self.begin() as work:
            now = self.clock.now()
            return await keep_records(work, entity, named, records, ids=self.ids, at=now)


@frozen
class AskForRefresh:
    """Have every mirror of a kind refreshed, by a job that goes on page by page."""

    begin: Begin[LegacyWork]

    async def __call__(self, entity: LegacyEntity) -> JobRunId:
        """Asked again while it goes on, the answer is the same job."""
        async with self.begin() as work:
            (job_id,) = await work.jobs.enqueue(refresh_job(entity, None))
            return job_id


@frozen
class RefreshAll:
    """The handler of ``legacy.refresh_all``: one page, and a job for the next.

    Devices and assets are taken over as the legacy system lists them; companies are those we
    wrap. A crash repeats a page, which changes nothing.
    """

    begin: Begin[LegacyWork]
    bridge: LegacyBridge
    clock: Clock
    ids: Ids

    async def __call__(self, run: JobRun) -> None:
        entity = LegacyEntity.named(str(run.payload["entity"]))
        given = run.payload.get("after")
        after = None if given is None else str(given)
        if entity is LegacyEntity.COMPANY:
            await self._companies(after)
            return
        page = await self.bridge.page(entity, after=after)
        asked = [record.legacy_id for record in page.records]
        async with self.begin() as work:
            now = self.clock.now()
            await keep_records(work, entity, asked, page.records, ids=self.ids, at=now)
            if page.next_after is not None and page.next_after != after:
                await work.jobs.enqueue(refresh_job(entity, page.next_after))

    async def _companies(self, after: str | None) -> None:
        async with self.begin() as work:
            mirrors = await work.company_mirrors.following(
                UUID(after) if after else None, limit=LARGEST_BATCH
            )
        if not mirrors:
            return
        asked = [mirror.legacy_id for mirror in mirrors]
        records = await self.bridge.fetch(LegacyEntity.COMPANY, asked)
        async with self.begin() as work:
            now = self.clock.now()
            await keep_records(work, LegacyEntity.COMPANY, asked, records, ids=self.ids, at=now)
            await work.jobs.enqueue(refresh_job(LegacyEntity.COMPANY, str(mirrors[-1].id)))


def refresh_job(entity: LegacyEntity, after: str | None) -> JobRequest:
    place = "" if after is None else f":{after}"
    return JobRequest(
        name=REFRESH_ALL,
        queue=Queue.MAINTENANCE,
        payload={"entity": entity.value, "after": after},
        dedupe_key=f"{REFRESH_ALL}:{entity}{place}",
        max_attempts=20,
    )


async def find_thing(work: LegacyWork, entity: LegacyEntity, reference: str) -> ThingMirror | None:
    """The device or asset with this legacy id or mirror id, held; ``None`` when there is none."""
    found = await work.thing_mirrors.find_all(entity, [legacy_id(reference)])
    if found:
        return found[0]
    mirror_id = _as_id(reference)
    if mirror_id is None:
        return None
    try:
        mirror = await work.thing_mirrors.get(ThingMirrorId(mirror_id))
    except MirrorNotFound:
        return None
    return mirror if mirror.entity is entity else None


async def _named_company(work: LegacyWork, reference: str) -> CompanyMirror:
    found = await work.company_mirrors.find(legacy_id(reference))
    mirror_id = _as_id(reference)
    if found is None and mirror_id:
        found = await work.company_mirrors.get(CompanyMirrorId(mirror_id))
    if found is None:
        raise MirrorNotFound(f"no company mirror {reference!r}")
    return found


def _as_id(reference: str) -> UUID | None:
    try:
        return UUID(reference)
    except ValueError:
        return None
