"""The words of the legacy system's HTTP interface."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from attrs import Factory, frozen

CORRELATION: Final = "X-Correlation-Id"
IDEMPOTENCY: Final = "Idempotency-Key"

OK: Final = 200
NOT_FOUND: Final = 404
CONFLICT: Final = 409
UNPROCESSABLE: Final = 422
TOO_MANY: Final = 429

DONE: Final = "done"
ALREADY_DONE: Final = "already_done"
ERROR: Final = "error"


@frozen
class Answer:
    """A status and a JSON object, as they came."""

    status: int
    body: Mapping[str, object]


@frozen(kw_only=True)
class WireCompany:
    """``GET /companies/{id}``, 200."""

    id: str
    name: str
    status: str
    updated_at: datetime


@frozen(kw_only=True)
class WireReceipt:
    """``POST /operations``, 200 ``done`` or 409 ``already_done``."""

    operation_id: str
    echo: Mapping[str, str | int] = Factory(dict)


class NotUnderstood(Exception):
    """The legacy system said something its interface does not have."""


def read_company(body: Mapping[str, object]) -> WireCompany:
    """Refuses with ``NotUnderstood`` what lacks a field or has one of another type."""
    return WireCompany(
        id=_text(body, "id"),
        name=_text(body, "name"),
        status=_text(body, "status"),
        updated_at=_moment(body, "updated_at"),
    )


def read_receipt(body: Mapping[str, object]) -> WireReceipt:
    """Refuses with ``NotUnderstood`` what has no operation id. The echo is optional."""
    echo = body.get("echo")
    pairs = echo.items() if isinstance(echo, dict) else ()
    return WireReceipt(
        operation_id=_text(body, "operation_id"),
        echo={
            printable(name): printable(value) if isinstance(value, str) else value
            for name, value in pairs
            if isinstance(value, str | int)
        },
    )


def printable(text: str) -> str:
    """What databases and screens can hold: anything else they send becomes a question mark."""
    return "".join(char if char.isprintable() else "?" for char in text)


def _text(body: Mapping[str, object], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise NotUnderstood(f"no text {name!r} in the answer")
    return printable(value)


def _moment(body: Mapping[str, object], name: str) -> datetime:
    text = _text(body, name)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotUnderstood(f"{name!r} is {text!r}, which is no moment") from None
    if moment.tzinfo is None:
        raise NotUnderstood(f"{name!r} is {text!r}, which has no time zone")
    return moment
