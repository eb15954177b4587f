"""What every ``IdempotencyRecords`` adapter promises."""

import asyncio
from datetime import timedelta

import pytest

from smplat_core.access import Answer, IdempotencyKeyInUse, IdempotencyKeyReused
from smplat_core.kernel import Begin
from smplat_core.testing.databases import AnsweringWork, IdempotencyDatabase
from smplat_core.testing.promises import Contract

HOLD = timedelta(seconds=30)

CREATED = Answer(
    201, (("Content-Type", "application/json"), ("ETag", '"1"')), b'{"id": "\xc3\xa9"}'
)


class Caller:
    """Somebody who sends requests with keys."""

    def __init__(self, database: IdempotencyDatabase, scope: str = "key:1") -> None:
        self.database, self.scope = database, scope

    @property
    def begin(self) -> Begin[AnsweringWork]:
        return self.database.begin

    async def claim(self, key: str = "k", fingerprint: str = "f") -> Answer | None:
        now = self.database.clock.now()
        async with self.begin() as work:
            return await work.idempotency.claim(
                self.scope, key, fingerprint, now=now, held_until=now + HOLD
            )

    async def settle(self, key: str = "k", answer: Answer = CREATED) -> None:
        async with self.begin() as work:
            await work.idempotency.settle(self.scope, key, answer)

    async def release(self, key: str = "k") -> None:
        async with self.begin() as work:
            await work.idempotency.release(self.scope, key)


