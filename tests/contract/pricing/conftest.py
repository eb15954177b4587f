"""Adapters and use cases of pricing on the chosen database."""

import pytest
from attrs import frozen

from smplat_core.pricing import (
    AgreementQueries,
    BookToImport,
    ImportPrices,
    ImportReport,
    Missing,
    PriceQueries,
    QuotePrices,
    Region,
    read_prices,
)
from smplat_memory import MemoryAgreementQueries, MemoryPriceQueries, MemoryProcessorPrices
from smplat_postgres import PostgresAgreementQueries, PostgresPriceQueries
from tests.contract.databases import Database


@frozen
class Pricing:
    """What a test of pricing needs at hand."""

    database: Database
    queries: PriceQueries
    agreements: AgreementQueries
    processor: MemoryProcessorPrices

    @property
    def quote(self) -> QuotePrices:
        return QuotePrices(self.queries, self.agreements, self.database.clock)

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
