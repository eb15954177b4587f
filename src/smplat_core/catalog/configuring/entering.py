"""What was typed into a field, read as its type: a canonical text, or what is wrong with it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from attrs import frozen

from smplat_core.catalog.configuring.wording import listed, nearest, quoted
from smplat_core.catalog.fields import CustomField, FieldType
from smplat_core.catalog.ports import Pattern

LONGEST_TEXT: Final = 5_000
"""Characters of any text, whatever its field allows."""
MOST_DIGITS: Final = 34
"""Of a number, as the calculator takes them."""

_NUMBER: Final = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""What neither a table nor a wire can carry."""


@frozen
class Problem:
    code: str
    detail: str
    accepted: str


Reader = Callable[[str], str | Problem]


def reader(field: CustomField, pattern: Pattern | None) -> Reader:
    """How what is typed into this field is read; ``pattern`` is the field's, compiled."""
    match field.type:
        case FieldType.TEXT:
            return _text(field, pattern)
        case FieldType.NUMBER:
            return _number(field)
        case FieldType.BOOLEAN:
            return _boolean(field)
        case FieldType.SELECT:
            return _select(field)
        case FieldType.DATE:
            return _date(field)


def _text(field: CustomField, pattern: Pattern | None) -> Reader:
    least = field.min_length or 0
    most = min(LONGEST_TEXT if field.max_length is None else field.max_length, LONGEST_TEXT)
    label = field.label

    def read(text: str) -> str | Problem:
        if len(text) > most:
            said = f"{label} has {len(text):,} characters"
            return Problem("catalog.text_too_long", said, f"at most {most:,}")
        if len(text) < least:
            said = f"{label} has {len(text):,} characters"
            return Problem("catalog.text_too_short", said, f"at least {least:,}")
        if _UNFIT.search(text):
            said = f"{label} holds a control character, or half of one"
            return Problem("catalog.bad_text", said, "characters that can be read")
        if pattern is not None and not pattern.matches(text):
            said = f"{quoted(text)} is not of the form that {label} has"
            shape = f"what matches {field.pattern}"
            like = f", like {field.sample}" if field.sample else ""
            return Problem("catalog.pattern_mismatch", said, shape + like)
        return text

    return read


def _number(field: CustomField) -> Reader:
    label, decimals, low, high = field.label, field.decimals, field.minimum, field.maximum
    accepted = _range("a number", low, high) + (
        f" with up to {decimals} decimals" if decimals > 0 else ", without decimals"
    )

    def read(text: str) -> str | Problem:
        found = _NUMBER.fullmatch(text.strip())
        if found is None or len(text) > LONGEST_TEXT:
            said = f"{quoted(text)} is no number for {label}"
            return Problem("catalog.not_a_number", said, accepted)
        sign, whole, fraction = found.groups(default="")
        whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
        if len(whole) + len(fraction) > MOST_DIGITS:
            said = f"{label} has {len(whole) + len(fraction)} digits"
            return Problem("catalog.not_a_number", said, f"at most {MOST_DIGITS} digits")
        if len(fraction) > decimals:
            said = f"{quoted(text)} has {len(fraction)} decimals"
            return Problem("catalog.too_many_decimals", said, accepted)
        canonical = f"{whole}.{fraction}" if fraction else whole
        if sign and canonical != "0":
            canonical = f"-{canonical}"
        value = Decimal(canonical)
        if low is not None and value < low:
            said = f"{canonical} is too little for {label}"
            return Problem("catalog.number_too_small", said, accepted)
        if high is not None and value > high:
            said = f"{canonical} is too much for {label}"
            return Problem("catalog.number_too_large", said, accepted)
        return canonical

    return read


def _boolean(field: CustomField) -> Reader:
    def read(text: str) -> str | Problem:
        if (answer := text.strip()) in {"true", "false"}:
            return answer
        said = f"{quoted(text)} is neither true nor false for {field.label}"
        return Problem("catalog.not_a_boolean", said, "true or false")

    return read


def _select(field: CustomField) -> Reader:
    values = dict.fromkeys(choice.value for choice in field.choices)

    def read(text: str) -> str | Problem:
        if text in values:
            return text
        said = f"{quoted(text)} is no choice of {field.label}"
        return Problem("catalog.no_such_choice", said, nearest(text, values))

    return read


def _date(field: CustomField) -> Reader:
    label, earliest, latest = field.label, field.earliest, field.latest
    accepted = f"{_range('a date', earliest, latest)}, as 2026-11-21"

    def read(text: str) -> str | Problem:
        typed = text.strip()
        try:
            day = date.fromisoformat(typed) if _DATE.fullmatch(typed) else None
        except ValueError:
            day = None
        if day is None:
            said = f"{quoted(text)} is no date for {label}"
            return Problem("catalog.not_a_date", said, accepted)
        if earliest is not None and day < earliest:
            said = f"{typed} is too early for {label}"
            return Problem("catalog.date_too_early", said, accepted)
        if latest is not None and day > latest:
            said = f"{typed} is too late for {label}"
            return Problem("catalog.date_too_late", said, accepted)
        return typed

    return read


def _range(kind: str, low: Decimal | date | None, high: Decimal | date | None) -> str:
    low_text, high_text = (_plain(bound) for bound in (low, high))
    if low is None:
        return kind if high is None else f"{kind} up to {high_text}"
    return f"{kind} from {low_text}" + ("" if high is None else f" to {high_text}")


def _plain(bound: Decimal | date | None) -> str:
    return f"{bound:f}" if isinstance(bound, Decimal) else str(bound)


def missing(field: CustomField) -> Problem:
    """A field that must be filled in and is not."""
    like = field.sample or field.default
    accepted = f"like {like}" if like else ""
    if field.choices:
        accepted = listed(choice.value for choice in field.choices)
    return Problem("catalog.field_missing", f"{field.label} is missing", accepted)