class IdempotencyContract(Contract):
    """What every ``IdempotencyRecords`` adapter promises."""

    needs = "database"
    shape = IdempotencyDatabase

    @pytest.fixture
    def caller(self, database: IdempotencyDatabase) -> Caller:
        return Caller(database)

    async def test_the_first_to_ask_owns_the_key(self, caller: Caller) -> None:
        assert await caller.claim() is None

    async def test_the_same_request_is_answered_the_same_again_and_again(
        self, caller: Caller
    ) -> None:
        await caller.claim()
        await caller.settle()

        assert [await caller.claim(), await caller.claim()] == [CREATED, CREATED]

    async def test_another_request_under_the_key_is_refused_before_and_after_the_answer(
        self,
        caller: Caller,
    ) -> None:
        await caller.claim()
        with pytest.raises(IdempotencyKeyReused):
            await caller.claim(fingerprint="other")
        await caller.settle()
        with pytest.raises(IdempotencyKeyReused):
            await caller.claim(fingerprint="other")

        assert await caller.claim() == CREATED

    async def test_a_request_that_is_being_answered_is_in_use(self, caller: Caller) -> None:
        await caller.claim()

        with pytest.raises(IdempotencyKeyInUse):
            await caller.claim()

    async def test_a_claim_nobody_settled_may_be_taken_over_after_its_hold(
        self, caller: Caller
    ) -> None:
        await caller.claim()

        caller.database.clock.advance(HOLD)
        with pytest.raises(IdempotencyKeyInUse):
            await caller.claim()
        caller.database.clock.advance(timedelta(microseconds=1))
        taken_over = await caller.claim()

        assert taken_over is None
        with pytest.raises(IdempotencyKeyInUse):
            await caller.claim()

    async def test_what_was_answered_is_never_taken_over(self, caller: Caller) -> None:
        await caller.claim()
        await caller.settle()
        caller.database.clock.advance(timedelta(days=1))

        assert await caller.claim() == CREATED

    async def test_two_callers_may_use_the_same_key(self, database: IdempotencyDatabase) -> None:
        one, other = Caller(database, "key:1"), Caller(database, "key:2")
        await one.claim()
        await one.settle()

        assert await other.claim(fingerprint="other") is None

    async def test_a_released_key_is_free_even_for_another_request(self, caller: Caller) -> None:
        await caller.claim()
        await caller.release()

        assert await caller.claim(fingerprint="other") is None

    async def test_an_answer_cannot_be_released(self, caller: Caller) -> None:
        await caller.claim()
        await caller.settle()
        await caller.release()

        assert await caller.claim() == CREATED

    async def test_a_claim_that_is_undone_with_its_unit_was_never_made(
        self, caller: Caller
    ) -> None:
        now = caller.database.clock.now()
        with pytest.raises(ZeroDivisionError):
            async with caller.begin() as work:
                await work.idempotency.claim("key:1", "k", "f", now=now, held_until=now + HOLD)
                _ = 1 / 0

        assert await caller.claim(fingerprint="other") is None

    async def test_a_rival_waits_for_the_unit_that_answers_and_gets_its_answer(
        self,
        caller: Caller,
    ) -> None:
        claimed = asyncio.Event()
        now = caller.database.clock.now()

        async def answer() -> None:
            async with caller.begin() as work:
                await work.idempotency.claim("key:1", "k", "f", now=now, held_until=now + HOLD)
                claimed.set()
                await work.references.next("ORD")
                await work.idempotency.settle("key:1", "k", CREATED)

        answering = asyncio.create_task(answer())
        await claimed.wait()
        repeated = await asyncio.gather(*(caller.claim() for _ in range(5)))
        await answering

        assert repeated == [CREATED] * 5

    async def test_of_many_at_once_one_does_the_work_and_all_get_its_answer(
        self, caller: Caller
    ) -> None:
        worked = []

        async def request(number: int) -> Answer:
            now = caller.database.clock.now()
            async with caller.begin() as work:
                known = await work.idempotency.claim(
                    "key:1", "k", "f", now=now, held_until=now + HOLD
                )
                if known is not None:
                    return known
                worked.append(number)
                answer = Answer(201, (), b"%d" % number)
                await work.idempotency.settle("key:1", "k", answer)
                return answer

        answers = await asyncio.gather(*(request(number) for number in range(12)))

        assert len(worked) == 1
        assert {answer.body for answer in answers} == {b"%d" % worked[0]}

    async def test_when_the_first_of_two_rivals_fails_the_other_does_the_work(
        self, caller: Caller
    ) -> None:
        claimed, fail = asyncio.Event(), asyncio.Event()
        now = caller.database.clock.now()

        async def stumble() -> None:
            async with caller.begin() as work:
                await work.idempotency.claim("key:1", "k", "f", now=now, held_until=now + HOLD)
                claimed.set()
                await fail.wait()
                _ = 1 / 0

        stumbling = asyncio.create_task(stumble())
        await claimed.wait()
        second = asyncio.create_task(caller.claim())
        fail.set()
        with pytest.raises(ZeroDivisionError):
            await stumbling

        assert await second is None

    async def test_old_records_are_forgotten_and_counted_and_young_ones_kept(
        self, caller: Caller
    ) -> None:
        await caller.claim("old")
        await caller.settle("old")
        caller.database.clock.advance(timedelta(days=1))
        moment = caller.database.clock.now()
        await caller.claim("young")
        await caller.settle("young")

        async with caller.begin() as work:
            forgotten = await work.idempotency.forget_before(moment)

        assert forgotten == 1
        assert await caller.claim("young") == CREATED
        assert await caller.claim("old") is None

    async def test_a_claim_whose_owner_is_still_at_work_is_not_taken_over(
        self, database: IdempotencyDatabase, caller: Caller
    ) -> None:
        await caller.claim()
        database.clock.advance(HOLD)
        async with database.begin() as work:
            await work.idempotency.hold("key:1", "k", until=database.clock.now() + HOLD)
        database.clock.advance(HOLD)

        with pytest.raises(IdempotencyKeyInUse):
            await caller.claim()

        database.clock.advance(timedelta(seconds=1))
        assert await caller.claim() is None

    async def test_holding_a_settled_claim_changes_nothing(
        self, database: IdempotencyDatabase, caller: Caller
    ) -> None:
        await caller.claim()
        await caller.settle()

        async with database.begin() as work:
            await work.idempotency.hold("key:1", "k", until=database.clock.now() + HOLD)

        assert await caller.claim() == CREATED
