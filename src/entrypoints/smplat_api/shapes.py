"""Reading JSON against a declared type for what decoders do not look at.

Types are left to the decoder; a reader tells of names, choices, moments and texts only, and
tells everything it finds.
"""

import builtins
from collections.abc import Iterable
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, Protocol

import msgspec.inspect as kinds
from attrs import frozen

from smplat_core.kernel import InputError

LONGEST_QUOTE: Final = 80
"""Characters of a wrong value that are said back."""


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


class FreeJson(Reader):
    """Documents without a declared shape: every text in them must be storable."""

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        match value:
            case str():
                TEXT.read(value, pointer, errors)
            case dict():
                for name, inner in value.items():
                    TEXT.read(name, pointer, errors)
                    self.read(inner, f"{pointer}/{escaped(name)}", errors)
            case list():
                for place, inner in enumerate(value):
                    self.read(inner, f"{pointer}/{place}", errors)
            case _:
                pass


class Moment(Reader):
    """A moment with an offset, within the years every part of the system can count."""

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        if not isinstance(value, str):
            return
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return
        try:
            if moment.tzinfo is not None and moment.astimezone(UTC).year > 1:
                return
            said = "says no offset" if moment.tzinfo is None else "is out of range"
        except OverflowError:
            said = "is out of range"
        errors.append(
            InputError(
                pointer,
                "http.bad_moment",
                f"the moment {value[:LONGEST_QUOTE]} {said}",
                "2026-01-31T09:00:00+01:00, in a query with + written as %2B",
            )
        )


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


@frozen
class Each(Reader):
    """Arrays."""

    item: Reader

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        if isinstance(value, list) and not isinstance(self.item, Anything):
            for place, item in enumerate(value):
                self.item.read(item, f"{pointer}/{place}", errors)


@frozen
class Named(Reader):
    """Objects whose names are the caller's."""

    item: Reader

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                TEXT.read(name, pointer, errors)
                self.item.read(item, f"{pointer}/{escaped(name)}", errors)


@frozen
class Record(Reader):
    """Objects whose names are ours."""

    fields: MappingProxyType[str, Reader]
    required: frozenset[str]

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        if not isinstance(value, dict):
            return
        errors += [
            InputError(f"{pointer}/{name}", "http.missing_input", f"{name} is missing", "a value")
            for name in sorted(self.required - value.keys())
        ]
        for name, inner in value.items():
            reader = self.fields.get(name)
            if reader is None:
                errors.append(self._unknown(name, pointer))
            else:
                reader.read(inner, f"{pointer}/{name}", errors)

    def _unknown(self, name: str, pointer: str) -> InputError:
        quoted = name[:LONGEST_QUOTE]
        return InputError(
            f"{pointer}/{escaped(quoted)}",
            "http.unknown_field",
            f"there is no field {quoted!r} here",
            ", ".join(self.fields) or "no fields",
        )


@frozen
class OneOf(Reader):
    """Unions: at most one member reads objects, one arrays, one texts."""

    members: tuple[Reader, ...]

    def read(self, value: object, pointer: str, errors: list[InputError]) -> None:
        for member in self.members:
            member.read(value, pointer, errors)


ANYTHING: Final = Anything()
TEXT: Final = Text()


def reader_of(kind: Any) -> Reader:  # noqa: ANN401 - a type as Python declares it
    """The reader of a declared type."""
    return _reader(kinds.type_info(kind))


def _reader(kind: kinds.Type) -> Reader:  # noqa: PLR0911 - one answer per kind of type
    match kind:
        case kinds.Metadata(type=inner):
            return _reader(inner)
        case kinds.StrType():
            return TEXT
        case kinds.AnyType() | kinds.CustomType(cls=builtins.object):
            return FreeJson()
        case kinds.DateTimeType():
            return Moment()
        case kinds.EnumType(cls=cls):
            return Choice(tuple(str(member.value) for member in cls))
        case kinds.DataclassType(fields=fields):
            return Record(
                MappingProxyType({f.encode_name: _reader(f.type) for f in fields}),
                frozenset(f.encode_name for f in fields if f.required),
            )
        case kinds.DictType(value_type=inner):
            return Named(_reader(inner))
        case kinds.UnionType(types=types):
            return _one_of(map(_reader, types))
        case kinds.VarTupleType(item_type=inner) | kinds.ListType(item_type=inner):
            return Each(_reader(inner))
        case _:
            return ANYTHING


def _one_of(readers: Iterable[Reader]) -> Reader:
    members = tuple(reader for reader in readers if reader is not ANYTHING)
    if len(members) == 1:
        return members[0]
    return OneOf(members) if members else ANYTHING


def escaped(name: str) -> str:
    """As RFC 6901 writes a name in a pointer."""
    return name.replace("~", "~0").replace("/", "~1")
