"""Reading single values for what decoders let pass: texts, choices, moments, numbers, ids.

The decoder reads queries and bodies alike, and so takes ``"2"`` for a number and ``"null"`` for
nothing. Every other wrong type is left to it.
"""

import re
from datetime import UTC, datetime
from typing import Final, Protocol
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import InputError

LONGEST_QUOTE: Final = 80
"""Characters of a wrong value that are said back."""

NUMBER: Final = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")


class Reader(Protocol):
    """What is known to be wrong with values of one declared type."""

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None: ...


class Anything(Reader):
    """Types whose every fault the decoder finds."""

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        pass


class Text(Reader):
    """Characters that can be kept: no NUL, no half of a surrogate pair."""

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        if isinstance(value, str) and not is_storable(value):
            errors.append(
                InputError(
                    pointer,
                    "http.bad_text",
                    f"the text {value[:LONGEST_QUOTE]!r} holds a character nothing can store",
                    "text without NUL and without halves of surrogate pairs",
                )
            )


def is_storable(text: str) -> bool:
    return "\x00" not in text and (
        text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text)
    )


class Moment(Reader):
    """A moment with an offset, within the years every part of the system can count."""

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        if value is not None and (said := _wrong_with_moment(value)):
            errors.append(
                InputError(
                    pointer,
                    "http.bad_moment",
                    f"{str(value)[:LONGEST_QUOTE]} {said}",
                    "2026-01-31T09:00:00+01:00, in a query with + written as %2B",
                )
            )


def _wrong_with_moment(value: object) -> str | None:
    if not isinstance(value, str):
        return "is no moment"
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            return "says no offset"
        moment.astimezone(UTC)
    except ValueError:
        return "is no moment"
    except OverflowError:
        return "is out of range"
    return None


@frozen
class Number(Reader):
    """Digits in a query, a number of JSON in a body."""

    quoted: bool

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        if isinstance(value, str) and not (self.quoted and NUMBER.fullmatch(value)):
            errors.append(_refused(pointer, value, "is no number", "a number, such as 25"))


@frozen
class Truth(Reader):
    """``true`` or ``false``, in a body without quotes."""

    quoted: bool

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        if isinstance(value, str) and not (self.quoted and value in ("true", "false")):
            errors.append(_refused(pointer, value, "is neither", "true or false"))


class Id(Reader):
    """A UUID."""

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        if isinstance(value, str):
            try:
                UUID(value)
            except ValueError:
                errors.append(_refused(pointer, value, "is no id", "a UUID"))


def _refused(pointer: str, value: str, said: str, accepted: str) -> InputError:
    detail = f"{value[:LONGEST_QUOTE]!r} {said}"
    return InputError(pointer, "http.invalid_input", detail, accepted)


@frozen
class Choice(Reader):
    values: tuple[str, ...]

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        if isinstance(value, str) and value not in self.values:
            errors.append(
                InputError(
                    pointer,
                    "http.invalid_input",
                    f"{value[:LONGEST_QUOTE]!r} is not one of the choices",
                    ", ".join(self.values),
                )
            )


ANYTHING: Final = Anything()
TEXT: Final = Text()
