"""An expression made ready: checked once, evaluated often."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from attrs import field, frozen

from smplat_core.calculator.declaring import Given, Input, is_name, taken
from smplat_core.calculator.gate import MOST_NAMES, calculating, gate
from smplat_core.calculator.naming import nearest
from smplat_core.calculator.parser import parse
from smplat_core.calculator.printer import printed
from smplat_core.calculator.program import Translated, translated
from smplat_core.calculator.steps import WORDS, Expression
from smplat_core.calculator.vocabulary import (
    BadDeclaration,
    BadInput,
    MissingInput,
    MixedTypes,
    NoSource,
    UnknownName,
    Value,
    ValueType,
)
from smplat_core.calculator.walking import walked

KEPT: Final = 512
"""Calculators that are remembered by their source and inputs."""

Declared = Mapping[str, Input] | None


@frozen
class Calculator:
    """A checked expression. Two are equal when they were written and declared alike."""

    source: str
    """As it was written."""
    declared: tuple[Input, ...] | None
    """What it might have used; none when any name would do."""
    inputs: tuple[str, ...] = field(eq=False)
    """The names it uses, in the order of their first use."""
    type: ValueType | None = field(eq=False)
    """What it comes to; none where that depends on what undeclared names stand for."""
    evaluate: Callable[[Mapping[str, Given]], Value] = field(eq=False, repr=False)
    """The result for the values of these names, exact to 34 digits; others are not looked at.

    A ``CalculatorError`` says what is wrong with a value, or which step cannot be worked.
    """
    _expression: Expression = field(eq=False, repr=False)
    _positions: Mapping[str, int] = field(eq=False, repr=False)

    def sample(self) -> Value:
        """The result for the samples of the declared inputs, or their defaults."""
        declared = {known.name: known for known in self.declared or ()}
        values: dict[str, Value] = {}
        for name in self.inputs:
            known = declared.get(name)
            value = None if known is None else known.example
            if value is None:
                raise MissingInput(
                    f"{name} has no sample",
                    position=self._positions[name],
                    hint="declare it with one",
                )
            values[name] = value
        return self.evaluate(values)

    def __str__(self) -> str:
        """The canonical form, which reads back as the same expression."""
        return printed(self._expression)


def compile(  # noqa: A001 - it is what it does
    source: str, inputs: Iterable[Input] | None = None
) -> Calculator:
    """The expression, checked as far as it can be without values.

    With declared inputs every name must be one of them. A ``CalculatorError`` says where it is
    wrong and what would have been accepted. What was compiled before is not compiled again.
    """
    if not isinstance(source, str):
        raise NoSource(
            f"an expression is text, and this is {type(source).__name__}", hint="amount / days"
        )
    declared = None if inputs is None else tuple(inputs)
    for known in declared or ():
        if not isinstance(known, Input):
            raise BadDeclaration(f"{type(known).__name__} declares nothing", hint="Input(name)")
    return _compiled(source, declared)


@lru_cache(maxsize=KEPT)
def _compiled(source: str, inputs: tuple[Input, ...] | None) -> Calculator:
    declared = None if inputs is None else {known.name: known for known in inputs}
    if declared is not None and inputs is not None and len(declared) < len(inputs):
        names = [known.name for known in inputs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadDeclaration(f"{twice} is declared twice", hint="one declaration for each name")
    expression = parse(source)
    known = {name: one.type for name, one in (declared or {}).items()}
    checked = translated(expression, known)
    if declared is not None:
        _all_known(checked, declared)
    careful = _Careful(expression, checked, declared)
    kind = checked.kind.last().type
    evaluate = _quick(checked, declared, careful)
    return Calculator(
        source, inputs, tuple(checked.kinds), kind, evaluate, expression, checked.positions
    )


def _all_known(checked: Translated, declared: Mapping[str, Input]) -> None:
    for name, position in checked.positions.items():
        if name not in declared:
            raise UnknownName(
                f"there is no input {name}", position=position, hint=_meant(name, declared)
            )


def _meant(name: str, known: Iterable[str]) -> str:
    """What to write instead of a name nobody knows."""
    names = list(islice(known, _LOOKED_AT))
    more = ", ..." if len(names) > _SHOWN else ""
    listed = f"there are {', '.join(names[:_SHOWN])}{more}" if names else "there are no inputs"
    return nearest(name, (*names, *WORDS)) or listed


_SHOWN: Final = 8
_LOOKED_AT: Final = 1_000
"""Names, so that a refusal costs little whatever is given."""


def _quick(
    checked: Translated, declared: Declared, careful: "_Careful"
) -> Callable[[Mapping[str, Any]], Value]:
    kinds = {name: kind.last().type for name, kind in checked.kinds.items()}
    if checked.program is None or None in kinds.values() or len(kinds) > MOST_NAMES:
        return careful
    names = [
        (name, kind is ValueType.NUMBER, *_bounds(name, declared)) for name, kind in kinds.items()
    ]
    return gate(checked.program, names, careful)


def _bounds(name: str, declared: Declared) -> tuple[Decimal | None, Decimal | None]:
    known = declared and declared[name]
    return (known.min, known.max) if known else (None, None)


@frozen
class _Careful:
    """Evaluates whatever it is given, or says what is wrong with it."""

    expression: Expression
    checked: Translated
    declared: Declared

    def __call__(self, values: Mapping[str, Any]) -> Value:
        if not isinstance(values, Mapping):
            raise BadInput(f"{type(values).__name__} gives no values to names", hint="a mapping")
        read = {name: self._read(name, values) for name in self.checked.kinds}
        self._agree(read)
        if self.checked.program is not None and self.checked.kind.last().type is not None:
            try:
                return calculating(self.checked.program, *read.values())
            except (ArithmeticError, RuntimeError):
                pass  # something is refused, or another thread is calculating: walk and see
        return walked(self.expression, read)

    def _read(self, name: str, values: Mapping[str, Any]) -> Value:
        position = self.checked.positions[name]
        known = self.declared and self.declared[name]
        if name in values:
            given = values[name]
        elif known and known.default is not None:
            return known.default
        elif known:
            raise MissingInput(f"{name} is not given", position=position, hint=known.accepted)
        else:
            raise UnknownName(
                f"nothing is given for {name}",
                position=position,
                hint=_meant(name, filter(is_name, values)),
            )
        wanted = self.checked.kinds[name].last().type
        return taken(given, name=name, position=position, wanted=wanted, declared=known or None)

    def _agree(self, read: Mapping[str, Value]) -> None:
        """Names of one type that the expression leaves open must be given values of one type."""
        found: dict[int, type] = {}
        for name, value in read.items():
            kind = self.checked.kinds[name].last()
            if kind.type is None and found.setdefault(id(kind), type(value)) is not type(value):
                raise MixedTypes(
                    f"{name} is compared with, or stands for, a value of the other type",
                    position=self.checked.positions[name],
                    hint="numbers with numbers, booleans with booleans",
                )
