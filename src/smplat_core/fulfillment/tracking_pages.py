"""Pages on which people follow a parcel: templates with a place for the number."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from smplat_core.fulfillment.vocabulary import BadCourier

PLACES: Final = ("{tracking_number}", "{number}")
"""What stands for the number; the second is the older spelling of the first."""

LONGEST_TEMPLATE: Final = 500
HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
PRIVATE: Final = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home.arpa", ".test")
"""Endings of names that mean something on one network only."""


def check_template(template: str) -> None:
    """Nothing, or ``BadCourier`` saying what is wrong with it.

    It is https, on a host anybody can reach, and holds the place for the number once.
    """
    wrong = _wrong_with(template)
    if wrong:
        raise BadCourier.at(
            "/tracking_url",
            f"{template[:100]!r} is no tracking address: {wrong}",
            accepted=f"https://a.public.host/... with {PLACES[0]} once",
        )


def filled(template: str, number: str) -> str:
    """The page of this parcel."""
    for place in PLACES:
        template = template.replace(place, number)
    return template


def _wrong_with(template: str) -> str:
    if not (template.isascii() and template.isprintable() and " " not in template):
        return "it has characters that no address has"
    if len(template) > LONGEST_TEMPLATE:
        return f"it is longer than {LONGEST_TEMPLATE} characters"
    if sum(template.count(place) for place in PLACES) != 1 or set("{}") & set(filled(template, "")):
        return f"it holds {PLACES[0]}, and nothing else in braces, not exactly once"
    try:
        parts = urlsplit(template)
        named = (parts.username, parts.password, parts.port)
    except ValueError:
        return "it cannot be taken apart"
    if parts.scheme != "https" or named != (None, None, None):
        return "it is not https, or names a user or a port"
    return _wrong_with_host(parts)


def _wrong_with_host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if any(place.strip("{}") in host for place in PLACES):
        return "the number is in its host"
    try:
        ip_address(host)
    except ValueError:
        named = HOST.fullmatch(host) and not host.endswith(PRIVATE)
        return "" if named else "its host is private, or no host"
    return "its host is a number"
