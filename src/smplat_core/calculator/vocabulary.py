"""The words of the calculator: how much it takes, and everything it refuses."""

from decimal import Decimal
from enum import StrEnum
from typing import Final

from smplat_core.kernel import InputError, Invalid

LONGEST_SOURCE: Final = 2_000
"""Characters."""
DEEPEST: Final = 64
"""Parentheses, calls, signs, powers and choices inside one another."""
MOST_NODES: Final = 1_000
"""Values and operators of one expression."""
DIGITS: Final = 34
"""Significant digits of every number; a number has at most as many before its point."""
SMALLEST_EXPONENT: Final = -999
"""A number other than zero is at least ten to this power."""
LARGEST_POWER: Final = 1_000
"""What a number may be raised to, either way."""
COST_OF_ROOT: Final = 100
"""What a power counts as among the nodes, unless its exponent is written as a whole number."""
MOST_PLACES: Final = 34
"""Digits that ``round`` may be asked for, either way."""
LONGEST_NAME: Final = 64


class ValueType(StrEnum):
    """What there is: numbers and booleans, which never stand for one another."""

    NUMBER = "number"
    BOOLEAN = "boolean"


Value = Decimal | bool
"""What an expression comes to, and what its names stand for."""


class CalculatorError(Invalid):
    """An expression, or what it was given, cannot be calculated."""

    code = "calculator.invalid"

    def __init__(
        self,
        detail: str,
        *,
        position: int = 0,
        hint: str = "",
        errors: tuple[InputError, ...] = (),
    ) -> None:
        super().__init__(detail, errors=errors)
        self.position = position
        """Characters of the source before the place that is to blame."""
        self.hint = hint
        """What would have been accepted, in a few words; empty when that is plain."""


class NoSource(CalculatorError):
    """What is to be calculated is no text at all."""

    code = "calculator.no_source"


class SourceTooLong(CalculatorError):
    """More characters than one expression may have."""

    code = "calculator.too_long"


class TooDeep(CalculatorError):
    """Parentheses, calls, signs, powers or choices inside one another too often."""

    code = "calculator.too_deep"


class TooManyParts(CalculatorError):
    """More values and operators than one expression may have."""

    code = "calculator.too_many_parts"


class BadCharacter(CalculatorError):
    """A character that means nothing here."""

    code = "calculator.bad_character"


class BadNumber(CalculatorError):
    """Something that begins like a number and is none, or one past what numbers may be."""

    code = "calculator.bad_number"


class BadName(CalculatorError):
    """A name that is too long, or stands for something else."""

    code = "calculator.bad_name"


class Incomplete(CalculatorError):
    """The expression ends where something must follow."""

    code = "calculator.incomplete"


class Unexpected(CalculatorError):
    """Something stands where something else must."""

    code = "calculator.unexpected"


class TrailingInput(CalculatorError):
    """The expression is over and more follows."""

    code = "calculator.trailing_input"


class ChainedComparison(CalculatorError):
    """A comparison of a comparison, which people and languages read in different ways."""

    code = "calculator.chained_comparison"


class UnknownName(CalculatorError):
    """A name that is not declared, or for which no value is given where none is declared."""

    code = "calculator.unknown_name"


class UnknownFunction(CalculatorError):
    """A call of something that is no function of the calculator."""

    code = "calculator.unknown_function"


class BadArguments(CalculatorError):
    """A function is given more or fewer values than it takes."""

    code = "calculator.bad_arguments"


class MixedTypes(CalculatorError):
    """A boolean stands where a number must, or a number where a boolean must."""

    code = "calculator.mixed_types"


class DivisionByZero(CalculatorError):
    """Something is divided by zero, or the remainder of that is asked for."""

    code = "calculator.division_by_zero"


class ResultTooLarge(CalculatorError):
    """A result has more than 34 digits before its point."""

    code = "calculator.too_large"


class ResultTooSmall(CalculatorError):
    """A result is closer to zero than 10 to the power of -999, and is not zero."""

    code = "calculator.too_small"


class BadPower(CalculatorError):
    """An exponent out of bounds, or the root of a negative number."""

    code = "calculator.bad_power"


class BadPlaces(CalculatorError):
    """A number is to be rounded to a number of digits that is not whole or out of bounds."""

    code = "calculator.bad_places"


class BadLimits(CalculatorError):
    """A number is to be kept between two limits whose lower is above the upper."""

    code = "calculator.bad_limits"


class MissingInput(CalculatorError):
    """No value is given for a declared input that has no default; or none to sample it with."""

    code = "calculator.missing_input"


class BadInput(CalculatorError):
    """A value given for a name is neither a number nor a boolean, or is out of bounds."""

    code = "calculator.bad_input"


class BadDeclaration(CalculatorError):
    """A declared input contradicts itself or another, or has no proper name."""

    code = "calculator.bad_declaration"
