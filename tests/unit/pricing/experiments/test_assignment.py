"""Who is given which variant, and why somebody is not."""

import os
from collections import Counter
from datetime import timedelta
from math import sqrt
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from smplat_core.catalog import Circumstances
from smplat_core.customers import CompanyId
from smplat_core.pricing import Region
from smplat_core.pricing.experiments import (
    AssignmentStrategy,
    BadVisitor,
    BuyerKind,
    Experiment,
    Namespace,
    Offer,
    Period,
    Segment,
    VariantKey,
    Visitor,
    assign,
    assign_all,
    is_in,
    owner_of,
    reason_against,
)
from smplat_core.testing.builders.experiments import (
    CHEAPER,
    CONTROL,
    DEARER,
    EURO_MORE,
    PRODUCT,
    TENTH_OFF,
    a_draft,
    a_plan,
    a_running,
    a_variant,
)
from smplat_core.testing.builders.pricing import NOON

ANYWHERE = Circumstances()
ANA = Visitor(buyer="ana", session="s1")
NOBODY_KNOWN = Visitor(session="s1")
LATER = NOON + timedelta(hours=1)
UNITS = int(os.environ.get("SMPLAT_EXPERIMENT_UNITS", "100000"))
"""A million are proved when asked: SMPLAT_EXPERIMENT_UNITS=1000000."""


def unit_of(experiment: Experiment, key: VariantKey) -> str:
    """Somebody whose bucket is of this variant."""
    for number in range(10_000):
        found = assign(experiment, f"session:{number}")
        if found is not None and found.variant_key == key:
            return f"session:{number}"
    raise AssertionError(key)


def test_an_assignment_says_all_that_is_frozen_with_a_price() -> None:
    experiment = a_running()

    found = assign(experiment, unit_of(experiment, CHEAPER))

    assert found is not None
    assert (found.slug, found.experiment_id, found.product) == (
        experiment.slug,
        experiment.id,
        PRODUCT,
    )
    assert (found.variant_key, found.variant_name) == (CHEAPER, "Cheaper")
    assert (found.is_control, found.adjustment) == (False, TENTH_OFF)
    assert found.strategy is AssignmentStrategy.STICKY
    assert 5_000 <= found.bucket < 10_000
    assert found.unit == unit_of(experiment, CHEAPER)


def test_the_control_changes_no_price() -> None:
    experiment = a_running()

    found = assign(experiment, unit_of(experiment, CONTROL))

    assert found is not None
    assert (found.is_control, found.adjustment) == (True, None)


@pytest.mark.parametrize("shares", [(1, 1), (90, 10), (50, 30, 20), (1, 1, 1, 1, 1, 1, 1)], ids=str)
def test_shares_are_what_the_weights_say(shares: tuple[int, ...]) -> None:
    """Within five standard deviations: by chance a wrong alarm in millions of runs."""
    variants = (
        a_variant(CONTROL, shares[0]),
        *(a_variant(f"v{w}-{i}", w) for i, w in enumerate(shares[1:])),
    )
    experiment = a_running("shares-test", variants=variants)

    counted = Counter(
        found.variant_key
        for number in range(UNITS)
        if (found := assign(experiment, f"buyer:{number}")) is not None
    )

    assert sum(counted.values()) == UNITS
    for variant in variants:
        share = variant.weight / sum(shares)
        spread = sqrt(UNITS * share * (1 - share))
        assert abs(counted[variant.key] - UNITS * share) < 5 * spread + 2 * UNITS / 10_000


def test_coverage_leaves_the_rest_out() -> None:
    experiment = a_running(coverage=1_000)
    units = 20_000

    covered = sum(assign(experiment, f"buyer:{number}") is not None for number in range(units))

    assert abs(covered - units / 10) < 5 * sqrt(units * 0.09)


