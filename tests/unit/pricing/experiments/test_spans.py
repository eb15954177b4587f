"""Ranges of buckets: exact, whole, and moving as little as shares do."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.pricing.experiments import (
    Span,
    Spans,
    Variant,
    VariantKey,
    laid_out,
    moved,
    owner_of,
    sizes,
)
from smplat_core.testing.builders.experiments import a_variant

VECTORS = (
    Path(__file__).parents[5].joinpath("shared", "data", "experiments", "hash_and_buckets.json")
)
vectors: dict[str, list[Any]] = json.loads(VECTORS.read_text()) if VECTORS.exists() else {}
needs_vectors = pytest.mark.skipif(not vectors, reason="the shared test cases are not here")

weights = st.lists(st.integers(0, 1_000), min_size=2, max_size=8).filter(any)
coverages = st.integers(1, 10_000)


def of(*shares: int) -> tuple[Variant, ...]:
    return tuple(a_variant(f"v{place}", weight) for place, weight in enumerate(shares))


def owners(spans: Spans) -> list[VariantKey | None]:
    return [owner_of(spans, bucket) for bucket in range(10_000)]


def fair(cases: list[Any]) -> list[Any]:
    """Those whose weights can be said in whole numbers and whose coverage we would take."""
    return [c for c in cases if 0 < c[1][1] <= 1 and c[1][2] in (None, *SUMS)]


SUMS = ([0.4, 0.6], [0.2, 0.3, 0.5])


@needs_vectors
@pytest.mark.parametrize("case", fair(vectors.get("getBucketRange", [])), ids=lambda c: c[0])
def test_the_first_layout_is_the_public_one(case: list[Any]) -> None:
    _, (count, coverage, given_weights), expected = case
    shares = [round(w * 10) for w in given_weights] if given_weights else [1] * count

    spans = laid_out(of(*shares), round(coverage * 10_000))

    assert [(s.first, s.end) for s in spans if s.variant is not None] == [
        (round(first * 10_000), round(end * 10_000)) for first, end in expected
    ]


@needs_vectors
@pytest.mark.parametrize("case", vectors.get("chooseVariation", []), ids=lambda c: c[0])
def test_a_bucket_belongs_to_the_range_it_is_in(case: list[Any]) -> None:
    _, place, ranges, expected = case
    spans, upto = list[Span](), 0
    for index, (start, stop) in enumerate(ranges):
        first, end = round(start * 10_000), round(stop * 10_000)
        spans += [Span(upto, first, None)] if first > upto else []
        spans += [Span(first, end, VariantKey(str(index)))] if end > first else []
        upto = end
    spans += [Span(upto, 10_000, None)] if upto < 10_000 else []

    owner = owner_of(tuple(spans), round(place * 10_000))

    assert owner == (None if expected < 0 else str(expected))


def test_a_weight_of_zero_gets_nobody() -> None:
    assert sizes(laid_out(of(0, 1, 0), 10_000)) == {"v1": 10_000}


def test_more_weight_takes_buckets_from_the_others_and_leaves_the_rest_where_it_is() -> None:
    before = laid_out(of(50, 25, 25), 10_000)

    after = moved(before, of(40, 25, 35), 10_000)

    assert after == (
        Span(0, 4_000, VariantKey("v0")),
        Span(4_000, 5_000, VariantKey("v2")),
        Span(5_000, 7_500, VariantKey("v1")),
        Span(7_500, 10_000, VariantKey("v2")),
    )


def test_buckets_of_nobody_are_taken_last() -> None:
    before = laid_out(of(1, 1), 5_000)

    after = moved(before, of(1, 3), 5_000)

    assert after == (
        Span(0, 1_250, VariantKey("v0")),
        Span(1_250, 2_500, VariantKey("v1")),
        Span(2_500, 5_000, None),
        Span(5_000, 7_500, VariantKey("v1")),
        Span(7_500, 10_000, None),
    )


def test_the_same_shares_change_nothing() -> None:
    spans = laid_out(of(1, 2, 3), 7_000)

    assert moved(spans, of(2, 4, 6), 7_000) == spans


@given(weights, coverages)
def test_a_layout_covers_every_bucket_once(shares: list[int], coverage: int) -> None:
    spans = laid_out(of(*shares), coverage)

    assert spans[0].first == 0
    assert spans[-1].end == 10_000
    assert all(one.end == other.first for one, other in itertools.pairwise(spans))
    assert all(one.variant != other.variant for one, other in itertools.pairwise(spans))
    assert all(span.size > 0 for span in spans)


@given(weights, coverages)
def test_each_variant_has_its_share_to_within_a_bucket(shares: list[int], coverage: int) -> None:
    held = sizes(laid_out(of(*shares), coverage))

    for place, weight in enumerate(shares):
        exact = 10_000 * weight / sum(shares) * coverage / 10_000
        assert abs(held.get(VariantKey(f"v{place}"), 0) - exact) < 2


@given(st.data(), weights, coverages, coverages)
def test_no_bucket_moves_that_need_not(
    data: st.DataObject, shares: list[int], coverage: int, later: int
) -> None:
    other = data.draw(
        st.lists(st.integers(0, 1_000), min_size=len(shares), max_size=len(shares)).filter(any)
    )
    before = laid_out(of(*shares), coverage)

    after = moved(before, of(*other), later)

    were, are = sizes(before), sizes(after)
    assert are == sizes(laid_out(of(*other), later))
    fewest = sum(max(0, size - were.get(owner, 0)) for owner, size in are.items())
    changed = sum(a != b for a, b in zip(owners(before), owners(after), strict=True))
    assert changed == fewest
    assert before[0].first == after[0].first == 0
    assert after[-1].end == 10_000
