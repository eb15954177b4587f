"""Importing sensor locations, and exporting them all."""

from collections.abc import Sequence

from attrs import frozen

from smplat_core.insights.documents import manifest_of, part_of
from smplat_core.insights.model import Export, Part, SensorLocation, refuse_bad_locations
from smplat_core.insights.ports import Imported, InsightsWork
from smplat_core.insights.queries import InsightsQueries
from smplat_core.insights.vocabulary import (
    DEFAULT_PART,
    EXPORT_RETARGET,
    MOST_LOCATIONS,
    BadPartSize,
    ExportId,
    ExportNotReady,
    NothingToExport,
)
from smplat_core.jobs import JobRequest, LongRun, LongWork, Queue, Span, start_long_job
from smplat_core.kernel import Begin, Clock, ObjectStore, StoredObject, current_cause


@frozen
class ImportLocations:
    """Keep these sensor locations: new codes are added, known ones brought up to date."""

    begin: Begin[InsightsWork]

    async def __call__(self, locations: Sequence[SensorLocation]) -> Imported:
        """Refuses with ``BadLocations``, naming every mistake, and then keeps none."""
        refuse_bad_locations(locations)
        async with self.begin() as work:
            return await work.sensor_locations.keep(locations)


@frozen
class StartRetargetExport:
    """Ask for an export of every sensor location there is now."""

    begin: Begin[InsightsWork]
    clock: Clock

    async def __call__(self, *, part_size: int = DEFAULT_PART) -> ExportId:
        """Refuses with ``BadPartSize``, and with ``NothingToExport`` before the first import."""
        if not 1 <= part_size <= MOST_LOCATIONS:
            accepted = f"1 to {MOST_LOCATIONS:,}"
            raise BadPartSize.at("/part_size", f"{part_size} locations a part", accepted=accepted)
        now = self.clock.now()
        async with self.begin() as work:
            last = await work.sensor_locations.last_number()
            if not last:
                raise NothingToExport("there are no sensor locations; import some first")
            request = JobRequest(name=EXPORT_RETARGET, queue=Queue.RETARGET)
            run = await start_long_job(work, request, items=last, batch_size=part_size, at=now)
            export = Export.start(
                ExportId(run.id),
                locations=last,
                part_size=part_size,
                at=now,
                by=current_cause().actor,
            )
            await work.exports.open(export)
            return export.id


@frozen
class RetargetExport(LongWork[Part]):
    """Writes the parts of an export into the object store, and at the end its manifest."""

    begin: Begin[InsightsWork]
    clock: Clock
    queries: InsightsQueries
    objects: ObjectStore

    async def do(self, run: LongRun, span: Span) -> Part:
        """A worker that was taken for dead may still write: its file has a key of its own."""
        seen = await self.queries.export(ExportId(run.id))
        found = await self.queries.read(span.first, span.last)
        part, file = part_of(seen.export, span, found)
        await self.objects.put(file)
        return part

    async def keep(self, run: LongRun, span: Span, made: Part) -> None:
        del span  # the part names it
        async with self.begin() as work:
            await work.exports.keep_part(ExportId(run.id), made)

    async def finish(self, run: LongRun) -> None:
        """Refuses with ``ExportNotWhole`` when the parts do not add up."""
        export_id = ExportId(run.id)
        parts = await self.queries.parts(export_id)
        export = (await self.queries.export(export_id)).export
        export.refuse_unless_whole(parts)
        digest, file = manifest_of(export, parts)
        await self.objects.put(file)
        async with self.begin() as work:
            held = await work.exports.get(export_id)
            finished = held.finish(parts, key=file.key, sha256=digest, at=self.clock.now())
            await work.exports.save(finished)


@frozen
class ReadExport:
    """The files of a finished export; ``ExportNotReady`` before."""

    queries: InsightsQueries
    objects: ObjectStore

    async def manifest(self, export_id: ExportId) -> StoredObject:
        return await self.objects.get(await self._manifest_key(export_id))

    async def part(self, export_id: ExportId, number: int) -> StoredObject:
        await self._manifest_key(export_id)
        return await self.objects.get((await self.queries.part(export_id, number)).key)

    async def _manifest_key(self, export_id: ExportId) -> str:
        seen = await self.queries.export(export_id)
        if seen.export.manifest_key is None:
            state = seen.long_run.state
            detail = f"export {export_id} is {state}, {seen.long_run.progress} % done"
            raise ExportNotReady(detail)
        return seen.export.manifest_key
