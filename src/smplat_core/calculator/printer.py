"""One way of writing each expression: what is printed is read back as the same steps."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from attrs import frozen

from smplat_core.calculator.arithmetic import shortest, written
from smplat_core.calculator.steps import (
    ATOM,
    CHOICE,
    CHOICE_RANK,
    COMPARISON_RANK,
    MINUS,
    NOT,
    OR_RANK,
    PLUS,
    POWER,
    POWER_RANK,
    RANKS,
    SIGNS,
    SUM,
    Expression,
    Step,
)
from smplat_core.calculator.vocabulary import LONGEST_SOURCE

_Text = tuple[str, int, int]
"""What is written, how tightly its loosest part binds, and the same seen from its left.

A sign on the right of an operator needs no parentheses, however loosely it binds: ``2 ^ -x``.
"""


@frozen
class _Style:
    gap: str
    words: Mapping[str, str]
    signs: Mapping[str, str]
    number: Callable[[Decimal], str]


_AIRY: Final = _Style(" ", {}, {MINUS: "-", PLUS: "+", NOT: "not "}, written)
_DENSE: Final = _Style("", {"and": "&&", "or": "||"}, {MINUS: "-", PLUS: "+", NOT: "!"}, shortest)


def printed(expression: Expression) -> str:
    """The canonical form: one space around operators, no parentheses that change nothing.

    Where that would be too long to be read back, the spaces go: dense, nothing is longer than
    what it was read from.
    """
    airy = _printed(expression, _AIRY)
    return airy if len(airy) <= LONGEST_SOURCE else _printed(expression, _DENSE)


def _printed(expression: Expression, style: _Style) -> str:
    texts: list[_Text] = []
    for step in expression:
        if step.takes:
            given = texts[-step.takes :]
            del texts[-step.takes :]
            texts.append(_joined(step, given, style))
        else:
            texts.append((_leaf(step, style), ATOM, ATOM))
    ((text, _, _),) = texts
    return text


def _leaf(step: Step, style: _Style) -> str:
    if isinstance(step.holds, Decimal):
        return style.number(step.holds)
    if isinstance(step.holds, bool):
        return "true" if step.holds else "false"
    return str(step.holds)


def _joined(step: Step, given: list[_Text], style: _Style) -> _Text:
    does, gap = step.does, style.gap
    rank = RANKS.get(does)
    if rank is not None:
        left, right = rank, rank + 1
        if does == POWER:
            left, right = ATOM, POWER_RANK
        elif rank == COMPARISON_RANK:
            left = SUM
        word = style.words.get(does, does)
        return f"{_left(given[0], left)}{gap}{word}{gap}{_right(given[1], right)}", rank, rank
    if does in SIGNS:
        text, _, inner = given[0]
        if inner < SIGNS[does]:
            text, inner = f"({text})", ATOM
        return style.signs[does] + text, SIGNS[does], inner
    if does == CHOICE:
        condition = _left(given[0], OR_RANK)
        chosen, other = given[1][0], given[2][0]
        text = f"{condition}{gap}?{gap}{chosen}{gap}:{gap}{other}"
        return text, CHOICE_RANK, CHOICE_RANK
    return f"{does}({f',{gap}'.join(text for text, _, _ in given)})", ATOM, ATOM


def _left(given: _Text, floor: int) -> str:
    text, rank, _ = given
    return text if rank >= floor else f"({text})"


def _right(given: _Text, floor: int) -> str:
    text, rank, inner = given
    return text if max(rank, inner) >= floor else f"({text})"
