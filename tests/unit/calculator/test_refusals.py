"""What is refused, with which code, and where."""

import pytest

from smplat_core.calculator import CalculatorError, Given, compile  # noqa: A004 - its name there

VALUES: dict[str, Given] = {
    "a": 7,
    "b": 2,
    "zero": 0,
    "yes": True,
    "big": "9999999999999999999999999999999999",
}


def refusal(source: str) -> CalculatorError:
    with pytest.raises(CalculatorError) as refused:
        compile(source).evaluate(VALUES)
    return refused.value


@pytest.mark.parametrize(
    ("source", "code", "position"),
    [
        ("", "incomplete", 0),
        ("   ", "incomplete", 3),
        ("a +", "incomplete", 3),
        ("a + ", "incomplete", 4),
        ("(a", "incomplete", 2),
        ("max(a, b", "incomplete", 8),
        ("yes ? 1", "incomplete", 7),
        ("a ?", "incomplete", 3),
        ("-", "incomplete", 1),
        ("()", "unexpected", 1),
        ("a + * b", "unexpected", 4),
        ("* a", "unexpected", 0),
        ("a // b", "unexpected", 3),
        ("(a b)", "unexpected", 3),
        ("(a, b)", "unexpected", 2),
        ("(a : b)", "unexpected", 3),
        ("(yes ? a)", "unexpected", 8),
        ("max(a ? b)", "unexpected", 9),
        ("yes ? a, b", "unexpected", 7),
        ("max(a,)", "unexpected", 6),
        ("max(,a)", "unexpected", 4),
        ("max(a : b)", "unexpected", 6),
        ("(a < b < 1)", "chained_comparison", 7),
        ("max", "unexpected", 0),
        ("if + 1", "unexpected", 0),
        ("a b", "trailing_input", 2),
        ("a 1", "trailing_input", 2),
        ("a max(1)", "trailing_input", 2),
        ("1 (2)", "trailing_input", 2),
        ("a (b)", "unknown_function", 0),
        ("a)", "trailing_input", 1),
        ("1,5", "trailing_input", 1),
        ("a : b", "trailing_input", 2),
        ("5!", "trailing_input", 1),
        ("a not b", "trailing_input", 2),
        ("a < b < 3", "chained_comparison", 6),
        ("a == b == 1", "chained_comparison", 7),
        ("a < b + 1 * 2 != yes", "chained_comparison", 14),
        ("yes == !a < b", "chained_comparison", 10),
        ("a & b", "bad_character", 2),
        ("a = b", "bad_character", 2),
        ("a.b", "bad_character", 1),
        ("a[0]", "bad_character", 1),
        ("'a'", "bad_character", 0),
        ("a;b", "bad_character", 1),
        ("a × b", "bad_character", 2),  # noqa: RUF001 - what people paste
        ("\0", "bad_character", 0),
        ("a + \ud800", "bad_character", 4),
        ("ä", "bad_character", 0),
        ("a\u00a0+ b", "bad_character", 1),
        ("1 + 2x", "bad_number", 4),
        ("1_000", "bad_number", 0),
        ("1.2.3", "bad_number", 0),
        ("0x10", "bad_number", 0),
        ("1e", "bad_number", 0),
        ("1e+", "bad_number", 0),
        ("1e99999", "bad_number", 0),
        ("1e34", "bad_number", 0),
        ("1e-1000", "bad_number", 0),
        ("1" * 35, "bad_number", 0),
        ("0." + "1" * 35, "bad_number", 0),
        ("a" * 65, "bad_name", 0),
        ("1 + " + "f" * 65 + "(1)", "bad_name", 4),
        ("mx(1)", "unknown_function", 0),
        ("1 + sum(1)", "unknown_function", 4),
        ("true(1)", "unknown_function", 0),
        ("min()", "bad_arguments", 0),
        ("1 + abs(1, 2)", "bad_arguments", 4),
        ("round(1, 2, 3)", "bad_arguments", 0),
        ("clamp(1, 2)", "bad_arguments", 0),
        ("if(yes, 1)", "bad_arguments", 0),
        ("1 + c", "unknown_name", 4),
        ("True", "unknown_name", 0),
        ("a + true", "mixed_types", 4),
        ("true + a", "mixed_types", 0),
        ("-true", "mixed_types", 1),
        ("not 1", "mixed_types", 4),
        ("not (a + 1)", "mixed_types", 5),
        ("yes and a + 1", "mixed_types", 8),
        ("1 or true", "mixed_types", 0),
        ("true < false", "mixed_types", 0),
        ("1 == true", "mixed_types", 5),
        ("true != 1", "mixed_types", 8),
        ("1 ? 2 : 3", "mixed_types", 0),
        ("true ? 1 : false", "mixed_types", 11),
        ("if(true, false, 1)", "mixed_types", 16),
        ("max(1, true)", "mixed_types", 7),
        ("round(true)", "mixed_types", 6),
        ("(1 < 2) + 1", "mixed_types", 1),
        ("1 + (yes ? true : false)", "mixed_types", 5),
        ("a + (a ? 1 : 2)", "mixed_types", 0),
        ("b == b and (b ? true : false) and b > 1", "mixed_types", 34),
        ("yes + 1", "mixed_types", 0),
        ("not a", "mixed_types", 4),
        ("yes == a", "mixed_types", 7),
        ("a == yes ? true : false", "mixed_types", 5),
        ("1 / 0", "division_by_zero", 2),
        ("a / 0", "division_by_zero", 2),
        ("a % (1 - 1)", "division_by_zero", 2),
        ("yes ? 1 : a / 0", "division_by_zero", 12),
        ("0 ^ -1", "division_by_zero", 2),
        ("0 / 0", "division_by_zero", 2),
        ("a / zero", "division_by_zero", 2),
        ("a % zero", "division_by_zero", 2),
        ("zero ^ -a", "division_by_zero", 5),
        ("1 + (a - 7) / (b - 2)", "division_by_zero", 12),
        ("big + 1", "too_large", 4),
        ("big * big", "too_large", 4),
        ("-big * 10 + 1", "too_large", 5),
        ("9e33 * 9", "too_large", 5),
        ("big ^ 1000", "too_large", 4),
        ("10 ^ 34", "too_large", 3),
        ("round(big + 0.4) + 1", "too_large", 17),
        ("1e-999 / a", "too_small", 7),
        ("0.1 ^ 1000", "too_small", 4),
        ("1e-999 * 1e-1", "too_small", 7),
        ("a ^ 1001", "bad_power", 2),
        ("a ^ -1000.5", "bad_power", 2),
        ("a ^ big", "bad_power", 2),
        ("(-a) ^ 0.5", "bad_power", 5),
        ("(-8) ^ (1 / 3)", "bad_power", 5),
        ("round(a, 0.5)", "bad_places", 0),
        ("round(1, 35)", "bad_places", 0),
        ("round(a, -35)", "bad_places", 0),
        ("1 + round(a, b / 4)", "bad_places", 4),
        ("clamp(a, 3, 1)", "bad_limits", 0),
        ("1 + clamp(1, a, b)", "bad_limits", 4),
    ],
)
def test_every_fault_has_its_code_and_place(source: str, code: str, position: int) -> None:
    error = refusal(source)

    assert (error.code, error.position) == (f"calculator.{code}", position)
    assert error.detail


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("amuont + 1", "did you mean amount?"),
        ("Days + 1", "did you mean days?"),
        ("adys + 1", "did you mean days?"),
        ("True", "did you mean true?"),
        ("unheard_of", "there are amount, days"),
        ("ruond(1)", "did you mean round?"),
        ("logarithm(1)", "there are min, max, round, ceil, floor, abs, clamp, if"),
        ("z", "there are amount, days"),
        ("1,5", "a decimal point is ."),
        ("a = 1", "equality is =="),
        ("1 < 2 < 3", "write a < b and b < c, or put one comparison in parentheses"),
        ("max(1", "write max(a, b, ...)"),
        ("round", "write round(number) or round(number, digits)"),
        ("amount + true", "a boolean becomes a number by if(condition, 1, 0)"),
        ("not 1", "a number becomes a boolean by a comparison, such as != 0"),
        ("2 ^ 1001", "from -1000 to 1000"),
    ],
)
def test_a_refusal_says_what_would_do(source: str, hint: str) -> None:
    with pytest.raises(CalculatorError) as refused:
        compile(source).evaluate({"amount": 1, "days": 2})

    assert refused.value.hint == hint


def test_what_is_wrong_with_any_values_is_found_without_them() -> None:
    for source in (
        "x / 0",
        "x % 0.0",
        "x ^ 2000",
        "round(x, 99)",
        "clamp(x, 2, 1)",
        "x + true",
        "yes ? 1 : 2 / (3 - 3)",
        "9e33 * 9e33 + x",
    ):
        with pytest.raises(CalculatorError):
            compile(source)


def test_what_depends_on_values_is_not() -> None:
    for source in (
        "x / y",
        "x ^ y",
        "round(x, y)",
        "clamp(x, y, 1)",
        "clamp(2, x, 1)",
        "1 / (x - x)",
    ):
        compile(source)


@pytest.mark.parametrize("source", [None, 5, 1.5, b"1", ["1"], True])
def test_only_text_is_compiled(source: object) -> None:
    with pytest.raises(CalculatorError) as refused:
        compile(source)  # type: ignore[arg-type]

    assert refused.value.code == "calculator.no_source"
