"""The word that was meant is found through a slip or two."""

from hypothesis import given
from hypothesis import strategies as st

from smplat_core.catalog.search.typos import meant_by, slips_between

LETTERS = st.text("abcd", max_size=8)


def plain_distance(typed: str, meant: str) -> int:
    """The definition, as slow as it is short."""
    if not typed or not meant:
        return max(len(typed), len(meant))
    best = min(
        plain_distance(typed[:-1], meant) + 1,
        plain_distance(typed, meant[:-1]) + 1,
        plain_distance(typed[:-1], meant[:-1]) + (typed[-1] != meant[-1]),
    )
    if len(typed) > 1 and len(meant) > 1 and typed[-2:] == meant[-2:][::-1]:
        best = min(best, plain_distance(typed[:-2], meant[:-2]) + 1)
    return best


@given(st.text("abc", max_size=5), st.text("abc", max_size=5), st.integers(0, 3))
def test_slips_are_counted_as_defined(typed: str, meant: str, most: int) -> None:
    distance = plain_distance(typed, meant)

    assert slips_between(typed, meant, most) == (distance if distance <= most else None)


@given(LETTERS, LETTERS)
def test_slips_are_the_same_both_ways(one: str, other: str) -> None:
    assert slips_between(one, other, 8) == slips_between(other, one, 8)


def test_the_fewest_slips_come_first_then_the_word_used_more() -> None:
    known = {"sensor": 3, "sensors": 9, "censor": 1, "senior": 7, "gateway": 50}

    assert meant_by("sensro", known) == ("sensor",)
    assert meant_by("sensar", known) == ("sensor",)
    assert meant_by("senser", known) == ("sensor",)
    assert meant_by("temperatrue", {"temperature": 1, "temper": 2}) == ("temperature",)
    assert meant_by("tempereture", {"temperature": 1, "temperatura": 5}) == (
        "temperature",
        "temperatura",
    )


def test_short_words_are_taken_as_typed() -> None:
    assert meant_by("co2", ["co3", "co"]) == ()
