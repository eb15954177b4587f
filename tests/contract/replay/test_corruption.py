"""A row somebody changed behind the log's back is found, whichever fact it was."""

from collections.abc import AsyncIterator
from typing import Final

import asyncpg
import pytest

from smplat_core.kernel import FindingKind, Wanted
from smplat_memory import SequentialIds
from smplat_postgres import Engine, migrate
from tests.contract.replay.buyers import Buyers
from tests.contract.replay.whole import Whole
from tests.contract.services import PostgresService

PATH: Final = (
    *(("place", 3), ("checkout", -1), ("pay", -1), ("settle", 0), ("draft", 10), ("outage", 6)),
    *(("move_shipment", 0), ("move_shipment", 0), ("track", 1), ("move_shipment", 0)),
    *(("wait", 0), ("wait", 11), ("wait", 11), ("wait", 11), ("assign", 1)),
    *(("refund", 1), ("settle", 0), ("place", 3), ("cancel_order", -1)),
)
"""One order all the way to a failed automation, and one that is canceled."""

TABLES: Final = {
    "order": "orders",
    "checkout_session": "checkout_sessions",
    "payment": "processor_payments",
    "refund": "refunds",
    "invoice": "invoices",
    "payment_record": "payment_records",
    "fulfillment_order": "fulfillment_orders",
    "shipment": "shipments",
    "automation_step": "automation_steps",
    "human_task": "human_tasks",
}

TOUCHED: Final = (
    *TABLES.values(),
    *(
        "payment_allocations",
        "fulfillment_items",
        "shipment_items",
        "order_state_events",
        "domain_events",
    ),
)

ELSEWHERE: Final = {
    ("order", "payment_mismatches"): "update orders set payment_mismatches = array['pi_other']",
    ("order", "canceled_because"): "update order_state_events set reason = 'x'"
    " where after = 'canceled'",
    ("invoice", "balance_minor"): "update payment_allocations set released_minor = 1",
    ("payment_record", "allocated_minor"): "update payment_allocations set credited_minor = 1",
    ("shipment", "items"): "update shipment_items set quantity = quantity + 1",
    ("automation_step", "max_attempts"): "update automation_steps set max_attempts = 99",
    **{
        ("fulfillment_order", quantity): f"update fulfillment_items set {quantity} = 99"  # noqa: S608 - our own
        for quantity in ("ordered", "allocated", "prepared", "packed", "shipped", "delivered")
    },
}
"""Facts that are in no column of their own name."""

FOLLOWS: Final = {("invoice", "total_minor"): ("balance_minor",)}
"""What is worked out from a fact, and so differs with it."""

OTHER: Final = {
    "text": "coalesce({0}, '') || 'x'",
    "integer": "{0} + 1",
    "bigint": "{0} + 1",
    "uuid": "gen_random_uuid()",
    "timestamp with time zone": "coalesce({0}, now()) + interval '1 second'",
    "date": "coalesce({0}, current_date) + 1",
}
"""Another value of each type."""

LOOSEN: Final = """
select format('alter table %I drop constraint %I', r.relname, c.conname) as statement
from pg_constraint c join pg_class r on r.oid = c.conrelid
join pg_namespace n on n.oid = r.relnamespace
where n.nspname = 'public' and c.contype in ('c', 'f')
"""


@pytest.fixture(scope="module")
async def told(postgres_cluster: PostgresService) -> AsyncIterator[tuple[Whole, Engine]]:
    """A database that lets anybody write anything, after a few orders."""
    connection = await asyncpg.connect(postgres_cluster.dsn)
    await connection.execute("drop database if exists smplat_loose with (force)")
    await connection.execute("create database smplat_loose")
    await connection.close()
    engine = Engine({"dsn": postgres_cluster.with_database("smplat_loose").dsn})
    await engine.open(largest=2)
    await migrate(engine)
    whole = await Whole.on_postgres(engine, SequentialIds())
    buyers = Buyers(whole)
    for command, pick in PATH:
        await buyers.do(command, pick)
    async with engine.transaction() as transaction:
        for row in await transaction.connection.fetch(LOOSEN):
            await transaction.connection.execute(row["statement"])
        await transaction.connection.execute("create schema kept")
        for table in TOUCHED:
            await transaction.connection.execute(f"create table kept.{table} as table {table}")
    yield whole, engine
    await engine.close()


async def _facts(whole: Whole, engine: Engine) -> list[tuple[str, str, str]]:
    """Every fact of every kind, with the statement that spoils it."""
    found = []
    for kind, table in TABLES.items():
        types = await _types(engine, table)
        page = await whole.use_cases.history().page(Wanted(aggregate=kind), after=None, limit=1_000)
        assert page.records, f"nothing was told of any {kind}"
        names = {name.rpartition(".")[2] for row in page.rows.values() for name in row}
        for name in sorted(names):
            elsewhere = ELSEWHERE.get((kind, name))
            other = OTHER.get(types.get(name, ""), "").format(name)
            spoil = elsewhere or f"update {table} set {name} = {other}"  # noqa: S608 - our own
            found.append((kind, name, spoil))
    return found


async def _types(engine: Engine, table: str) -> dict[str, str]:
    async with engine.transaction() as transaction:
        rows = await transaction.connection.fetch(
            "select column_name::text, data_type::text from information_schema.columns"
            " where table_schema = 'public' and table_name = $1",
            table,
        )
    return {row["column_name"]: row["data_type"] for row in rows}


async def _by_hand(engine: Engine, *statements: str) -> None:
    """Done whatever triggers there are: as somebody with every right on the server would."""
    async with engine.transaction() as transaction:
        await transaction.connection.execute("set local session_replication_role = replica")
        for statement in statements:
            await transaction.connection.execute(statement)


async def _put_back(engine: Engine, table: str) -> None:
    await _by_hand(
        engine,
        f"delete from {table}",  # noqa: S608 - our own
        f"insert into {table} overriding system value select * from kept.{table}",  # noqa: S608 - our own
    )


async def test_every_fact_that_was_changed_by_hand_is_found(told: tuple[Whole, Engine]) -> None:
    whole, engine = told
    clean, nothing = await whole.verify()
    missed = []

    for kind, name, spoil in await _facts(whole, engine):
        await _by_hand(engine, spoil)
        _, findings = await whole.verify(Wanted(aggregate=kind))
        fields = {(found.field or "").rpartition(".")[2] for found in findings}
        expected = {name, *FOLLOWS.get((kind, name), ())}
        if fields != expected or {found.kind for found in findings} != {FindingKind.DIFFERENCE}:
            missed.append((kind, name, findings))
        await _put_back(engine, spoil.split()[1])

    assert missed == []
    assert (set(clean.compared), nothing) == (set(TABLES), [])


async def test_a_row_that_is_gone_and_one_nobody_told_of_are_found(
    told: tuple[Whole, Engine],
) -> None:
    whole, engine = told
    await _by_hand(engine, "update shipments set id = gen_random_uuid()")

    _, findings = await whole.verify()

    await _put_back(engine, "shipments")
    assert {finding.kind for finding in findings} == {FindingKind.NO_ROW, FindingKind.NO_HISTORY}
    assert {finding.aggregate for finding in findings} == {"shipment"}


async def test_an_event_that_was_deleted_leaves_a_gap(told: tuple[Whole, Engine]) -> None:
    whole, engine = told
    await _by_hand(engine, "delete from domain_events where name = 'shipment.ready'")

    _, findings = await whole.verify()

    await _put_back(engine, "domain_events")
    assert FindingKind.GAP in {finding.kind for finding in findings}
    assert {finding.aggregate for finding in findings} == {"shipment"}
