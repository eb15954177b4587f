"""The bridge that asks the breaker first and writes every call down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from attrs import define

from smplat_core.kernel import PageRequest, evolve
from smplat_core.legacy import (
    BreakerSettings,
    BreakerState,
    BridgeCall,
    BridgeOpen,
    BridgeUnavailable,
    CallOutcome,
    LegacyOperation,
    OperationReceipt,
    RecordedBridge,
)
from smplat_memory import MemoryBridge, MemoryDatabase, MemoryLegacyQueries
from smplat_memory.work import MemoryWork
from tests.builders.legacy import an_operation

DOWN = BridgeUnavailable("no answer")
SETTINGS = BreakerSettings(minimum_calls=2, open_for=timedelta(seconds=30), close_after=1)
ORDER = UUID(int=7)


class House:
    def __init__(self) -> None:
        self.database = MemoryDatabase()
        self.far = MemoryBridge()
        self.bridge = RecordedBridge(
            self.far, self.database.begin, self.database.clock, self.database.ids, SETTINGS
        )
        self.queries = MemoryLegacyQueries(self.database.tables.legacy)

    async def calls(self) -> list[BridgeCall]:
        page = await self.queries.calls(PageRequest(), correlation_id=None)
        return list(page.items)

    def told(self) -> list[str]:
        return [record.name for record in self.database.tables.log.records]


async def test_an_open_breaker_refuses_without_asking_and_says_when_to_come_back() -> None:
    house = House()
    house.far.failures.extend([DOWN, DOWN])
    for _ in range(2):
        with pytest.raises(BridgeUnavailable):
            await house.bridge.perform(an_operation())

    with pytest.raises(BridgeOpen) as refused:
        await house.bridge.perform(an_operation())

    assert refused.value.retry_after_seconds == 30
    assert house.far.done == {}
    assert len(await house.calls()) == 2
    assert house.told() == ["legacy.bridge_opened"]


async def test_a_call_that_succeeds_later_closes_it() -> None:
    house = House()
    house.far.failures.extend([DOWN, DOWN])
    for _ in range(2):
        with pytest.raises(BridgeUnavailable):
            await house.bridge.perform(an_operation())
    house.database.clock.advance(timedelta(seconds=30))  # type: ignore[attr-defined]  # a manual clock

    await house.bridge.perform(an_operation())

    assert (await house.queries.breaker()).state is BreakerState.CLOSED
    assert house.told()[1:] == ["legacy.bridge_half_opened", "legacy.bridge_closed"]


async def test_equal_questions_have_equal_digests_and_answers_have_theirs() -> None:
    house = House()
    await house.bridge.perform(an_operation("k-1"))
    await house.bridge.perform(an_operation("k-2"))

    second, first = await house.calls()

    assert first.request_digest == second.request_digest
    assert first.answer_digest != second.answer_digest
    assert {len(first.request_digest), len(first.answer_digest)} == {64}


async def test_a_call_shows_on_the_timelines_it_belongs_to() -> None:
    house = House()

    await house.bridge.perform(evolve(an_operation(), timelines=(ORDER,)))

    (place,) = house.database.tables.log.subjects[ORDER]
    record = house.database.tables.log.records[place - 1]
    assert (record.name, record.payload["outcome"]) == ("legacy.called", "done")
    assert record.payload["correlation_id"] == "corr-1"


async def test_a_caller_that_does_not_wait_any_longer_leaves_a_trace_and_counts() -> None:
    class Deaf(MemoryBridge):
        async def perform(self, operation: LegacyOperation) -> OperationReceipt:
            await asyncio.Event().wait()
            return await MemoryBridge.perform(self, operation)

    house = House()
    bridge = evolve(house.bridge, bridge=Deaf())
    for _ in range(2):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await bridge.perform(an_operation())

    assert [call.outcome for call in await house.calls()] == [CallOutcome.UNAVAILABLE] * 2
    assert (await house.queries.breaker()).state is BreakerState.OPEN


async def test_a_bug_of_ours_in_a_call_is_written_down_too() -> None:
    class Buggy(MemoryBridge):
        async def perform(self, operation: LegacyOperation) -> OperationReceipt:
            raise KeyError(operation.name)

    house = House()

    with pytest.raises(KeyError):
        await evolve(house.bridge, bridge=Buggy()).perform(an_operation())

    (call,) = await house.calls()
    assert (call.outcome, call.detail) == (CallOutcome.UNAVAILABLE, "KeyError")


@define
class ForgetfulDatabase:
    """Lets the first units of work through, and fails from then on."""

    database: MemoryDatabase
    good: int

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[MemoryWork]:
        self.good -= 1
        if self.good < 0:
            raise ConnectionError
        async with self.database.begin() as work:
            yield work


async def test_what_was_done_is_done_even_if_it_cannot_be_written_down(
    caplog: pytest.LogCaptureFixture,
) -> None:
    house = House()
    bridge = evolve(house.bridge, begin=ForgetfulDatabase(house.database, good=1).begin)

    receipt = await bridge.perform(an_operation())

    assert receipt.outcome is CallOutcome.DONE
    assert await house.calls() == []
    assert "was not recorded" in caplog.text
