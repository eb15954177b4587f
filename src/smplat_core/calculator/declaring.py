"""What an expression may name, and the values it is given."""

import re
from decimal import Decimal
from typing import Final

from attrs import field, frozen

from smplat_core.calculator.arithmetic import written
from smplat_core.calculator.steps import WORDS
from smplat_core.calculator.tokens import number, short
from smplat_core.calculator.vocabulary import (
    DIGITS,
    LONGEST_NAME,
    BadDeclaration,
    BadInput,
    BadNumber,
    CalculatorError,
    MixedTypes,
    Value,
    ValueType,
)
from smplat_core.kernel import InputError

Given = Decimal | int | str | bool
"""How a value may come: a text is a number in digits. Not a float, which is not what was typed."""

BOUND: Final = Decimal(10) ** DIGITS
"""Every number is below it, and above its negative."""
_WHOLE_BOUND: Final = 10**DIGITS
_NAME: Final = re.compile(rf"[A-Za-z_][A-Za-z0-9_]{{0,{LONGEST_NAME - 1}}}")


def is_name(text: object) -> bool:
    """Whether an expression could name it, were it no word of the language."""
    return isinstance(text, str) and bool(_NAME.fullmatch(text))


def number_from(given: object) -> Decimal:
    """The number that was given; ``BadInput`` when it is none, or past what numbers may be."""
    if isinstance(given, Decimal):
        value = Decimal(given)
        if value.is_finite() and -BOUND < value < BOUND:
            return value
        raise BadInput(f"{short(str(value))} is out of bounds", hint=_BOUNDS)
    if isinstance(given, int) and not isinstance(given, bool):
        if -_WHOLE_BOUND < given < _WHOLE_BOUND:
            return Decimal(int(given))
        raise BadInput("a whole number is out of bounds", hint=_BOUNDS)
    if isinstance(given, str):
        return _number_in(given)
    if isinstance(given, float):
        hint = "give the number as text or as a Decimal, which are exactly what was meant"
        raise BadInput(f"{given!r} is a float", hint=hint)
    kind = "nothing" if given is None else type(given).__name__
    raise BadInput(f"{kind} is neither a number nor a boolean", hint=_ACCEPTED)


def _number_in(text: str) -> Decimal:
    digits = text[1:] if text[:1] in {"-", "+"} else text
    try:
        value = number(digits) if digits else None
    except BadNumber as bad:
        raise BadInput(bad.detail, hint=bad.hint) from None
    if value is None:
        raise BadInput(f"{short(text)} is no number", hint=_ACCEPTED)
    return value.copy_negate() if text[0] == "-" else value


_BOUNDS: Final = f"a number of at most {DIGITS} digits before the point"
_ACCEPTED: Final = "a number such as 12.5, or true or false"


def _as_type(given: object, wanted: ValueType) -> Value:
    value = value_from(given)
    found = ValueType.BOOLEAN if isinstance(value, bool) else ValueType.NUMBER
    if found is not wanted:
        raise MixedTypes(f"a {found} is given where a {wanted} is needed", hint=f"a {wanted}")
    return value


def value_from(given: object) -> Value:
    """The boolean or the number that was given; ``BadInput`` when it is neither."""
    return given if isinstance(given, bool) else number_from(given)


def taken(
    given: object, *, name: str, position: int, wanted: ValueType | None, declared: "Input | None"
) -> Value:
    """The value of a name, of the type wanted and within the declared bounds."""
    try:
        if wanted is None:
            return value_from(given)
        value = _as_type(given, wanted)
        if declared is not None:
            declared.check(value)
    except CalculatorError as bad:
        error = InputError(f"/{name}", bad.code, bad.detail, bad.hint)
        raise type(bad)(
            f"{name}: {bad.detail}", position=position, hint=bad.hint, errors=(error,)
        ) from None
    return value


def _type(given: str) -> ValueType:
    try:
        return ValueType(given)
    except ValueError:
        raise BadDeclaration(f"{given!a} is no type", hint=" or ".join(ValueType)) from None


def _bound(given: Given | None) -> Decimal | None:
    return None if given is None else number_from(given)


def _value(given: Given | None) -> Value | None:
    return None if given is None else value_from(given)


@frozen
class Input:
    """A name an expression may use, and what stands behind it.

    ``Input("days", min=1, max=365, sample=30)``. ``BadDeclaration`` when it contradicts itself.
    """

    name: str
    type: ValueType = field(default=ValueType.NUMBER, converter=_type)
    min: Decimal | None = field(default=None, converter=_bound)
    max: Decimal | None = field(default=None, converter=_bound)
    """Both included; of numbers only."""
    default: Value | None = field(default=None, converter=_value)
    """Taken when no value is given; without one the value is required."""
    sample: Value | None = field(default=None, converter=_value)
    """For previews; the default where there is none."""

    def __attrs_post_init__(self) -> None:
        if not is_name(self.name):
            hint = f"letters A to Z, digits and _, at most {LONGEST_NAME}, not a digit first"
            raise BadDeclaration(f"{short(str(self.name))} is no name", hint=hint)
        if self.name in WORDS:
            raise BadDeclaration(f"{self.name} means something else", hint="another name")
        if self.type is ValueType.BOOLEAN and not (self.min is None and self.max is None):
            raise BadDeclaration(f"{self.name} is a boolean and has bounds", hint="no min or max")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise BadDeclaration(f"the min of {self.name} is above its max")
        for value in (self.default, self.sample):
            if value is not None:
                self._check_own(value)

    def _check_own(self, value: Value) -> None:
        try:
            self.check(_as_type(value, self.type))
        except CalculatorError as bad:
            raise BadDeclaration(
                f"{self.name}: {bad.detail}, as its default or sample", hint=bad.hint
            ) from None

    def check(self, value: Value) -> None:
        """``BadInput`` when the value is out of bounds."""
        low, high = self.min, self.max
        if (low is not None and value < low) or (high is not None and value > high):
            raise BadInput(f"{written(Decimal(value))} is out of bounds", hint=self.accepted)

    @property
    def example(self) -> Value | None:
        """The sample, or else the default."""
        return self.default if self.sample is None else self.sample

    @property
    def accepted(self) -> str:
        """What may be given, in a few words."""
        if self.type is ValueType.BOOLEAN:
            return "true or false"
        low = "" if self.min is None else f" from {written(self.min)}"
        high = "" if self.max is None else f" to {written(self.max)}"
        return f"a number{low}{high}"