def test_two_experiments_share_buyers_out_independently() -> None:
    one, other = a_running("one"), a_running("other", number=2)
    pairs = Counter(
        (a.variant_key, b.variant_key)
        for number in range(20_000)
        if (a := assign(one, f"buyer:{number}")) and (b := assign(other, f"buyer:{number}"))
    )

    assert len(pairs) == 4
    assert all(abs(count - 5_000) < 5 * sqrt(20_000 * 0.25 * 0.75) for count in pairs.values())


@given(
    st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(any),
    st.integers(1, 10_000),
)
@settings(max_examples=30)
def test_new_shares_move_only_the_buyers_of_buckets_that_move_and_nobody_who_was_kept(
    weights: list[int], coverage: int
) -> None:
    variants = (a_variant(CONTROL, 10), a_variant(CHEAPER, 10), a_variant(DEARER, 10))
    before = a_running("moving", variants=variants)
    shared = tuple(evolve(v, weight=w) for v, w in zip(variants, weights, strict=True))

    after = before.edit(evolve(before.plan, variants=shared, coverage=coverage), at=LATER)

    for number in range(200):
        unit = f"buyer:{number}"
        was, now = assign(before, unit), assign(after, unit)
        assert was is not None
        stays = owner_of(after.spans, was.bucket) == was.variant_key
        assert stays == (now is not None and now.variant_key == was.variant_key)
        assert assign(after, unit, kept=was.variant_key) == was


def test_what_is_kept_counts_more_than_the_bucket_the_coverage_and_the_namespace() -> None:
    experiment = a_running(coverage=1, namespace=Namespace(name="prices", first=0, end=1))

    kept = assign(experiment, "buyer:ana", kept=CHEAPER)

    assert kept is not None
    assert kept.variant_key == CHEAPER
    assert assign(experiment, "buyer:ana") is None


def test_who_is_outside_the_namespace_takes_no_part() -> None:
    namespace = Namespace(name="prices", first=0, end=500)
    experiment = a_running(namespace=namespace)

    for number in range(200):
        unit = f"buyer:{number}"
        assert (assign(experiment, unit) is not None) == is_in(namespace, unit)


def test_the_buyers_of_a_paused_variant_take_no_part_and_the_others_keep_theirs() -> None:
    experiment = a_running()
    units = [f"buyer:{number}" for number in range(100)]
    before = {unit: found.variant_key for unit in units if (found := assign(experiment, unit))}

    paused = experiment.pause_variant(CHEAPER, reason="harm", by="ana", at=LATER)

    after = {unit: found.variant_key for unit in units if (found := assign(paused, unit))}
    assert after == {unit: key for unit, key in before.items() if key != CHEAPER}
    assert assign(paused, "buyer:ana", kept=CHEAPER) is None


# --- conditions ------------------------------------------------------------------------------


def test_a_running_experiment_has_nothing_against_anybody() -> None:
    assert reason_against(a_running(), ANA, ANYWHERE, LATER) == ""


def test_only_a_running_experiment_assigns() -> None:
    running = a_running()
    paused = running.pause(reason="x", at=LATER)
    others = (a_draft(), paused, paused.complete(reason="x", at=LATER))

    assert [reason_against(other, ANA, ANYWHERE, LATER) for other in others] == [
        "it is draft",
        "it is paused",
        "it is completed",
    ]


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    period = Period(starts_at=NOON + timedelta(1), ends_at=NOON + timedelta(2))
    experiment = a_running(period=period)

    def at(days: float) -> str:
        return reason_against(experiment, ANA, ANYWHERE, NOON + timedelta(days))

    assert [at(0.99), at(1), at(1.99), at(2)] == ["it has not begun", "", "", "it has ended"]


def test_a_flag_has_to_be_on_where_the_buyer_is() -> None:
    experiment = a_running(flag="new-prices")

    on = Circumstances(flags=frozenset({"new-prices", "other"}))

    assert reason_against(experiment, ANA, ANYWHERE, LATER) == "flag new-prices is off"
    assert reason_against(experiment, ANA, on, LATER) == ""


ACME, OTHER = CompanyId(UUID(int=1)), CompanyId(UUID(int=2))


