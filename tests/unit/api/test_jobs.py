"""Support watches and repairs jobs over HTTP."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smplat_api.jobs.views import RECORDS, RESULTS
from smplat_app.testing import MemoryShape
from smplat_core.jobs import (
    JobRequest,
    JobRunId,
    Queue,
    Related,
    Schedule,
    ScheduleEntry,
    Ticks,
)
from tests.unit.api.conftest import Client
from tests.unit.api.working import LEASE, work_round

RUNS = "/api/v1/job-runs"
SCHEDULES = "/api/v1/schedules"


async def asked(shape: MemoryShape, *requests: JobRequest) -> tuple[JobRunId, ...]:
    async with shape.database.begin() as work:
        return await work.jobs.enqueue(*requests)


def unknown(queue: Queue = Queue.ORDERS, **changes: object) -> JobRequest:
    """A job no worker knows: it fails for good at once."""
    return JobRequest(name="nobody.knows", queue=queue, **changes)  # type: ignore[arg-type]  # a test names what it changes


async def test_a_run_links_to_the_record_it_works_for(client: Client, shape: MemoryShape) -> None:
    order = UUID(int=7)
    (job_id,) = await asked(shape, unknown(related=Related("order", order)))

    run = (await client.get(f"{RUNS}/{job_id}")).json()

    assert run["related"] == {
        "kind": "order",
        "id": str(order),
        "href": f"/api/v1/orders/{order}",
    }
    assert (run["status"], run["progress"], run["lost"], run["worker"]) == ("queued", 0, 0, None)


async def test_every_link_of_a_run_is_a_route_that_can_be_read(client: Client) -> None:
    paths = (await client.get("/docs/openapi.json")).json()["paths"]

    shapes = {
        path.partition("{")[0] for path in paths if path.count("{") == 1 and "get" in paths[path]
    }
    links = [link.partition("{")[0] for link in (*RECORDS.values(), *RESULTS.values())]
    assert set(links) <= shapes


async def test_runs_are_filtered_by_when_they_were_asked_for(
    client: Client, shape: MemoryShape
) -> None:
    (first,) = await asked(shape, unknown())
    noon = shape.clock.now() + timedelta(minutes=1)
    shape.clock.advance(timedelta(minutes=1))
    (second,) = await asked(shape, unknown())

    moment = noon.isoformat().replace("+00:00", "Z")
    until = (await client.get(f"{RUNS}?created_until={moment}")).json()["items"]
    since = (await client.get(f"{RUNS}?created_from={moment}")).json()["items"]

    assert [run["id"] for run in until] == [str(first)]
    assert [run["id"] for run in since] == [str(second)]


async def test_a_waiting_job_is_tried_now_and_it_is_told_who_wanted_so(
    client: Client, shape: MemoryShape
) -> None:
    later = shape.clock.now() + timedelta(hours=1)
    (job_id,) = await asked(shape, unknown(due_at=later))

    run = (await client.post(f"{RUNS}/{job_id}/retry")).json()
    timeline = (await client.get(f"{RUNS}/{job_id}/timeline")).json()["items"]

    assert run["next_attempt_at"] == shape.clock.now().isoformat().replace("+00:00", "Z")
    assert [event["name"] for event in timeline] == ["job.hastened"]
    assert timeline[0]["actor"].startswith("key:")


async def test_a_dead_job_is_requeued_alone_and_only_when_dead(
    client: Client, shape: MemoryShape
) -> None:
    (job_id,) = await asked(shape, unknown())
    early = await client.post(f"{RUNS}/{job_id}/requeue")
    await work_round(shape)
    dead = (await client.get(f"{RUNS}/{job_id}")).json()

    requeued = await client.post(f"{RUNS}/{job_id}/requeue")

    assert (early.status_code, early.json()["code"]) == (409, "jobs.not_retryable")
    assert (dead["status"], dead["dead"], dead["worker"]) == ("failed", True, "worker-1")
    assert (requeued.json()["status"], requeued.json()["attempt"]) == ("queued", 0)


async def test_dead_jobs_are_requeued_in_bulk_by_what_they_are(
    client: Client, shape: MemoryShape
) -> None:
    await asked(shape, *[unknown() for _ in range(5)], unknown(Queue.PRICING))
    await work_round(shape)

    some = (await client.post(f"{RUNS}/requeue", json={"queue": "orders", "limit": 3})).json()
    rest = (await client.post(f"{RUNS}/requeue", json={"queue": "orders"})).json()
    left = (await client.get(f"{RUNS}?status=failed")).json()["items"]

    assert (some["requeued"], some["skipped"], rest["requeued"]) == (3, 0, 2)
    assert len(set(some["job_ids"]) | set(rest["job_ids"])) == 5
    assert [run["queue"] for run in left] == ["pricing"]


async def test_a_dead_job_whose_key_is_taken_is_skipped_and_said_so(
    client: Client, shape: MemoryShape
) -> None:
    await asked(shape, unknown(dedupe_key="once"))
    await work_round(shape)
    await asked(shape, unknown(dedupe_key="once"))

    came = (await client.post(f"{RUNS}/requeue", json={})).json()

    assert (came["requeued"], came["skipped"]) == (0, 1)


@pytest.mark.parametrize("limit", [0, 201, -1])
async def test_a_bulk_of_no_size_is_refused(client: Client, limit: int) -> None:
    answer = await client.post(f"{RUNS}/requeue", json={"limit": limit})

    assert (answer.status_code, answer.json()["code"]) == (400, "jobs.bad_bulk")


async def test_a_job_is_canceled_once_and_stays_so(client: Client, shape: MemoryShape) -> None:
    (job_id,) = await asked(shape, unknown())

    first = await client.post(f"{RUNS}/{job_id}/cancel")
    again = await client.post(f"{RUNS}/{job_id}/cancel")
    retried = await client.post(f"{RUNS}/{job_id}/retry")

    assert (first.json()["status"], again.json()["status"]) == ("canceled", "canceled")
    assert retried.status_code == 409
    assert await work_round(shape) == 0
    timeline = (await client.get(f"{RUNS}/{job_id}/timeline")).json()["items"]
    assert [event["name"] for event in timeline] == ["job.canceled"]


@pytest.mark.parametrize("act", ["pause", "resume"])
async def test_a_short_job_is_neither_paused_nor_resumed(
    client: Client, shape: MemoryShape, act: str
) -> None:
    (job_id,) = await asked(shape, unknown())

    answer = await client.post(f"{RUNS}/{job_id}/{act}")

    assert (answer.status_code, answer.json()["code"]) == (409, "jobs.not_pausable")


@pytest.mark.parametrize("act", ["retry", "requeue", "cancel", "pause", "resume"])
async def test_a_run_that_never_was_is_not_found(client: Client, act: str) -> None:
    answer = await client.post(f"{RUNS}/{uuid4()}/{act}")

    assert (answer.status_code, answer.json()["code"]) == (404, "jobs.not_found")


async def test_a_dead_worker_is_shown_with_what_it_held(client: Client, shape: MemoryShape) -> None:
    (job_id,) = await asked(shape, unknown())
    async with shape.database.begin() as work:
        await work.workers.join("vm:1", [Queue.ORDERS], now=shape.clock.now())
    ledger = shape.use_cases.job_ledger()
    await ledger.start(job_id, now=shape.clock.now(), lease=LEASE, worker="vm:1")

    alive = (await client.get(f"{RUNS}/workers")).json()
    shape.clock.advance(timedelta(minutes=2))
    dead = (await client.get(f"{RUNS}/workers")).json()

    assert [worker["alive"] for worker in (*alive, *dead)] == [True, False]
    assert [run["id"] for run in dead[0]["holding"]] == [str(job_id)]


async def test_queues_tell_their_load(client: Client, shape: MemoryShape) -> None:
    await asked(shape, unknown(), unknown(Queue.PRICING))
    await work_round(shape)

    queues = {queue["queue"]: queue for queue in (await client.get(f"{RUNS}/queues")).json()}

    assert set(queues) == set(Queue)
    assert (queues["orders"]["dead_letters"], queues["orders"]["in_progress"]) == (1, 0)


SWEEP = Schedule(
    name="sweep", job="access.forget_old_answers", queue=Queue.MAINTENANCE, cron="0 * * * *"
)


async def declared(shape: MemoryShape) -> None:
    hour = timedelta(hours=1)
    entry = ScheduleEntry(schedule=SWEEP, ticks=Ticks(shape.clock.now() + hour, hour))
    async with shape.database.begin() as work:
        await work.schedules.declare([entry])


async def test_a_schedule_is_run_now_paused_and_resumed(client: Client, shape: MemoryShape) -> None:
    await declared(shape)

    ran = (await client.post(f"{SCHEDULES}/sweep/run")).json()
    again = (await client.post(f"{SCHEDULES}/sweep/run")).json()
    await work_round(shape)
    paused = (await client.post(f"{SCHEDULES}/sweep/pause")).json()
    resumed = (await client.post(f"{SCHEDULES}/sweep/resume")).json()

    assert ran["id"] == again["id"]
    assert (paused["paused"], paused["next_run_at"]) == (True, None)
    assert paused["paused_by"].startswith("key:")
    assert (resumed["paused"], resumed["last_run"]["status"]) == (False, "completed")
    timeline = (await client.get(f"{SCHEDULES}/sweep/timeline")).json()["items"]
    assert [event["name"] for event in timeline] == [
        "schedule.run_asked",
        "schedule.run_asked",
        "schedule.paused",
        "schedule.resumed",
    ]


async def test_a_schedule_no_worker_keeps_is_stale(client: Client, shape: MemoryShape) -> None:
    await declared(shape)

    fresh = (await client.get(f"{SCHEDULES}/sweep")).json()
    shape.clock.advance(timedelta(hours=4))
    (stale,) = (await client.get(SCHEDULES)).json()

    assert (fresh["stale"], fresh["stale_reason"]) == (False, None)
    assert stale["stale"]
    assert "no worker has taken a tick" in stale["stale_reason"]


@pytest.mark.parametrize("act", ["pause", "resume", "run"])
async def test_an_unknown_schedule_is_not_found(client: Client, act: str) -> None:
    answer = await client.post(f"{SCHEDULES}/leisure/{act}")

    assert (answer.status_code, answer.json()["code"]) == (404, "jobs.schedule_not_found")
