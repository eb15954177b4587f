from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.kernel import (
    LARGEST_MINOR,
    RATE_DIGITS,
    BadAmount,
    BadRate,
    Currency,
    CurrencyMismatch,
    ExchangeRate,
    Money,
    from_json,
    to_json,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EUR, GBP, JPY, KWD, USD = (
    Currency.EUR,
    Currency.GBP,
    Currency.JPY,
    Currency.KWD,
    Currency.USD,
)

factors = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(1, 10**9),
    st.integers(0, 12),
)
amounts = st.decimals(allow_nan=False, allow_infinity=False, places=6)


def a_rate(
    text: str = "1.25",
    *,
    base: Currency = EUR,
    quote: Currency = USD,
    source: str = "somebody",
    at: datetime = NOON,
) -> ExchangeRate:
    return ExchangeRate(base=base, quote=quote, rate=Decimal(text), source=source, quoted_at=at)


def test_an_amount_is_multiplied_and_not_rounded() -> None:
    assert a_rate("1.0837").convert(Decimal("19.99")) == Decimal("21.663163")


@given(amount=amounts, factor=factors)
def test_converting_is_exact_at_any_length(amount: Decimal, factor: Decimal) -> None:
    converted = a_rate(str(factor)).convert(amount)

    assert Fraction(converted) == Fraction(amount) * Fraction(factor)


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+999999"])
def test_what_is_no_bounded_number_is_not_converted(amount: str) -> None:
    with pytest.raises(BadAmount) as refused:
        a_rate("12.5").convert(Decimal(amount))

    assert refused.value.errors[0].pointer == "/amount"


def test_an_amount_too_long_to_be_multiplied_exactly_is_refused() -> None:
    with pytest.raises(BadAmount):
        a_rate("1.1").convert(Decimal("1" * 2_000))


@pytest.mark.parametrize(
    "rate",
    ["0", "-1", "NaN", "sNaN", "Infinity", "1.1E+12", "9.99E-13", "1.00000000000000000001"],
)
def test_a_rate_is_positive_and_bounded(rate: str) -> None:
    with pytest.raises(BadRate) as refused:
        a_rate(rate)

    assert refused.value.errors[0].pointer == "/rate"


@pytest.mark.parametrize(
    "rate", ["1E-12", "1E+12", "1.0000000000000000001", "12345678901234567890E-8"]
)
def test_a_rate_may_use_all_of_its_bounds(rate: str) -> None:
    assert a_rate(rate).rate == Decimal(rate)


@pytest.mark.parametrize("source", ["", "  ", "x" * 201])
def test_a_rate_names_its_source(source: str) -> None:
    with pytest.raises(BadRate) as refused:
        a_rate(source=source)

    assert refused.value.errors[0].pointer == "/source"


def test_a_source_may_be_two_hundred_characters() -> None:
    assert len(a_rate(source="x" * 200).source) == 200


def test_a_rate_knows_its_moment_with_an_offset() -> None:
    with pytest.raises(BadRate) as refused:
        a_rate(at=NOON.replace(tzinfo=None))

    assert refused.value.errors[0].pointer == "/quoted_at"


def test_a_currency_has_no_rate_into_itself() -> None:
    with pytest.raises(BadRate) as refused:
        a_rate("1", base=EUR, quote=EUR)

    assert refused.value.errors[0].pointer == "/quote"


def test_an_inverse_leads_back_from_the_same_source_and_moment() -> None:
    inverse = a_rate("1.25").inverse

    assert inverse == a_rate("0.8", base=USD, quote=EUR)


def test_an_inverse_that_does_not_end_is_rounded_to_twenty_digits() -> None:
    assert str(a_rate("3").inverse.rate) == "0.33333333333333333333"
    assert str(a_rate("0.6").inverse.rate) == "1.6666666666666666667"


@given(minor=st.integers(1 - LARGEST_MINOR, LARGEST_MINOR - 1), factor=factors)
def test_there_and_back_again_is_the_same_money(minor: int, factor: Decimal) -> None:
    rate = a_rate(str(factor))

    abroad = rate.convert(Money(minor, EUR).to_decimal())

    assert Money.rounded(rate.inverse.convert(abroad), EUR) == Money(minor, EUR)


