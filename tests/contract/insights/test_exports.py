"""An export holds every location exactly once, whoever dies while it is made."""

from datetime import timedelta
from random import Random

import pytest

from smplat_core.insights import (
    BadPartSize,
    ExportFinished,
    ExportId,
    ExportNotReady,
    ExportStarted,
    NothingToExport,
    PartNotFound,
    StartRetargetExport,
)
from smplat_core.jobs import (
    BatchesDead,
    CancelJob,
    DeadLetters,
    JobFilter,
    JobNotPausable,
    JobRequest,
    JobRunId,
    JobStatus,
    LongRunState,
    PartOfLongJob,
    PauseJob,
    Queue,
    RequeueDead,
    RequeueJob,
    ResumeJob,
)
from smplat_core.kernel import (
    ActionNotAllowed,
    Cause,
    NotAllowed,
    ObjectsUnavailable,
    PageRequest,
    StoredObject,
    acting_as,
)
from smplat_memory import MemoryObjects
from tests.contract.insights.plant import Death, Plant


async def test_an_export_is_every_location_once_in_parts_and_a_manifest(plant: Plant) -> None:
    await plant.import_many(95)
    export_id = await plant.start()

    seen = await plant.through(export_id)
    lines = await plant.exported(export_id)

    assert [line["number"] for line in lines] == list(range(1, 96))
    assert len({line["code"] for line in lines}) == 95
    assert (seen.export.parts, seen.export.locations) == (10, 95)
    assert (seen.long_run.state, seen.long_run.progress) == (LongRunState.COMPLETED, 100)
    run = await plant.run(export_id)
    assert (run.status, run.progress) == (JobStatus.COMPLETED, 100)
    events = await plant.database.events()
    assert [event.name for event in events] == [ExportStarted.name, ExportFinished.name]


async def test_what_is_imported_later_is_not_in_it(plant: Plant) -> None:
    await plant.import_many(12)
    export_id = await plant.start()
    await plant.round()

    await plant.import_many(30, first=13)
    await plant.through(export_id)

    assert len(await plant.exported(export_id)) == 12


@pytest.mark.parametrize("seed", range(8))
async def test_workers_killed_at_any_moment_lose_and_double_nothing(
    plant: Plant, seed: int
) -> None:
    await plant.import_many(200)
    export_id = await plant.start(part_size=10)
    plant.death = Death(Random(seed), 0.06)  # noqa: S311 - a failure must be repeatable

    await plant.through(export_id, workers=3)
    plant.death.odds = 0

    lines = await plant.exported(export_id)
    assert plant.death.strikes > 0
    assert [line["number"] for line in lines] == list(range(1, 201))
    events = [event.name for event in await plant.database.events()]
    assert events.count(ExportFinished.name) == 1


async def test_no_more_batches_are_under_way_than_the_window_and_none_twice(plant: Plant) -> None:
    await plant.import_many(200)
    export_id = await plant.start(part_size=5)

    most = 0
    while await plant.round(workers=4):
        page = await plant.database.job_queries.list(
            JobFilter(parent_id=JobRunId(export_id)), PageRequest(limit=200)
        )
        waiting = [run for run in page.items if run.status is JobStatus.QUEUED]
        most = max(most, len(waiting))

    batches = [int(str(run.payload["batch"])) for run in page.items]
    assert 0 < most <= 8
    assert sorted(batches) == list(range(1, 41))


async def test_what_is_paused_begins_nothing_and_goes_on_when_resumed(plant: Plant) -> None:
    await plant.import_many(100)
    export_id = await plant.start()
    await plant.round()
    pause = PauseJob(plant.database.begin, plant.database.clock)
    resume = ResumeJob(plant.database.begin, plant.database.clock)

    with acting_as(Cause("key:7", "c")):
        await pause(JobRunId(export_id))
        await pause(JobRunId(export_id))
    for _ in range(20):
        await plant.round()
        plant.database.clock.advance(timedelta(seconds=5))
    paused = await plant.queries.export(export_id)
    await resume(JobRunId(export_id))
    done = await plant.through(export_id)

    assert (paused.long_run.state, paused.long_run.done) == (LongRunState.PAUSED, 0)
    assert done.long_run.state is LongRunState.COMPLETED
    assert len(await plant.exported(export_id)) == 100
    told = [(event.name, event.actor) for event in await plant.database.events()]
    assert told.count(("job.paused", "key:7")) == 1
    assert told.count(("job.resumed", "system")) == 1


async def test_what_is_canceled_ends_at_once_and_leaves_no_result(plant: Plant) -> None:
    await plant.import_many(100)
    export_id = await plant.start()
    await plant.round()
    cancel = CancelJob(plant.database.begin, plant.database.clock)

    canceled = await cancel(JobRunId(export_id))
    again = await cancel(JobRunId(export_id))
    plant.database.clock.advance(timedelta(minutes=5))
    left = await plant.round()

    assert (canceled.status, again.status, left) == (JobStatus.CANCELED, JobStatus.CANCELED, 0)
    seen = await plant.queries.export(export_id)
    assert (seen.long_run.state, seen.job_status) == (LongRunState.CANCELED, JobStatus.CANCELED)
    with pytest.raises(ExportNotReady):
        await plant.read.manifest(export_id)
    with pytest.raises(ActionNotAllowed):
        await ResumeJob(plant.database.begin, plant.database.clock)(JobRunId(export_id))


