"""Reading a product's document as strangers write it: every fault is found, nothing is guessed."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final, TypeVar, cast, get_args, get_origin
from uuid import UUID

import attrs
from cattrs import BaseConverter, Converter
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.refusals import BadContent
from smplat_core.kernel import Currency, InputError, Invalid, Money

T = TypeVar("T")

SHOWN: Final = 60
LONGEST_NUMBER: Final = 40


class _Unread(ValueError):
    """One value is not of its kind."""

    def __init__(self, found: object, accepted: str) -> None:
        super().__init__(f"{_shown(found)} is not {accepted}")
        self.accepted = accepted


def _shown(found: object) -> str:
    text = repr(found)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def read_content(wire: object) -> ProductContent:
    """The document out of JSON; or ``BadContent`` with a pointer to each fault of its form.

    Numbers may be text, whole numbers, or ``Decimal`` (``json.loads(..., parse_float=Decimal)``). Whether the document makes sense is another question.
    """
    try:
        return _READER.structure(wire, ProductContent)
    except Exception as error:  # noqa: BLE001 - whatever the form was: a refusal, and never a 500
        faults = tuple(_faults(error, "", ProductContent))
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    raise BadContent(f"{faults[0].detail}{more}", errors=faults)


def _faults(error: BaseException, pointer: str, kind: object) -> Iterator[InputError]:
    if isinstance(error, ClassValidationError | IterableValidationError):
        for inner, note in error.group_exceptions()[0]:
            yield from _faults(inner, f"{pointer}/{_step(note)}", note.type)
        for inner in error.group_exceptions()[1]:
            yield from _faults(inner, pointer, kind)
    elif isinstance(error, ForbiddenExtraKeysError):
        names = _names(error.cl).split(", ")
        for extra in sorted(error.extra_fields):
            near = get_close_matches(extra, names, n=1)
            accepted = f"{near[0]}?" if near else ", ".join(names)
            said = f"there is no {extra[:SHOWN]!r} here"
            yield InputError(f"{pointer}/{_escaped(extra)}", "catalog.unknown_key", said, accepted)
    elif isinstance(error, _Unread):
        yield InputError(pointer, "catalog.bad_value", str(error), error.accepted)
    elif isinstance(error, Invalid):
        detail, accepted = error.detail, error.errors[0].accepted if error.errors else ""
        yield InputError(pointer, error.code, detail, accepted)
    elif isinstance(error, KeyError):
        yield InputError(pointer, "catalog.missing_key", "it is missing", "a value")
    else:
        accepted = f"an object with {_names(kind)}" if attrs.has(cast("Any", kind)) else "an object"
        yield InputError(pointer, "catalog.bad_value", "this is not an object", accepted)


def _names(kind: object) -> str:
    return ", ".join(field.name for field in attrs.fields(cast("type[Any]", kind)))


def _step(note: AttributeValidationNote | IterableValidationNote) -> str:
    return _escaped(str(note.name if isinstance(note, AttributeValidationNote) else note.index))


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


# --- one hook per kind of value: cattrs' own would turn 1 into "1" and "no" into True -----


def _text(found: object, asked: type[str]) -> str:
    if issubclass(asked, StrEnum):
        return _word(found, asked)
    if not isinstance(found, str):
        raise _Unread(found, "text")
    if not found.isascii() and any("\ud800" <= letter <= "\udfff" for letter in found):
        raise _Unread(found, "text of whole characters")
    return found


def _word(found: object, words: type[StrEnum]) -> StrEnum:
    try:
        return words(cast("str", found))
    except ValueError:
        raise _Unread(found, f"one of {', '.join(words)}") from None


def _whole(found: object, _: object) -> int:
    if isinstance(found, bool) or not isinstance(found, int):
        raise _Unread(found, "a whole number")
    if abs(found) >= 2**31:
        raise _Unread(found, "a whole number below 2147483648")
    return found


def _truth(found: object, _: object) -> bool:
    if not isinstance(found, bool):
        raise _Unread(found, "true or false")
    return found


def _decimal(found: object, _: object) -> Decimal:
    accepted = 'a number, best as text: "12.5"'
    if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
        raise _Unread(found, accepted)
    if len(str(found)) > LONGEST_NUMBER:
        raise _Unread(found, f"a number of at most {LONGEST_NUMBER} characters")
    try:
        number = Decimal(found)
    except InvalidOperation:
        raise _Unread(found, accepted) from None
    if not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        raise _Unread(found, accepted)
    return number


def _day(found: object, _: object) -> date:
    try:
        return date.fromisoformat(cast("str", found))
    except (TypeError, ValueError):
        raise _Unread(found, "a date such as 2026-11-21") from None


def _id(found: object, _: object) -> UUID:
    try:
        return UUID(cast("str", found))
    except (AttributeError, TypeError, ValueError):
        raise _Unread(found, "an id, which is a UUID") from None


def _money(found: object, _: object) -> Money:
    form = '{"amount": "12.50", "currency": "EUR"}'
    if not isinstance(found, dict) or set(found) != {"amount", "currency"}:
        raise _Unread(found, form)
    amount, currency = found["amount"], found["currency"]
    if not isinstance(amount, str) or not isinstance(currency, str):
        raise _Unread(found, form)
    try:
        return Money.parse(amount, Currency(currency))
    except ValueError:
        raise _Unread(currency, "the code of a currency, such as EUR") from None


def _list_of(kind: Any, reader: BaseConverter) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - a type
    each = get_args(kind)[0]

    def read(found: object, _: object) -> object:
        if not isinstance(found, list):
            raise _Unread(found, "a list")
        return tuple(reader.structure(found, list[each]))  # type: ignore[valid-type]

    return read


def _table_of(kind: Any, reader: BaseConverter) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - a type
    each = get_args(kind)[1]

    def read(found: object, _: object) -> object:
        if not isinstance(found, dict):
            raise _Unread(found, "an object")
        return reader.structure(found, dict[str, each])  # type: ignore[valid-type]

    return read


_HOOKS: Final[Mapping[type, Callable[[Any, Any], Any]]] = {
    str: _text,
    int: _whole,
    bool: _truth,
    Decimal: _decimal,
    date: _day,
    UUID: _id,
    Money: _money,
}


def _is_list(kind: Any) -> bool:  # noqa: ANN401 - a type
    return get_origin(kind) is tuple


def _is_table(kind: Any) -> bool:  # noqa: ANN401 - a type
    return get_origin(kind) is Mapping


def _reader() -> Converter:
    reader = Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind, hook in _HOOKS.items():
        reader.register_structure_hook(kind, hook)
    reader.register_structure_hook_factory(_is_list, _list_of)
    reader.register_structure_hook_factory(_is_table, _table_of)
    return reader


_READER: Final = _reader()
