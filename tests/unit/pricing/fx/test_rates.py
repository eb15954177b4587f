"""Ways between currencies, how old they may be, and what is believed of a source."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.kernel import Currency, ExchangeRate
from smplat_core.pricing.fx import FxLimits, NoRate, RateChange, RateStale, convertible, ways
from smplat_core.pricing.fx.refreshing import compared

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
EUR, GBP, JPY, USD, CHF = (
    Currency.EUR,
    Currency.GBP,
    Currency.JPY,
    Currency.USD,
    Currency.CHF,
)


def a_rate(
    base: Currency, quote: Currency, text: str, *, at: datetime = NOON, source: str = "bank"
) -> ExchangeRate:
    return ExchangeRate(base=base, quote=quote, rate=Decimal(text), source=source, quoted_at=at)


# --- Ways ----------------------------------------------------------------------------------


def test_a_rate_is_found_as_it_was_given_and_the_other_way_round() -> None:
    given_rate = a_rate(EUR, USD, "1.25")

    found = ways([given_rate], [(EUR, USD), (USD, EUR)])

    assert found == {(EUR, USD): given_rate, (USD, EUR): given_rate.inverse}


def test_a_way_may_lead_through_one_other_currency() -> None:
    found = ways([a_rate(USD, EUR, "0.8"), a_rate(USD, JPY, "160")], [(EUR, JPY), (JPY, EUR)])

    assert (found[EUR, JPY].rate, found[EUR, JPY].via) == (Decimal(200), USD)
    assert (found[JPY, EUR].rate, found[JPY, EUR].via) == (Decimal("0.005"), USD)


def test_a_way_leads_through_no_more_than_one_other_currency() -> None:
    rates = [a_rate(EUR, USD, "1"), a_rate(USD, JPY, "1"), a_rate(JPY, GBP, "1")]

    assert ways(rates, [(EUR, GBP)]) == {}


def test_a_currency_needs_no_way_to_itself() -> None:
    assert ways([a_rate(EUR, USD, "1")], [(EUR, EUR)]) == {}


def test_the_freshest_way_wins_even_if_it_is_not_straight() -> None:
    old = a_rate(EUR, JPY, "1", at=NOON - HOUR)
    legs = [a_rate(USD, EUR, "0.8"), a_rate(USD, JPY, "160")]

    assert ways([old, *legs], [(EUR, JPY)])[EUR, JPY].via is USD
    assert ways([a_rate(EUR, JPY, "1"), *legs], [(EUR, JPY)])[EUR, JPY].via is None


def test_a_crossed_way_is_as_old_as_its_older_part() -> None:
    straight = a_rate(EUR, JPY, "1", at=NOON - HOUR)
    legs = [a_rate(USD, EUR, "0.8", at=NOON - 2 * HOUR), a_rate(USD, JPY, "160")]

    assert ways([straight, *legs], [(EUR, JPY)])[EUR, JPY] == straight


def test_the_newer_of_two_directions_wins() -> None:
    rates = [a_rate(EUR, USD, "1.25"), a_rate(USD, EUR, "1", at=NOON + HOUR)]

    assert ways(rates, [(EUR, USD)])[EUR, USD].rate == 1


def test_a_way_out_of_bounds_is_no_way() -> None:
    rates = [a_rate(USD, EUR, "1E-12"), a_rate(USD, JPY, "9E+11")]

    assert ways(rates, [(EUR, JPY)]) == {}


def test_a_way_out_of_bounds_hides_no_other_way() -> None:
    rates = [
        a_rate(USD, EUR, "1E-12"),
        a_rate(EUR, CHF, "1"),
        a_rate(USD, JPY, "9E+11"),
        a_rate(CHF, JPY, "180"),
    ]

    for order in (rates, rates[::-1]):
        assert ways(order, [(EUR, JPY)])[EUR, JPY].via is CHF


@pytest.mark.parametrize("first", [CHF, USD])
def test_of_equally_fresh_detours_the_first_by_code_is_taken(first: Currency) -> None:
    other = USD if first is CHF else CHF
    rates = [
        a_rate(middle, quote, rate)
        for middle in (first, other)
        for quote, rate in ((EUR, "0.8"), (JPY, "100" if middle is CHF else "90"))
    ]

    assert ways(rates, [(EUR, JPY)])[EUR, JPY].via is CHF


def test_of_two_who_disagree_at_one_moment_the_lower_is_taken() -> None:
    one, other = a_rate(EUR, USD, "1.3"), a_rate(USD, EUR, "0.8")

    for order in ([one, other], [other, one]):
        assert ways(order, [(EUR, USD)])[EUR, USD].rate == Decimal("1.25")


pairs_of_all = [(a, b) for a in (EUR, GBP, JPY, USD, CHF) for b in (EUR, GBP, JPY, USD, CHF)]
some_rates = st.lists(
    st.builds(
        lambda pair, value, hours: a_rate(pair[0], pair[1], str(value), at=NOON + hours * HOUR),
        st.sampled_from([pair for pair in pairs_of_all if pair[0] is not pair[1]]),
        st.decimals("0.01", "100", places=2),
        st.integers(0, 5),
    ),
    max_size=8,
    unique_by=lambda rate: (rate.base, rate.quote),
)


@given(rates=some_rates, order=st.randoms(use_true_random=False))
def test_the_order_in_which_rates_are_known_changes_nothing(
    rates: list[ExchangeRate], order: object
) -> None:
    shuffled = list(rates)
    order.shuffle(shuffled)  # type: ignore[attr-defined]

    before, after = ways(rates, pairs_of_all), ways(shuffled, pairs_of_all)

    assert before == after
    for (base, quote), rate in before.items():
        assert (rate.base, rate.quote) == (base, quote)
        assert (quote, base) in before


# --- How old a rate may be -----------------------------------------------------------------


def test_a_rate_may_be_used_until_it_is_older_than_its_limit() -> None:
    rate = a_rate(EUR, USD, "1.25")

    used = convertible({(EUR, USD): rate}, EUR, USD, moment=NOON + HOUR, limit=HOUR)

    assert used is rate


def test_a_rate_older_than_its_limit_is_refused_with_its_age_and_the_limit() -> None:
    rates = {(EUR, USD): a_rate(EUR, USD, "1.25")}

    with pytest.raises(RateStale) as refused:
        convertible(rates, EUR, USD, moment=NOON + 50 * HOUR, limit=48 * HOUR)

    assert refused.value.detail == (
        "the exchange rate from EUR into USD is 2 days, 2:00:00 old and may be 2 days, 0:00:00 old;"
        " bank gave it for 2026-03-02T12:00:00+00:00"
    )


def test_no_rate_is_a_refusal_of_its_own() -> None:
    with pytest.raises(NoRate):
        convertible({}, EUR, USD, moment=NOON, limit=HOUR)


def test_rates_are_shown_for_a_day_and_take_money_for_two() -> None:
    assert FxLimits() == FxLimits(shown=24 * HOUR, checkout=48 * HOUR)
    for nothing in ({"shown": 0 * HOUR}, {"checkout": -HOUR}):
        with pytest.raises(ValueError, match="must be >"):
            FxLimits(**nothing)


# --- What is believed of a source ----------------------------------------------------------


def held(
    known: Sequence[ExchangeRate], given_rates: Sequence[ExchangeRate], *, swing: str = "20"
) -> tuple[list[RateChange], int, list[str], tuple[Currency, ...]]:
    found = compared(
        known, given_rates, wanted={USD, GBP}, most_swing=Decimal(swing), at=NOON + HOUR
    )
    assert found.at == NOON + HOUR
    assert all(each.rate in given_rates for each in found.refused)
    return (
        list(found.changed),
        found.unchanged,
        [each.why for each in found.refused],
        found.missing,
    )


def test_a_first_rate_is_believed() -> None:
    first = a_rate(EUR, USD, "1.25")

    changed, unchanged, refused, missing = held([], [first])

    assert changed == [RateChange(before=None, after=first)]
    assert changed[0].swing is None
    assert (unchanged, refused, missing) == (0, [], (GBP,))


def test_a_newer_rate_is_a_change_with_its_swing() -> None:
    before, after = a_rate(EUR, USD, "1.25"), a_rate(EUR, USD, "1.24", at=NOON + HOUR)

    changed, *_ = held([before], [after])

    assert changed == [RateChange(before=before, after=after)]
    assert changed[0].swing == Decimal("-0.80")


def test_a_rate_that_is_no_newer_changes_nothing() -> None:
    known = a_rate(EUR, USD, "1.25")

    assert held([known], [known, a_rate(EUR, GBP, "1")])[:2][1] == 1
    both = [known, a_rate(EUR, GBP, "0.8")]
    assert held(both, both)[:2] == ([], 2)
    assert held([known], [a_rate(EUR, USD, "9", at=NOON - HOUR)])[:2] == ([], 1)


@pytest.mark.parametrize(
    ("rate", "believed"),
    [("1.2", True), ("0.8", True), ("1.2000001", False), ("0.7999999", False)],
)
def test_a_rate_too_far_from_the_last_is_not_believed(rate: str, *, believed: bool) -> None:
    changed, _, refused, _ = held([a_rate(EUR, USD, "1")], [a_rate(EUR, USD, rate, at=NOON + HOUR)])

    assert bool(changed) is believed
    assert bool(refused) is not believed


def test_a_refused_rate_says_how_far_off_it_is() -> None:
    _, _, refused, _ = held([a_rate(EUR, USD, "1")], [a_rate(EUR, USD, "10", at=NOON + HOUR)])

    assert refused == ["it is 900.00 % off 1; set it by hand if it is right"]


def test_a_rate_given_the_other_way_round_before_is_the_last_one_too() -> None:
    changed, _, refused, _ = held(
        [a_rate(USD, EUR, "0.5")], [a_rate(EUR, USD, "1", at=NOON + HOUR)]
    )

    assert changed == []
    assert refused == ["it is -50.00 % off 2; set it by hand if it is right"]


def test_a_rate_from_the_future_is_not_believed() -> None:
    near, far = NOON + 2 * HOUR, NOON + 2 * HOUR + timedelta(seconds=1)

    assert len(held([], [a_rate(EUR, USD, "1", at=near)])[0]) == 1
    assert held([], [a_rate(EUR, USD, "1", at=far)])[2] == [
        "it is of 2026-03-02T14:00:01+00:00, which is to come"
    ]
