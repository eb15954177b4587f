"""Reading JSON against a declared type for what decoders do not look at.

Names nobody knows, and names that are missing, are told here; single values have readers of their
own. A reader tells everything it finds.
"""

import builtins
from types import MappingProxyType
from typing import Any, Final

import msgspec.inspect as kinds
from attrs import frozen

from smplat_api.values import (
    ANYTHING,
    LONGEST_QUOTE,
    TEXT,
    Anything,
    Choice,
    Id,
    Moment,
    Number,
    Reader,
    Truth,
)
from smplat_core.kernel import InputError


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


FREE: Final = FreeJson()


def reader_of(kind: Any, *, quoted: bool = False) -> Reader:  # noqa: ANN401 - a type as Python declares it
    """The reader of a declared type; ``quoted`` where everything is text, as in a query."""
    return _reader(kinds.type_info(kind), quoted=quoted)


def _reader(kind: kinds.Type, *, quoted: bool) -> Reader:
    match kind:
        case kinds.Metadata(type=inner):
            return _reader(inner, quoted=quoted)
        case kinds.DataclassType(fields=fields):
            return Record(
                MappingProxyType({f.encode_name: _reader(f.type, quoted=quoted) for f in fields}),
                frozenset(f.encode_name for f in fields if f.required),
            )
        case kinds.DictType(value_type=inner):
            return Named(_reader(inner, quoted=quoted))
        case kinds.VarTupleType(item_type=inner) | kinds.ListType(item_type=inner):
            return Each(_reader(inner, quoted=quoted))
        case kinds.UnionType(types=types):
            return _one_of([_reader(each, quoted=quoted) for each in types])
        case _:
            return _of_value(kind, quoted=quoted)


def _of_value(kind: kinds.Type, *, quoted: bool) -> Reader:
    match kind:
        case kinds.EnumType(cls=cls):
            return Choice(tuple(str(member.value) for member in cls))
        case kinds.IntType() | kinds.FloatType():
            return Number(quoted)
        case kinds.BoolType():
            return Truth(quoted)
        case kinds.AnyType() | kinds.CustomType(cls=builtins.object):
            return FREE
        case _:
            return VALUES.get(type(kind), ANYTHING)


VALUES: Final[dict[type[kinds.Type], Reader]] = {
    kinds.StrType: TEXT,
    kinds.DateTimeType: Moment(),
    kinds.UUIDType: Id(),
}


def _one_of(readers: list[Reader]) -> Reader:
    members = [reader for reader in readers if reader is not ANYTHING]
    if TEXT in members:  # a text is then never meant as anything else
        members = [m for m in members if not isinstance(m, Number | Truth | Id)]
    if len(members) == 1:
        return members[0]
    return OneOf(tuple(members)) if members else ANYTHING


def escaped(name: str) -> str:
    """As RFC 6901 writes a name in a pointer."""
    return name.replace("~", "~0").replace("/", "~1")
