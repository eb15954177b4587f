"""Buckets and slots, held against the public test cases of GrowthBook."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.pricing.experiments import Namespace, bucket_of, fnv1a, is_in, slot_of

VECTORS = (
    Path(__file__).parents[5].joinpath("shared", "data", "experiments", "hash_and_buckets.json")
)
vectors: dict[str, list[Any]] = json.loads(VECTORS.read_text()) if VECTORS.exists() else {}
needs_vectors = pytest.mark.skipif(not vectors, reason="the shared test cases are not here")


@pytest.mark.parametrize(
    ("text", "hashed"),
    [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968)],
)
def test_the_hash_is_fnv_1a_of_32_bits(text: str, hashed: int) -> None:
    assert fnv1a(text) == hashed


def test_text_is_hashed_by_its_bytes_in_utf_8() -> None:
    assert fnv1a("é") == ((((0x811C9DC5 ^ 0xC3) * 0x01000193) ^ 0xA9) * 0x01000193) % 2**32


@needs_vectors
@pytest.mark.parametrize("case", [c for c in vectors.get("hash", []) if c[2] == 2], ids=str)
def test_a_bucket_is_where_version_2_puts_it(case: list[Any]) -> None:
    seed, value, _, expected = case

    assert bucket_of(seed, value) == round(expected * 10_000)


@needs_vectors
@pytest.mark.parametrize("case", [c for c in vectors.get("hash", []) if c[2] == 1], ids=str)
def test_a_slot_counts_down_as_version_1_does(case: list[Any]) -> None:
    """It hashes the value before the seed, once, into thousandths."""
    seed, value, _, expected = case

    assert fnv1a(value + seed) % 1_000 == round(expected * 1_000)


@needs_vectors
@pytest.mark.parametrize("case", vectors.get("inNamespace", []), ids=lambda case: case[0])
def test_a_unit_is_in_its_share_of_a_namespace(case: list[Any]) -> None:
    _, unit, (name, start, end), expected = case
    namespace = Namespace(name=name, first=round(start * 1_000), end=round(end * 1_000))

    assert is_in(namespace, unit) is expected


@given(st.text(), st.text())
def test_every_name_has_a_bucket_and_a_slot(seed: str, unit: str) -> None:
    try:
        (seed + unit).encode()
    except UnicodeEncodeError:
        return

    assert 0 <= bucket_of(seed, unit) < 10_000
    assert 0 <= slot_of(seed, unit) < 1_000


@given(st.integers(0, 1_000), st.integers(0, 1_000), st.uuids())
def test_the_shares_of_one_namespace_keep_out_of_each_others_way(
    cut: int, other: int, unit: object
) -> None:
    low, high = sorted((cut, other))
    shares = [
        Namespace(name="prices", first=first, end=end)
        for first, end in ((0, low), (low, high), (high, 1_000))
    ]

    assert sum(is_in(share, str(unit)) for share in shares) == 1


def test_a_share_has_its_first_slot_and_not_its_end() -> None:
    slot = slot_of("prices", "ana")

    assert 0 < slot < 999
    assert is_in(Namespace(name="prices", first=slot, end=slot + 1), "ana")
    assert not is_in(Namespace(name="prices", first=0, end=slot), "ana")
    assert not is_in(Namespace(name="prices", first=slot + 1, end=1_000), "ana")
