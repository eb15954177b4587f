"""Units within units, however they are nested and wherever they fail, keep what they should."""

from collections.abc import AsyncIterator, Iterator
from itertools import count

import asyncpg
import pytest
from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smplat_postgres import Engine
from tests.contract.databases import Database
from tests.contract.services import PostgresService


@frozen
class Unit:
    """Writes a row, does the inner units and a row after each, and may fail at its end."""

    inner: "tuple[Unit, ...]" = ()
    fails: bool = False

    def kept(self, numbers: Iterator[int]) -> list[int]:
        """The rows it leaves, numbered as they are written."""
        rows = [next(numbers)]
        for unit in self.inner:
            rows += [*unit.kept(numbers), next(numbers)]
        return [] if self.fails else rows

    async def run(self, engine: Engine, numbers: Iterator[int]) -> None:
        try:
            async with engine.transaction():
                await _write(engine, next(numbers))
                for unit in self.inner:
                    await unit.run(engine, numbers)
                    await _write(engine, next(numbers))
                if self.fails:
                    # an error of the database itself: nothing works until it is undone
                    await _write(engine, -1)
        except asyncpg.DivisionByZeroError:
            assert self.fails


async def _write(engine: Engine, number: int) -> None:
    transaction = engine.current_transaction.get()
    assert transaction is not None
    await transaction.connection.execute(
        "insert into written values ($1::int, 1 / ($1::int + 1))", number
    )


UNITS = st.recursive(
    st.builds(Unit, fails=st.booleans()),
    lambda inner: st.builds(Unit, st.lists(inner, max_size=3).map(tuple), st.booleans()),
    max_leaves=8,
)


@pytest.fixture
async def narrow(postgres: Database, postgres_cluster: PostgresService) -> AsyncIterator[Engine]:
    del postgres
    engine = Engine({"dsn": postgres_cluster.with_database("smplat_contract").dsn})
    await engine.open(largest=1)
    async with engine.transaction() as transaction:
        await transaction.connection.execute("create temporary table written (n int, one int)")
    yield engine
    await engine.close()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(unit=UNITS)
async def test_only_the_part_that_failed_is_undone(narrow: Engine, unit: Unit) -> None:
    await unit.run(narrow, count())

    async with narrow.transaction() as transaction:
        rows = await transaction.connection.fetch("delete from written returning n")
    assert sorted(row["n"] for row in rows) == unit.kept(count())


async def test_a_unit_may_hold_a_thousand_others_one_after_the_other(narrow: Engine) -> None:
    thousand = Unit(tuple(Unit(fails=number % 3 == 0) for number in range(1_000)))

    await thousand.run(narrow, count())

    async with narrow.transaction() as transaction:
        rows = await transaction.connection.fetch("delete from written returning n")
    assert sorted(row["n"] for row in rows) == thousand.kept(count())
