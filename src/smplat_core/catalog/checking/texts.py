"""Checks of single words, texts and lists that every part of a product is made of."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from smplat_core.catalog.vocabulary import KEY_PATTERN, LONGEST_SLUG, SLUG_PATTERN
from smplat_core.kernel import InputError

T = TypeVar("T")

LONGEST_LABEL: Final = 120
SHOWN: Final = 60
"""Characters of a wrong value that are said back."""

MOST_NAMED: Final = 20

KEYS: Final = "1 to 64 small letters, digits, _ and -, not _ or - first"
SLUGS: Final = f"small letters, digits and single dashes, up to {LONGEST_SLUG}: like-this-1"

Faults = Iterator[InputError]


def fault(pointer: str, code: str, detail: str, accepted: str) -> InputError:
    """A fault of the catalog: ``code`` without the name of the context."""
    return InputError(pointer, f"catalog.{code}", detail, accepted)


def shown(text: str) -> str:
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}...")


def names(known: Iterable[str]) -> str:
    """What there is, as far as it can be said in a few words."""
    return ", ".join(sorted(known)[:MOST_NAMED]) or "nothing: there is none"


def line(text: str, pointer: str, *, longest: int = LONGEST_LABEL, fewest: int = 0) -> Faults:
    """One line of text that can be printed, of so many characters."""
    accepted = f"one line of {fewest} to {longest} characters"
    if not fewest <= len(text.strip()) or len(text) > longest:
        said = f"{len(text)} characters" if text.strip() else "there is no text"
        yield fault(pointer, "bad_text", said, accepted)
    elif not text.isprintable():
        yield fault(pointer, "bad_text", f"{shown(text)} cannot be printed on a line", accepted)


def label(text: str, pointer: str) -> Faults:
    return line(text, pointer, fewest=1)


def prose(text: str, pointer: str, *, longest: int) -> Faults:
    """Any text, of several lines if need be."""
    accepted = f"up to {longest} characters, without control characters"
    if len(text) > longest:
        yield fault(pointer, "bad_text", f"{len(text)} characters", accepted)
    elif not all(each.isprintable() or each in "\n\r\t" for each in text):
        yield fault(pointer, "bad_text", "it has control characters in it", accepted)


def key(text: str, pointer: str) -> Faults:
    if KEY_PATTERN.fullmatch(text) is None:
        yield fault(pointer, "bad_key", f"{shown(text)} is no key", KEYS)


def slug(text: str | None, pointer: str) -> Faults:
    """``None`` is none at all, and no fault."""
    if text is not None and (len(text) > LONGEST_SLUG or not SLUG_PATTERN.fullmatch(text)):
        yield fault(pointer, "bad_slug", f"{shown(text)} is no slug", SLUGS)


def slugs(texts: Sequence[str], pointer: str, *, most: int) -> Faults:
    yield from count(texts, pointer, most=most)
    yield from unique(texts, pointer, str)
    for place, text in enumerate(texts[:most]):
        yield from slug(text, f"{pointer}/{place}")


def count(things: Sequence[object], pointer: str, *, most: int, fewest: int = 0) -> Faults:
    if not fewest <= len(things) <= most:
        wanted = f"{fewest} to {most}" if fewest else f"up to {most}"
        code = "too_many" if len(things) > most else "too_few"
        yield fault(pointer, code, f"there are {len(things)}", wanted)


def unique(
    things: Iterable[T], pointer: str, name: Callable[[T], Hashable], at: str = ""
) -> Faults:
    """No two of one name; the later one is to blame, at ``at`` within it."""
    seen: dict[Hashable, int] = {}
    for place, thing in enumerate(things):
        first = seen.setdefault(name(thing), place)
        if first != place:
            said = f"{shown(str(name(thing)))} is there already, at {pointer}/{first}"
            yield fault(f"{pointer}/{place}{at}", "repeated", said, "each once")


def within(number: int | None, pointer: str, *, least: int, most: int) -> Faults:
    """A whole number between bounds; ``None`` is none at all, and no fault."""
    if number is not None and not least <= number <= most:
        yield fault(pointer, "out_of_bounds", f"{number}", f"{least} to {most}")
