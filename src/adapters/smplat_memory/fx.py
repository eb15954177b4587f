"""Exchange rates in a list, and a source that says what a test wants."""

from collections.abc import Collection, Mapping, Sequence

from attrs import Factory, define, frozen

from smplat_core.guardrails import CurrencyPair
from smplat_core.kernel import Currency, Event, ExchangeRate, Page, PageRequest
from smplat_core.pricing.fx import (
    FX_ID,
    ExchangeRates,
    KeptRate,
    RateBook,
    RateSource,
    RatesUnavailable,
    ways,
)
from smplat_memory.log import MemoryLog


@define
class FxTables:
    kept: list[KeptRate] = Factory(list)
    """In the order they were written."""

    def newest(self) -> tuple[KeptRate, ...]:
        newest: dict[CurrencyPair, KeptRate] = {}
        for kept in self.kept:
            pair = (kept.rate.base, kept.rate.quote)
            if pair not in newest or kept.rate.quoted_at >= newest[pair].rate.quoted_at:
                newest[pair] = kept
        return tuple(newest[pair] for pair in sorted(newest))


@frozen
class MemoryRateBook(RateBook):
    tables: FxTables
    log: MemoryLog

    async def newest(self) -> tuple[ExchangeRate, ...]:
        return tuple(kept.rate for kept in self.tables.newest())

    async def add(self, rates: Sequence[KeptRate], news: Sequence[Event]) -> None:
        known = {_key(kept.rate) for kept in self.tables.kept}
        self.tables.kept += [kept for kept in rates if _key(kept.rate) not in known]
        self.log.publish(aggregate="fx_rates", aggregate_id=FX_ID, news=news)


@frozen
class MemoryExchangeRates(ExchangeRates):
    tables: FxTables

    async def current(self, pairs: Collection[CurrencyPair]) -> Mapping[CurrencyPair, ExchangeRate]:
        return ways([kept.rate for kept in self.tables.newest()], pairs)

    async def newest(self, page: PageRequest) -> Page[KeptRate]:
        after = page.after or ("", "")
        rest = [kept for kept in self.tables.newest() if _pair(kept) > after]
        return Page.cut(rest, page.limit, _pair)

    async def history(self, base: Currency, quote: Currency, page: PageRequest) -> Page[KeptRate]:
        before = page.last_position()
        numbered = [
            (number, kept)
            for number, kept in enumerate(self.tables.kept, start=1)
            if (kept.rate.base, kept.rate.quote) == (base, quote)
            and (not before or number < before)
        ]
        cut = Page.cut(numbered[::-1], page.limit, lambda row: (str(row[0]),))
        return cut.map(lambda row: row[1])


@define
class MemoryRateSource(RateSource):
    """Says what it was told to say."""

    rates: tuple[ExchangeRate, ...] = ()
    away: bool = False

    async def latest(
        self, base: Currency, symbols: Collection[Currency]
    ) -> tuple[ExchangeRate, ...]:
        if self.away:
            raise RatesUnavailable("the source of exchange rates does not answer")
        return tuple(rate for rate in self.rates if rate.base is base and rate.quote in symbols)


def _pair(kept: KeptRate) -> tuple[str, str]:
    return kept.rate.base.value, kept.rate.quote.value


def _key(rate: ExchangeRate) -> tuple[object, ...]:
    return rate.base, rate.quote, rate.source, rate.quoted_at
