"""What becomes of a request that is not over in a moment, or whose effect cannot be kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from attrs import define
from litestar import Litestar, post
from litestar.middleware import ASGIMiddleware
from litestar.testing import AsyncTestClient
from litestar.types import ASGIApp, Receive, Scope, Send

from smplat_api import idempotency
from smplat_api.access import CALLER, Caller
from smplat_api.idempotency import HOLD, OPT, RECORDED, Idempotency
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


async def test_a_request_that_takes_long_keeps_its_key_while_it_lives(
    commits: FailingCommits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "RENEWAL", timedelta(0))
    database, clock = commits.database, ManualClock()

    @post("/pages", opt={OPT: RECORDED})
    async def open_page() -> dict[str, int]:
        clock.advance(HOLD)
        renewed = clock.now() + HOLD
        async with asyncio.timeout(10):
            while database.tables.access.claims["key-1", "k-1"].held_until < renewed:  # noqa: ASYNC110 - a table rings no bell
                await asyncio.sleep(0)
        return {"opened": 1}

    app = Litestar([open_page], middleware=[_Named(), Idempotency(database.begin, clock)])
    async with AsyncTestClient(app) as client:
        answer = await client.post("/pages", headers={"Idempotency-Key": "k-1"})

    assert (answer.status_code, answer.json()) == (201, {"opened": 1})
