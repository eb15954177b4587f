"""The reference pages of carts and search say what the code says."""

from pathlib import Path

import pytest

from smplat_core.catalog.search import LONGEST_SEARCH, BadSearch, SearchSort, slips_in
from smplat_core.kernel import Event, Refusal
from smplat_core.orders import carts
from smplat_core.orders.carts import CART_LIFECYCLE, EXPIRE_CARTS
from smplat_core.orders.carts.vocabulary import (
    KEPT_ANONYMOUSLY,
    KEPT_FOR,
    MOST_CART_LINES,
    MOST_SAVED,
)

PAGES = Path(__file__).parents[3] / "docs" / "reference"
CARTS, SEARCH = (PAGES / "carts.md").read_text(), (PAGES / "search.md").read_text()
KINDS = [thing for thing in vars(carts).values() if isinstance(thing, type)]
WORDS = [
    *(kind.code for kind in KINDS if issubclass(kind, Refusal)),
    *(kind.name for kind in KINDS if issubclass(kind, Event)),
    EXPIRE_CARTS,
]


def test_the_drawing_is_the_table() -> None:
    assert f"```{{mermaid}}\n{CART_LIFECYCLE.mermaid()}\n```" in CARTS


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_refusal_event_and_job_is_explained(word: str) -> None:
    assert f"`{word}`" in CARTS


def test_the_limits_of_carts_are_those_of_the_code() -> None:
    for said in (
        f"Up to {MOST_CART_LINES} lines",
        f"kept for {KEPT_FOR.days} days, an anonymous one for {KEPT_ANONYMOUSLY.days}",
        f"Up to {MOST_SAVED} per company",
    ):
        assert said in CARTS


def test_sorts_refusals_and_forgiven_slips_of_searches_are_those_of_the_code() -> None:
    assert {sort.value for sort in SearchSort if f"`{sort.value}`" not in SEARCH} == set()
    assert f"`{BadSearch.code}`" in SEARCH
    assert f"Over {LONGEST_SEARCH} characters" in SEARCH
    assert [slips_in("x" * length) for length in (3, 4, 7, 8)] == [0, 1, 1, 2]
    assert "under 4 letters forgive none, under 8 letters one, longer ones two" in SEARCH
