"""What every ``RateBook`` and ``ExchangeRates`` promises."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from smplat_core.kernel import BadPage, Currency, ExchangeRate, PageRequest
from smplat_core.pricing.fx import FX_ID, KeptRate, RateSet
from smplat_core.testing.databases import FxDatabase
from smplat_core.testing.promises import Contract

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
EUR, GBP, USD, JPY = Currency.EUR, Currency.GBP, Currency.USD, Currency.JPY


def a_rate(
    text: str = "1.0837",
    *,
    base: Currency = EUR,
    quote: Currency = USD,
    source: str = "bank",
    at: datetime = NOON,
) -> ExchangeRate:
    return ExchangeRate(base=base, quote=quote, rate=Decimal(text), source=source, quoted_at=at)


def a_kept(rate: ExchangeRate, *, reason: str | None = None) -> KeptRate:
    return KeptRate(rate=rate, kept_at=rate.quoted_at + HOUR, kept_by="system", reason=reason)


class ExchangeRatesContract(Contract):
    """What every ``RateBook`` and ``ExchangeRates`` promises."""

    needs = "database"
    shape = FxDatabase

    async def test_a_rate_is_read_back_to_the_last_digit(self, database: FxDatabase) -> None:
        odd = a_kept(a_rate("0.00012345678901234567890"), reason="checked by phone")
        async with database.begin() as work:
            await work.rate_book.add([odd], [])

        assert (await database.exchange_rates.newest(PageRequest())).items == (odd,)
        async with database.begin() as work:
            assert await work.rate_book.newest() == (odd.rate,)

    async def test_before_any_rate_there_is_none(self, database: FxDatabase) -> None:
        async with database.begin() as work:
            assert await work.rate_book.newest() == ()
        assert (await database.exchange_rates.newest(PageRequest())).items == ()
        assert await database.exchange_rates.current([(EUR, USD)]) == {}

    async def test_the_newest_rate_of_a_pair_holds_in_whatever_order_they_came(
        self, database: FxDatabase
    ) -> None:
        old, new = a_kept(a_rate("1.1")), a_kept(a_rate("1.2", at=NOON + HOUR))
        async with database.begin() as work:
            await work.rate_book.add([new], [])
            await work.rate_book.add([old], [])

        assert (await database.exchange_rates.newest(PageRequest())).items == (new,)

    async def test_of_two_sources_at_one_moment_the_last_written_holds(
        self, database: FxDatabase
    ) -> None:
        first, second = a_kept(a_rate("1.1")), a_kept(a_rate("1.2", source="manual"))
        async with database.begin() as work:
            await work.rate_book.add([first, second], [])

        assert (await database.exchange_rates.newest(PageRequest())).items == (second,)

    async def test_the_same_rate_is_written_down_once(self, database: FxDatabase) -> None:
        async with database.begin() as work:
            await work.rate_book.add([a_kept(a_rate("1.1"))], [])
            await work.rate_book.add([a_kept(a_rate("1.3"))], [])

        page = await database.exchange_rates.history(EUR, USD, PageRequest())
        assert page.items == (a_kept(a_rate("1.1")),)

    async def test_a_rate_is_found_either_way_and_through_another_currency(
        self, database: FxDatabase
    ) -> None:
        rates = [
            a_kept(a_rate("0.8", base=USD, quote=EUR)),
            a_kept(a_rate("160", base=USD, quote=JPY, at=NOON - HOUR)),
        ]
        async with database.begin() as work:
            await work.rate_book.add(rates, [])

        found = await database.exchange_rates.current([(EUR, USD), (EUR, JPY), (GBP, USD)])

        assert found.keys() == {(EUR, USD), (EUR, JPY)}
        assert found[EUR, USD].rate == Decimal("1.25")
        crossed = found[EUR, JPY]
        assert (crossed.rate, crossed.via, crossed.quoted_at) == (Decimal(200), USD, NOON - HOUR)

    async def test_the_newest_rates_are_listed_by_their_currencies(
        self, database: FxDatabase
    ) -> None:
        rates = [
            a_kept(a_rate(base=base, quote=quote))
            for base, quote in ((USD, EUR), (EUR, USD), (EUR, GBP))
        ]
        async with database.begin() as work:
            await work.rate_book.add(rates, [])

        first = await database.exchange_rates.newest(PageRequest(limit=2))
        rest = await database.exchange_rates.newest(
            PageRequest.of(limit=2, cursor=first.next_cursor)
        )

        assert (*first.items, *rest.items) == (rates[2], rates[1], rates[0])

    async def test_the_history_of_a_pair_is_listed_last_written_first(
        self, database: FxDatabase
    ) -> None:
        rates = [a_kept(a_rate(f"1.{n}", at=NOON + n * HOUR)) for n in (3, 1, 2)]
        other = a_kept(a_rate(base=USD, quote=EUR))
        async with database.begin() as work:
            await work.rate_book.add([*rates[:2], other, rates[2]], [])

        first = await database.exchange_rates.history(EUR, USD, PageRequest(limit=2))
        rest = await database.exchange_rates.history(
            EUR, USD, PageRequest.of(limit=2, cursor=first.next_cursor, parts=1)
        )

        assert (*first.items, *rest.items) == (rates[2], rates[1], rates[0])
        with pytest.raises(BadPage):
            await database.exchange_rates.history(EUR, USD, PageRequest(after=("x",)))

    async def test_what_is_told_is_told_of_the_one_table_of_rates(
        self, database: FxDatabase
    ) -> None:
        news = RateSet(
            at=NOON, base="EUR", quote="USD", before=None, after=Decimal("1.1"), reason="x"
        )
        async with database.begin() as work:
            await work.rate_book.add([a_kept(a_rate("1.1"))], [news])

        (told,) = await database.events()
        assert (told.name, told.aggregate, told.aggregate_id) == ("fx.rate_set", "fx_rates", FX_ID)
        assert told.payload["after"] == "1.1"
