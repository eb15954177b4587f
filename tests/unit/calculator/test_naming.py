"""What somebody who mistyped a name probably meant."""

import pytest

from smplat_core.calculator.naming import nearest

KNOWN = ("amount", "days", "rush", "x", "ab")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("amount", "amount"),
        ("amoun", "amount"),
        ("amounts", "amount"),
        ("amoumt", "amount"),
        ("maount", "amount"),
        ("amuont", "amount"),
        ("AMOUNT", "amount"),
        ("amnt", "amount"),
        ("maounts", "amount"),
        ("moun", "amount"),
        ("mouts", ""),
        ("dya", "days"),
        ("yads", "days"),
        ("day", "days"),
        ("sday", "days"),
        ("dy", ""),
        ("ba", "ab"),
        ("a", ""),
        ("b", ""),
        ("y", ""),
        ("", ""),
        ("zz", ""),
        ("rsuh", "rush"),
        ("hsur", ""),
        ("unheard_of", ""),
    ],
)
def test_at_most_two_slips_away(name: str, meant: str) -> None:
    hint = nearest(name, KNOWN)

    assert hint == (f"did you mean {meant}?" if meant else "")


def test_the_nearest_wins_and_of_equals_the_first() -> None:
    assert nearest("days", ["dats", "days_", "days"]) == "did you mean days?"
    assert nearest("dayz", ["days", "daya"]) == "did you mean days?"
    assert nearest("dayz", ["daxx", "daya"]) == "did you mean daya?"


def test_of_long_names_the_beginnings_are_compared() -> None:
    assert nearest("n" * 60 + "a", ["n" * 60 + "b"]) == f"did you mean {'n' * 60}b?"


def test_fifty_names_of_about_this_length_are_enough() -> None:
    others = [f"abc{n:02}" for n in range(50)]

    assert nearest("zzzz1", [*others[:49], "zzzz2"]) == "did you mean zzzz2?"
    assert nearest("zzzz1", [*others, "zzzz2"]) == ""
