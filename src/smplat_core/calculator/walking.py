"""Working an expression step by step: slower than its program, and knows where things go wrong."""

from collections.abc import Mapping

from smplat_core.calculator.arithmetic import OPERATIONS, finished, refused
from smplat_core.calculator.steps import CHOICE, NAME, Expression, Step
from smplat_core.calculator.vocabulary import CalculatorError, Value

_Found = Value | CalculatorError
"""A refusal is handed on like a value: it counts only where it is not passed over by a choice."""


def walked(expression: Expression, values: Mapping[str, Value]) -> Value:
    """What the expression comes to with these values; or the first refusal on its way."""
    found: list[_Found] = []
    for step in expression:
        if step.takes:
            given = found[-step.takes :]
            del found[-step.takes :]
            found.append(_worked(step, given))
        else:
            found.append(values[step.holds] if step.does == NAME else step.holds)  # type: ignore[index,arg-type]  # a name holds its text, others a value
    (result,) = found
    if isinstance(result, CalculatorError):
        raise result
    if isinstance(result, bool):
        return result
    try:
        return finished(result)
    except ArithmeticError as error:
        raise refused(error, expression[-1].position) from None


def _worked(step: Step, given: list[_Found]) -> _Found:
    first = given[0]
    if isinstance(first, CalculatorError):
        return first
    if step.does == CHOICE:
        return given[1] if first else given[2]
    if step.does in {"and", "or"}:
        return first if first is (step.does == "or") else given[1]
    for value in given:
        if isinstance(value, CalculatorError):
            return value
    try:
        result: Value = OPERATIONS[step.does](*given)
    except ArithmeticError as error:
        return refused(error, step.position)
    return result
