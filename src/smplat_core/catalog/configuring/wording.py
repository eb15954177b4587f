"""How a refusal names what was meant, and what there is."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Final

LONGEST_QUOTE: Final = 80
MOST_NAMED: Final = 12


def token(key: str) -> str:
    """A key as one step of a JSON pointer, whatever is in it."""
    safe = key[:LONGEST_QUOTE].encode("utf-8", "backslashreplace").decode()
    return safe.replace("~", "~0").replace("/", "~1")


def quoted(text: str) -> str:
    """The text as it stands in a refusal: not much of it, and nothing unprintable."""
    return repr(text) if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]!r}..."


def listed(names: Iterable[str]) -> str:
    """``a, b or c``, and how many more where there are many."""
    every = list(names)
    if len(every) > MOST_NAMED:
        return f"{', '.join(every[:MOST_NAMED])} or one of {len(every) - MOST_NAMED} more"
    return " or ".join(filter(None, (", ".join(every[:-1]), *every[-1:])))


def nearest(key: str, known: Collection[str]) -> str:
    """What there is, beginning with what was probably meant."""
    if not known:
        return "nothing: there is none to choose from"
    close = get_close_matches(key[:LONGEST_QUOTE], known, n=1)
    return f"{close[0]}, if that is what was meant" if close else listed(known)
