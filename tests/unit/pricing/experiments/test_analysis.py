"""What the figures of an experiment show, and what speaks against them."""

from datetime import timedelta
from decimal import Decimal
from math import isclose

from smplat_core.guardrails import Hysteresis, HysteresisState
from smplat_core.kernel import Currency, Money
from smplat_core.pricing.experiments import (
    GuardPolicy,
    Judgement,
    RevenueTally,
    Tallies,
    VariantKey,
    VariantTally,
    analyze,
    chi_square_tail,
    judge,
    sample_ratio,
    wilson,
)
from smplat_core.pricing.experiments.guarding import account, hysteresis_policy, in_words
from smplat_core.testing.builders.experiments import (
    CHEAPER,
    CONTROL,
    DEARER,
    a_running,
    a_variant,
)
from smplat_core.testing.builders.pricing import NOON, euros

EUR = Currency.EUR


def counted(key: VariantKey = CHEAPER, **counts: int) -> VariantTally:
    return VariantTally(key=key, **counts)  # type: ignore[arg-type]


def all_of(*tallies: VariantTally, units: int = 0, multiple: int = 0) -> Tallies:
    return Tallies(
        variants={tally.key: tally for tally in tallies}, units=units, multiple_units=multiple
    )


# --- the split -------------------------------------------------------------------------------


def test_an_even_split_is_no_mismatch() -> None:
    tallies = all_of(counted(CONTROL, recent_units=500), counted(recent_units=520))

    found = sample_ratio(a_running(), tallies)

    assert found.expected == {CONTROL: 510.0, CHEAPER: 510.0}
    assert found.observed == {CONTROL: 500, CHEAPER: 520}
    assert isclose(found.statistic, 2 * 10 * 10 / 510)
    assert isclose(found.p_value, chi_square_tail(found.statistic, 1))
    assert (found.is_judged, found.is_mismatch) == (True, False)


def test_a_split_this_uneven_is_a_mismatch() -> None:
    tallies = all_of(counted(CONTROL, recent_units=500), counted(recent_units=620))

    found = sample_ratio(a_running(), tallies)

    assert found.p_value < 0.001
    assert found.is_mismatch


def test_a_variant_nobody_ever_saw_is_a_mismatch() -> None:
    assert sample_ratio(a_running(), all_of(counted(CONTROL, recent_units=40))).is_mismatch


def test_nothing_is_judged_before_eight_are_expected_of_each() -> None:
    seven = all_of(counted(CONTROL, recent_units=15))
    eight = all_of(counted(CONTROL, recent_units=16))

    assert not sample_ratio(a_running(), seven).is_judged
    assert not sample_ratio(a_running(), seven).is_mismatch
    assert sample_ratio(a_running(), eight).is_judged


def test_the_split_follows_the_buckets() -> None:
    running = a_running(variants=(a_variant(CONTROL, 3), a_variant(CHEAPER, 1)))
    tallies = all_of(counted(CONTROL, recent_units=750), counted(recent_units=250))

    found = sample_ratio(running, tallies)

    assert (found.statistic, found.p_value) == (0.0, 1.0)


def test_variants_given_to_nobody_are_left_out_of_the_split() -> None:
    variants = (a_variant(CONTROL), a_variant(CHEAPER), a_variant(DEARER, 0))
    running = a_running(variants=variants)
    paused = running.pause_variant(CHEAPER, reason="x", by="x", at=NOON)
    tallies = all_of(counted(CONTROL, recent_units=100), counted(recent_units=100))

    assert set(sample_ratio(running, tallies).expected) == {CONTROL, CHEAPER}
    alone = sample_ratio(paused, tallies)
    assert (set(alone.expected), alone.is_judged, alone.p_value) == ({CONTROL}, False, 1.0)


def test_three_variants_have_two_degrees_of_freedom() -> None:
    running = a_running(variants=(a_variant(CONTROL), a_variant(CHEAPER), a_variant(DEARER)))
    tallies = all_of(
        counted(CONTROL, recent_units=80),
        counted(recent_units=100),
        counted(DEARER, recent_units=120),
    )

    found = sample_ratio(running, tallies)

    assert abs(found.p_value - chi_square_tail(found.statistic, 2)) < 1e-12


# --- more than one variant -------------------------------------------------------------------


def test_ten_units_and_one_in_a_hundred_that_saw_more_than_one_variant_are_too_many() -> None:
    def too_many(multiple: int, units: int) -> bool:
        tallies = all_of(units=units, multiple=multiple)
        return analyze(a_running(), tallies).has_multiple_exposures

    assert too_many(10, 1_000)
    assert not too_many(10, 1_001)
    assert not too_many(9, 10)
    assert not too_many(0, 0)