@given(factor=factors, one=amounts, other=amounts)
def test_more_money_is_more_money_in_any_currency(
    factor: Decimal, one: Decimal, other: Decimal
) -> None:
    rate = a_rate(str(factor))

    assert (rate.convert(one) < rate.convert(other)) == (one < other)


def turned(rate: ExchangeRate, *, around: bool) -> ExchangeRate:
    return rate.inverse if around else rate


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("second", [False, True])
def test_two_rates_cross_whichever_way_round_they_are_quoted(*, first: bool, second: bool) -> None:
    eur = turned(a_rate("0.8", base=USD, quote=EUR), around=first)
    jpy = turned(a_rate("160", base=USD, quote=JPY, source="another"), around=second)

    crossed = eur.across(jpy)

    assert (crossed.base, crossed.quote, crossed.rate) == (EUR, JPY, Decimal(200))
    assert (crossed.via, crossed.source) == (USD, "somebody, another")


def test_a_crossed_rate_is_as_old_as_the_older_one() -> None:
    older, newer = NOON - timedelta(hours=3), NOON
    eur = a_rate("0.8", base=USD, quote=EUR, at=newer)
    jpy = a_rate("160", base=USD, quote=JPY, at=older)

    assert eur.across(jpy).quoted_at == older
    assert jpy.across(eur).quoted_at == older


def test_a_source_that_gave_both_rates_is_named_once() -> None:
    crossed = a_rate("0.8", base=USD, quote=EUR).across(a_rate("160", base=USD, quote=JPY))

    assert crossed.source == "somebody"


def test_long_sources_are_cut_to_what_a_source_may_be() -> None:
    crossed = a_rate("0.8", base=USD, quote=EUR, source="x" * 200).across(
        a_rate("160", base=USD, quote=JPY, source="y" * 200)
    )

    assert crossed.source == "x" * 200


@given(first=factors, second=factors)
def test_a_cross_is_rounded_once(first: Decimal, second: Decimal) -> None:
    exact = Fraction(second) / Fraction(first)
    eur, jpy = a_rate(str(first), base=USD, quote=EUR), a_rate(str(second), base=USD, quote=JPY)
    if not Fraction(1, 10**12) <= exact < 10**12 - 1:
        return

    crossed = eur.across(jpy).rate

    assert abs(Fraction(crossed) - exact) <= exact / (2 * 10 ** (RATE_DIGITS - 1))


def test_a_cross_out_of_bounds_is_refused() -> None:
    tiny = a_rate("1E-12", base=USD, quote=EUR)
    huge = a_rate("9E+11", base=USD, quote=JPY)

    with pytest.raises(BadRate):
        tiny.across(huge)


@pytest.mark.parametrize(
    "other", [a_rate("2", base=GBP, quote=JPY), a_rate("2"), a_rate("2", base=USD, quote=EUR)]
)
def test_rates_cross_only_with_exactly_one_currency_in_common(other: ExchangeRate) -> None:
    with pytest.raises(CurrencyMismatch):
        a_rate().across(other)


def test_a_rate_is_found_between_its_currencies_either_way() -> None:
    rate = a_rate("1.25")

    assert rate.between(EUR, USD) is rate
    assert rate.between(USD, EUR) == rate.inverse
    assert rate.between(EUR, GBP) is None
    assert rate.between(KWD, USD) is None


def test_a_rate_ages_but_is_never_younger_than_now() -> None:
    rate = a_rate(at=NOON)

    assert rate.age(at=NOON + timedelta(hours=5)) == timedelta(hours=5)
    assert rate.age(at=NOON - timedelta(hours=5)) == timedelta(0)


def test_a_rate_reads_as_a_sentence() -> None:
    assert str(a_rate("1E-7")) == "1 EUR = 0.0000001 USD"


def test_a_rate_is_kept_as_json_to_the_last_digit() -> None:
    rate = a_rate("1.0837").across(a_rate("160.123", base=USD, quote=JPY))

    assert from_json(to_json(rate), ExchangeRate) == rate
