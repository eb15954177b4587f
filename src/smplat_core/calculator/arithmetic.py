"""Decimal arithmetic to 34 digits: what every step does with its values."""

import operator
from collections.abc import Callable, Mapping
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    Subnormal,
    Underflow,
)
from typing import Any, Final

from smplat_core.calculator.steps import CHOICE, MINUS, NOT, PLUS, POWER
from smplat_core.calculator.vocabulary import (
    DIGITS,
    LARGEST_POWER,
    MOST_PLACES,
    SMALLEST_EXPONENT,
    BadLimits,
    BadPlaces,
    BadPower,
    CalculatorError,
    ResultTooLarge,
    ResultTooSmall,
)
from smplat_core.calculator.vocabulary import DivisionByZero as DividedByZero

CONTEXT: Final = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_UP,
    Emin=SMALLEST_EXPONENT,
    Emax=DIGITS - 1,
    traps=[DivisionByZero, InvalidOperation, Overflow, Subnormal, Underflow],
)
"""What every calculation runs in, whatever its caller has set.

A result too large for 34 digits is past ``Emax``, so that decimal itself refuses it.
"""

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)

_WHOLE_POWERS: Final = Context(
    prec=3 * DIGITS,
    rounding=ROUND_HALF_UP,
    Emin=MIN_EMIN,
    Emax=MAX_EMAX,
    traps=[InvalidOperation, Overflow, Subnormal, Underflow],
)
"""Squares and cubes are exact in it; higher powers are rounded where nobody sees it."""

_ROOTS: Final = Context(
    prec=DIGITS + 11,
    rounding=ROUND_HALF_UP,
    Emin=MIN_EMIN,
    Emax=MAX_EMAX,
    traps=[InvalidOperation, Overflow, Subnormal, Underflow],
)

_EXACT: Final = Context(
    prec=DIGITS - SMALLEST_EXPONENT + 2 * DIGITS,
    rounding=ROUND_HALF_UP,
    Emin=MIN_EMIN,
    Emax=MAX_EMAX,
    traps=[InvalidOperation],
)
"""Holds the quotient of the largest number and the smallest, digit for digit."""

INSTEAD: Final = "say what to take instead: x == 0 ? 0 : 1 / x"

_PLAIN: Final = 40
"""Digits after the point from which on an exponent is easier to read."""


class Fault(ArithmeticError):
    """An operation that is refused, by nobody who knows where it was written."""

    def __init__(self, refusal: type[CalculatorError], detail: str, hint: str = "") -> None:
        super().__init__(detail)
        self.refusal = refusal
        self.detail = detail
        self.hint = hint

    def at(self, position: int) -> CalculatorError:
        return self.refusal(self.detail, position=position, hint=self.hint)


def divided(value: Decimal, divisor: Decimal) -> Decimal:
    if not divisor:
        raise Fault(DividedByZero, f"{written(value)} is divided by zero", INSTEAD)
    return CONTEXT.divide(value, divisor)


def modulo(value: Decimal, divisor: Decimal) -> Decimal:
    """What remains of the value, with the sign of the divisor."""
    if not divisor:
        raise Fault(DividedByZero, f"{written(value)} is divided by zero for what remains", INSTEAD)
    rest = _EXACT.remainder(value, divisor)
    if rest and (rest < 0) != (divisor < 0):
        return CONTEXT.add(rest, divisor)
    return CONTEXT.plus(rest)


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """The base times itself; 1 for any base to the power of zero.

    A fraction as the exponent takes a root, which a negative base has not.
    """
    if not -LARGEST_POWER <= exponent <= LARGEST_POWER:
        raise Fault(
            BadPower,
            f"the exponent {written(exponent)} is out of bounds",
            f"from -{LARGEST_POWER} to {LARGEST_POWER}",
        )
    if not base:
        if exponent < 0:
            raise Fault(DividedByZero, "zero to a negative power divides by zero", INSTEAD)
        return ZERO if exponent else ONE
    if exponent == exponent.to_integral_value():
        return CONTEXT.plus(_WHOLE_POWERS.power(base, exponent))
    if base < 0:
        raise Fault(
            BadPower,
            f"{written(base)} has no power of {written(exponent)}",
            "a negative number is raised to whole powers only",
        )
    return CONTEXT.plus(_ROOTS.power(base, exponent))


def rounded(value: Decimal, places: Decimal = ZERO) -> Decimal:
    """To so many digits after the point, before it when negative; half away from zero."""
    if not -MOST_PLACES <= places <= MOST_PLACES or places != places.to_integral_value():
        raise Fault(
            BadPlaces,
            f"nothing is rounded to {written(places)} digits",
            f"a whole number from -{MOST_PLACES} to {MOST_PLACES}",
        )
    unit = ONE.scaleb(-int(places), _EXACT)
    return CONTEXT.add(value.quantize(unit, context=_EXACT), ZERO)


def floor(value: Decimal) -> Decimal:
    return CONTEXT.plus(value.to_integral_value(ROUND_FLOOR, _EXACT))


def ceiling(value: Decimal) -> Decimal:
    return CONTEXT.plus(value.to_integral_value(ROUND_CEILING, _EXACT))


def clamp(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """The value, or the limit it is beyond."""
    if low > high:
        raise Fault(
            BadLimits,
            f"the lower limit {written(low)} is above the upper {written(high)}",
            "clamp(number, low, high)",
        )
    return min(max(value, low), high)


def finished(value: Decimal) -> Decimal:
    """A result as it is handed out: of 34 digits at most, and without a zero's sign."""
    return CONTEXT.plus(value) or ZERO


def written(value: Decimal) -> str:
    """The number in digits, without zeros that say nothing; with an exponent only when tiny."""
    if not value:
        return "0"
    short = value.normalize(_EXACT)
    if short.adjusted() < -_PLAIN:
        return str(short).lower()
    return f"{short:f}"


def shortest(value: Decimal) -> str:
    """The number in as few characters as it can be read from."""
    plain = written(value)
    _, digits, exponent = value.normalize(_EXACT).as_tuple()
    whole = "".join(map(str, digits))
    return min(plain.removeprefix("0") or plain, f"{whole}e{exponent}", key=len)


def _chosen(condition: bool, value: object, other: object) -> object:  # noqa: FBT001 - a value of the language
    return value if condition else other


OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = {
    MINUS: CONTEXT.minus,
    PLUS: CONTEXT.plus,
    NOT: operator.not_,
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": divided,
    "%": modulo,
    POWER: power,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "and": operator.and_,
    "or": operator.or_,
    CHOICE: _chosen,
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "round": rounded,
    "ceil": ceiling,
    "floor": floor,
    "abs": CONTEXT.abs,
    "clamp": clamp,
}
"""What each step does. All of it may raise; ``refused`` says what that means."""


def refused(error: ArithmeticError, position: int) -> CalculatorError:
    """The refusal for what an operation raised."""
    if isinstance(error, Fault):
        return error.at(position)
    if isinstance(error, Overflow):
        return ResultTooLarge(
            "the result is too large",
            position=position,
            hint=f"at most {DIGITS} digits before the point",
        )
    return ResultTooSmall(
        "the result is too close to zero",
        position=position,
        hint=f"at least 1e{SMALLEST_EXPONENT}, or zero",
    )
