"""What holds of every expression."""

import os
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smplat_core.calculator import CalculatorError, Value, compile  # noqa: A004 - its name there
from smplat_core.calculator.parser import parse
from smplat_core.calculator.printer import printed
from smplat_core.calculator.steps import Expression
from smplat_core.calculator.vocabulary import LONGEST_SOURCE
from smplat_core.calculator.walking import walked
from tests.unit.calculator.slow import Plain, Refused, slowly
from tests.unit.calculator.sources import expressions, givens, logical, numeric

EXAMPLES: Final = int(os.environ.get("SMPLAT_CALCULATOR_EXAMPLES", "60"))
FAULTS: Final = {
    "division_by_zero",
    "too_large",
    "too_small",
    "bad_power",
    "bad_places",
    "bad_limits",
}


def outcome(source: str, values: dict[str, Any]) -> Plain | str:
    """A value, or the last part of the code of a refusal."""
    try:
        return plain(compile(source).evaluate(values))
    except CalculatorError as error:
        return error.code.removeprefix("calculator.")


def plain(value: Value) -> Plain:
    return value if isinstance(value, bool) else Fraction(value)


def slow_outcome(source: str, values: dict[str, Any], *, lazily: bool = True) -> Plain | str:
    known = {n: v if isinstance(v, bool) else Fraction(v) for n, v in values.items()}
    try:
        return slowly(source, known, lazily=lazily)
    except Refused as refused:
        return str(refused)


@given(expressions)
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_is_printed_is_read_back_as_the_same_steps(expression: Expression) -> None:
    assert parse(printed(expression)) == expression


@given(st.one_of(numeric(), logical()), givens)
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_slow_evaluator_that_shares_nothing_comes_to_the_same(
    source: str, values: dict[str, Any]
) -> None:
    assume(len(source) < LONGEST_SOURCE)

    result = outcome(source, values)

    assume(result not in {"too_many_parts", "too_deep"})
    if isinstance(result, str) and result != slow_outcome(source, values):
        # What is wrong whatever the inputs are is refused even where it would not be reached.
        assert slow_outcome(source, values, lazily=False) in FAULTS
        assert refused_before_any_value(source) == result
    else:
        assert result == slow_outcome(source, values)


def refused_before_any_value(source: str) -> str:
    with pytest.raises(CalculatorError) as refusal:
        compile(source)
    return refusal.value.code.removeprefix("calculator.")


@given(st.one_of(numeric(), logical()), givens)
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_canonical_form_has_the_same_outcome(source: str, values: dict[str, Any]) -> None:
    try:
        canonical = str(compile(source))
    except CalculatorError:
        return

    assert str(compile(canonical)) == canonical
    assert outcome(canonical, values) == outcome(source, values)


@given(st.one_of(numeric(), logical()), givens)
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_program_and_the_walk_come_to_the_same(source: str, values: dict[str, Any]) -> None:
    exact = {n: v if isinstance(v, bool) else Decimal(v) for n, v in values.items()}
    try:
        found = compile(source).evaluate(exact)
    except CalculatorError:
        return

    assert walked(parse(source), exact) == found


@given(numeric(), givens)
@settings(max_examples=EXAMPLES, deadline=None)
def test_no_form_of_a_value_makes_a_difference(source: str, values: dict[str, Any]) -> None:
    exact = {n: v if isinstance(v, bool) else Decimal(v) for n, v in values.items()}

    assert outcome(source, values) == outcome(source, exact)


@given(numeric(), givens)
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_callers_decimal_context_makes_no_difference(
    source: str, values: dict[str, Any]
) -> None:
    expected = outcome(source, values)

    with localcontext(Context(prec=2, Emin=-1, Emax=1, traps=[])):
        found = outcome(source.replace("amount", "amount "), values)  # not one that is remembered

    assert found == expected


@given(numeric(), givens)
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_number_has_34_digits_at_most_and_no_signed_zero(
    source: str, values: dict[str, Any]
) -> None:
    exact = {n: v if isinstance(v, bool) else Decimal(v) for n, v in values.items()}
    try:
        found = compile(source).evaluate(exact)
    except CalculatorError:
        return

    assert isinstance(found, Decimal)
    assert found.is_finite()
    assert len(found.normalize(Context(prec=100)).as_tuple().digits) <= 34
    assert found.adjusted() < 34
    assert found or str(found) == "0"


@given(numeric(depth=2), st.integers(1, 30))
@settings(max_examples=EXAMPLES, deadline=None)
def test_however_long_its_source_the_canonical_form_is_short_enough(
    source: str, times: int
) -> None:
    whole = "+".join([f"({source})"] * times)[:LONGEST_SOURCE]
    try:
        expression = parse(whole)
    except CalculatorError:
        return

    assert len(printed(expression)) <= LONGEST_SOURCE
    assert parse(printed(expression)) == expression
