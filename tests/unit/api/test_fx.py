"""Exchange rates over HTTP."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from smplat_app.testing import MemoryShape
from smplat_core.kernel import Currency, ExchangeRate
from tests.unit.api.asking import key_of
from tests.unit.api.conftest import Client

FX = "/api/v1/fx"


def said(shape: MemoryShape, rates: Mapping[str, str], *, at: datetime | None = None) -> None:
    """The source says this from now on."""
    shape.use_cases.rate_source().rates = tuple(
        ExchangeRate(
            base=Currency.EUR,
            quote=Currency(quote),
            rate=Decimal(rate),
            source="bank",
            quoted_at=at or shape.clock.now(),
        )
        for quote, rate in rates.items()
    )


async def test_the_source_is_asked_and_what_it_says_is_kept(
    client: Client, shape: MemoryShape
) -> None:
    said(shape, {"USD": "1.0837", "GBP": "0.87"})

    first = (await client.post(f"{FX}/refresh")).json()
    again = (await client.post(f"{FX}/refresh")).json()
    listed = (await client.get(f"{FX}/rates")).json()["items"]

    assert [(each["quote"], each["before"], each["after"]) for each in first["changed"]] == [
        ("GBP", None, "0.87"),
        ("USD", None, "1.0837"),
    ]
    assert (first["missing"], again["changed"], again["unchanged"]) == (["JPY"], [], 2)
    assert [(each["base"], each["quote"], each["rate"]) for each in listed] == [
        ("EUR", "GBP", "0.87"),
        ("EUR", "USD", "1.0837"),
    ]
    assert not listed[0]["stale"]
    assert listed[0]["takes_money"]


async def test_a_rate_too_far_off_is_refused_and_may_be_set_by_hand(
    client: Client, shape: MemoryShape
) -> None:
    said(shape, {"USD": "1"})
    await client.post(f"{FX}/refresh")
    shape.clock.advance(timedelta(days=1))
    said(shape, {"USD": "2"})

    refreshed = (await client.post(f"{FX}/refresh")).json()
    body = {"rate": "2", "reason": "the dollar fell"}
    hasty = await client.put(f"{FX}/rates/EUR/USD", json=body)
    meant = await client.put(f"{FX}/rates/EUR/USD", json={**body, "confirmed": True})

    assert [each["why"] for each in refreshed["refused"]] == [
        "it is 100.00 % off 1; set it by hand if it is right"
    ]
    assert (hasty.status_code, hasty.json()["code"]) == (409, "pricing.rate_swing")
    assert meant.status_code == 200
    assert (meant.json()["rate"]["source"], meant.json()["reason"]) == (
        "manual",
        "the dollar fell",
    )


async def test_a_rate_is_found_either_way_and_through_another_currency(
    client: Client, shape: MemoryShape
) -> None:
    said(shape, {"USD": "1.25", "GBP": "0.5"})
    await client.post(f"{FX}/refresh")

    turned = (await client.get(f"{FX}/rates/usd/EUR")).json()
    crossed = (await client.get(f"{FX}/rates/USD/GBP")).json()
    nothing = await client.get(f"{FX}/rates/USD/JPY")
    unknown = await client.get(f"{FX}/rates/USD/XXX")

    assert (turned["rate"], turned["via"]) == ("0.8", None)
    assert (crossed["rate"], crossed["via"]) == ("0.4", "EUR")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "pricing.rate_not_found")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "money.unknown_currency")


async def test_rates_get_stale_and_then_take_no_money(client: Client, shape: MemoryShape) -> None:
    said(shape, {"USD": "1.25"})
    await client.post(f"{FX}/refresh")

    ages = []
    for hours in (24, 1, 24):
        shape.clock.advance(timedelta(hours=hours))
        rate = (await client.get(f"{FX}/rates/EUR/USD")).json()
        ages.append((rate["age_seconds"] // 3_600, rate["stale"], rate["takes_money"]))

    assert ages == [(24, False, True), (25, True, True), (49, True, False)]


async def test_the_history_says_who_wrote_what_and_why(client: Client, shape: MemoryShape) -> None:
    said(shape, {"USD": "1.25"})
    await client.post(f"{FX}/refresh")
    shape.clock.advance(timedelta(hours=1))
    await client.put(f"{FX}/rates/EUR/USD", json={"rate": "1.3", "reason": "bank holiday"})

    first = (await client.get(f"{FX}/rates/EUR/USD/history", params={"limit": 1})).json()
    rest = (
        await client.get(
            f"{FX}/rates/EUR/USD/history", params={"limit": 1, "cursor": first["next_cursor"]}
        )
    ).json()

    newest, oldest = first["items"][0], rest["items"][0]
    assert (newest["rate"]["rate"], newest["reason"]) == ("1.3", "bank holiday")
    assert newest["kept_by"].startswith("key:")
    assert (oldest["rate"]["rate"], oldest["reason"]) == ("1.25", None)


async def test_a_source_that_does_not_answer_is_said_so(client: Client, shape: MemoryShape) -> None:
    shape.use_cases.rate_source().away = True

    answer = await client.post(f"{FX}/refresh")

    assert (answer.status_code, answer.json()["code"]) == (503, "pricing.rates_unavailable")


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("EUR/EUR", {"rate": "1", "reason": "x"}, "money.bad_rate"),
        ("EUR/USD", {"rate": "0", "reason": "x"}, "money.bad_rate"),
        ("EUR/USD", {"rate": "1e3", "reason": "x"}, "money.bad_rate"),
        ("EUR/USD", {"rate": "1.1", "reason": "  "}, "pricing.bad_rate_reason"),
        ("EUR/XXX", {"rate": "1.1", "reason": "x"}, "money.unknown_currency"),
    ],
)
async def test_a_rate_that_makes_no_sense_is_refused(
    client: Client, path: str, body: dict[str, str], code: str
) -> None:
    answer = await client.put(f"{FX}/rates/{path}", json=body)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_buyers_may_see_rates_and_change_none(
    client: Client, company: str, shape: MemoryShape
) -> None:
    said(shape, {"USD": "1.25"})
    await client.post(f"{FX}/refresh")
    headers = await key_of(client, company, "pricing:read")

    seen = await client.get(f"{FX}/rates", headers=headers)
    refused = [
        await client.post(f"{FX}/refresh", headers=headers),
        await client.put(f"{FX}/rates/EUR/USD", json={"rate": "1", "reason": "x"}, headers=headers),
        await client.get(f"{FX}/rates/EUR/USD/history", headers=headers),
    ]

    assert len(seen.json()["items"]) == 1
    assert [answer.status_code for answer in refused] == [403, 403, 403]
