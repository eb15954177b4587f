"""Steps become one Python function, once their types have been found to agree."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from attrs import Factory, define, frozen

from smplat_core.calculator.arithmetic import (
    INSTEAD,
    ONE,
    OPERATIONS,
    ZERO,
    Fault,
    ceiling,
    clamp,
    floor,
    modulo,
    power,
    refused,
    rounded,
)
from smplat_core.calculator.kinds import BOOLEANS, KINDS, NUMBERS, Kind, agree
from smplat_core.calculator.steps import (
    ATOM,
    CHOICE,
    CHOICE_RANK,
    COMPARISON_RANK,
    MINUS,
    NAME,
    NOT,
    NUMBER,
    OR_RANK,
    PLUS,
    POWER,
    RANKS,
    SIGNS,
    SUM,
    TRUTH,
    Expression,
    Step,
)
from smplat_core.calculator.vocabulary import DivisionByZero, MixedTypes, Value, ValueType
from smplat_core.kernel import maker

Program = Callable[..., Value]

_MOST_PARENTHESES: Final = 90
"""In the text for Python: so many it is sure to read, even inside one another."""

_LONGEST_COMPILED: Final = 300
"""Steps. What is longer is walked each time: compiling it would take milliseconds."""

_SPACE: Final[Mapping[str, Any]] = {
    "__builtins__": {},
    "min": min,
    "max": max,
    "abs": abs,
    "round": rounded,
    "ceil": ceiling,
    "floor": floor,
    "clamp": clamp,
    "modulo": modulo,
    "power": power,
    "zero": ZERO,
}
_CALLED: Final = {"%": "modulo", POWER: "power"}
"""Operators of the language that Python's would not do justice."""
_LOGIC: Final = frozenset({"and", "or", NOT})
_EITHER: Final = frozenset({"==", "!="})
_HANDED_ON: Final = frozenset({NAME, "min", "max", "clamp", CHOICE})
"""Those whose result is one of their values, however many digits it has."""


@frozen(weakref_slot=False)
class _Part:
    """What the steps so far came to: Python for it, or what it is worth whatever the inputs."""

    code: str
    rank: int
    kind: Kind
    worth: Value | None
    start: int
    """Where it begins in the source."""


_make_part = maker(_Part)


@frozen
class Translated:
    """What is known of an expression before any value is."""

    kind: Kind
    kinds: Mapping[str, Kind]
    """Of the names, in the order of their first use."""
    positions: Mapping[str, int]
    """Where each name is used first."""
    program: Program | None
    """Takes the names' values in order; none where the expression is too long or too nested."""


def translated(expression: Expression, known: Mapping[str, ValueType]) -> Translated:
    """The function of an expression whose names are those ``known``, or any when none is."""
    writer = _Writer({name: KINDS[kind] for name, kind in known.items()})
    for step in expression:
        writer.write(step)
    (part,) = writer.parts
    program = None
    if len(expression) <= _LONGEST_COMPILED:
        code = writer.finished(part, expression[-1])
        params = ", ".join(f"n{place}" for place in range(len(writer.used)))
        program = _compiled(f"lambda {params}: {code}", writer.constants)
    used = {name: writer.kinds[name] for name in writer.used}
    return Translated(part.kind, used, writer.used, program)


