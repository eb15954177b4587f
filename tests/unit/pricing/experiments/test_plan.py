"""Everything that can be wrong with a plan, each fault at its place."""

from datetime import timedelta
from decimal import Decimal

import pytest

from smplat_core.pricing import Region
from smplat_core.pricing.experiments import (
    BadExperiment,
    Delta,
    GuardPolicy,
    Multiplier,
    Namespace,
    Period,
    Segment,
    Variant,
    VariantKey,
)
from smplat_core.testing.builders.experiments import (
    CHEAPER,
    CONTROL,
    DEARER,
    EURO_MORE,
    TENTH_OFF,
    a_draft,
    a_plan,
    a_variant,
)
from smplat_core.testing.builders.pricing import NOON, euros

A, B = a_variant(CONTROL), a_variant(CHEAPER)


def faults(**changes: object) -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in a_plan(**changes).faults()]


BAD = BadExperiment.code


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": " "}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"name": "a\0b"}, "/name"),
        ({"hypothesis": "x" * 1_001}, "/hypothesis"),
        ({"product": "Likes!"}, "/product"),
        ({"product": "x" * 81}, "/product"),
        ({"flag": "no flag"}, "/flag"),
        ({"flag": ""}, "/flag"),
        ({"coverage": 0}, "/coverage"),
        ({"coverage": 10_001}, "/coverage"),
        ({"period": Period(starts_at=NOON, ends_at=NOON)}, "/period/ends_at"),
        ({"namespace": Namespace(name="no name")}, "/namespace/name"),
        ({"namespace": Namespace(name="n", first=5, end=5)}, "/namespace"),
        ({"namespace": Namespace(name="n", first=-1, end=5)}, "/namespace"),
        ({"namespace": Namespace(name="n", first=0, end=1_001)}, "/namespace"),
        ({"variants": (A, a_variant("B!"))}, "/variants/1/key"),
        ({"variants": (A, a_variant("x" * 41))}, "/variants/1/key"),
        ({"variants": (A, a_variant(CHEAPER, -1))}, "/variants/1/weight"),
        ({"variants": (A, a_variant(CHEAPER, 1_000_001))}, "/variants/1/weight"),
        ({"variants": (A, Variant(key=CHEAPER, name="c"))}, "/variants/1/adjustment"),
        (
            {
                "variants": (
                    Variant(key=CONTROL, name="c", is_control=True, adjustment=TENTH_OFF),
                    B,
                )
            },
            "/variants/0/adjustment",
        ),
        (
            {"variants": (A, Variant(key=CHEAPER, name="", adjustment=TENTH_OFF))},
            "/variants/1/name",
        ),
        ({"segment": Segment(regions=(Region("Europe"),))}, "/segment/regions/0"),
        ({"segment": Segment(channels=("web", "The Web"))}, "/segment/channels/1"),
        ({"segment": Segment(platforms=("",))}, "/segment/platforms/0"),
        ({"segment": Segment(channels=("web",) * 101)}, "/segment/channels"),
        ({"guard": GuardPolicy()}, "/guard"),
        ({"guard": GuardPolicy(stalled_share=Decimal(0))}, "/guard/stalled_share"),
        ({"guard": GuardPolicy(stalled_share=Decimal(1))}, "/guard/stalled_share"),
        ({"guard": GuardPolicy(conversion_drop=Decimal("1.5"))}, "/guard/conversion_drop"),
        ({"guard": GuardPolicy(conversion_drop=Decimal("NaN"))}, "/guard/conversion_drop"),
        ({"guard": GuardPolicy(stalled_share=Decimal("1E-99999"))}, "/guard/stalled_share"),
    ],
    ids=str,
)
def test_a_field_that_cannot_be_used_is_named(changes: dict[str, object], pointer: str) -> None:
    assert faults(**changes) == [(pointer, BAD)]


@pytest.mark.parametrize(
    "factor", ["0", "-1", "NaN", "sNaN", "Infinity", "100.01", "0.0000000000001"]
)
def test_a_factor_is_above_nothing_and_no_more_than_a_hundred(factor: str) -> None:
    variants = (A, a_variant(CHEAPER, 1, Multiplier(Decimal(factor))))

    assert faults(variants=variants) == [("/variants/1/adjustment/factor", BAD)]


@pytest.mark.parametrize("factor", ["0.000000000001", "1", "100"])
def test_factors_up_to_a_hundred_are_taken(factor: str) -> None:
    assert faults(variants=(A, a_variant(CHEAPER, 1, Multiplier(Decimal(factor))))) == []


