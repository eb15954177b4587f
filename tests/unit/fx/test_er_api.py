"""Exchange rates over HTTP: what is asked, what is read, and what is not believed."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from smplat_core.kernel import Currency
from smplat_core.pricing.fx import FxLimits, RatesUnavailable
from smplat_fx import (
    ErApiRates,
    FxSettings,
    NoRates,
    base_of,
    limits_of,
    rate_source,
    swing_of,
    symbols_of,
)

EUR, GBP, USD = Currency.EUR, Currency.GBP, Currency.USD
ANSWER: dict[str, Any] = {
    "result": "success",
    "provider": "https://www.exchangerate-api.com",
    "time_last_update_unix": 1_772_409_751,
    "time_next_update_unix": 1_772_496_151,
    "time_eol_unix": 0,
    "base_code": "EUR",
    "rates": {"EUR": 1, "GBP": 0.87, "USD": 1.0837, "XAU": 0.0003},
}


def answering(
    answer: Callable[[httpx.Request], httpx.Response] | httpx.Response, **settings: object
) -> ErApiRates:
    def handler(request: httpx.Request) -> httpx.Response:
        return answer if isinstance(answer, httpx.Response) else answer(request)

    return ErApiRates(
        FxSettings(**settings),  # type: ignore[arg-type]
        httpx.MockTransport(handler),
    )


async def test_the_base_is_added_to_the_address_and_nothing_else_is_sent() -> None:
    asked = list[httpx.Request]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=ANSWER)

    source = answering(answer, rates_api_url="https://rates.example/v6/latest/")
    await source.latest(EUR, {USD})
    await source.close()

    (request,) = asked
    assert (request.method, str(request.url)) == ("GET", "https://rates.example/v6/latest/EUR")
    assert request.content == b""


async def test_rates_carry_the_host_they_come_from_and_their_moment() -> None:
    source = answering(httpx.Response(200, json=ANSWER))

    gbp, usd = await source.latest(EUR, {USD, GBP})

    assert (gbp.quote, gbp.rate) == (GBP, Decimal("0.87"))
    assert (usd.quote, usd.rate) == (USD, Decimal("1.0837"))
    assert usd.source == "open.er-api.com"
    assert usd.quoted_at == datetime(2026, 3, 2, 0, 2, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "rate", ["0", "-1.5", "1e400", "NaN", '"1.1"', "true", "null", "[1]", "1." + "1" * 70]
)
async def test_a_rate_that_cannot_be_one_is_left_out(rate: str) -> None:
    text = (
        '{"result": "success", "base_code": "EUR", "time_last_update_unix": 1772409751,'
        f' "rates": {{"USD": {rate}, "GBP": 0.87}}}}'
    )

    rates = await answering(httpx.Response(200, text=text)).latest(EUR, {USD, GBP})

    assert [rate.quote for rate in rates] == [GBP]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={**ANSWER, "result": "error", "error-type": "quota-reached"}),
        httpx.Response(404, json={"result": "error", "error-type": "unsupported-code"}),
        httpx.Response(200, json={**ANSWER, "base_code": "USD"}),
        httpx.Response(200, json={**ANSWER, "rates": []}),
        httpx.Response(200, json={**ANSWER, "time_last_update_unix": 0}),
        httpx.Response(200, json={**ANSWER, "time_last_update_unix": "soon"}),
        httpx.Response(200, json={**ANSWER, "time_last_update_unix": 10**12}),
        httpx.Response(200, text='{"time_last_update_unix": NaN, "result": "success"}'),
        httpx.Response(200, json={}),
        httpx.Response(200, json=[]),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, text="[" * 100_000),
        httpx.Response(200, content=b"\xff\xfe"),
        httpx.Response(200, text=" " * 256_001),
        httpx.Response(301, headers={"Location": "http://127.0.0.1/"}),
        httpx.Response(500),
        httpx.Response(204),
    ],
)
async def test_what_is_no_answer_makes_rates_unavailable(answer: httpx.Response) -> None:
    with pytest.raises(RatesUnavailable):
        await answering(answer).latest(EUR, {USD})


async def test_why_the_source_refuses_is_said() -> None:
    body = {"result": "error", "error-type": "unsupported-code"}

    with pytest.raises(RatesUnavailable, match=r"open\.er-api\.com refuses: unsupported-code"):
        await answering(httpx.Response(404, json=body)).latest(EUR, {USD})


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (httpx.Response(429), 3_600),
        (httpx.Response(429, headers={"Retry-After": "90"}), 90),
        (httpx.Response(503, headers={"Retry-After": "999999"}), 3_600),
        (httpx.Response(503, headers={"Retry-After": "soon"}), 60),
    ],
)
async def test_a_source_is_left_in_peace_as_long_as_it_asks(
    answer: httpx.Response, seconds: int
) -> None:
    with pytest.raises(RatesUnavailable) as refused:
        await answering(answer).latest(EUR, {USD})

    assert refused.value.retry_after_seconds == seconds


async def test_a_source_that_hangs_is_given_up() -> None:
    class Silent(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            del request
            await asyncio.Event().wait()
            raise AssertionError

    source = ErApiRates(FxSettings(timeout_seconds=0.01), Silent())

    with pytest.raises(RatesUnavailable, match="TimeoutError"):
        await source.latest(EUR, {USD})


async def test_nobody_is_asked_when_the_source_is_off() -> None:
    source = rate_source(FxSettings(rates_api_url="off"))

    rates = await source.latest(EUR, {USD})
    await source.close()

    assert isinstance(source, NoRates)
    assert rates == ()


async def test_the_public_source_is_asked_unless_told_otherwise() -> None:
    source = rate_source(FxSettings())
    await source.close()

    assert isinstance(source, ErApiRates)
    assert source.name == "open.er-api.com"


def test_settings_say_it_in_the_words_of_the_core() -> None:
    settings = FxSettings(
        rates_base="USD", rates_symbols="EUR, GBP", checkout_hours=72, most_swing_percent=5
    )

    assert base_of(settings) is USD
    assert symbols_of(settings) == {EUR, GBP}
    assert limits_of(FxSettings()) == FxLimits()
    assert limits_of(settings).checkout.total_seconds() == 72 * 3_600
    assert swing_of(settings) == Decimal(5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rates_api_url": "ftp://x"},
        {"rates_api_url": "https://x/?base=EUR"},
        {"rates_base": "EURO"},
        {"rates_symbols": "EUR,XXX"},
        {"rates_symbols": ""},
        {"timeout_seconds": 0},
        {"shown_hours": 0},
        {"most_swing_percent": 0},
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        FxSettings(**wrong)  # type: ignore[arg-type]
