"""Simple rules for addresses, phone numbers and email: a few countries, honestly kept."""

import re
from collections.abc import Mapping
from typing import Final

from attrs import evolve, field, frozen

from smplat_core.customers import (
    AddressRules,
    BadAddress,
    BadEmail,
    BadPhoneNumber,
    Emails,
    PhoneNumbers,
    PostalAddress,
)
from smplat_core.kernel import InputError


@frozen(kw_only=True)
class CountryRules:
    """What one country asks of an address."""

    required: tuple[str, ...] = ("city", "postal_code")
    postal_code: str = r".*"
    example: str = ""
    regions: frozenset[str] = frozenset()
    """Codes; empty when the country's addresses name no region."""
    shouted: tuple[str, ...] = ("city", "postal_code")
    """Fields written in capitals."""
    trunk: str = "0"
    """What people dial before a number inside the country."""
    calling_code: str = field()


US_STATES: Final = frozenset(
    [
        "AL",
        "AK",
        "AZ",
        "AR",
        "CA",
        "CO",
        "CT",
        "DC",
        "DE",
        "FL",
        "GA",
        "HI",
        "ID",
        "IL",
        "IN",
        "IA",
        "KS",
        "KY",
        "LA",
        "ME",
        "MD",
        "MA",
        "MI",
        "MN",
        "MS",
        "MO",
        "MT",
        "NE",
        "NV",
        "NH",
        "NJ",
        "NM",
        "NY",
        "NC",
        "ND",  # codespell:ignore
        "OH",
        "OK",
        "OR",
        "PA",
        "PR",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VT",
        "VA",
        "WA",
        "WV",
        "WI",
        "WY",
    ]
)
CA_PROVINCES: Final = frozenset(
    ["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"]
)
AU_STATES: Final = frozenset(["ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"])

# fmt: off
COUNTRIES: Final[Mapping[str, CountryRules]] = {
    "AU": CountryRules(calling_code="61", postal_code=r"\d{4}", example="2000",
                       required=("city", "region", "postal_code"), regions=AU_STATES),
    "CA": CountryRules(calling_code="1", trunk="1", example="K1A 0B1",
                       postal_code=r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d",
                       required=("city", "region", "postal_code"), regions=CA_PROVINCES),
    "DE": CountryRules(calling_code="49", postal_code=r"\d{5}", example="10115"),
    "FR": CountryRules(calling_code="33", postal_code=r"\d{5}", example="75009"),
    "GB": CountryRules(calling_code="44", example="EC1Y 8SY",
                       postal_code=r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"),
    "JP": CountryRules(calling_code="81", postal_code=r"\d{3}-?\d{4}", example="730-0846",
                       required=("region", "postal_code"), shouted=()),
    "US": CountryRules(calling_code="1", trunk="1", postal_code=r"\d{5}(-\d{4})?", example="10014",
                       required=("city", "region", "postal_code"), regions=US_STATES),
}
# fmt: on
"""Countries not listed are asked for a city only."""

NO_COUNTRY: Final = re.compile(r"AA|Q[M-Z]|X[A-JL-Z]|ZZ")
"""Codes ISO 3166-1 leaves to users (Kosovo's XK is in use)."""


@frozen
class MemoryAddressRules(AddressRules):
    countries: Mapping[str, CountryRules] = COUNTRIES

    def check(self, address: PostalAddress) -> PostalAddress:
        errors: list[InputError] = []
        country = address.country.strip().upper()
        if NO_COUNTRY.fullmatch(country) or not re.fullmatch(r"[A-Z]{2}", country):
            errors.append(_error("country", country, "a code of ISO 3166-1"))
        rules = self.countries.get(country)
        required = rules.required if rules else ("city",)
        errors.extend(
            _error(name, "", "a text")
            for name in ("line1", *required)
            if not getattr(address, name)
        )
        if rules is None:
            normal = evolve(address, country=country)
        else:
            normal = _normalized(address, country, rules)
            if normal.postal_code and not re.fullmatch(rules.postal_code, normal.postal_code):
                errors.append(_error("postal_code", address.postal_code, f"like {rules.example}"))
            if rules.regions and normal.region and normal.region not in rules.regions:
                accepted = ", ".join(sorted(rules.regions))
                errors.append(_error("region", address.region, accepted))
        if errors:
            raise BadAddress("; ".join(error.detail for error in errors), errors=tuple(errors))
        return normal


def _normalized(address: PostalAddress, country: str, rules: CountryRules) -> PostalAddress:
    shouted = {name: getattr(address, name).upper() for name in rules.shouted}
    region = address.region.upper() if rules.regions else address.region
    return evolve(address, country=country, region=region, **shouted)


def _error(name: str, value: str, accepted: str) -> InputError:
    if not value:
        return InputError(f"/{name}", "customers.missing", f"{name} is missing", accepted)
    return InputError(f"/{name}", f"customers.bad_{name}", f"{name} {value!r} is wrong", accepted)


@frozen
class MemoryPhoneNumbers(PhoneNumbers):
    countries: Mapping[str, CountryRules] = COUNTRIES

    def normalize(self, text: str, *, country: str | None) -> str:
        digits = re.sub(r"[\s().\-/]", "", text)
        rules = self.countries.get((country or "").upper())
        if rules and not digits.startswith("+"):
            digits = f"+{rules.calling_code}{digits.removeprefix(rules.trunk)}"
        if not re.fullmatch(r"\+[1-9]\d{7,14}", digits):
            raise BadPhoneNumber.at(
                "/phone",
                f"{text!r} is no phone number" + (f" of {country}" if rules else ""),
                accepted="a number such as +14165550123, or a national one with its country",
            )
        return digits


@frozen
class MemoryEmails(Emails):
    def normalize(self, text: str) -> str:
        local, _, domain = text.strip().rpartition("@")
        good_local = re.fullmatch(r"[^\s@\"(),:;<>\[\]\\]{1,64}", local) and ".." not in local
        good_domain = re.fullmatch(r"([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W_]{2,}", domain)
        if not good_local or not good_domain or local[0] == "." or local[-1] == ".":
            raise BadEmail.at(
                "/email", f"{text[:100]!r} is no email address", accepted="like ana@example.com"
            )
        return f"{local}@{domain.lower()}"
