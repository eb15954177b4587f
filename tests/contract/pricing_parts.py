"""Prices as the application asks for them, over the database of a test."""

from datetime import timedelta
from typing import Final

from smplat_core.guardrails import JudgeMargins
from smplat_core.pricing import (
    ConfigureProduct,
    Forms,
    JudgePublication,
    PriceLines,
    QuotePrices,
)
from smplat_memory import (
    MemoryAgreementQueries,
    MemoryExchangeRates,
    MemoryExperimentQueries,
    MemoryFlagQueries,
    MemoryPriceQueries,
    MemoryProductQueries,
    MemoryServiceCosts,
)
from smplat_patterns import Re2Patterns
from smplat_postgres import (
    PostgresAgreementQueries,
    PostgresExchangeRates,
    PostgresExperimentQueries,
    PostgresFlagQueries,
    PostgresPriceQueries,
    PostgresProductQueries,
    PostgresServiceCosts,
)
from tests.contract.databases import Database

RATE_LIMIT: Final = timedelta(hours=48)


def price_lines_of(database: Database) -> PriceLines:
    return PriceLines(
        prices=database.pick(
            memory=lambda t: MemoryPriceQueries(t.pricing), postgres=PostgresPriceQueries
        ),
        agreements=database.pick(
            memory=lambda t: MemoryAgreementQueries(t.pricing), postgres=PostgresAgreementQueries
        ),
        products=database.pick(
            memory=lambda t: MemoryProductQueries(t.catalog), postgres=PostgresProductQueries
        ),
        flags=database.pick(
            memory=lambda t: MemoryFlagQueries(t.catalog), postgres=PostgresFlagQueries
        ),
        experiments=database.pick(
            memory=lambda t: MemoryExperimentQueries(t.experiments),
            postgres=PostgresExperimentQueries,
        ),
        rates=database.pick(
            memory=lambda t: MemoryExchangeRates(t.fx), postgres=PostgresExchangeRates
        ),
        forms=Forms(Re2Patterns()),
        clock=database.clock,
        rate_limit=RATE_LIMIT,
    )


def judge_margins_of(database: Database) -> JudgeMargins:
    return JudgeMargins(
        begin=database.begin,
        costs=database.pick(
            memory=lambda t: MemoryServiceCosts(t.guardrails), postgres=PostgresServiceCosts
        ),
        rates=database.pick(
            memory=lambda t: MemoryExchangeRates(t.fx), postgres=PostgresExchangeRates
        ),
        clock=database.clock,
        ids=database.ids,
        rate_limit=RATE_LIMIT,
    )


def quote_prices_of(database: Database) -> QuotePrices:
    return QuotePrices(price_lines_of(database), judge_margins_of(database))


def configure_product_of(database: Database) -> ConfigureProduct:
    return ConfigureProduct(price_lines_of(database), judge_margins_of(database))


def judge_publication_of(database: Database) -> JudgePublication:
    lines, judge = price_lines_of(database), judge_margins_of(database)
    return JudgePublication(
        prices=lines.prices,
        rates=lines.rates,
        patterns=Re2Patterns(),
        judge=judge,
        clock=database.clock,
        rate_limit=RATE_LIMIT,
    )