async def test_a_batch_under_way_when_its_job_is_canceled_counts_no_more(plant: Plant) -> None:
    await plant.import_many(20)
    export_id = await plant.start()
    await plant.round()

    class CancelWhileWriting(MemoryObjects):
        async def put(self, stored: StoredObject) -> None:
            await super().put(stored)
            await CancelJob(plant.database.begin, plant.database.clock)(JobRunId(export_id))

    plant.objects = CancelWhileWriting()
    await plant.round()

    assert await plant.queries.parts(export_id) == ()


async def test_a_batch_that_fails_for_good_stops_the_export_until_a_person_retries(
    plant: Plant,
) -> None:
    await plant.import_many(30)
    export_id = await plant.start()

    class Full(MemoryObjects):
        async def put(self, stored: StoredObject) -> None:
            raise NotAllowed(f"the disk is full: {stored.key}")

    plant.objects = Full()
    failed = await plant.through(export_id)
    plant.objects = MemoryObjects()
    requeued = await RequeueJob(plant.database.begin, plant.database.clock)(JobRunId(export_id))
    await plant.through(export_id)

    assert failed.job_status is JobStatus.FAILED
    assert failed.last_error is not None
    assert BatchesDead.code in failed.last_error
    assert requeued.status is JobStatus.QUEUED
    assert len(await plant.exported(export_id)) == 30


async def test_dead_letters_are_requeued_in_bulk_and_a_long_job_with_its_batches(
    plant: Plant,
) -> None:
    await plant.import_many(30)
    export_id = await plant.start()

    class Full(MemoryObjects):
        async def put(self, stored: StoredObject) -> None:
            raise NotAllowed(f"the disk is full: {stored.key}")

    plant.objects = Full()
    await plant.through(export_id)
    plant.objects = MemoryObjects()
    came = await RequeueDead(plant.database.begin, plant.database.clock)(
        DeadLetters(queue=Queue.RETARGET)
    )
    await plant.through(export_id)

    assert JobRunId(export_id) in came.requeued
    assert len(came.requeued) == len(set(came.requeued)) > 1
    assert len(await plant.exported(export_id)) == 30


async def test_a_store_that_is_away_for_a_while_only_makes_it_later(plant: Plant) -> None:
    await plant.import_many(30)
    export_id = await plant.start()
    asked = [0]

    class Away(MemoryObjects):
        async def put(self, stored: StoredObject) -> None:
            asked[0] += 1
            if asked[0] <= 5:
                raise ObjectsUnavailable("nobody answers")
            await super().put(stored)

    plant.objects = Away()
    await plant.through(export_id)

    assert len(await plant.exported(export_id)) == 30


async def test_a_late_writer_cannot_spoil_a_part_that_counts(plant: Plant) -> None:
    await plant.import_many(10)
    export_id = await plant.start()
    await plant.through(export_id)
    counted = await plant.queries.part(export_id, 1)

    changed = counted.key.replace(counted.sha256[:16], "0" * 16)
    async with plant.database.begin() as work:
        late = type(counted)(
            number=1, first=1, last=10, locations=10, size=1, key=changed, sha256="0" * 64
        )
        await work.exports.keep_part(export_id, late)

    assert await plant.queries.part(export_id, 1) == counted


async def test_a_batch_is_not_canceled_and_a_short_job_not_paused(plant: Plant) -> None:
    await plant.import_many(10)
    export_id = await plant.start()
    await plant.round()
    begin, clock = plant.database.begin, plant.database.clock
    page = await plant.database.job_queries.list(
        JobFilter(parent_id=JobRunId(export_id)), PageRequest()
    )
    async with begin() as work:
        (short,) = await work.jobs.enqueue(JobRequest(name="x", queue=Queue.ORDERS))

    with pytest.raises(PartOfLongJob):
        await CancelJob(begin, clock)(page.items[0].id)
    with pytest.raises(JobNotPausable):
        await PauseJob(begin, clock)(short)


async def test_nothing_and_parts_of_no_size_are_refused(plant: Plant) -> None:
    start = StartRetargetExport(plant.database.begin, plant.database.clock)

    with pytest.raises(NothingToExport):
        await start()
    for size in (0, -1, 5_001):
        with pytest.raises(BadPartSize):
            await start(part_size=size)


async def test_files_are_given_out_only_when_they_are_whole(plant: Plant) -> None:
    await plant.import_many(20)
    export_id = await plant.start()
    with pytest.raises(ExportNotReady, match="0 % done"):
        await plant.read.part(export_id, 1)

    await plant.through(export_id)

    for number in (0, 3, 2**40, 2**70):
        with pytest.raises(PartNotFound):
            await plant.read.part(export_id, number)


async def test_exports_are_listed_newest_first(plant: Plant) -> None:
    await plant.import_many(1)
    made = list[ExportId]()
    for _ in range(5):
        plant.database.clock.advance(timedelta(minutes=1))
        made.append(await plant.start())

    seen, cursor = list[ExportId](), None
    while True:
        page = await plant.queries.exports(PageRequest.of(limit=2, cursor=cursor))
        seen += [item.export.id for item in page.items]
        if (cursor := page.next_cursor) is None:
            break

    assert seen == made[::-1]
