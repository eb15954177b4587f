"""What refusals say: in which words a person reads what is wrong, and what would do instead."""

import pytest

from smplat_core.calculator import CalculatorError, compile  # noqa: A004 - its name there


@pytest.mark.parametrize(
    ("source", "detail", "hint"),
    [
        ("", "there is nothing", "a number, a name, a function or a group in parentheses"),
        (
            "(",
            "the expression ends where a value must follow",
            "a number, a name, a function or a group in parentheses",
        ),
        (
            "1 +",
            "the expression ends where a value must follow",
            "a number, a name, a function or a group in parentheses",
        ),
        (
            "(1",
            "the expression ends where ')' must follow",
            "a group that was opened must be closed",
        ),
        ("max(1", "the expression ends where ')' must follow", "write max(a, b, ...)"),
        (
            "true ? 1",
            "the expression ends where ':' must follow",
            "a choice is written: condition ? value : other value",
        ),
        (
            "true ? 1 : ",
            "the expression ends where a value must follow",
            "a number, a name, a function or a group in parentheses",
        ),
        (
            "*",
            "'*' stands where a value must",
            "a number, a name, a function or a group in parentheses",
        ),
        (
            "1 * * 2",
            "'*' stands where a value must",
            "a number, a name, a function or a group in parentheses",
        ),
        ("(1 2)", "'2' stands where ')' must", "a group that was opened must be closed"),
        ("(1, 2)", "',' stands where ')' must", "a decimal point is ."),
        ("true ? (1 : 2)", "':' stands where ')' must", "a group that was opened must be closed"),
        (
            "true ? 1, 2",
            "',' stands where ':' must",
            "a choice is written: condition ? value : other value",
        ),
        ("max(1 2)", "'2' stands where ')' must", "write max(a, b, ...)"),
        ("round", "round is a function", "write round(number) or round(number, digits)"),
        ("if", "if is a function", "write if(condition, value, other value)"),
        ("1 2", "the expression is over before '2'", "separate values with an operator"),
        ("1 a", "the expression is over before 'a'", "separate values with an operator"),
        ("1)", "the expression is over before ')'", "a group is closed that was never opened"),
        ("1, 2", "the expression is over before ','", "a decimal point is ."),
        (
            "1 : 2",
            "the expression is over before ':'",
            "a choice is written: condition ? value : other value",
        ),
        ("1 (2)", "the expression is over before '('", "separate values with an operator"),
        (
            "1 < 2 < 3",
            "'<' compares what '<' has compared already",
            "write a < b and b < c, or put one comparison in parentheses",
        ),
        (
            "1 == 2 != 3",
            "'!=' compares what '==' has compared already",
            "write a < b and b < c, or put one comparison in parentheses",
        ),
        ("a $ b", "'$' means nothing here", "names are made of the letters A to Z, digits and _"),
        ("a = b", "'=' means nothing here", "equality is =="),
        ("a & b", "'&' means nothing here", "both hold: and"),
        ("a | b", "'|' means nothing here", "one holds: or"),
        (
            "a.b",
            "'.' means nothing here",
            "nothing has attributes here; a decimal point stands between digits",
        ),
        ("a[0]", "'[' means nothing here", "nothing is indexed here"),
        ("{a}", "'{' means nothing here", "group with ( and )"),
        ('"a"', "'\"' means nothing here", "there is no text here, only numbers and booleans"),
        (
            "a; b",
            "';' means nothing here",
            "one expression only; values of a function are separated by ,",
        ),
        ("2 × 3", "'\\xd7' means nothing here", "multiplication is *"),  # noqa: RUF001 - what people paste
        ("6 ÷ 3", "'\\xf7' means nothing here", "division is /"),
        ("3 − 1", "'\\u2212' means nothing here", "subtraction is -"),  # noqa: RUF001 - what people paste
        ("a ≤ b", "'\\u2264' means nothing here", "at most is <="),
        ("a ≥ b", "'\\u2265' means nothing here", "at least is >="),
        ("a ≠ b", "'\\u2260' means nothing here", "unequal is !="),
        (
            "\ud800",
            "'\\ud800' means nothing here",
            "names are made of the letters A to Z, digits and _",
        ),
        ("1x", "'1x' is no number", "write 1000, 0.25 or 2.5e3; a name begins with a letter"),
        (
            "11111111111111111111111111111111111",
            "'11111111111111111111111111111111111' has 35 significant digits",
            "at most 34",
        ),
        (
            "1111111111111111111111111111111111111111111111111111111111111111111111",
            "'1111111111111111111111111111111111111111'... has 70 significant digits",
            "at most 34",
        ),
        (
            "1e40",
            "'1e40' is too large or too small",
            "at most 34 digits before the point, and at least 1e-999",
        ),
        (
            "0.33333333333333333333333333333333333",
            "'0.33333333333333333333333333333333333' has 35 significant digits",
            "at most 34",
        ),
        (
            "1e-1000",
            "'1e-1000' is too large or too small",
            "at most 34 digits before the point, and at least 1e-999",
        ),
        (
            "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
            "'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn'... is 65 characters long",
            "a name has at most 64",
        ),
        (
            "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn 1111111111111111111111111111111111x",
            "the expression is over before '1111111111111111111111111111111111x'",
            "separate values with an operator",
        ),
        ("sine(1)", "there is no function sine", "did you mean min?"),
        (
            "logarithm(1)",
            "there is no function logarithm",
            "there are min, max, round, ceil, floor, abs, clamp, if",
        ),
        ("abs(1, 2)", "abs is given 2 values", "write abs(number)"),
        ("min()", "min is given 0 values", "write min(a, b, ...)"),
        ("if(true)", "if is given 1 value", "write if(condition, value, other value)"),
        ("clamp(1)", "clamp is given 1 value", "write clamp(number, low, high)"),
        ("round(1,2,3)", "round is given 3 values", "write round(number) or round(number, digits)"),
        (
            "1 + true",
            "a boolean stands where + needs a number",
            "a boolean becomes a number by if(condition, 1, 0)",
        ),
        (
            "not 1",
            "a number stands where not needs a boolean",
            "a number becomes a boolean by a comparison, such as != 0",
        ),
        (
            "1 and true",
            "a number stands where and needs a boolean",
            "a number becomes a boolean by a comparison, such as != 0",
        ),
        (
            "true ? 1 : false",
            "a boolean stands where the other value needs a number",
            "a boolean becomes a number by if(condition, 1, 0)",
        ),
        (
            "1 ? 2 : 3",
            "a number stands where a condition needs a boolean",
            "a number becomes a boolean by a comparison, such as != 0",
        ),
        (
            "true == 1",
            "a number stands where == needs a boolean",
            "a number becomes a boolean by a comparison, such as != 0",
        ),
        ("x / 0", "this is always divided by zero", "say what to take instead: x == 0 ? 0 : 1 / x"),
        ("x % 0", "this is always divided by zero", "say what to take instead: x == 0 ? 0 : 1 / x"),
        ("1 / 0", "1 is divided by zero", "say what to take instead: x == 0 ? 0 : 1 / x"),
        (
            "5 % 0",
            "5 is divided by zero for what remains",
            "say what to take instead: x == 0 ? 0 : 1 / x",
        ),
        (
            "0 ^ -1",
            "zero to a negative power divides by zero",
            "say what to take instead: x == 0 ? 0 : 1 / x",
        ),
        ("2 ^ 1001", "the exponent 1001 is out of bounds", "from -1000 to 1000"),
        (
            "(-2) ^ 0.5",
            "-2 has no power of 0.5",
            "a negative number is raised to whole powers only",
        ),
        ("round(1, 0.5)", "nothing is rounded to 0.5 digits", "a whole number from -34 to 34"),
        ("round(x, 99)", "nothing is rounded to 99 digits", "a whole number from -34 to 34"),
        ("clamp(1, 3, 2)", "the lower limit 3 is above the upper 2", "clamp(number, low, high)"),
        ("9e33 * 9", "the result is too large", "at most 34 digits before the point"),
        ("1e-999 / 7", "the result is too close to zero", "at least 1e-999, or zero"),
        ("x + y", "nothing is given for y", "there are x, days"),
        ("x + xx", "nothing is given for xx", "did you mean x?"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_would_do(
    source: str, detail: str, hint: str
) -> None:
    with pytest.raises(CalculatorError) as refused:
        compile(source).evaluate({"x": 1, "days": 2})

    assert (refused.value.detail, refused.value.hint) == (detail, hint)


@pytest.mark.parametrize(
    ("source", "detail", "hint"),
    [
        ("(" * 65, "more than 64 things are inside one another", "at most 64"),
        ("1" * 2_001, "the expression has 2,001 characters", "at most 2,000"),
        (
            "+".join(["1"] * 501),
            "the expression has more than 1,000 values and operators",
            "at most 1,000; a power whose exponent is not written as a whole number counts as 100",
        ),
    ],
    ids=["deep", "long", "many"],
)
def test_a_refusal_says_how_much_there_may_be(source: str, detail: str, hint: str) -> None:
    with pytest.raises(CalculatorError) as refused:
        compile(source)

    assert (refused.value.detail, refused.value.hint) == (detail, hint)
