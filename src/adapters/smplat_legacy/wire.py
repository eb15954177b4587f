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
class WireDevice:
    """One of ``GET /devices?id=...``."""

    id: str
    serial: str
    model: str
    status: str
    company: str | None
    asset: str | None
    updated_at: datetime


@frozen(kw_only=True)
class WireAsset:
    """One of ``GET /assets?id=...``."""

    id: str
    name: str
    site: str
    status: str
    company: str | None
    updated_at: datetime


@frozen(kw_only=True)
class WireReceipt:
    """``POST /operations``, 200 ``done`` or 409 ``already_done``."""

    operation_id: str
    echo: Mapping[str, str | int] = Factory(dict)
    devices: tuple[str, ...] = ()


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


def read_device(body: Mapping[str, object]) -> WireDevice:
    """Refuses like ``read_company``. A device may belong to nobody and be mounted nowhere."""
    return WireDevice(
        id=_text(body, "id"),
        serial=_text(body, "serial"),
        model=_text(body, "model"),
        status=_text(body, "status"),
        company=_text_or_none(body, "company"),
        asset=_text_or_none(body, "asset"),
        updated_at=_moment(body, "updated_at"),
    )


def read_asset(body: Mapping[str, object]) -> WireAsset:
    """Refuses like ``read_company``."""
    return WireAsset(
        id=_text(body, "id"),
        name=_text(body, "name"),
        site=_text_or_none(body, "site") or "",
        status=_text(body, "status"),
        company=_text_or_none(body, "company"),
        updated_at=_moment(body, "updated_at"),
    )


def read_list(body: Mapping[str, object], name: str) -> tuple[Mapping[str, object], ...]:
    """The objects under ``name``; refuses with ``NotUnderstood`` anything but a list of objects."""
    rows = body.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotUnderstood(f"no list {name!r} in the answer")
    return tuple(rows)


def read_next(body: Mapping[str, object]) -> str | None:
    """Where the next page begins; ``None`` on the last."""
    return _text_or_none(body, "next")


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
        devices=_texts(body.get("devices")),
    )


def _texts(value: object) -> tuple[str, ...]:
    """The texts in a list, printable; nothing when it is no list."""
    rows = value if isinstance(value, list) else []
    return tuple(printable(row) for row in rows if isinstance(row, str) and row)


def _text_or_none(body: Mapping[str, object], name: str) -> str | None:
    return _text(body, name) if body.get(name) not in (None, "") else None


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
