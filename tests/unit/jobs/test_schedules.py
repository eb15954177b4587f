from datetime import UTC, datetime

from smplat_app.testing import memory_shape
from smplat_core.jobs import JobFilter, Queue, Schedule, TickSchedule
from smplat_core.kernel import PageRequest

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
POLL = Schedule(name="poll", job="fulfillment.poll", queue=Queue.SHIPMENTS, cron="0 * * * *")


async def test_what_a_tick_sets_in_motion_can_be_traced_back_to_it() -> None:
    shape = memory_shape()

    await TickSchedule(shape.database.begin)(POLL, NINE)

    page = await shape.use_cases.job_queries().list(JobFilter(), PageRequest.of(limit=10))
    (run,) = page.items
    assert (run.actor, run.correlation_id) == ("system:poll", "poll:2026-01-05T09:00:00Z")
