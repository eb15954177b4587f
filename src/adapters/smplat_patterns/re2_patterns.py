"""Patterns through ``google-re2``: automata, so time linear in the text and no way to backtrack."""

from functools import lru_cache
from typing import Final, Protocol, cast

import re2
from attrs import field, frozen

from smplat_core.catalog import LONGEST_PATTERN, BadPattern, Pattern, Patterns

LARGEST_PROGRAM: Final = 5_000
"""Instructions a pattern may compile to: each character of a text visits each at most once."""

MOST_MEMORY: Final = 1 << 19
"""Bytes for a pattern's program and its automaton together; past it the automaton starts anew."""

SYNTAX: Final = "RE2 syntax, such as @[a-z0-9._]{1,30}"
LOOK_AROUND: Final = ("(?=", "(?!", "(?<=", "(?<!")
SHORTER: Final = (
    "+ or * where a character class is repeated many times, with the length of the text bounded "
    "by the field"
)


class _Compiled(Protocol):
    """What the library makes of a pattern; it is published without types."""

    programsize: int

    def fullmatch(self, text: bytes) -> object | None: ...


@frozen
class Re2Pattern(Pattern):
    _compiled: _Compiled = field(eq=False)

    def matches(self, text: str) -> bool:
        try:
            return self._compiled.fullmatch(text.encode()) is not None
        except UnicodeEncodeError:  # half of a surrogate pair is no character: nothing matches it
            return False


@frozen
class Re2Patterns(Patterns):
    """Patterns of up to ``LONGEST_PATTERN`` characters and ``LARGEST_PROGRAM`` instructions.

    ``.`` is any character but a line end; ``\\d``, ``\\w`` and ``\\s`` are ASCII, ``\\p{L}`` is
    any letter of any script. The last few hundred patterns are kept compiled.
    """

    def compile(self, pattern: str) -> Re2Pattern:
        return _compile(pattern)


@lru_cache(maxsize=256)
def _compile(pattern: str) -> Re2Pattern:
    if len(pattern) > LONGEST_PATTERN:
        raise _refusal(
            pattern,
            f"has {len(pattern)} characters",
            f"at most {LONGEST_PATTERN} characters",
        )
    try:
        compiled = cast("_Compiled", re2.compile(pattern.encode(), _options()))
    except UnicodeEncodeError as error:
        raise _refusal(pattern, "has half of a surrogate pair", "whole characters") from error
    except re2.error as error:
        raise _explained(pattern, error) from error
    if compiled.programsize > LARGEST_PROGRAM:
        raise _too_large(pattern)
    return Re2Pattern(compiled)


def _options() -> object:
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.max_mem = MOST_MEMORY
    return options


def _explained(pattern: str, error: Exception) -> BadPattern:
    """The engine's own words, with a way out for what other engines could have done."""
    (said,) = error.args
    words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    what, _, where = words.partition(": ")
    if where in LOOK_AROUND:
        return _refusal(
            pattern,
            f"looks around with {where}, which needs backtracking",
            "a pattern of what the text is, without (?=, (?!, (?<= and (?<!",
        )
    refers_back = where[:1] == "\\" and where[1:].isdigit()
    if refers_back or (where == "(?P" and "(?P=" in pattern):
        return _refusal(
            pattern,
            "refers back to an earlier group, which needs backtracking",
            "the repeated part written out, or each of the alternatives",
        )
    if where in {"(?>", "++", "*+", "?+"}:
        return _refusal(
            pattern,
            f"uses {where}, which prevents backtracking; nothing backtracks here",
            "the same pattern without it",
        )
    if where == "\\Z":
        return _refusal(pattern, "ends in \\Z", "nothing there: the whole text must match anyway")
    if what.startswith("pattern too large"):
        return _too_large(pattern)
    return _refusal(pattern, f"is no regular expression: {words}", SYNTAX)


def _too_large(pattern: str) -> BadPattern:
    return _refusal(
        pattern, f"would become more than {LARGEST_PROGRAM} instructions to follow", SHORTER
    )


def _refusal(pattern: str, problem: str, accepted: str) -> BadPattern:
    return BadPattern.at("/pattern", f"{pattern[:80]!r} {problem}", accepted=accepted)
