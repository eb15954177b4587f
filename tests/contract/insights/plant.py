"""A place where exports are made: workers that can be killed, and files that remain."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from random import Random
from typing import Any, Final

from attrs import Factory, define, field, frozen

from smplat_app.work import Work
from smplat_core.insights import (
    EXPORT_RETARGET,
    EXPORT_RETARGET_BATCH,
    ExportId,
    ExportSeen,
    ImportLocations,
    InsightsQueries,
    ReadExport,
    RetargetExport,
    SensorLocation,
    StartRetargetExport,
)
from smplat_core.jobs import JobHandler, JobRun, JobRunId, Orchestrate, Queue, RunBatch, RunJob
from smplat_core.kernel import ObjectStore, StoredObject
from smplat_memory import MemoryInsightsQueries, MemoryObjects
from smplat_postgres import PostgresInsightsQueries
from tests.contract.databases import Database

LEASE: Final = timedelta(seconds=30)


class Killed(BaseException):
    """The process is gone: nothing it would have done afterwards is done."""


@define
class Death:
    """Strikes at any point where a worker waits, as often as the seed says."""

    random: Random
    odds: float
    strikes: int = 0

    def may_strike(self) -> None:
        if self.random.random() < self.odds:
            self.strikes += 1
            raise Killed


@frozen
class MortalObjects(ObjectStore):
    objects: ObjectStore
    death: Death

    async def put(self, stored: StoredObject) -> None:
        self.death.may_strike()
        await self.objects.put(stored)
        self.death.may_strike()

    async def get(self, key: str) -> StoredObject:
        return await self.objects.get(key)

    async def delete(self, key: str) -> None:
        await self.objects.delete(key)


@define
class Plant:
    database: Database
    death: Death = field(factory=lambda: Death(Random(0), 0.0))  # noqa: S311 - chosen by seed, not secret
    objects: ObjectStore = Factory(MemoryObjects)

    @property
    def queries(self) -> InsightsQueries:
        return self.database.pick(
            memory=lambda t: MemoryInsightsQueries(t.insights, t.jobs),
            postgres=PostgresInsightsQueries,
        )

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Work]:
        """A unit of work that may be cut before it is kept, and just after."""
        self.death.may_strike()
        async with self.database.begin() as work:
            yield work
            self.death.may_strike()
        self.death.may_strike()

    @property
    def read(self) -> ReadExport:
        return ReadExport(self.queries, self.objects)

    def handlers(self) -> dict[str, JobHandler]:
        clock = self.database.clock
        objects = MortalObjects(self.objects, self.death)
        export = RetargetExport(self.begin, clock, self.queries, objects)
        return {
            EXPORT_RETARGET: Orchestrate(self.begin, clock, export, EXPORT_RETARGET_BATCH),
            EXPORT_RETARGET_BATCH: RunBatch(self.begin, clock, export),
        }

    async def import_many(self, count: int, *, first: int = 1) -> None:
        locations = [a_location(n) for n in range(first, first + count)]
        await ImportLocations(self.database.begin)(locations)

    async def start(self, *, part_size: int = 10) -> ExportId:
        return await StartRetargetExport(self.database.begin, self.database.clock)(
            part_size=part_size
        )

    async def round(self, *, workers: int = 1) -> int:
        """Everything due now, by so many workers side by side; how many runs there were."""
        now = self.database.clock.now()
        due = await self.database.job_ledger.claim_due(
            [Queue.RETARGET], now=now, lease=LEASE, limit=50
        )
        run_job = RunJob(self.database.job_ledger, self.database.clock, self.handlers(), LEASE)
        gate = asyncio.Semaphore(workers)

        async def run_one(job_id: JobRunId) -> None:
            async with gate:
                try:
                    await run_job(job_id)
                except Killed:
                    return

        await asyncio.gather(*(run_one(handout.job_id) for handout in due))
        return len(due)

    async def through(self, export_id: ExportId, *, workers: int = 1) -> ExportSeen:
        """Work, and wait for leases to end, until the export is at an end."""
        for _ in range(2_000):
            await self.round(workers=workers)
            if (await self.run(export_id)).finished_at is not None:
                return await self.queries.export(export_id)
            self.database.clock.advance(timedelta(seconds=5))
        raise AssertionError("the export never ends")

    async def run(self, export_id: ExportId) -> JobRun:
        return await self.database.job_queries.get(JobRunId(export_id))

    async def exported(self, export_id: ExportId) -> list[dict[str, Any]]:
        return await checked_lines(self.read, export_id)


async def checked_lines(read: ReadExport, export_id: ExportId) -> list[dict[str, Any]]:
    """Every location in the files the manifest names, once they are checked against it."""
    manifest = json.loads((await read.manifest(export_id)).body)
    lines = list[dict[str, Any]]()
    for part in manifest["parts"]:
        body = (await read.part(export_id, part["number"])).body
        assert (sha256(body).hexdigest(), len(body)) == (part["sha256"], part["size"])
        found = [json.loads(line) for line in body.splitlines()]
        assert len(found) == part["locations"]
        lines += found
    assert len(lines) == manifest["locations"]
    return lines


def a_location(number: int, *, name: str = "Aisle") -> SensorLocation:
    return SensorLocation(
        code=f"LOC-{number:06}",
        name=f"{name} {number}",
        site=f"Toronto DC {number % 7}",
        device=f"SEN-T100-{number:06}" if number % 3 else None,
    )
