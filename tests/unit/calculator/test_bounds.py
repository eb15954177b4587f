"""How much an expression may be, and that what is at the bounds still works."""

import sys
from typing import Any

import pytest

from smplat_core.calculator import CalculatorError, compile  # noqa: A004 - its name there


def code(source: str) -> str:
    try:
        compile(source)
    except CalculatorError as error:
        return error.code.removeprefix("calculator.")
    return "fine"


@pytest.mark.parametrize(
    ("before", "middle", "after"),
    [
        ("(", "1", ")"),
        ("-", "1", ""),
        ("!", "true", ""),
        ("max(1, ", "1", ")"),
        ("if(true, ", "1", ", 2)"),
        ("true ? 1 : ", "1", ""),
        ("true ? ", "1", " : 1"),
        ("(1 - ", "x", ")"),
        ("1 + if(true, ", "1", ", 2)"),
        ("1 + (true ? 1 : ", "1", ")"),
        ("(x % ", "x", ")"),
    ],
)
def test_64_things_may_be_inside_one_another(before: str, middle: str, after: str) -> None:
    assert code(before * 64 + middle + after * 64) == "fine"
    assert code(before * 65 + middle + after * 65) == "too_deep"


def test_the_canonical_form_is_no_deeper() -> None:
    source = "1 + if(rush, " * 64 + "1" + ", 2)" * 64

    assert str(compile(str(compile(source)))) == str(compile(source))


def test_powers_nest_too() -> None:
    assert code("1 ^ (" * 9 + "1" + ")" * 9) == "fine"
    assert code("(" * 40 + "1" + " ^ 1)" * 40) == "fine"


def test_what_was_left_no_longer_counts() -> None:
    assert code(" + ".join(["-(max((1), 2 ^ 2, true ? 1 : 2))"] * 30)) == "fine"


def test_a_thousand_parts_are_enough() -> None:
    assert code("-" + "+".join(["1"] * 500)) == "fine"
    assert code("--" + "+".join(["1"] * 500)) == "too_many_parts"
    assert code("max(" + ",".join(["1"] * 990) + ")") == "fine"
    assert code("max(" + ",".join(["1"] * 990) + ")+" + "+".join("123456")) == "too_many_parts"


def test_a_root_counts_as_a_hundred_and_a_whole_power_as_one() -> None:
    assert code("+".join(["a^2"] * 250)) == "fine"
    assert code("+".join(["a^-+2"] * 166)) == "fine"
    for root in ("a^.5", "a^a", "a^(2+1)", "a^-a", "(a<1?2:3)^-2.5"):
        assert code("+".join([root] * 9)) == "fine"
        assert code("+".join([root] * 10)) == "too_many_parts"


def test_two_thousand_characters_are_enough() -> None:
    assert code("1" + " " * 1_999) == "fine"
    assert code("1" + " " * 2_000) == "too_long"


def test_a_name_has_64_characters() -> None:
    assert code("n" * 64) == "fine"
    assert code("n" * 65) == "bad_name"


@pytest.mark.parametrize("terms", [10, 100, 200, 500])
def test_long_expressions_are_worked_like_short_ones(terms: int) -> None:
    values = {f"v{n}": n for n in range(min(terms, 300))}

    total = compile("+".join(list(values)[:terms]))
    rests = compile("%".join(["a"] + ["b"] * (terms - 1)))

    assert total.evaluate(values) == sum(range(len(values)))
    assert rests.evaluate({"a": 5, "b": 3}) == 2


def test_a_caller_that_stands_deep_gets_an_answer_all_the_same() -> None:
    deep = "%".join(["a"] * 60) + "+" + "-" * 60 + "a+" + "(a>1?" * 30 + "a" + ":2)" * 30

    def stand(left: int, source: str) -> Any:
        if left:
            return stand(left - 1, source)
        return compile(source).evaluate({"a": 3})

    room = sys.getrecursionlimit() - len(_frames())
    results = {stand(depth, f"{deep} + 0 * {depth}") for depth in range(room - 260, room - 60, 10)}

    assert results == {6}


def _frames() -> list[Any]:
    frame, found = sys._getframe(), []  # noqa: SLF001 - to know how deep the test itself stands
    while frame.f_back:
        frame = frame.f_back
        found.append(frame)
    return found
