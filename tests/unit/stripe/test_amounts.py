"""Amounts as Stripe counts them."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.kernel import BadAmount, Currency, Money, UnknownCurrency
from smplat_core.pricing import NotPresentable
from smplat_stripe import from_stripe, to_stripe
from smplat_stripe.amounts import THREE_DECIMAL

CASES = Path(__file__).parents[3].parent / "shared/data/currencies/stripe_currencies.json"


@pytest.mark.parametrize(
    ("money", "amount"),
    [
        (Money(1999, Currency.USD), 1999),
        (Money(500, Currency.JPY), 500),
        (Money(5120, Currency.KWD), 5120),
        (Money(5, Currency.ISK), 500),
        (Money(5, Currency.UGX), 500),
        (Money(500, Currency.MGA), 5),
    ],
    ids=str,
)
def test_an_amount_goes_to_stripe_and_back(money: Money, amount: int) -> None:
    assert to_stripe(money) == amount
    assert from_stripe(amount, money.currency.lower()) == money


@pytest.mark.parametrize(
    "money",
    [
        Money(5124, Currency.KWD),
        Money(501, Currency.MGA),
        Money(1000, Currency.LYD),
        Money(1000, Currency.IQD),
        Money(1, Currency.UYW),
        Money(-1, Currency.EUR),
        Money(100_000_000, Currency.EUR),
    ],
    ids=str,
)
def test_what_stripe_cannot_charge_is_refused(money: Money) -> None:
    with pytest.raises(NotPresentable):
        to_stripe(money)


@given(st.sampled_from(list(Currency)), st.integers(0, 10**9))
def test_nothing_is_lost_on_the_way(currency: Currency, minor: int) -> None:
    money = Money(minor, currency)
    try:
        amount = to_stripe(money)
    except NotPresentable:
        return

    assert from_stripe(amount, currency) == money


@pytest.mark.skipif(not CASES.exists(), reason="the collected currency facts are not here")
def test_the_collected_facts_hold() -> None:
    cases: list[dict[str, Any]] = json.loads(CASES.read_text())["cases"] if CASES.exists() else []
    assert cases

    for case in cases:
        try:
            amount: int | None = to_stripe(
                Money.parse(case["major"], Currency.of(case["currency"]))
            )
        except (BadAmount, NotPresentable, UnknownCurrency):
            amount = None
        needs_rounding = case["currency"] in THREE_DECIMAL and Decimal(case["major"]) % Decimal(
            "0.01"
        )
        # we refuse where the collected facts would round: the buyer pays what was promised
        expected = None if needs_rounding else case.get("stripe_minor")
        assert amount == expected, case
