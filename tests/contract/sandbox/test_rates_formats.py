"""The sandbox's source of rates speaks so that our adapter understands it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from smplat_core.kernel import Currency
from smplat_core.pricing.fx import RatesUnavailable
from smplat_fx import ErApiRates, FxSettings
from tests.unit.sandbox.outside import NOON, Outside, outside

EUR, JPY, KWD, USD = Currency.EUR, Currency.JPY, Currency.KWD, Currency.USD


@pytest_asyncio.fixture
async def source(world: Outside) -> AsyncIterator[ErApiRates]:
    settings = FxSettings(rates_api_url="http://sandbox.test/rates/v6/latest")
    made = ErApiRates(settings, world.transport)
    yield made
    await made.close()


async def test_it_says_what_currencies_are_worth_since_last_midnight(
    world: Outside, source: ErApiRates
) -> None:
    await world.control("/clock", at=NOON)

    rates = {rate.quote: rate for rate in await source.latest(USD, {EUR, JPY, KWD})}

    assert {quote: rate.rate for quote, rate in rates.items()} == {
        EUR: Decimal("0.8634"),
        JPY: Decimal("155.4318"),
        KWD: Decimal("0.3069"),
    }
    assert {rate.quoted_at for rate in rates.values()} == {
        datetime(2026, 11, 20, 0, 2, 31, tzinfo=UTC)
    }


async def test_any_of_its_currencies_may_be_the_base(source: ErApiRates) -> None:
    (dollar,) = await source.latest(EUR, {USD})

    assert dollar.rate == Decimal("1.158212")


async def test_a_test_changes_what_it_says(world: Outside, source: ErApiRates) -> None:
    changed = await world.client.put("/_sandbox/rates/EUR", json={"per_dollar": "0.5"})

    (euro,) = await source.latest(USD, {EUR})

    assert changed.status_code == 200
    assert euro.rate == Decimal("0.5")


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "NaN", "1e9"])
async def test_what_is_no_rate_cannot_be_said(world: Outside, wrong: str) -> None:
    refused = await world.client.put("/_sandbox/rates/EUR", json={"per_dollar": wrong})

    assert refused.status_code == 400


async def test_it_may_be_stopped_so_that_rates_get_old(world: Outside, source: ErApiRates) -> None:
    await world.control("/clock", at=NOON)
    await world.control("/rates/stop")
    await world.control("/clock", at="2026-11-25T12:00:00+00:00")

    (old,) = await source.latest(USD, {EUR})
    await world.control("/rates/go-on")
    (new,) = await source.latest(USD, {EUR})

    assert (old.quoted_at.day, new.quoted_at.day) == (20, 25)


async def test_a_currency_it_does_not_know_is_refused_in_its_own_words(
    world: Outside, source: ErApiRates
) -> None:
    del world

    with pytest.raises(RatesUnavailable, match="unsupported-code"):
        await source.latest(Currency.XAF, {EUR})


@pytest.mark.parametrize("kind", ["429", "500", "503", "drop", "error"])
async def test_trouble_makes_it_unavailable(world: Outside, source: ErApiRates, kind: str) -> None:
    await world.control("/faults", party="rates", fault=kind)

    with pytest.raises(RatesUnavailable):
        await source.latest(USD, {EUR})


async def test_what_was_set_survives_a_restart(tmp_path: Path) -> None:
    async with outside(data_dir=tmp_path) as before:
        await before.client.put("/_sandbox/rates/EUR", json={"per_dollar": "0.5"})
        await before.control("/rates/stop")

    async with outside(data_dir=tmp_path) as after:
        read = (await after.client.get("/_sandbox/rates")).json()

    assert (read["per_dollar"]["EUR"], read["stopped"]) == ("0.5", True)
