"""Importing a file, on every database."""

from datetime import timedelta

import pytest

from smplat_core.jobs import JobFilter, JobQueries
from smplat_core.kernel import Currency, PageRequest
from smplat_core.pricing import (
    SYNC_ENTRIES,
    BadPriceFile,
    BookRegionFixed,
    EntryFilter,
    Missing,
    SyncState,
)
from smplat_core.testing.builders.pricing import EU, a_request, euros
from smplat_memory import MemoryJobQueries
from smplat_postgres import PostgresJobQueries
from tests.contract.pricing.conftest import Pricing

HEADER = "sku,label,currency,unit_price,min_quantity,valid_from,valid_until\n"
TWO = HEADER + "A,Sensor,EUR,10.00,1,,\nB,Hub,USD,20.00,1,,\n"


async def sync_jobs(pricing: Pricing) -> list[int]:
    """How many prices each sync job carries."""
    jobs: JobQueries = pricing.database.pick(
        memory=lambda tables: MemoryJobQueries(tables.jobs, tables.log),
        postgres=PostgresJobQueries,
    )
    page = await jobs.list(JobFilter(name=SYNC_ENTRIES), PageRequest(200))
    return sorted(len(str(run.payload["entries"]).split(",")) for run in page.items)


async def test_a_file_makes_its_book_and_its_prices(pricing: Pricing) -> None:
    report = await pricing.load(TWO, code="europe", region=EU)

    assert (report.created, report.changed, report.unchanged) == (2, 0, 0)
    assert (report.book.code, report.book.region) == ("europe", EU)
    page = await pricing.queries.entries(EntryFilter(book_id=report.book.id), PageRequest())
    assert [entry.sku for entry in page.items] == ["A", "B"]
    assert {entry.sync_state for entry in page.items} == {SyncState.PENDING}


async def test_a_file_imported_again_changes_nothing(pricing: Pricing) -> None:
    await pricing.load(TWO)
    told, jobs = len(await pricing.database.events()), await sync_jobs(pricing)

    report = await pricing.load(TWO)

    assert (report.created, report.changed, report.unchanged, report.to_sync) == (0, 0, 2, 0)
    assert len(await pricing.database.events()) == told
    assert await sync_jobs(pricing) == jobs


async def test_changed_rows_change_and_only_what_stripe_must_know_is_synced(
    pricing: Pricing,
) -> None:
    await pricing.load(TWO)

    report = await pricing.load(HEADER + "A,Sensor,EUR,11.00,1,,\nB,Hub,USD,20.00,1,,2030-01-01\n")

    assert (report.changed, report.to_sync) == (2, 1)
    (priced,) = await pricing.quote([a_request(sku="A")])
    assert priced.unit_price == euros("11.00")


async def test_prices_left_out_are_reported_and_archived_only_when_asked(pricing: Pricing) -> None:
    await pricing.load(TWO)
    one = HEADER + "A,Sensor,EUR,10.00,1,,\n"

    kept = await pricing.load(one)
    archived = await pricing.load(one, missing=Missing.ARCHIVE)
    revived = await pricing.load(TWO)

    assert [entry.sku for entry in kept.missing] == ["B"]
    assert (kept.archived, archived.archived) == (0, 1)
    assert revived.changed == 1


async def test_a_bad_file_leaves_everything_as_it_was(pricing: Pricing) -> None:
    await pricing.load(TWO)
    overlapping = "A,Sensor,EUR,9.00,1,2026-01-01,\n"

    with pytest.raises(BadPriceFile) as refused:
        await pricing.load(HEADER + "C,Cable,EUR,1.00,1,,\n" + overlapping)

    (fault,) = refused.value.errors
    assert (fault.pointer, fault.code) == ("/rows/3/valid_from", "pricing.overlapping_prices")
    page = await pricing.queries.entries(EntryFilter(), PageRequest())
    assert [entry.sku for entry in page.items] == ["A", "B"]


async def test_a_price_follows_another_when_the_first_is_ended(pricing: Pricing) -> None:
    await pricing.load(HEADER + "A,Sensor,EUR,10.00,1,,\n")

    report = await pricing.load(
        HEADER + "A,Sensor,EUR,10.00,1,,2026-02-01\nA,Sensor,EUR,12.00,1,2026-02-01,\n"
    )
    (now,) = await pricing.quote([a_request(sku="A")])
    pricing.database.clock.advance(timedelta(days=40))
    (later,) = await pricing.quote([a_request(sku="A")])

    assert (report.created, report.changed) == (1, 1)
    assert (now.unit_price, later.unit_price) == (euros("10.00"), euros("12.00"))


async def test_a_book_stays_in_its_region(pricing: Pricing) -> None:
    await pricing.load(TWO, code="europe", region=EU)

    with pytest.raises(BookRegionFixed):
        await pricing.load(TWO, code="europe")


async def test_many_rows_are_synced_in_jobs_of_twenty(pricing: Pricing) -> None:
    rows = [f"SEN-{n},Sensor {n},EUR,{n}.00,1,,\n" for n in range(1_990)]

    report = await pricing.load(HEADER + "".join(rows))

    assert report.created == report.to_sync == 1_990
    assert await sync_jobs(pricing) == [10] + [20] * 99
    (priced,) = await pricing.quote([a_request(sku="SEN-77", currency=Currency.EUR)])
    assert priced.unit_price == euros("77.00")


async def test_an_import_is_told_once(pricing: Pricing) -> None:
    await pricing.load(TWO)

    told = await pricing.database.events()
    assert [record.name for record in told] == ["pricing.book_created", "pricing.prices_imported"]
    assert told[1].payload["created"] == 2
