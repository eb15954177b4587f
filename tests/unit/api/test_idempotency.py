"""What becomes of a request when its effect cannot be kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from attrs import define
from litestar import Litestar, post
from litestar.middleware import ASGIMiddleware
from litestar.testing import AsyncTestClient
from litestar.types import ASGIApp, Receive, Scope, Send

from smplat_api.access import CALLER, Caller
from smplat_api.idempotency import Idempotency
from smplat_api.problems import HANDLERS
from smplat_app.work import Work
from smplat_core.jobs import JobRequest, Queue
from smplat_memory import ManualClock, MemoryDatabase, SequentialIds


@define
class FailingCommits:
    """A database whose first unit of work cannot be committed and keeps nothing."""

    database: MemoryDatabase
    depth: int = 0
    failed: bool = False

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Work]:
        self.depth += 1
        try:
            async with self.database.begin() as work:
                yield work
                if self.depth == 1 and not self.failed:
                    self.failed = True
                    raise ConnectionError("the server went away during the commit")
        finally:
            self.depth -= 1


class _Named(ASGIMiddleware):
    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope["state"][CALLER] = Caller("key-1", frozenset(), None)
        await next_app(scope, receive, send)


@pytest.fixture
def commits() -> FailingCommits:
    return FailingCommits(MemoryDatabase(clock=ManualClock(), ids=SequentialIds()))


async def test_a_commit_that_fails_after_the_answer_was_made_is_told_as_a_problem(
    commits: FailingCommits,
) -> None:
    database = commits.database

    @post("/jobs")
    async def enqueue() -> dict[str, int]:
        async with database.begin() as work:
            await work.jobs.enqueue(JobRequest(name="one", queue=Queue.ORDERS))
        return {"enqueued": 1}

    app = Litestar(
        [enqueue],
        middleware=[_Named(), Idempotency(commits.begin, database.clock)],
        exception_handlers=HANDLERS,
    )
    async with AsyncTestClient(app) as client:
        broken = await client.post("/jobs", headers={"Idempotency-Key": "k-1"})
        again = await client.post("/jobs", headers={"Idempotency-Key": "k-1"})

    assert broken.status_code == 500
    assert broken.json()["code"] == "http.internal_error"
    assert again.status_code == 201
    assert len(database.tables.jobs.runs) == 1