@pytest.mark.parametrize(
    ("segment", "inside", "outside", "missed"),
    [
        (
            Segment(regions=(Region("EU"), Region("CA"))),
            (ANA, Circumstances(region="CA")),
            (ANA, Circumstances(region="US")),
            "region",
        ),
        (
            Segment(channels=("web",)),
            (ANA, Circumstances(channel="web")),
            (ANA, ANYWHERE),
            "channel",
        ),
        (
            Segment(platforms=("instagram",)),
            (ANA, Circumstances(platform="instagram")),
            (ANA, Circumstances(platform="tiktok")),
            "platform",
        ),
        (
            Segment(companies=(ACME,)),
            (Visitor(session="s", company=ACME), ANYWHERE),
            (Visitor(session="s", company=OTHER), ANYWHERE),
            "company",
        ),
        (Segment(buyers=BuyerKind.KNOWN), (ANA, ANYWHERE), (NOBODY_KNOWN, ANYWHERE), "known buyer"),
        (Segment(buyers=BuyerKind.NEW), (NOBODY_KNOWN, ANYWHERE), (ANA, ANYWHERE), "new buyer"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_segment_takes_those_who_meet_its_condition(
    segment: Segment,
    inside: tuple[Visitor, Circumstances],
    outside: tuple[Visitor, Circumstances],
    missed: str,
) -> None:
    experiment = a_running(segment=segment)

    assert reason_against(experiment, *inside, LATER) == ""
    assert reason_against(experiment, *outside, LATER) == f"another {missed} is asked for"


def test_every_condition_of_a_segment_has_to_hold() -> None:
    segment = Segment(regions=(Region("EU"),), channels=("web",))

    assert segment.misses(ANA, Circumstances(region="EU", channel="web")) == ""
    assert segment.misses(ANA, Circumstances(region="EU")) == "channel"
    assert segment.misses(ANA, Circumstances(channel="web")) == "region"


# --- who somebody is -------------------------------------------------------------------------


def test_a_buyer_counts_before_their_session() -> None:
    assert ANA.keys == ("buyer:ana", "session:s1")
    assert (ANA.unit, ANA.sitting) == ("buyer:ana", "session:s1")
    assert (NOBODY_KNOWN.unit, NOBODY_KNOWN.sitting) == ("session:s1", "session:s1")
    assert Visitor(buyer="ana").sitting == "buyer:ana"


@pytest.mark.parametrize(
    "visitor",
    [
        Visitor(),
        Visitor(buyer=""),
        Visitor(session="x" * 129),
        Visitor(buyer="a\nb"),
        Visitor(buyer="", session="s1"),
        Visitor(buyer="ana", session="\0"),
    ],
    ids=repr,
)
def test_a_name_that_names_nobody_is_refused(visitor: Visitor) -> None:
    with pytest.raises(BadVisitor):
        visitor.check()


def test_names_up_to_the_bound_are_taken() -> None:
    Visitor(buyer="x" * 128, session="y" * 128).check()


def test_a_buyer_inherits_what_their_session_was_assigned() -> None:
    offer = Offer(experiment=a_running(), kept={"session:s1": CHEAPER})

    assert offer.kept_for(ANA) == CHEAPER
    assert offer.kept_for(Visitor(buyer="ana", session="s2")) is None


def test_a_buyers_own_assignment_counts_more_than_their_sessions() -> None:
    offer = Offer(experiment=a_running(), kept={"session:s1": CHEAPER, "buyer:ana": CONTROL})

    assert offer.kept_for(ANA) == CONTROL
    assert offer.kept_for(NOBODY_KNOWN) == CHEAPER


def test_nothing_is_kept_for_anybody_where_buckets_alone_decide() -> None:
    experiment = a_running(strategy=AssignmentStrategy.DETERMINISTIC)

    assert Offer(experiment=experiment, kept={"buyer:ana": CHEAPER}).kept_for(ANA) is None


# --- many experiments ------------------------------------------------------------------------


def test_a_product_has_one_assignment_the_kept_one_before_any_other() -> None:
    first = a_running("first")
    second = evolve(a_running("second", number=2), started_at=LATER)

    fresh = assign_all((Offer(experiment=second), Offer(experiment=first)), ANA, ANYWHERE, LATER)
    kept = assign_all(
        (Offer(experiment=first), Offer(experiment=second, kept={"buyer:ana": CHEAPER})),
        ANA,
        ANYWHERE,
        LATER,
    )

    assert [found.slug for found in fresh.values()] == ["first"]
    assert [found.slug for found in kept.values()] == ["second"]


def test_each_product_has_its_own_assignment_and_who_is_left_out_has_none() -> None:
    here = a_running("here")
    there = a_running("there", number=2, product="followers")
    flagged = a_running("flagged", number=3, product="views", flag="off-here")
    paused = a_running("half", number=4, product="saves").pause_variant(
        CHEAPER, reason="x", by="x", at=LATER
    )
    offers = [
        Offer(experiment=each, kept={"buyer:ana": CHEAPER})
        for each in (here, there, flagged, paused)
    ]

    found = assign_all(offers, ANA, ANYWHERE, LATER)

    assert set(found) == {PRODUCT, "followers"}
    assert {each.unit for each in found.values()} == {"buyer:ana"}


def test_who_is_left_out_of_one_is_still_asked_of_the_next() -> None:
    """By a condition, by the coverage, or because their variant is paused."""
    flagged = a_running("flagged", number=2, product="views", flag="off-here")
    tiny = a_running("tiny", number=3, product="saves", coverage=1)
    paused = a_running("half", number=4, product="shares")
    paused = paused.pause_variant(CHEAPER, reason="x", by="x", at=LATER)
    offers = [
        Offer(experiment=flagged),
        Offer(experiment=tiny),
        Offer(experiment=paused, kept={"buyer:ana": CHEAPER}),
        Offer(experiment=a_running()),
    ]

    assert set(assign_all(offers, ANA, ANYWHERE, LATER)) == {PRODUCT}


def test_conditions_are_asked_of_this_visitor_at_this_moment() -> None:
    known = Segment(buyers=BuyerKind.KNOWN)
    offer = Offer(experiment=a_running(segment=known, period=Period(ends_at=LATER)))

    def assigned(visitor: Visitor, hours: float) -> bool:
        return bool(assign_all([offer], visitor, ANYWHERE, NOON + timedelta(hours=hours)))

    assert assigned(ANA, 0.5)
    assert not assigned(NOBODY_KNOWN, 0.5)
    assert not assigned(ANA, 1)


def test_what_is_kept_is_what_is_assigned() -> None:
    experiment = a_running()
    bucketed = assign(experiment, "buyer:ana")
    assert bucketed is not None
    other = CONTROL if bucketed.variant_key == CHEAPER else CHEAPER

    found = assign_all(
        [Offer(experiment=experiment, kept={"buyer:ana": other})], ANA, ANYWHERE, LATER
    )

    assert found[PRODUCT].variant_key == other


def test_of_two_that_started_together_the_first_by_id_counts_in_any_order() -> None:
    first, second = Offer(experiment=a_running("z")), Offer(experiment=a_running("a", number=2))

    for offers in ([first, second], [second, first]):
        found = assign_all(offers, ANA, ANYWHERE, LATER)
        assert [each.slug for each in found.values()] == ["z"]


def test_the_earlier_start_counts_before_the_smaller_id() -> None:
    late = Offer(experiment=evolve(a_running("late"), started_at=LATER))
    early = Offer(experiment=a_running("early", number=2))

    for offers in ([late, early], [early, late]):
        found = assign_all(offers, ANA, ANYWHERE, LATER)
        assert [each.slug for each in found.values()] == ["early"]


def test_a_delta_is_told_as_it_was_planned() -> None:
    variants = (a_variant(CONTROL), a_variant(DEARER, 1, EURO_MORE))
    experiment = a_running(variants=variants)

    found = assign(experiment, "buyer:ana", kept=DEARER)

    assert found is not None
    assert found.adjustment == EURO_MORE
    assert a_plan().variants != variants