# --- figures ---------------------------------------------------------------------------------


def test_each_variant_stands_beside_the_control() -> None:
    tallies = all_of(
        counted(CONTROL, units=200, converted=20), counted(units=100, converted=20), units=300
    )

    results = analyze(a_running(), tallies)

    control, cheaper = results.variants
    assert (control.variant, cheaper.variant) == a_running().plan.variants
    assert (control.tally.key, cheaper.tally.units) == (CONTROL, 100)
    assert results.sample_ratio == sample_ratio(a_running(), tallies)
    assert (control.difference, results.units) == (None, 300)
    assert control.rate == wilson(20, 200)
    assert cheaper.difference is not None
    assert isclose(cheaper.difference.estimate, 0.1)
    assert cheaper.difference.is_significant


def test_who_converted_was_shown_it_whatever_was_logged() -> None:
    (_, cheaper) = analyze(a_running(), all_of(counted(units=1, converted=3))).variants

    assert cheaper.rate.estimate == 1.0


def test_nothing_counted_is_nothing_shown() -> None:
    control, cheaper = analyze(a_running(), all_of()).variants

    assert (control.rate.estimate, control.revenue, cheaper.revenue) == (0.0, {}, {})
    assert (control.tally, cheaper.tally) == (counted(CONTROL), counted())
    assert cheaper.difference is not None
    assert not cheaper.difference.is_significant


def revenue(*units: str) -> RevenueTally:
    amounts = [euros(unit) for unit in units]
    return RevenueTally(
        total=Money.total(amounts, EUR),
        orders=len(units),
        squares=Decimal(sum(amount.minor**2 for amount in amounts)),
    )


def test_revenue_is_shared_among_all_who_were_shown_it() -> None:
    control = VariantTally(key=CONTROL, units=4, revenue={EUR: revenue("10.00", "20.00")})
    cheaper = VariantTally(key=CHEAPER, units=3, revenue={EUR: revenue("30.00")})

    mine, theirs = analyze(a_running(), all_of(cheaper, control)).variants

    first, second = mine.revenue[EUR], theirs.revenue[EUR]
    assert (first.total, first.orders, first.per_unit) == (euros("30.00"), 2, Decimal("7.5"))
    assert first.difference is None
    assert (second.total, second.per_unit) == (euros("30.00"), Decimal(10))
    assert second.difference is not None
    assert isclose(second.difference.estimate, 2.5)
    # variances of the means: (10, 20, 0, 0) and (30, 0, 0)
    spread = (500 - 30 * 7.5) / 3 / 4 + (900 - 30 * 10) / 2 / 3
    assert isclose(second.difference.high - 2.5, 1.959963984540054 * spread**0.5)


def test_a_currency_only_one_of_them_earned_is_nothing_for_the_other() -> None:
    yen = RevenueTally(total=Money(500, Currency.JPY), orders=1, squares=Decimal(250_000))
    control = VariantTally(key=CONTROL, units=2, revenue={EUR: revenue("10.00")})
    cheaper = VariantTally(key=CHEAPER, units=2, revenue={Currency.JPY: yen})

    _, result = analyze(a_running(), all_of(control, cheaper)).variants

    assert list(result.revenue) == [EUR, Currency.JPY]
    assert (result.revenue[EUR].total, result.revenue[EUR].orders) == (euros("0.00"), 0)
    assert result.revenue[EUR].per_unit == 0
    in_yen = result.revenue[Currency.JPY]
    assert in_yen.per_unit == 250
    assert in_yen.difference is not None
    assert isclose(in_yen.difference.estimate, 250.0)
    # (500, 0) beside nothing at all: only the first has a spread
    spread = (250_000 - 500 * 250.0) / 1 / 2
    assert isclose(in_yen.difference.high - 250.0, 1.959963984540054 * spread**0.5)


def test_revenue_nobody_was_exposed_for_is_shared_among_those_who_converted() -> None:
    cheaper = VariantTally(key=CHEAPER, converted=2, revenue={EUR: revenue("10.00", "20.00")})

    _, result = analyze(a_running(), all_of(cheaper)).variants

    assert result.revenue[EUR].per_unit == 15


def test_revenue_without_anybody_is_shared_by_nobody() -> None:
    cheaper = VariantTally(key=CHEAPER, revenue={EUR: revenue("10.00")})

    _, result = analyze(a_running(), all_of(cheaper)).variants

    assert result.revenue[EUR].per_unit == 0


# --- guards ----------------------------------------------------------------------------------