@pytest.mark.parametrize(
    ("waits", "pointer"),
    [
        ({"stalled_after": timedelta(0)}, "/guard/stalled_after"),
        ({"stalled_after": timedelta(days=91)}, "/guard/stalled_after"),
        ({"dwell": timedelta(0)}, "/guard/dwell"),
        ({"dwell": timedelta(days=31)}, "/guard/dwell"),
        ({"minimum_exposures": 9}, "/guard/minimum_exposures"),
        ({"minimum_exposures": 1_000_001}, "/guard/minimum_exposures"),
    ],
    ids=str,
)
def test_a_guard_waits_for_a_bounded_time_and_number(
    waits: dict[str, object], pointer: str
) -> None:
    guard = GuardPolicy(conversion_drop=Decimal("0.1"), **waits)  # type: ignore[arg-type]

    assert faults(guard=guard) == [(pointer, BAD)]


def test_bounds_themselves_are_taken() -> None:
    guard = GuardPolicy(
        stalled_share=Decimal("0.5"),
        stalled_after=timedelta(days=90),
        conversion_drop=Decimal("0.1"),
        minimum_exposures=10,
        dwell=timedelta(days=30),
    )
    changes = {
        "name": "x" * 200,
        "hypothesis": "x" * 1_000,
        "coverage": 1,
        "flag": "on",
        "namespace": Namespace(name="n", first=999, end=1_000),
        "segment": Segment(regions=(Region("EU"),), channels=("web",) * 100),
        "period": Period(starts_at=NOON, ends_at=NOON + timedelta(seconds=1)),
        "guard": guard,
        "variants": tuple(
            a_variant(key, weight)
            for key, weight in ((CONTROL, 0), ("b", 1_000_000), *((f"v{n}", 0) for n in range(8)))
        ),
    }

    assert faults(**changes) == []


def test_two_controls_are_refused() -> None:
    second = Variant(key=CHEAPER, name="Cheaper", is_control=True)

    assert faults(variants=(A, second, a_variant(DEARER))) == [
        ("/variants/1/is_control", "pricing.experiment_two_controls")
    ]


def test_no_control_is_refused() -> None:
    assert faults(variants=(a_variant(CHEAPER), a_variant(DEARER))) == [
        ("/variants", "pricing.experiment_no_control")
    ]


def test_weights_that_sum_to_zero_are_refused() -> None:
    assert faults(variants=(a_variant(CONTROL, 0), a_variant(CHEAPER, 0))) == [
        ("/variants", "pricing.experiment_weights_sum_to_zero")
    ]


@pytest.mark.parametrize("count", [1, 11])
def test_fewer_than_two_or_more_than_ten_variants_are_refused(count: int) -> None:
    variants = (A, *(a_variant(f"v{number}") for number in range(count - 1)))

    assert faults(variants=variants) == [("/variants", "pricing.experiment_too_few_variants")]


def test_two_variants_of_one_key_are_both_named() -> None:
    assert faults(variants=(A, B, B)) == [("/variants/1/key", BAD), ("/variants/2/key", BAD)]


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(BadExperiment, match=r"and 2 more") as refused:
        a_draft(name="", coverage=0, hypothesis="x" * 1_001)

    assert [error.pointer for error in refused.value.errors] == [
        "/name",
        "/hypothesis",
        "/coverage",
    ]


def test_two_faults_are_one_and_one_more() -> None:
    with pytest.raises(BadExperiment, match=r"and 1 more"):
        a_draft(name="", coverage=0)


def test_one_fault_is_said_alone() -> None:
    with pytest.raises(BadExperiment) as refused:
        a_draft(coverage=0)

    assert "more" not in refused.value.detail


@pytest.mark.parametrize("slug", ["", "Tenth", "a--b", "x" * 81])
def test_a_slug_is_what_links_are_made_of(slug: str) -> None:
    with pytest.raises(BadExperiment) as refused:
        a_draft(slug)

    assert refused.value.errors[0].pointer == "/slug"


def test_a_delta_may_take_off_or_add() -> None:
    cheaper, dearer = Delta(euros("-2.00")), EURO_MORE
    variants = (A, a_variant(CHEAPER, 1, cheaper), a_variant(DEARER, 1, dearer))

    assert faults(variants=variants) == []
    assert {variant.key for variant in variants} >= {VariantKey("cheaper")}
