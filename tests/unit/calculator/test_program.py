"""The quick ways: what they take, what they leave to the careful one, and what they look like."""

from decimal import Decimal
from typing import Any

import pytest

from smplat_core.calculator import Input, Value, ValueType, compile  # noqa: A004 - its name there
from smplat_core.calculator.gate import MOST_NAMES, calculating, gate
from smplat_core.calculator.parser import parse
from smplat_core.calculator.program import Program, translated

LOW, HIGH = Decimal(1), Decimal(10)


def program(source: str) -> Program:
    made = translated(parse(source), {}).program
    assert made is not None
    return made


def nobody(_: Any) -> Value:
    raise LookupError("left to the careful way")


@pytest.mark.parametrize(
    ("source", "constants"),
    [
        ("amount * 0.02", 1),
        ("amount + 2 * 3 ^ 2", 1),
        ("amount + (true ? 1 : 2)", 1),
        ("1 + 1", 1),
        ("amount - min(1, 2, 3) * round(2.5)", 1),
        ("amount * 2 + amount * 2", 2),
    ],
)
def test_what_is_constant_is_worked_once(source: str, constants: int) -> None:
    made: Any = program(source)

    assert sum(name[0] == "c" and name[1:].isdigit() for name in made.__globals__) == constants


def test_a_program_can_reach_nothing() -> None:
    made: Any = program("amount * 2")

    assert made.__globals__["__builtins__"] == {}
    assert made.__code__.co_varnames == ("n0",)


@pytest.mark.parametrize(
    ("terms", "is_compiled"), [(150, True), (151, False)], ids=["300 steps", "302 steps"]
)
def test_what_is_long_is_walked(terms: int, is_compiled: bool) -> None:  # noqa: FBT001 - the answer
    source = "-" + "+".join(["a"] * terms)

    assert (translated(parse(source), {}).program is not None) is is_compiled
    assert compile(source).evaluate({"a": 1}) == terms - 2


@pytest.mark.parametrize(
    ("terms", "is_compiled"), [(91, True), (92, False)], ids=["90 calls", "91 calls"]
)
def test_what_python_might_find_too_nested_is_walked(terms: int, is_compiled: bool) -> None:  # noqa: FBT001 - the answer
    source = "%".join(["a"] * terms)

    assert (translated(parse(source), {}).program is not None) is is_compiled
    assert compile(source).evaluate({"a": 1}) == 0


def test_a_gate_lets_the_right_values_through() -> None:
    through = gate(program("a + b"), [("a", True, LOW, HIGH), ("b", True, None, None)], nobody)

    assert through({"a": LOW, "b": Decimal(0)}) == 1
    assert through({"a": HIGH, "b": Decimal("9" * 33)}) == Decimal("1" + "0" * 31 + "09")
    assert through({"a": 5, "b": "-0.5"}) == Decimal("4.5")


@pytest.mark.parametrize(
    ("low", "high", "inside", "outside"),
    [
        (LOW, None, "1e30", "0.99"),
        (None, HIGH, "-1e30", "10.01"),
        (LOW, HIGH, "10", "11"),
        (LOW, HIGH, "1", "0"),
        (None, None, "-9e33", "1e34"),
        (None, None, "9e33", "NaN"),
        (None, None, "0", "-Infinity"),
    ],
)
def test_a_gate_keeps_what_is_out_of_bounds(
    low: Decimal | None, high: Decimal | None, inside: str, outside: str
) -> None:
    through = gate(program("a"), [("a", True, low, high)], nobody)

    assert through({"a": Decimal(inside)}) == Decimal(inside)
    with pytest.raises(LookupError):
        through({"a": Decimal(outside)})


def test_a_gate_takes_booleans_where_they_belong() -> None:
    through = gate(
        program("a ? b : 2"), [("a", False, None, None), ("b", True, None, None)], nobody
    )

    assert through({"a": True, "b": 1}) == 1
    assert through({"a": False, "b": 1}) == 2
    for values in ({"a": 1, "b": 1}, {"a": True, "b": True}, {"a": True}, {}, None):
        with pytest.raises(LookupError):
            through(values)  # type: ignore[arg-type]


def test_a_gate_leaves_faults_to_the_careful_way() -> None:
    through = gate(program("1 / a"), [("a", True, None, None)], nobody)

    assert through({"a": 4}) == Decimal("0.25")
    with pytest.raises(LookupError):
        through({"a": 0})


def test_an_expression_without_names_has_a_gate_too() -> None:
    assert gate(program("1 + 1"), [], nobody)({}) == 2


def is_gated(source: str, *inputs: Input) -> bool:
    return "gate" in getattr(compile(source, inputs or None).evaluate, "__name__", "")


def test_who_has_a_gate() -> None:
    names = [f"v{n}" for n in range(MOST_NAMES + 1)]

    assert is_gated("+".join(names[:MOST_NAMES]))
    assert not is_gated("+".join(names))
    assert not is_gated("a == b")
    assert not is_gated("a")
    assert is_gated("a", Input("a"))
    assert is_gated("a ? 1 : 2", Input("a", ValueType.BOOLEAN))
    assert not is_gated("%".join(["a"] * 100))


def test_the_bounds_of_inputs_are_those_of_the_gate() -> None:
    calculator = compile("a", [Input("a", min=LOW, max=HIGH)])
    cells = [cell.cell_contents for cell in getattr(calculator.evaluate, "__closure__", ())]

    assert [part in cells for part in (LOW, HIGH, "a")] == [True] * 3


def test_programs_are_calculated_to_34_digits() -> None:
    assert calculating(program("a / 3"), Decimal(1)) == Decimal("0." + "3" * 34)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("a", "-0.00"),
        ("max(a, a)", "-0"),
        ("a * 1", "-0.0"),
        ("-a", "0"),
        ("true ? a : 1", "-0"),
        ("clamp(a, -1, 1)", "0e5"),
        ("abs(a)", "-0"),
        ("round(a)", "-0.4"),
    ],
)
def test_a_programs_zero_is_plain(source: str, value: str) -> None:
    made = translated(parse(source), {"a": ValueType.NUMBER}).program

    assert made is not None
    assert str(calculating(made, Decimal(value))) == "0"
