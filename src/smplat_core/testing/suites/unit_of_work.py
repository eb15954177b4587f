"""What ``begin`` promises on every database."""

import asyncio

import pytest

from smplat_core.access import ApiKeyNotFound
from smplat_core.jobs import JobRequest, Queue
from smplat_core.testing.builders.access import an_api_key
from smplat_core.testing.databases import UnitOfWorkDatabase
from smplat_core.testing.promises import Contract

KEY, OTHER = an_api_key(1), an_api_key(2)


async def is_kept(database: UnitOfWorkDatabase, key: object) -> bool:
    async with database.begin() as work:
        try:
            await work.api_keys.get(key.id)  # type: ignore[attr-defined]  # any aggregate will do
        except ApiKeyNotFound:
            return False
        return True


class UnitOfWorkContract(Contract):
    """What ``begin`` promises on every database."""

    needs = "database"
    shape = UnitOfWorkDatabase

    async def test_leaving_the_block_keeps_the_work(self, database: UnitOfWorkDatabase) -> None:
        async with database.begin() as work:
            await work.api_keys.save(KEY)

        assert await is_kept(database, KEY)

    async def test_an_exception_undoes_all_of_it_and_reaches_the_caller(
        self, database: UnitOfWorkDatabase
    ) -> None:
        with pytest.raises(ZeroDivisionError):
            async with database.begin() as work:
                await work.api_keys.save(KEY)
                await work.jobs.enqueue(JobRequest(name="orders.remind", queue=Queue.ORDERS))
                await work.references.next_gapless("INV")
                _ = 1 / 0

        assert not await is_kept(database, KEY)
        assert await database.events() == []
        async with database.begin() as work:
            assert await work.references.next_gapless("INV") == "INV-000001"

    async def test_a_cancelled_task_undoes_its_work(self, database: UnitOfWorkDatabase) -> None:
        written = asyncio.Event()

        async def stall() -> None:
            async with database.begin() as work:
                await work.api_keys.save(KEY)
                written.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(stall())
        await written.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert not await is_kept(database, KEY)

    async def test_an_inner_unit_joins_the_outer_one(self, database: UnitOfWorkDatabase) -> None:
        with pytest.raises(ZeroDivisionError):
            async with database.begin():
                async with database.begin() as inner:
                    await inner.api_keys.save(KEY)
                _ = 1 / 0

        assert not await is_kept(database, KEY)

    async def test_an_inner_unit_sees_what_the_outer_one_did(
        self, database: UnitOfWorkDatabase
    ) -> None:
        async with database.begin() as outer:
            saved = await outer.api_keys.save(KEY)
            async with database.begin() as inner:
                found = await inner.api_keys.get(KEY.id)

        assert found == saved

    async def test_an_inner_unit_is_undone_alone_when_the_outer_one_carries_on(
        self,
        database: UnitOfWorkDatabase,
    ) -> None:
        async with database.begin() as outer:
            await outer.api_keys.save(KEY)
            with pytest.raises(ZeroDivisionError):
                async with database.begin() as inner:
                    await inner.api_keys.save(OTHER)
                    async with database.begin() as innermost:
                        await innermost.references.next_gapless("INV")
                    _ = 1 / 0
            number = await outer.references.next_gapless("INV")

        assert number == "INV-000001"
        assert await is_kept(database, KEY)
        assert not await is_kept(database, OTHER)
        assert [record.aggregate_id for record in await database.events()] == [KEY.id]

    async def test_units_of_two_tasks_know_nothing_of_each_other(
        self, database: UnitOfWorkDatabase
    ) -> None:
        written, give_up = asyncio.Event(), asyncio.Event()

        async def fail() -> None:
            async with database.begin() as work:
                await work.api_keys.save(KEY)
                written.set()
                await give_up.wait()
                _ = 1 / 0

        failing = asyncio.create_task(fail())
        await written.wait()
        looking = asyncio.create_task(is_kept(database, KEY))
        give_up.set()
        with pytest.raises(ZeroDivisionError):
            await failing

        assert not await looking

    async def test_a_task_started_inside_a_unit_has_a_unit_of_its_own(
        self, database: UnitOfWorkDatabase
    ) -> None:
        async def keep() -> None:
            async with database.begin() as work:
                await work.api_keys.save(KEY)

        with pytest.raises(ZeroDivisionError):
            async with database.begin() as work:
                await work.api_keys.save(OTHER)
                started = asyncio.create_task(keep())
                _ = 1 / 0
        await started

        assert await is_kept(database, KEY)
        assert not await is_kept(database, OTHER)
