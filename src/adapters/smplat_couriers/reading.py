"""Couriers' documents read defensively: whatever is wrong with one is the same refusal."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final
from xml.etree.ElementTree import Element, ParseError
from zoneinfo import ZoneInfo, available_timezones

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from smplat_core.fulfillment import LARGEST_COURIER_BODY, CourierPayloadUnreadable, Doubt

LONGEST_TEXT: Final = 1_000
LONGEST_NUMBER: Final = 60
"""Characters; real tracking numbers have up to 40."""

EARLIEST, LATEST = 1990, 2200
"""Years in which a parcel can have been anywhere."""


def is_xml(payload: bytes) -> bool:
    """Whether it begins as XML does, and no JSON."""
    return payload.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


# --- JSON -------------------------------------------------------------------------------


def json_document(payload: bytes, *, of: str) -> object:
    """The value; ``CourierPayloadUnreadable`` when it is too large, cut off or no JSON."""
    _check_size(payload)
    try:
        found: object = json.loads(payload.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CourierPayloadUnreadable(
            f"not a JSON document of {of}, perhaps cut off: {error}"
        ) from None
    return found


def json_object(value: object, what: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise CourierPayloadUnreadable(f"{what} is no JSON object")
    return value


def json_list(found: Mapping[str, object], name: str) -> list[object]:
    """The list of this name, empty when there is none."""
    value = found.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise CourierPayloadUnreadable(f"{name} is no list")
    return value


def word(found: Mapping[str, object], name: str) -> str:
    """The text or whole number of this name, printable, empty when there is none."""
    value = found.get(name)
    if not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    return printable(str(value))


# --- XML --------------------------------------------------------------------------------


def xml_document(payload: bytes, *, of: str) -> Element:
    """The root; ``CourierPayloadUnreadable`` when it is too large, cut off, or no plain XML."""
    _check_size(payload)
    try:
        root: Element = fromstring(payload)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise CourierPayloadUnreadable(
            f"not an XML document of {of}, perhaps cut off: {error}"
        ) from None
    return root


def name_of(element: Element) -> str:
    """Its name without a namespace: couriers change theirs, and wrappers drop them."""
    return element.tag.rpartition("}")[2]


def every(root: Element, name: str) -> Iterator[Element]:
    """All of this name, at any depth."""
    return (element for element in root.iter() if name_of(element) == name)


def child_text(element: Element, name: str) -> str:
    """The text of the first child of this name, printable, empty when there is none."""
    found = next((child for child in element if name_of(child) == name), None)
    return printable(found.text or "") if found is not None else ""


def deep_text(element: Element, name: str) -> str:
    """The same at any depth."""
    found = next(every(element, name), None)
    return printable(found.text or "") if found is not None else ""


# --- texts, numbers and moments ---------------------------------------------------------


def printable(text: str) -> str:
    """On one line, without what no label printer and no database takes."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(plain.split())[:LONGEST_TEXT]


def joined(*parts: str) -> str:
    """A place, from the parts that are known."""
    return ", ".join(part for part in parts if part)


def tracking_number(text: str) -> str:
    """As we write numbers: without spaces, in capitals; refused when it is far too long."""
    if len(text) > LONGEST_NUMBER:
        raise CourierPayloadUnreadable(f"{text[:40]!r}... is no tracking number")
    return text.replace(" ", "").upper()


def moment(text: str, *, zone: tzinfo | None = None) -> tuple[datetime, tuple[Doubt, ...]]:
    """An ISO 8601 moment and what is doubtful about it.

    ``zone`` is what the document says elsewhere. Without any, UTC is assumed; a day without a time
    is its beginning.
    """
    try:
        at = datetime.fromisoformat(text)
        at.utcoffset()
    except (ValueError, OverflowError):
        raise CourierPayloadUnreadable(f"an event happened at {text[:40]!r}") from None
    if not EARLIEST <= at.year <= LATEST:
        raise CourierPayloadUnreadable(f"an event is of the year {at.year}")
    doubts = () if "T" in text or ":" in text else (Doubt.TIME_ASSUMED,)
    if at.tzinfo is not None:
        return at, doubts
    if zone is not None:
        return at.replace(tzinfo=zone), doubts
    return at.replace(tzinfo=UTC), (*doubts, Doubt.ZONE_ASSUMED)


def promise(text: str, *, zone: tzinfo | None) -> datetime | None:
    """When a delivery is promised; ``None`` when nothing readable is.

    A day is its end. Without a zone of its own it is that of the parcel's last event, else UTC.
    """
    try:
        at, doubts = moment(text, zone=zone)
    except CourierPayloadUnreadable:
        return None
    return at + DAY - timedelta(seconds=1) if Doubt.TIME_ASSUMED in doubts else at


OFFSET: Final = re.compile(
    r"(?:GMT|UTC)?\s*(?P<sign>[+-])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?(?::[0-9]{2})?",
    re.IGNORECASE,
)

CLOCKS: Final = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "AKT": "America/Anchorage",
    "HT": "Pacific/Honolulu",
}
"""A clock that changes with the season, named without it."""

SHORT_ZONES: Final = {
    "NST": -3.5,
    "NDT": -2.5,
    "AST": -4,
    "ADT": -3,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "CET": 1,
    "CEST": 2,
    "BST": 1,
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
}
"""Hours from UTC. A courier is taken at its word: ``MST`` in July is seven hours."""


def zone_named(text: str) -> tzinfo | None:
    """``-05:00``, ``+0530``, ``GMT+2``, ``EST``, ``ET``, ``America/Toronto``; else ``None``."""
    name = text.strip()
    short = name.upper()
    if short in SHORT_ZONES:
        return timezone(timedelta(hours=SHORT_ZONES[short]))
    if found := OFFSET.fullmatch(name):
        away = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        return timezone(away if found["sign"] == "+" else -away) if away < DAY else None
    name = CLOCKS.get(short, name)
    return ZoneInfo(name) if "/" in name and name in available_timezones() else None


DAY: Final = timedelta(hours=24)


def _check_size(payload: bytes) -> None:
    if len(payload) > LARGEST_COURIER_BODY:
        raise CourierPayloadUnreadable(
            f"{len(payload)} bytes are more than the {LARGEST_COURIER_BODY} we read"
        )
