"""The price a configured line begins with."""

from datetime import timedelta

import pytest

from smplat_core.kernel import Currency, Money
from smplat_core.pricing import Candidate, NoPriceInCurrency, NoPriceInRegion, TierGap
from smplat_core.pricing.configured.bases import bases_of
from smplat_core.testing.builders.pricing import (
    ACME,
    EU,
    NOON,
    a_candidate,
    a_regional,
    a_request,
    an_agreed,
    euros,
)


def priced(number: int, text: str, code: str, **changes: object) -> Candidate:
    return a_candidate(number, unit_price=Money.parse(text, Currency(code)), **changes)


def test_a_price_in_the_currency_asked_for_is_the_only_base() -> None:
    rows = [a_candidate(1, "10.00"), priced(2, "1.00", "USD")]

    bases = bases_of(a_request(), rows, NOON)

    assert [base.unit_price for base in bases.found] == [euros("10.00")]
    assert bases.refusal is None


def test_without_one_every_other_currency_is_a_base_by_precedence_and_then_by_code() -> None:
    agreed = an_agreed(4, unit_price=Money.parse("7.00", Currency.USD))
    rows = [priced(1, "1.00", "USD"), priced(2, "2.00", "GBP"), priced(3, "3.00", "CHF")]

    listed = bases_of(a_request(), rows, NOON)
    negotiated = bases_of(a_request(company_id=ACME), [*rows, agreed], NOON)

    assert [base.unit_price.currency for base in listed.found] == ["CHF", "GBP", "USD"]
    assert isinstance(listed.refusal, NoPriceInCurrency)
    assert [str(base.unit_price) for base in negotiated.found] == [
        "7.00 USD",
        "3.00 CHF",
        "2.00 GBP",
    ]


def test_a_currency_whose_price_does_not_hold_is_no_base() -> None:
    ended = priced(2, "2.00", "GBP", valid_until=NOON - timedelta(days=1))
    rows = [priced(1, "1.00", "USD"), ended]

    bases = bases_of(a_request(), rows, NOON)

    assert [base.unit_price.currency for base in bases.found] == ["USD"]


def test_a_price_of_another_region_does_not_stand_in_the_way_of_a_conversion() -> None:
    rows = [a_regional(1, "9.00"), priced(2, "1.00", "USD")]

    bases = bases_of(a_request(), rows, NOON)

    assert [base.unit_price.currency for base in bases.found] == ["USD"]
    assert isinstance(bases.refusal, NoPriceInRegion)


@pytest.mark.parametrize("rows", [[a_regional(1)], [priced(1, "1.00", "USD", region=EU)]])
def test_without_any_base_the_resolver_refuses(rows: list[Candidate]) -> None:
    with pytest.raises((NoPriceInRegion, NoPriceInCurrency)):
        bases_of(a_request(), rows, NOON)


def test_money_of_another_currency_does_not_help_where_the_tier_is_missing() -> None:
    rows = [a_candidate(1, "10.00", min_quantity=5), priced(2, "1.00", "USD")]

    with pytest.raises(TierGap):
        bases_of(a_request(4), rows, NOON)
