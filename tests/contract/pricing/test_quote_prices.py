"""Quoting, on every database."""

from datetime import timedelta
from uuid import UUID

import pytest

from smplat_core.jobs import JobFilter, JobQueries, JobRun, JobRunId, Queue
from smplat_core.kernel import Currency, PageRequest
from smplat_core.pricing import (
    SYNC_ENTRIES,
    SYNC_LAGGARDS,
    SYNC_PATIENCE,
    BadQuote,
    CannotPrice,
    PriceType,
    Sku,
    SyncLaggards,
)
from smplat_core.testing.builders.pricing import ACME, EU, NOON, a_request, euros
from smplat_memory import MemoryJobQueries, MemoryProcessorPrices
from smplat_postgres import (
    Engine,
    PostgresAgreementQueries,
    PostgresJobQueries,
    PostgresPriceQueries,
)
from tests.contract.databases import Database
from tests.contract.pricing.conftest import Pricing

HEADER = "sku,label,currency,unit_price,min_quantity\n"


async def test_a_thousand_lines_are_priced_at_once(pricing: Pricing) -> None:
    await pricing.load(HEADER + "".join(f"S{n},Sensor,EUR,{n}.00,1\n" for n in range(1_000)))

    priced = await pricing.quote([a_request(2, sku=Sku(f"S{n}")) for n in range(1_000)])

    assert [line.line_total for line in priced] == [euros(f"{2 * n}.00") for n in range(1_000)]


async def test_the_region_of_the_buyer_counts(pricing: Pricing) -> None:
    await pricing.load(HEADER + "A,Sensor,EUR,10.00,1\n")
    await pricing.load(HEADER + "A,Sensor,EUR,9.00,1\n", code="europe", region=EU)

    near, far = await pricing.quote([a_request(sku="A", region=EU), a_request(sku="A")])

    assert (near.price_type, near.unit_price) == (PriceType.PRICEBOOK_REGIONAL, euros("9.00"))
    assert far.unit_price == euros("10.00")


async def test_all_wrong_lines_are_named_at_once(pricing: Pricing) -> None:
    await pricing.load(HEADER + "A,Sensor,EUR,10.00,5\n")

    with pytest.raises(CannotPrice) as refused:
        await pricing.quote(
            [
                a_request(5, sku="A"),
                a_request(4, sku="A"),
                a_request(sku="B"),
                a_request(5, sku="A", currency=Currency.JPY),
            ]
        )

    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [
        ("/lines/1/quantity", "pricing.tier_gap"),
        ("/lines/2/sku", "pricing.unknown_sku"),
        ("/lines/3/sku", "pricing.no_price_in_currency"),
    ]


@pytest.mark.parametrize("count", [0, 1_001])
async def test_a_quote_has_one_to_a_thousand_lines(pricing: Pricing, count: int) -> None:
    with pytest.raises(BadQuote):
        await pricing.quote([a_request()] * count)


async def test_a_quote_costs_the_same_few_statements_however_many_its_lines(
    postgres: Database, engine: Engine
) -> None:
    pricing = Pricing(
        postgres, PostgresPriceQueries(), PostgresAgreementQueries(), MemoryProcessorPrices()
    )
    await pricing.load(HEADER + "".join(f"S{n},Sensor,EUR,{n}.00,1\n" for n in range(1_000)))

    async def statements(lines: int) -> int:
        seen: list[object] = []
        requests = [a_request(sku=Sku(f"S{n}"), company_id=ACME) for n in range(lines)]
        async with engine.transaction() as transaction:
            with transaction.connection.query_logger(seen.append):
                await pricing.quote(requests)
        return len(seen)

    cold, warm = await statements(10), await statements(10)
    mixed, large = await statements(500), await statements(1_000)

    assert (cold, warm, mixed, large) == (2, 2, 3, 3)


async def test_prices_that_wait_too_long_are_sent_again_once(pricing: Pricing) -> None:
    await pricing.load(HEADER + "A,Sensor,EUR,10.00,1\n")
    laggards = SyncLaggards(pricing.database.begin, pricing.database.clock, pricing.queries)
    jobs: JobQueries = pricing.database.pick(
        memory=lambda tables: MemoryJobQueries(tables.jobs, tables.log),
        postgres=PostgresJobQueries,
    )
    run = JobRun(
        id=JobRunId(UUID(int=1)),
        queue=Queue.PRICING,
        name=SYNC_LAGGARDS,
        payload={},
        max_attempts=8,
        actor="system",
        correlation_id="none",
        created_at=NOON,
        due_at=NOON,
    )

    await laggards(run)
    in_time = await jobs.list(JobFilter(name=SYNC_ENTRIES), PageRequest())
    pricing.database.clock.advance(SYNC_PATIENCE + timedelta(seconds=1))
    await laggards(run)
    await laggards(run)
    late = await jobs.list(JobFilter(name=SYNC_ENTRIES), PageRequest())

    assert (len(in_time.items), len(late.items)) == (1, 2)
