"""What an expression may be given, and what it refuses to be given."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Context, Decimal, getcontext, localcontext
from fractions import Fraction
from typing import Any

import pytest

from smplat_core.calculator import (
    CalculatorError,
    ValueType,
    compile,  # noqa: A004 - its name there
    written,
)
from smplat_core.kernel import InputError, Money


class Odd(Decimal):
    """A Decimal whose arithmetic is not to be trusted."""

    def __add__(self, other: object) -> Decimal:
        return Decimal(666)

    __mul__ = __add__


def refusal(source: str, values: Any) -> CalculatorError:
    with pytest.raises(CalculatorError) as refused:
        compile(source).evaluate(values)
    return refused.value


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (5, "5"),
        (-5, "-5"),
        (10**34 - 1, "9" * 34),
        ("5", "5"),
        ("+5", "5"),
        ("-5.50", "-5.5"),
        (".5", "0.5"),
        ("1e3", "1000"),
        (Decimal("0.1"), "0.1"),
        (Decimal("-0"), "0"),
        (Decimal("1e33"), "1e33"),
        (Odd(7), "7"),
    ],
    ids=repr,
)
def test_a_number_may_come_as_int_text_or_decimal(given: Any, taken: str) -> None:
    assert compile("x * 1").evaluate({"x": given}) == Decimal(taken)
    assert compile("x").evaluate({"x": given}) == Decimal(taken)
    assert type(compile("x").evaluate({"x": given})) is Decimal


NO_NUMBERS: tuple[Any, ...] = (
    0.1,
    float("nan"),
    None,
    "",
    "-",
    "--5",
    "+-5",
    " 5",
    "5 ",
    "five",
    "1,5",
    "1_000",
    "0x10",
    "nan",
    "Infinity",
    "1e34",
    "1e99999",
    "-1e34",
    "9" * 35,
    "9" * 5_000,
    10**34,
    -(10**34),
    10**10_000,
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("-Infinity"),
    Decimal("1e34"),
    Decimal("-1e34"),
    Decimal("1e999999"),
    [1],
    {},
    b"1",
    Fraction(1, 2),
    1j,
    Money,
    object(),
)


@pytest.mark.parametrize("source", ["x + 1", "x == 1", "x", "x > 1 ? x : 2", "max(x, 1)"])
def test_what_is_no_number_is_refused_whatever_is_done_with_it(source: str) -> None:
    for given in NO_NUMBERS:
        error = refusal(source, {"x": given})

        blamed = InputError("/x", error.code, error.detail.removeprefix("x: "), error.hint)
        assert error.code == "calculator.bad_input"
        assert error.position == source.replace("max", "   ").index("x")
        assert error.detail.startswith("x: ")
        assert error.errors == (blamed,)


@pytest.mark.parametrize(
    ("source", "values", "position"),
    [
        ("1 + x", {"x": True}, 4),
        ("true and x", {"x": 1}, 9),
        ("x ? 1 : 2", {"x": "1"}, 0),
        ("1 < 2 and not x", {"x": Decimal(0)}, 14),
        ("x == y", {"x": 1, "y": True}, 5),
        ("x == y", {"x": False, "y": 0}, 5),
        ("true ? x : y", {"x": 1, "y": False}, 11),
        ("x == y and y == z", {"x": 1, "y": 2, "z": True}, 16),
    ],
)
def test_a_boolean_is_never_a_number(source: str, values: Mapping[str, Any], position: int) -> None:
    error = refusal(source, values)

    assert (error.code, error.position) == ("calculator.mixed_types", position)


def test_names_whose_type_is_open_may_be_either_if_all_agree() -> None:
    same = compile("x == y ? x : z")

    assert same.evaluate({"x": 1, "y": "1.0", "z": 3}) == 1
    assert same.evaluate({"x": True, "y": False, "z": True}) is True
    assert same.evaluate({"x": Decimal("-0"), "y": 0, "z": 1}) == 0
    assert str(compile("x").evaluate({"x": Decimal("-0.0")})) == "0"


def test_a_name_nothing_is_given_for_is_unknown() -> None:
    error = refusal("1 + amuont / days", {"amount": 1, "days": 2})

    assert (error.code, error.position) == ("calculator.unknown_name", 4)
    assert error.hint == "did you mean amount?"


@pytest.mark.parametrize(
    "values", [{}, {1: 2, None: 3}, {"no name": 1}, {"\ud800": 1}, {"n" * 65: 1}, {"": 1}]
)
def test_what_cannot_be_a_name_is_not_proposed(values: Mapping[Any, Any]) -> None:
    assert refusal("x", values).hint == "there are no inputs"


def test_of_many_names_some_are_listed() -> None:
    hint = refusal("unheard_of", {f"v{n}": n for n in range(5_000)}).hint

    assert hint == "there are v0, v1, v2, v3, v4, v5, v6, v7, ..."
    assert refusal("unheard_of", {f"v{n}": n for n in range(8)}).hint.endswith("v6, v7")


def test_other_values_are_not_looked_at() -> None:
    assert compile("x").evaluate({"x": 1, "y": None, "z": object()}) == 1  # type: ignore[dict-item]


@pytest.mark.parametrize("values", [None, 5, [("x", 1)], "x", {"x"}])
def test_values_come_as_a_mapping(values: Any) -> None:
    assert refusal("x + 1", values).code == "calculator.bad_input"


def test_many_names_are_evaluated_like_few() -> None:
    names = [f"v{n}" for n in range(40)]
    calculator = compile("+".join(names) + "+ (rush ? 1 : 0)")

    values: dict[str, Any] = {**dict.fromkeys(names, "0.1"), "rush": True}

    assert calculator.evaluate(values) == 5
    assert refusal(calculator.source, {**values, "v39": None}).code == "calculator.bad_input"


def test_every_digit_of_a_decimal_counts_though_a_result_has_34() -> None:
    long = Decimal("1." + "0" * 40 + "1")

    assert compile("x > 1").evaluate({"x": long}) is True
    assert compile("(x - 1) * 1e33").evaluate({"x": long}) == Decimal("1e-8")
    assert str(compile("x").evaluate({"x": long})) == "1." + "0" * 33
    assert refusal("x", {"x": Decimal("9" * 34 + ".9")}).code == "calculator.too_large"
    assert refusal("x == 0 ? true : x", {"x": 1}).code == "calculator.mixed_types"


@pytest.mark.parametrize("given", [Decimal("1e-5000"), Decimal("-1e-1000")])
def test_what_is_too_small_is_refused_when_it_is_the_result(given: Decimal) -> None:
    assert refusal("x", {"x": given}).code == "calculator.too_small"
    assert refusal("x ^ 3", {"x": given}).code == "calculator.too_small"
    assert refusal("x % 1e33", {"x": given * given}).code == "calculator.too_small"
    assert compile("x > 0").evaluate({"x": abs(given)}) is True


def test_the_callers_context_is_left_as_it_was() -> None:
    mine = Context(prec=3, traps=[])
    with localcontext(mine):
        before = getcontext()

        compile("x / 7").evaluate({"x": 1})
        refusal("x / 0 + y", {"x": 1, "y": 1})

        assert getcontext() is before
        assert getcontext().prec == 3
        assert not any(before.flags.values())


def test_threads_do_not_disturb_one_another() -> None:
    calculator = compile("x / 3 + x ^ 2 - x % 7")
    expected = {n: calculator.evaluate({"x": n}) for n in range(300)}

    def evaluate(n: int) -> tuple[int, Any]:
        with localcontext(Context(prec=n % 9 + 1)):
            return n, calculator.evaluate({"x": n})

    with ThreadPoolExecutor(8) as pool:
        found = dict(pool.map(evaluate, [*range(300)] * 10))

    assert found == expected


def test_one_thread_may_evaluate_while_it_evaluates() -> None:
    inner = compile("x / 3 > 2")

    class Nested(dict[str, Any]):
        def __missing__(self, name: str) -> Any:
            return 1 if inner.evaluate({"x": 9}) else 0

        def __contains__(self, name: object) -> bool:
            return True

    assert compile("a + b").evaluate(Nested()) == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("-0.00", "0"),
        ("1.50", "1.5"),
        ("1E+3", "1000"),
        ("-12.340", "-12.34"),
        ("1e-40", "0." + "0" * 39 + "1"),
        ("1.5e-41", "1.5e-41"),
        ("9" * 34, "9" * 34),
    ],
)
def test_numbers_are_written_in_digits(value: str, text: str) -> None:
    with localcontext(Context(prec=1, Emin=0, Emax=1)):
        assert written(Decimal(value)) == text


def test_the_two_types_have_names() -> None:
    assert [*ValueType] == ["number", "boolean"]
