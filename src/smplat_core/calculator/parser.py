"""Tokens become steps, or a refusal that says where and what would have been accepted."""

from typing import Final, NoReturn

from attrs import Factory, define

from smplat_core.calculator.naming import nearest
from smplat_core.calculator.steps import (
    CHOICE,
    CHOICE_RANK,
    COMPARISON_RANK,
    FUNCTIONS,
    MINUS,
    NAME,
    NOT,
    NUMBER,
    PLUS,
    POWER,
    POWER_RANK,
    RANKS,
    SIGNS,
    TRUTH,
    Expression,
    Step,
    make_step,
)
from smplat_core.calculator.tokens import CALL, END, OPERATOR, Token, number, short, tokens
from smplat_core.calculator.tokens import NAME as NAMED
from smplat_core.calculator.tokens import NUMBER as NUMERAL
from smplat_core.calculator.vocabulary import (
    COST_OF_ROOT,
    DEEPEST,
    LONGEST_SOURCE,
    MOST_NODES,
    BadArguments,
    ChainedComparison,
    Incomplete,
    SourceTooLong,
    TooDeep,
    TooManyParts,
    TrailingInput,
    Unexpected,
    UnknownFunction,
)

_GROUP: Final = "("
_ASKED: Final = "?"
_BOTTOM: Final = ""
_BEFORE: Final = {"-": MINUS, "+": PLUS, "not": NOT}
_TRUTHS: Final = {"true": True, "false": False}
_CHOICE_SHAPE: Final = "a choice is written: condition ? value : other value"
_CLOSES: Final = {_GROUP: ")", _ASKED: ":"}

_Waiting = tuple[int, str, int, int, int]
"""What waits for more: an operator for its right side, a group for its end.

The rank of operators it leaves to the value on its right (none, for what is not closed yet); what
it does; how many values it takes; where it stands; and what it adds to the depth.
"""


def parse(source: str) -> Expression:
    """The steps of an expression within all bounds. Its names and types are not looked at."""
    if len(source) > LONGEST_SOURCE:
        raise SourceTooLong(
            f"the expression has {len(source):,} characters",
            position=LONGEST_SOURCE,
            hint=f"at most {LONGEST_SOURCE:,}",
        )
    reader = _Reader()
    for token in tokens(source):
        if reader.wants_value:
            reader.read_value(token)
        else:
            reader.read_operator(token)
    return tuple(reader.steps)


