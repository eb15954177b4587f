"""Statistics held against published tables and known figures."""

from math import inf, isclose, isinf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.pricing.experiments import (
    Interval,
    Sample,
    chi_square,
    chi_square_tail,
    difference_of_means,
    difference_of_shares,
    wilson,
)

CRITICAL = [
    # statistic, degrees of freedom, chance: the usual printed table of chi-square
    (3.841458820694124, 1, 0.05),
    (6.634896601021213, 1, 0.01),
    (10.827566170662733, 1, 0.001),
    (5.991464547107979, 2, 0.05),
    (13.815510557964274, 2, 0.001),
    (7.814727903251179, 3, 0.05),
    (16.26623619623813, 3, 0.001),
    (9.487729036781154, 4, 0.05),
    (18.46682695290317, 4, 0.001),
    (11.070497693516351, 5, 0.05),
    (20.515005652432873, 5, 0.001),
    (16.918977604620448, 9, 0.05),
    (27.877164871256568, 9, 0.001),
    (18.307038053275146, 10, 0.05),
    (1.386294361119891, 2, 0.5),
    (0.454936423119572, 1, 0.5),
]


@pytest.mark.parametrize(("statistic", "freedom", "chance"), CRITICAL)
def test_the_tail_is_that_of_the_table(statistic: float, freedom: int, chance: float) -> None:
    assert isclose(chi_square_tail(statistic, freedom), chance, rel_tol=1e-10)


def test_the_tail_begins_at_one_and_ends_at_nothing() -> None:
    assert chi_square_tail(0.0, 3) == 1.0
    assert chi_square_tail(-1.0, 3) == 1.0
    assert chi_square_tail(inf, 3) == 0.0
    assert 0 < chi_square_tail(1e-300, 1) <= 1.0


def test_no_freedom_has_no_tail() -> None:
    with pytest.raises(ValueError, match="degrees of freedom"):
        chi_square_tail(1.0, 0)


@given(st.floats(0.01, 300), st.floats(0.01, 300), st.integers(1, 20))
def test_the_tail_never_grows_with_the_statistic(one: float, other: float, freedom: int) -> None:
    low, high = sorted((one, other))

    assert chi_square_tail(low, freedom) >= chi_square_tail(high, freedom) - 1e-12


@given(st.floats(0.01, 100), st.integers(1, 20))
def test_more_freedom_has_a_larger_tail(statistic: float, freedom: int) -> None:
    assert chi_square_tail(statistic, freedom + 1) >= chi_square_tail(statistic, freedom) - 1e-12


def test_the_statistic_sums_squared_gaps() -> None:
    assert chi_square((10, 20, 30), (20.0, 20.0, 20.0)) == 10.0
    assert chi_square((5, 0), (5.0, 0.0)) == 0.0
    assert chi_square((5, 1), (5.0, 0.0)) == inf
    assert chi_square((1, 0), (0.5, 0.5)) == 1.0


def test_as_many_are_expected_as_are_observed() -> None:
    with pytest.raises(ValueError, match="zip"):
        chi_square((1, 2), (1.0,))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_has_its_score_interval(
    successes: int, trials: int, low: float, high: float
) -> None:
    found = wilson(successes, trials)

    assert found.estimate == successes / trials
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 10_000), st.data())
def test_an_interval_holds_its_share_and_stays_a_share(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))

    found = wilson(successes, trials)

    assert 0.0 <= found.low <= found.estimate + 1e-12
    assert found.estimate - 1e-12 <= found.high <= 1.0


def test_a_share_of_nothing_may_be_anything() -> None:
    assert wilson(0, 0) == Interval(0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_a_difference_of_shares_has_the_hybrid_interval(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = difference_of_shares(wilson(*one), wilson(*other))

    assert isclose(found.estimate, one[0] / one[1] - other[0] / other[1])
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_difference_counts_when_nothing_is_outside_its_bounds() -> None:
    assert Interval(2, 1, 3).is_significant
    assert Interval(-2, -3, -1).is_significant
    assert not Interval(0, -1, 1).is_significant
    assert not Interval(1, 0, 2).is_significant
    assert not Interval(-1, -2, 0).is_significant


def test_means_differ_within_their_spread() -> None:
    """1 2 3 4 5 beside 2 4 6 8 10: variances 2.5 and 10 over five."""
    one, other = Sample(5, 30.0, 220.0), Sample(5, 15.0, 55.0)

    found = difference_of_means(one, other)

    reach = 1.959963984540054 * sqrt(2.5 / 5 + 10 / 5)
    assert found.estimate == 3.0
    assert isclose(found.low, 3 - reach)
    assert isclose(found.high, 3 + reach)


def test_a_mean_of_one_unit_has_no_spread_to_judge_by() -> None:
    found = difference_of_means(Sample(1, 5.0, 25.0), Sample(5, 15.0, 55.0))

    assert found.estimate == 2.0
    assert isinf(found.low)
    assert isinf(found.high)
    assert Sample(0, 0.0, 0.0).mean == 0.0


def test_rounding_never_makes_a_spread_negative() -> None:
    assert Sample(3, 0.3, 0.029999999999999995).error == 0.0
