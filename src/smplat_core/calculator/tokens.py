"""A source cut into numbers, names, calls and operators."""

import re
from decimal import Decimal
from typing import Final

from smplat_core.calculator.vocabulary import (
    DIGITS,
    LONGEST_NAME,
    SMALLEST_EXPONENT,
    BadCharacter,
    BadName,
    BadNumber,
)

Token = tuple[int, str, int]
"""What it is, what it says, and where it begins."""

NUMBER: Final = 1
NAME: Final = 2
CALL: Final = 3
"""A name and the parenthesis that follows it."""
OPERATOR: Final = 4
END: Final = 5

_TOKEN: Final = re.compile(
    r"[ \t\r\n]*+(?:"
    r"((?:[0-9]|\.[0-9])(?:[eE][+-]|[A-Za-z0-9_.])*+)"
    r"|([A-Za-z_][A-Za-z0-9_]*+)(?:[ \t\r\n]*+(\())?"
    r"|(\*\*|&&|\|\||[<>=!]=|[-+*/%^<>!?:(),])"
    r"|(.))",
    re.DOTALL,
)
_BLANK: Final = " \t\r\n"
_NUMBER: Final = re.compile(r"(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]{1,4})?")
_SPELLED: Final = {"**": "^", "&&": "and", "||": "or", "!": "not"}
_LOGIC: Final = frozenset({"and", "or", "not"})
_HINTS: Final = {
    "=": "equality is ==",
    "&": "both hold: and",
    "|": "one holds: or",
    ".": "nothing has attributes here; a decimal point stands between digits",
    "[": "nothing is indexed here",
    "{": "group with ( and )",
    '"': "there is no text here, only numbers and booleans",
    "'": "there is no text here, only numbers and booleans",
    ";": "one expression only; values of a function are separated by ,",
    "×": "multiplication is *",  # noqa: RUF001 - what people paste
    "÷": "division is /",
    "−": "subtraction is -",  # noqa: RUF001 - what people paste
    "≤": "at most is <=",
    "≥": "at least is >=",
    "≠": "unequal is !=",
}


def tokens(source: str) -> list[Token]:
    """Every token in order, closed by one that marks the end.

    Words and signs that mean the same come as one: ``&&`` as ``and``, ``**`` as ``^``.
    """
    found: list[Token] = []
    add = found.append
    for match in _TOKEN.finditer(source.rstrip(_BLANK)):
        number, name, opened, operator, wrong = match.groups()
        if number:
            add((NUMBER, number, match.start(1)))
        elif name:
            found += _named(name, match.start(2), match.start(3) if opened else None)
        elif operator:
            add((OPERATOR, _SPELLED.get(operator, operator), match.start(4)))
        else:
            raise _bad_character(wrong, match.start(5))
    add((END, "", len(source)))
    return found


def _named(name: str, at: int, opened: int | None) -> tuple[Token, ...]:
    if len(name) > LONGEST_NAME:
        raise BadName(
            f"{short(name)} is {len(name)} characters long",
            position=at,
            hint=f"a name has at most {LONGEST_NAME}",
        )
    if name not in _LOGIC:
        return ((NAME if opened is None else CALL, name, at),)
    if opened is None:
        return ((OPERATOR, name, at),)
    return (OPERATOR, name, at), (OPERATOR, "(", opened)


def number(text: str, at: int = 0) -> Decimal:
    """What a token that begins like a number means; or ``BadNumber``."""
    if len(text) <= DIGITS and text.isdigit():
        return Decimal(text)
    if not _NUMBER.fullmatch(text):
        raise BadNumber(
            f"{short(text)} is no number",
            position=at,
            hint="write 1000, 0.25 or 2.5e3; a name begins with a letter",
        )
    value = Decimal(text)
    digits = len(text.lower().partition("e")[0].replace(".", "").strip("0"))
    if digits > DIGITS:
        raise BadNumber(
            f"{short(text)} has {digits} significant digits",
            position=at,
            hint=f"at most {DIGITS}",
        )
    if value and not SMALLEST_EXPONENT <= value.adjusted() < DIGITS:
        raise BadNumber(
            f"{short(text)} is too large or too small",
            position=at,
            hint=f"at most {DIGITS} digits before the point, and at least 1e{SMALLEST_EXPONENT}",
        )
    return value


def short(text: str) -> str:
    """The text as it is quoted in a refusal: plain ASCII, and not much of it."""
    return ascii(text) if len(text) <= LONGEST_NAME else f"{text[:40]!a}..."


def _bad_character(text: str, at: int) -> BadCharacter:
    hint = _HINTS.get(text, "names are made of the letters A to Z, digits and _")
    return BadCharacter(f"{text!a} means nothing here", position=at, hint=hint)
