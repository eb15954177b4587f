"""Adapters and use cases of pricing on the chosen database."""

from collections.abc import Sequence

import pytest
from attrs import evolve, frozen

from smplat_core.pricing import (
    AgreementQueries,
    BookToImport,
    ImportPrices,
    ImportReport,
    LineRequest,
    Missing,
    PriceQueries,
    PricingResolution,
    QuotePrices,
    Region,
    read_prices,
)
from smplat_memory import MemoryAgreementQueries, MemoryPriceQueries, MemoryProcessorPrices
from smplat_postgres import PostgresAgreementQueries, PostgresPriceQueries
from tests.contract.databases import Database
from tests.contract.pricing_parts import judge_margins_of, price_lines_of


@frozen
class Pricing:
    """What a test of pricing needs at hand."""

    database: Database
    queries: PriceQueries
    agreements: AgreementQueries
    processor: MemoryProcessorPrices

    async def quote(self, requests: Sequence[LineRequest]) -> tuple[PricingResolution, ...]:
        """The prices alone."""
        lines = evolve(
            price_lines_of(self.database), prices=self.queries, agreements=self.agreements
        )
        quoted = await QuotePrices(lines, judge_margins_of(self.database))(requests)
        return tuple(line.resolution for line in quoted)

    async def load(
        self,
        csv: str,
        *,
        code: str = "world",
        region: Region | None = None,
        missing: Missing = Missing.KEEP,
    ) -> ImportReport:
        """Import a file into the book of this code."""
        load = ImportPrices(self.database.begin, self.database.clock, self.database.ids)
        book = BookToImport(code=code, region=region)
        return await load(book, read_prices(csv), missing=missing)


@pytest.fixture
def pricing(database: Database) -> Pricing:
    queries: PriceQueries = database.pick(
        memory=lambda tables: MemoryPriceQueries(tables.pricing), postgres=PostgresPriceQueries
    )
    agreements: AgreementQueries = database.pick(
        memory=lambda tables: MemoryAgreementQueries(tables.pricing),
        postgres=PostgresAgreementQueries,
    )
    return Pricing(database, queries, agreements, MemoryProcessorPrices())
