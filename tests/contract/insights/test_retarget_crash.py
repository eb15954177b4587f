"""Real workers are killed with SIGKILL while they export, and every location is there once.

``SMPLAT_RETARGET_LOCATIONS``, ``SMPLAT_RETARGET_KILLS`` and ``SMPLAT_RETARGET_SEED`` make it larger;
``nox -s retarget`` does it with 100,000.
"""

import asyncio
import os
import time
from pathlib import Path
from random import Random

import pytest
from redis.asyncio import Redis

from smplat_core.insights import (
    MOST_LOCATIONS,
    ExportId,
    ImportLocations,
    ReadExport,
    StartRetargetExport,
)
from smplat_core.jobs import JobRunId, JobStatus
from smplat_objects import open_objects
from smplat_postgres import Engine, PostgresDatabase, PostgresInsightsQueries, PostgresJobQueries
from smplat_system import SystemClock, Uuid7Ids
from tests.contract.databases import Database
from tests.contract.insights.mortal_workers import MortalWorkers, Servers, mortal_workers
from tests.contract.insights.plant import a_location, checked_lines
from tests.contract.services import PostgresService, ValkeyService

LOCATIONS = int(os.environ.get("SMPLAT_RETARGET_LOCATIONS", "5000"))
KILLS = int(os.environ.get("SMPLAT_RETARGET_KILLS", "5"))
SEED = os.environ.get("SMPLAT_RETARGET_SEED", "retarget")
PARTS = 100
PATIENCE_SECONDS = 120 + 10 * KILLS

queries = PostgresInsightsQueries()


@pytest.fixture
async def servers(
    postgres: Database,
    postgres_cluster: PostgresService,
    valkey: ValkeyService,
    tmp_path: Path,
) -> Servers:
    del postgres  # empties the database
    redis = Redis.from_url(valkey.url)
    await redis.flushall()
    await redis.aclose()
    dsn = postgres_cluster.with_database("smplat_contract").dsn
    return Servers(dsn, valkey.url, f"file://{tmp_path}/objects")


async def started(database: PostgresDatabase) -> ExportId:
    """An export of all locations, in about a hundred parts."""
    keep = ImportLocations(database.begin)
    for first in range(1, LOCATIONS + 1, MOST_LOCATIONS):
        last = min(first + MOST_LOCATIONS, LOCATIONS + 1)
        await keep([a_location(number) for number in range(first, last)])
    start = StartRetargetExport(database.begin, database.clock)
    return await start(part_size=max(1, LOCATIONS // PARTS))


async def killed_until_done(workers: MortalWorkers, export_id: ExportId) -> None:
    """Kill a worker whenever so many parts are done as the seed says, until nothing is left."""
    points = sorted(workers.random.sample(range(PARTS - 5), KILLS))
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            seen = await queries.export(export_id)
            if seen.job_status in (JobStatus.COMPLETED, JobStatus.FAILED):
                return
            if points and seen.long_run.done >= points[0]:
                points.pop(0)
                await asyncio.sleep(workers.random.uniform(0, 0.05))  # in the middle of something
                workers.kill_one()
            await asyncio.sleep(0.01)


async def test_workers_killed_at_random_export_every_location_exactly_once(
    servers: Servers, engine: Engine, tmp_path: Path
) -> None:
    database = PostgresDatabase(engine, SystemClock(), Uuid7Ids())
    export_id = await started(database)
    began = time.monotonic()
    log = tmp_path / "workers.log"

    random = Random(SEED)  # noqa: S311 - a failure must be repeatable
    with mortal_workers(servers, log, random, count=2) as workers:
        await killed_until_done(workers, export_id)
        spent = time.monotonic() - began

    run = await PostgresJobQueries().get(JobRunId(export_id))
    lines = await checked_lines(ReadExport(queries, open_objects(servers.objects_url)), export_id)
    print(f"\n{len(lines):,} locations in {spent:.1f} s, {workers.kills} kills, seed {SEED!r}")  # noqa: T201 - what `nox -s retarget` is asked for
    assert run.status is JobStatus.COMPLETED, log.read_text()[-4_000:]
    assert [line["number"] for line in lines] == list(range(1, LOCATIONS + 1))
    assert len({line["code"] for line in lines}) == LOCATIONS
    assert workers.kills == KILLS