STALLS = GuardPolicy(stalled_share=Decimal("0.5"), minimum_exposures=10)
DROPS = GuardPolicy(conversion_drop=Decimal("0.1"), minimum_exposures=10)
BOTH = GuardPolicy(
    stalled_share=Decimal("0.5"), conversion_drop=Decimal("0.1"), minimum_exposures=10
)


def test_too_many_stalled_are_a_breach() -> None:
    under = judge(STALLS, counted(aged=100, stalled=49), counted(CONTROL))
    at_the_limit = judge(STALLS, counted(aged=100, stalled=50), counted(CONTROL))

    assert under == Judgement(stalled=Decimal("0.49"), drop=None, severity=Decimal("0.98"))
    assert at_the_limit.severity == 1


def test_converting_so_much_less_than_the_control_is_a_breach() -> None:
    control = counted(CONTROL, units=100, converted=30)

    assert judge(DROPS, counted(units=50, converted=10), control).severity == 1
    better = judge(DROPS, counted(units=50, converted=25), control)
    assert (better.drop, better.severity) == (Decimal("-0.2"), Decimal(-2))
    assert better.stalled is None


def test_the_worst_measure_decides() -> None:
    control = counted(CONTROL, units=100, converted=30)
    tally = counted(units=100, converted=15, aged=100, stalled=60)

    judged = judge(BOTH, tally, control)

    assert (judged.stalled, judged.drop) == (Decimal("0.6"), Decimal("0.15"))
    assert judged.severity == Decimal("1.5")


def test_too_few_exposures_are_evidence_of_nothing() -> None:
    nothing = Judgement(stalled=None, drop=None, severity=None)

    assert judge(STALLS, counted(aged=9, stalled=9), counted(CONTROL)) == nothing
    assert judge(STALLS, counted(aged=10, stalled=10), counted(CONTROL)).severity == 2
    assert judge(DROPS, counted(units=9), counted(CONTROL, units=99, converted=99)) == nothing
    assert judge(DROPS, counted(units=99), counted(CONTROL, units=9, converted=9)) == nothing
    assert judge(DROPS, counted(units=10), counted(CONTROL, units=10, converted=10)).severity == 10


def test_a_breach_pauses_and_only_people_resume() -> None:
    policy = hysteresis_policy(STALLS)
    running = Hysteresis()

    paused = running.observe(Decimal(1), policy, at=NOON)

    assert paused.state is HysteresisState.PAUSED
    assert running.observe(Decimal("0.99"), policy, at=NOON) is running
    assert paused.observe(Decimal(0), policy, at=NOON + timedelta(days=9)) is paused
    assert policy.dwell == STALLS.dwell


def test_a_decision_is_accounted_for_with_every_figure() -> None:
    control = counted(CONTROL, units=100, converted=30)
    tally = counted(units=90, converted=9, aged=80, stalled=60)
    judged = judge(BOTH, tally, control)

    told = {each.name: each.value for each in account(BOTH, judged, tally, control)}

    assert told == {
        "variant": "cheaper",
        "units": "90",
        "converted": "9",
        "aged": "80",
        "stalled": "60",
        "control": "control",
        "control_units": "100",
        "control_converted": "30",
        "stalled_share": "0.75",
        "stalled_share_limit": "0.5",
        "conversion_drop": "0.2",
        "conversion_drop_limit": "0.1",
        "minimum_exposures": "10",
        "stalled_after_seconds": "86400",
        "severity": "2",
    }


def test_a_decision_is_told_in_words() -> None:
    control = counted(CONTROL, units=100, converted=30)
    both = judge(BOTH, counted(units=100, converted=10, aged=100, stalled=60), control)
    one = judge(BOTH, counted(units=100, converted=30, aged=100, stalled=60), control)

    assert in_words(BOTH, both) == (
        "60.0 % stalled, at most 50.0 % and converts 20.0 % less than the control, at most 10.0 %"
    )
    assert in_words(BOTH, one) == "60.0 % stalled, at most 50.0 %"


def test_a_limit_that_is_just_reached_is_told() -> None:
    control = counted(CONTROL, units=100, converted=30)
    judged = judge(DROPS, counted(units=100, converted=20), control)

    assert in_words(DROPS, judged) == "converts 10.0 % less than the control, at most 10.0 %"


def test_what_is_not_watched_is_not_in_the_account() -> None:
    tally, control = counted(aged=100, stalled=60), counted(CONTROL)
    judged = judge(STALLS, tally, control)

    names = {each.name for each in account(STALLS, judged, tally, control)}

    assert not names & {"conversion_drop", "conversion_drop_limit"}
