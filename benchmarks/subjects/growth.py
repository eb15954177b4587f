"""How cost grows with what is behind: the same work beside a short and a long history."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any, Final
from uuid import UUID, uuid4

from benchmarks.figures import Figure, at_most
from benchmarks.history import FEW, MANY, lengthen
from benchmarks.house import House
from benchmarks.load import http
from benchmarks.noop_worker import EVENT, JOB
from benchmarks.subjects.events import Happened
from benchmarks.subjects.orders import PLACE
from smplat_core.jobs import Deliveries, JobLedger, JobRequest, Queue
from smplat_postgres import PostgresDeliveries, PostgresJobLedger
from smplat_postgres.log import publish

ROUNDS: Final = 3
CLAIM_ROUNDS: Final = 5
CLAIMED: Final = 100
FLAT: Final = 1.5
READ: Final = "benchmarks.subjects.growth:reading"
LISTS: Final = {
    "orders": "/api/v1/orders?limit=50",
    "orders of a company by state": "/api/v1/orders?limit=50&status=completed&company_id={company}",
    "invoices": "/api/v1/invoices?limit=50",
    "shipments": "/api/v1/shipments?limit=50",
    "jobs": "/api/v1/job-runs?limit=50",
    "stuck": "/api/v1/observability/stuck?limit=50",
}
EVENTS: Final = (10, 100, 1_000)
PAGE: Final = 200
LEASE: Final = timedelta(seconds=30)


def reading(count: int, options: dict[str, Any]) -> Iterator[bytes]:
    path = options["path"].format(**options)
    for _ in range(count):
        yield http("GET", path, options["token"])


def measure() -> Iterator[Figure]:
    with House.open() as few:
        many = few.copied("bench_many")
        lengthen(few, FEW)
        lengthen(many, MANY)
        yield from _claims(few, many)
        with ExitStack() as servers:
            ports = [servers.enter_context(house.api()) for house in (few, many)]
            yield from _lists(few, ports)
            yield from _placing(few, ports)
            yield from _timelines(few, ports[0])


def _lists(house: House, ports: list[int]) -> Iterator[Figure]:
    for name, path in LISTS.items():
        yield from _beside(house, ports, f"list {name}", READ, count=100, path=path)


def _placing(house: House, ports: list[int]) -> Iterator[Figure]:
    yield from _beside(house, ports, "place an order", PLACE, count=200)


def _beside(
    house: House,
    ports: list[int],
    name: str,
    requests: str,
    *,
    count: int,
    **options: Any,  # noqa: ANN401 - JSON for the clients
) -> Iterator[Figure]:
    seconds: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        for port, spent in zip(ports, seconds, strict=True):
            spent.append(_loaded(house, port, requests, count=count, clients=4, **options))
    yield from _grown(name, *seconds)


def _loaded(house: House, port: int, requests: str, **options: Any) -> float:  # noqa: ANN401 - JSON for the clients
    """The p50 of a round, in seconds."""
    load = house.load(port, requests, **options)
    if load.refused:
        raise RuntimeError(f"{requests}: {load.refused} were refused: {load.why}")
    return load.p50


def _grown(name: str, short: list[float], long: list[float]) -> Iterator[Figure]:
    yield Figure(f"{name}: {FEW:,}", median(short) * 1e3, "ms")
    yield Figure(f"{name}: {MANY:,}", median(long) * 1e3, "ms")
    growth = median(after / before for before, after in zip(short, long, strict=True))
    yield Figure(f"{name}: {MANY:,} over {FEW:,}", growth, "x", at_most(FLAT))


def _timelines(house: House, port: int) -> Iterator[Figure]:
    """One order with ever more events: what a page costs, and how many statements it takes."""
    orders = house.sql("select id from orders where reference like 'OLD%' order by id limit 3")
    costs = []
    for number, row in zip(EVENTS, orders, strict=True):
        asyncio.run(_tell_much(house, row["id"], number))
        path = f"/api/v1/orders/{row['id']}/timeline?limit={min(number, PAGE)}"
        rounds = [
            _loaded(house, port, READ, count=100, clients=1, path=path) for _ in range(ROUNDS)
        ]
        pages = -(-number // PAGE)
        costs.append(median(rounds) * pages)
        yield Figure(f"timeline of {number:,} events", costs[-1] * 1e3, "ms")
    first, *_, last = costs
    yield Figure(
        f"timeline of {EVENTS[-1]:,} over {EVENTS[0]}, per event",
        last / EVENTS[-1] / (first / EVENTS[0]),
        "x",
        at_most(1.0),
    )
    asked = [text for text in house.statements(port, READ, path=path) if "api_keys" not in text]
    yield Figure("timeline: SQL statements of a page", len(asked), "", at_most(1))


async def _tell_much(house: House, order_id: UUID, number: int) -> None:
    async with house.use_cases() as use_cases, use_cases.begin()():
        told = datetime.now(UTC)
        news = [Happened(at=told) for _ in range(number - 1)]
        await publish(aggregate="order", aggregate_id=order_id, news=news)


def _claims(few: House, many: House) -> Iterator[Figure]:
    for name, claim in {"relay": _claim_jobs, "deliveries": _claim_deliveries}.items():
        seconds: list[list[float]] = [[], []]
        for _ in range(CLAIM_ROUNDS):
            for house, spent in zip((few, many), seconds, strict=True):
                spent.append(asyncio.run(claim(house)))
        yield from _grown(f"{name} claims {CLAIMED}", *seconds)


async def _claim_jobs(house: House) -> float:
    """Seconds the relay needs to hand out runs that are due, with finished ones behind them."""
    ledger: JobLedger = PostgresJobLedger()
    async with house.use_cases() as use_cases:
        async with use_cases.begin()() as work:
            job = JobRequest(name=JOB, queue=Queue.ORDERS)
            await work.jobs.enqueue(*[job] * CLAIMED)
        now = datetime.now(UTC)
        seconds = await _timed(
            lambda limit: ledger.claim_due(tuple(Queue), now=now, lease=LEASE, limit=limit)
        )
    await house.ask("delete from job_runs where status = 'queued'")
    return seconds


async def _claim_deliveries(house: House) -> float:
    """The same for events that are owed to a reaction."""
    deliveries: Deliveries = PostgresDeliveries()
    async with house.use_cases() as use_cases:
        await deliveries.subscribe({EVENT: ["bench.noop"]})
        async with use_cases.begin()():
            for _ in range(CLAIMED):
                subject, happened = uuid4(), Happened(at=datetime.now(UTC))
                await publish(aggregate="bench", aggregate_id=subject, news=[happened])
        now = datetime.now(UTC)
        seconds = await _timed(
            lambda limit: deliveries.claim(now=now, lease=timedelta(0), limit=limit)
        )
    await house.ask("update event_deliveries set status = 'done' where status = 'pending'")
    return seconds


async def _timed(claim: Callable[[int], Awaitable[tuple[object, ...]]]) -> float:
    await claim(0)  # plans the statement
    started = perf_counter()
    found = await claim(CLAIMED)
    spent = perf_counter() - started
    if len(found) != CLAIMED:
        raise RuntimeError(f"{len(found)} of {CLAIMED} were claimed")
    return spent
