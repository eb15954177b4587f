"""What only Postgres can promise: rows that nobody can change behind our back, in few statements."""

import asyncpg
import pytest

from smplat_memory import MemoryPayments
from smplat_postgres import Engine
from smplat_postgres.tables.orders import OrderItemRow
from tests.contract.databases import Database
from tests.contract.shop import Shop


@pytest.mark.parametrize(
    "change",
    ["update order_items set label = 'other'", "update order_state_events set reason = 'other'"],
)
async def test_lines_and_audit_trail_refuse_every_change(postgres: Database, change: str) -> None:
    shop = await Shop.open(postgres, MemoryPayments(postgres.clock))
    await shop.placed()

    with pytest.raises(asyncpg.RestrictViolationError, match="never change"):
        await OrderItemRow.raw(change)


async def test_an_order_with_its_lines_is_read_in_one_statement(
    postgres: Database, engine: Engine
) -> None:
    shop = await Shop.open(postgres, MemoryPayments(postgres.clock))
    order = await shop.placed(("SENS-T100", 1), ("GATE-G1", 1), ("SETUP", 1))

    async with engine.transaction() as transaction:
        seen: list[str] = []
        with transaction.connection.query_logger(lambda record: seen.append(record.query)):
            await shop.orders.get(order.id, company=shop.company)

    assert len(seen) == 1


async def test_an_order_of_any_size_is_placed_in_the_same_few_statements(
    postgres: Database, engine: Engine
) -> None:
    shop = await Shop.open(postgres, MemoryPayments(postgres.clock))
    counts = []

    for lines in (1, 100):
        async with engine.transaction() as transaction:
            seen: list[str] = []
            with transaction.connection.query_logger(lambda record: seen.append(record.query)):  # noqa: B023 - used at once
                await shop.placed(*[("SENS-T100", 1)] * lines)
        counts.append(sum(not query.strip().lower().startswith("savepoint") for query in seen))

    assert counts[0] == counts[1] <= 8
