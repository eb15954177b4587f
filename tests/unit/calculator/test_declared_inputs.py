"""Inputs that are declared: what they may be, and what that does for an expression."""

from decimal import Decimal
from typing import Any

import pytest

from smplat_core.calculator import (
    CalculatorError,
    Input,
    ValueType,
    compile,  # noqa: A004 - its name there
)

AMOUNT = Input("amount", min=0, max="1000.5", default=10, sample=100)
DAYS = Input("days", min=1, sample="7")
RUSH = Input("rush", ValueType.BOOLEAN, default=False)


def refusal(source: str, *inputs: Input, **values: Any) -> CalculatorError:
    with pytest.raises(CalculatorError) as refused:
        compile(source, inputs).evaluate(values)
    return refused.value


def test_an_input_is_a_number_of_any_size_unless_it_says_otherwise() -> None:
    assert Input("x") == Input("x", ValueType.NUMBER, None, None, None, None)
    assert AMOUNT.min == Decimal(0)
    assert AMOUNT.max == Decimal("1000.5")
    assert Input("x", "boolean").type is ValueType.BOOLEAN


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ({"name": ""}, "bad_declaration"),
        ({"name": "2x"}, "bad_declaration"),
        ({"name": "a b"}, "bad_declaration"),
        ({"name": "a\n"}, "bad_declaration"),
        ({"name": "ä"}, "bad_declaration"),
        ({"name": "n" * 65}, "bad_declaration"),
        ({"name": 5}, "bad_declaration"),
        ({"name": "min"}, "bad_declaration"),
        ({"name": "if"}, "bad_declaration"),
        ({"name": "true"}, "bad_declaration"),
        ({"name": "and"}, "bad_declaration"),
        ({"name": "x", "type": "text"}, "bad_declaration"),
        ({"name": "x", "type": None}, "bad_declaration"),
        ({"name": "x", "min": 2, "max": 1}, "bad_declaration"),
        ({"name": "x", "type": "boolean", "min": 1}, "bad_declaration"),
        ({"name": "x", "type": "boolean", "max": 1}, "bad_declaration"),
        ({"name": "x", "default": True}, "bad_declaration"),
        ({"name": "x", "type": "boolean", "default": 1}, "bad_declaration"),
        ({"name": "x", "type": "boolean", "sample": 0}, "bad_declaration"),
        ({"name": "x", "min": 1, "default": 0}, "bad_declaration"),
        ({"name": "x", "max": 1, "sample": 2}, "bad_declaration"),
        ({"name": "x", "min": 0.5}, "bad_input"),
        ({"name": "x", "max": True}, "bad_input"),
        ({"name": "x", "default": "x"}, "bad_input"),
        ({"name": "x", "sample": Decimal("NaN")}, "bad_input"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(declared: dict[str, Any], code: str) -> None:
    with pytest.raises(CalculatorError) as refused:
        Input(**declared)

    assert refused.value.code == f"calculator.{code}"


@pytest.mark.parametrize(
    "declared",
    [
        {"name": "n" * 64},
        {"name": "_"},
        {"name": "x", "min": 1, "max": 1, "default": 1, "sample": "1.0"},
        {"name": "x", "type": "boolean", "default": False, "sample": True},
        {"name": "minimum"},
    ],
)
def test_a_declaration_at_its_bounds_is_fine(declared: dict[str, Any]) -> None:
    assert Input(**declared).name == declared["name"]


def test_every_name_must_be_declared() -> None:
    error = refusal("amount / dais", AMOUNT, DAYS)

    assert (error.code, error.position) == ("calculator.unknown_name", 9)
    assert error.hint == "did you mean days?"
    assert refusal("amount", DAYS).hint == "there are days"
    assert refusal("amount").hint == "there are no inputs"


def test_types_are_checked_before_any_value_is_given() -> None:
    for source, position in (("amount + rush", 9), ("rush == amount", 8), ("days ? 1 : 2", 0)):
        with pytest.raises(CalculatorError) as refused:
            compile(source, [AMOUNT, DAYS, RUSH])
        assert (refused.value.code, refused.value.position) == ("calculator.mixed_types", position)


def test_a_declared_name_has_its_type_even_where_any_would_do() -> None:
    assert compile("rush", [RUSH]).type is ValueType.BOOLEAN
    assert compile("days", [DAYS]).type is ValueType.NUMBER
    assert refusal("days == days", DAYS, days=True).code == "calculator.mixed_types"
    assert refusal("rush == rush", RUSH, rush=1).code == "calculator.mixed_types"


def test_nothing_is_declared_twice() -> None:
    error = refusal("days", DAYS, AMOUNT, Input("days"))

    assert error.code == "calculator.bad_declaration"
    assert "days" in error.detail


def test_only_inputs_declare() -> None:
    with pytest.raises(CalculatorError) as refused:
        compile("days", ["days"])  # type: ignore[list-item]

    assert refused.value.code == "calculator.bad_declaration"


def test_a_default_is_taken_when_nothing_is_given() -> None:
    calculator = compile("rush ? amount * 2 : amount", [AMOUNT, RUSH])

    assert calculator.evaluate({}) == 10
    assert calculator.evaluate({"amount": 3}) == 3
    assert calculator.evaluate({"rush": True}) == 20


def test_an_input_without_default_is_required() -> None:
    error = refusal("amount / days", AMOUNT, DAYS, amount=1)

    assert (error.code, error.position) == ("calculator.missing_input", 9)
    assert error.hint == "a number from 1"


@pytest.mark.parametrize(
    ("days", "amount", "position"),
    [
        (0, 1, 9),
        ("0.99", 1, 9),
        (Decimal("0.99"), Decimal(1), 9),
        (1, "1000.51", 0),
        (Decimal(1), Decimal("1000.51"), 0),
        (Decimal(1), Decimal("-0.01"), 0),
    ],
)
def test_a_value_out_of_bounds_is_refused(days: Any, amount: Any, position: int) -> None:
    error = refusal("amount / days", AMOUNT, DAYS, days=days, amount=amount)

    assert (error.code, error.position) == ("calculator.bad_input", position)
    assert error.hint in {"a number from 1", "a number from 0 to 1000.5"}
    assert error.errors[0].pointer in {"/days", "/amount"}


@pytest.mark.parametrize(("amount", "days"), [("0", "1"), ("1000.5", "1"), (1, 10**30)])
def test_a_value_on_its_bound_is_fine(amount: Any, days: Any) -> None:
    calculator = compile("amount / days", [AMOUNT, DAYS])
    expected = compile("a / d").evaluate({"a": amount, "d": days})

    assert calculator.evaluate({"amount": amount, "days": days}) == expected
    assert calculator.evaluate({"amount": Decimal(amount), "days": Decimal(days)}) == expected


def test_an_input_that_is_not_used_is_not_looked_at() -> None:
    assert compile("days", [AMOUNT, DAYS]).evaluate({"days": 2, "amount": 10**9}) == 2


def test_the_sample_of_an_expression_is_worked_on_samples_and_defaults() -> None:
    calculator = compile("amount / days", [AMOUNT, DAYS, RUSH])

    assert calculator.sample() == calculator.evaluate({"amount": 100, "days": 7})
    assert compile("rush ? 1 : 2", [RUSH]).sample() == 2
    assert compile("1 + 1").sample() == 2


@pytest.mark.parametrize(("source", "inputs"), [("x + 1", None), ("1 + x", (Input("x"),))])
def test_without_a_sample_there_is_none_to_work_on(source: str, inputs: Any) -> None:
    with pytest.raises(CalculatorError) as refused:
        compile(source, inputs).sample()

    assert refused.value.code == "calculator.missing_input"
    assert refused.value.position == source.index("x")


def test_declarations_tell_calculators_apart() -> None:
    assert compile("days", [DAYS]) == compile("days", (DAYS,))
    assert compile("days", [DAYS]) != compile("days")
    assert compile("days", [DAYS]) != compile("days", [DAYS, AMOUNT])
    assert compile("days", [DAYS]).declared == (DAYS,)
    assert compile("days").declared is None


def test_constants_that_cannot_be_worked_are_found_with_declarations_too() -> None:
    assert refusal("days / (2 - 2)", DAYS).code == "calculator.division_by_zero"


def test_bounds_are_told_in_words() -> None:
    assert Input("x").accepted == "a number"
    assert Input("x", max=5).accepted == "a number to 5"
    assert RUSH.accepted == "true or false"
    assert DAYS.example == 7
    assert RUSH.example is False
    assert Input("x").example is None