@define
class _Writer:
    kinds: dict[str, Kind]
    used: dict[str, int] = Factory(dict)
    places: dict[str, str] = Factory(dict)
    parts: list[_Part] = Factory(list)
    constants: dict[str, Value] = Factory(dict)

    def write(self, step: Step) -> None:
        does = step.does
        if does == NUMBER:
            part = _make_part("", ATOM, NUMBERS, step.holds, step.position)
        elif does == TRUTH:
            part = _make_part("", ATOM, BOOLEANS, step.holds, step.position)
        elif does == NAME:
            part = self._name(step)
        else:
            given = self.parts[-step.takes :]
            del self.parts[-step.takes :]
            part = self._done(step, given)
        self.parts.append(part)

    def finished(self, part: _Part, last: Step) -> str:
        """Python for the whole: of 34 digits at most, and without a zero's sign."""
        if part.kind.last().type is not ValueType.NUMBER:
            return self._code(part, CHOICE_RANK)
        if last.does in _HANDED_ON and part.worth is None:
            return f"+({self._code(part, CHOICE_RANK)}) or zero"
        return f"{self._code(part, OR_RANK)} or zero"

    def _name(self, step: Step) -> _Part:
        name = str(step.holds)
        if name not in self.used:
            self.places[name] = f"n{len(self.used)}"
            self.used[name] = step.position
        kind = self.kinds.get(name)
        if kind is None:
            kind = self.kinds[name] = Kind()
        return _make_part(self.places[name], ATOM, kind, None, step.position)

    def _done(self, step: Step, given: list[_Part]) -> _Part:
        kind = _kind(step, given)
        start = min(step.position, given[0].start)
        worths = [part.worth for part in given]
        try:
            if None not in worths:
                worth = OPERATIONS[step.does](*worths)
                return _make_part("", ATOM, kind, worth, start)
            if step.does in _CERTAIN:
                _CERTAIN[step.does](worths)
        except ArithmeticError as error:
            raise refused(error, step.position) from None
        code, rank = self._python(step, given)
        return _make_part(code, rank, kind, None, start)

    def _python(self, step: Step, given: list[_Part]) -> tuple[str, int]:
        does, code = step.does, self._code
        rank = RANKS.get(does)
        if rank is not None and does not in _CALLED:
            left = SUM if rank == COMPARISON_RANK else rank
            return f"{code(given[0], left)} {does} {code(given[1], rank + 1)}", rank
        if does in SIGNS:
            sign = {MINUS: "-", PLUS: "+", NOT: "not "}[does]
            return f"{sign}{code(given[0], SIGNS[does])}", SIGNS[does]
        if does == CHOICE:
            condition, chosen = code(given[0], OR_RANK), code(given[1], OR_RANK)
            return f"{chosen} if {condition} else {code(given[2], CHOICE_RANK)}", CHOICE_RANK
        if len(given) == 1 and does in {"min", "max"}:
            return code(given[0], given[0].rank), given[0].rank
        called = _CALLED.get(does, does)
        return f"{called}({', '.join([code(part, CHOICE_RANK) for part in given])})", ATOM

    def _code(self, part: _Part, floor: int) -> str:
        if part.worth is None:
            return part.code if part.rank >= floor else f"({part.code})"
        name = f"c{len(self.constants)}"
        self.constants[name] = part.worth
        return name


def _kind(step: Step, given: list[_Part]) -> Kind:
    """What the step makes, of values of the right types; else ``MixedTypes``."""
    does = step.does
    if does in _LOGIC:
        _expect(BOOLEANS, given, does)
        return BOOLEANS
    if does == CHOICE:
        _expect(BOOLEANS, given[:1], "a condition")
        _expect(given[1].kind, given[2:], "the other value")
        return given[1].kind.last()
    if does in _EITHER:
        _expect(given[0].kind, given[1:], does)
        return BOOLEANS
    _expect(NUMBERS, given, does)
    return BOOLEANS if RANKS.get(does) == COMPARISON_RANK else NUMBERS


def _expect(kind: Kind, given: Iterable[_Part], by: str) -> None:
    for part in given:
        if not agree(part.kind, kind):
            wanted = kind.last().type
            raise MixedTypes(
                f"a {part.kind.last().type} stands where {by} needs a {wanted}",
                position=part.start,
                hint=_HINTS[wanted],
            )


_HINTS: Final[Mapping[ValueType | None, str]] = {
    ValueType.NUMBER: "a boolean becomes a number by if(condition, 1, 0)",
    ValueType.BOOLEAN: "a number becomes a boolean by a comparison, such as != 0",
}


def _no_zero(worths: list[Any]) -> None:
    if worths[1] is not None and not worths[1]:
        raise Fault(DivisionByZero, "this is always divided by zero", INSTEAD)


def _places(worths: list[Any]) -> None:
    if len(worths) == 2 and worths[1] is not None:  # noqa: PLR2004 - the number and its digits
        rounded(ZERO, worths[1])


def _exponent(worths: list[Any]) -> None:
    if worths[1] is not None:
        power(ONE, worths[1])


def _limits(worths: list[Any]) -> None:
    _, low, high = worths
    if low is not None and high is not None:
        clamp(low, low, high)


_CERTAIN: Final[Mapping[str, Callable[[list[Any]], None]]] = {
    "/": _no_zero,
    "%": _no_zero,
    "round": _places,
    POWER: _exponent,
    "clamp": _limits,
}
"""What goes wrong whatever the inputs are."""


def _compiled(code: str, constants: Mapping[str, Value]) -> Program | None:
    if code.count("(") > _MOST_PARENTHESES:
        return None
    try:
        made = compile(code, "<calculator>", "eval", dont_inherit=True)
    except RecursionError:  # whoever asked stands too deep himself
        return None
    program: Program = eval(made, {**_SPACE, **constants})  # noqa: S307 - of our own words only: names are n0, n1
    return program