@define
class _Reader:
    steps: list[Step] = Factory(list)
    waiting: list[_Waiting] = Factory(lambda: [(0, _BOTTOM, 0, 0, 0)])
    wants_value: bool = True
    depth: int = 0
    cost: int = 0
    """What steps cost beyond their number."""

    def read_value(self, token: Token) -> None:
        kind, text, at = token
        if kind == NUMERAL:
            self._add(NUMBER, 0, number(text, at), at)
            self.wants_value = False
        elif kind == NAMED:
            self._read_name(text, at)
            self.wants_value = False
        elif kind == CALL:
            if text not in FUNCTIONS:
                raise _unknown_function(text, at)
            self._wait(0, text, 1, at, deeper=1)
        elif text == _GROUP:
            self._wait(0, _GROUP, 0, at, deeper=1)
        elif text in _BEFORE:
            sign = _BEFORE[text]
            self._wait(max(SIGNS[sign], self.waiting[-1][0]), sign, 1, at, deeper=1)
        elif text == ")" and self.waiting[-1][1] in FUNCTIONS and self.waiting[-1][2] == 1:
            _, name, _, begun, _ = self.waiting[-1]
            raise _bad_arguments(name, 0, begun)
        else:
            raise self._no_value(kind, text, at)

    def read_operator(self, token: Token) -> None:
        kind, text, at = token
        rank = RANKS.get(text) if kind == OPERATOR else None
        if rank is not None:
            self._work_down_to(rank, text, at)
            floor = rank if rank == POWER_RANK else rank + 1
            self._wait(floor, text, 2, at, deeper=int(rank == POWER_RANK))
            self.wants_value = True
        elif text == _ASKED:
            self._work_down_to(CHOICE_RANK, text, at)
            # In parentheses of its own a choice is no deeper than they are: ``if(...)`` is not either.
            self._wait(0, _ASKED, 0, at, deeper=int(self.waiting[-1][1] != _GROUP))
            self.wants_value = True
        else:
            self._work_down_to(0, text, at)
            self._close(kind, text, at)

    def _read_name(self, text: str, at: int) -> None:
        if text in _TRUTHS:
            self._add(TRUTH, 0, _TRUTHS[text], at)
        elif text in FUNCTIONS:
            raise Unexpected(f"{text} is a function", position=at, hint=f"write {_SHAPES[text]}")
        else:
            self._add(NAME, 0, text, at)

    def _wait(self, floor: int, does: str, takes: int, at: int, *, deeper: int) -> None:
        self.depth += deeper
        if self.depth > DEEPEST:
            raise TooDeep(
                f"more than {DEEPEST} things are inside one another",
                position=at,
                hint=f"at most {DEEPEST}",
            )
        self.waiting.append((floor, does, takes, at, deeper))

    def _work_down_to(self, rank: int, text: str, after: int) -> None:
        """Turn what binds more tightly than this operator of this rank into steps."""
        waiting = self.waiting
        while waiting[-1][0] > rank:
            _, does, takes, at, deeper = waiting.pop()
            if rank == COMPARISON_RANK and RANKS.get(does) == COMPARISON_RANK:
                raise ChainedComparison(
                    f"{text!r} compares what {does!r} has compared already",
                    position=after,
                    hint="write a < b and b < c, or put one comparison in parentheses",
                )
            self.depth -= deeper
            if does == POWER and not _is_whole(self.steps):
                self.cost += COST_OF_ROOT - 1
            self._add(does, takes, None, at)

    def _close(self, kind: int, text: str, at: int) -> None:
        """End a group, or one part of it, with ``)``, ``,`` or ``:``; or the whole."""
        _, opened, parts, begun, deeper = self.waiting[-1]
        if opened == _BOTTOM:
            if kind != END:
                raise _trailing(kind, text, at)
        elif opened == _ASKED and text == ":":
            self.waiting[-1] = (CHOICE_RANK, CHOICE, 3, begun, deeper)
            self.wants_value = True
        elif opened == _GROUP and text == ")":
            self._leave()
        elif opened in FUNCTIONS and text == ")":
            self._call(opened, parts, begun)
        elif opened in FUNCTIONS and text == ",":
            self.waiting[-1] = (0, opened, parts + 1, begun, deeper)
            self.wants_value = True
        else:
            _not_closed(opened, kind, text, at)

    def _leave(self) -> None:
        self.waiting.pop()
        self.depth -= 1

    def _call(self, name: str, given: int, begun: int) -> None:
        least, most = FUNCTIONS[name]
        if given < least or (most is not None and given > most):
            raise _bad_arguments(name, given, begun)
        self._leave()
        self._add(name, given, None, begun)

    def _add(self, does: str, takes: int, holds: object, at: int) -> None:
        self.steps.append(make_step(does, takes, holds, at))
        if len(self.steps) + self.cost > MOST_NODES:
            raise TooManyParts(
                f"the expression has more than {MOST_NODES:,} values and operators",
                position=at,
                hint=f"at most {MOST_NODES:,}; a power whose exponent is not written as a whole"
                f" number counts as {COST_OF_ROOT}",
            )

    def _no_value(self, kind: int, text: str, at: int) -> Incomplete | Unexpected:
        hint = "a number, a name, a function or a group in parentheses"
        if kind != END:
            return Unexpected(f"{short(text)} stands where a value must", position=at, hint=hint)
        begun = self.steps or len(self.waiting) > 1
        said = "the expression ends where a value must follow" if begun else "there is nothing"
        return Incomplete(said, position=at, hint=hint)


def _is_whole(steps: list[Step]) -> bool:
    """Whether the last value is written as a whole number, with or without signs."""
    for step in reversed(steps):
        if step.does == NUMBER:
            value = step.holds
            return value == value.to_integral_value()  # type: ignore[union-attr]  # NUMBER holds one
        if step.does not in {MINUS, PLUS}:
            return False
    return False


def _trailing(kind: int, text: str, at: int) -> TrailingInput:
    hint = "separate values with an operator"
    if kind == OPERATOR:
        hint = {
            ")": "a group is closed that was never opened",
            ",": "a decimal point is .",
            ":": _CHOICE_SHAPE,
        }.get(text, hint)
    return TrailingInput(f"the expression is over before {short(text)}", position=at, hint=hint)


def _not_closed(opened: str, kind: int, text: str, at: int) -> NoReturn:
    wanted = _CLOSES.get(opened, ")")
    if opened == _GROUP:
        hint = "a decimal point is ." if text == "," else "a group that was opened must be closed"
    else:
        hint = _CHOICE_SHAPE if opened == _ASKED else f"write {_SHAPES[opened]}"
    if kind == END:
        raise Incomplete(
            f"the expression ends where {wanted!r} must follow", position=at, hint=hint
        )
    raise Unexpected(f"{short(text)} stands where {wanted!r} must", position=at, hint=hint)


def _unknown_function(name: str, at: int) -> UnknownFunction:
    hint = nearest(name, FUNCTIONS) or f"there are {', '.join(FUNCTIONS)}"
    return UnknownFunction(f"there is no function {name}", position=at, hint=hint)


def _bad_arguments(name: str, given: int, at: int) -> BadArguments:
    return BadArguments(
        f"{name} is given {given} value{'s' * (given != 1)}",
        position=at,
        hint=f"write {_SHAPES[name]}",
    )


_SHAPES: Final = {
    "if": "if(condition, value, other value)",
    "min": "min(a, b, ...)",
    "max": "max(a, b, ...)",
    "round": "round(number) or round(number, digits)",
    "ceil": "ceil(number)",
    "floor": "floor(number)",
    "abs": "abs(number)",
    "clamp": "clamp(number, low, high)",
}
