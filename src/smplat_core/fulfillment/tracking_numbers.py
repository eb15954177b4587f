"""How couriers write their tracking numbers, and the check digits that tell them apart.

The forms are facts published by the couriers and the UPU (S10); a number is judged without spaces.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from attrs import frozen

from smplat_core.fulfillment.vocabulary import (
    BadTrackingNumber,
    CourierCode,
    ForeignTrackingNumber,
)

LONGEST_NUMBER: Final = 40
S10_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)

POSTAL_COUNTRIES: Final = (
    " AD AE AF AG AI AL AM AN AO AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM BN BO BQ BR BS BT"
    " BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET"
    " FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GW GY HK HN HR HT HU ID IE IL"  # codespell:ignore fo
    " IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU"
    " LV LY MA MC MD ME MG MH MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO"
    " NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG"
    " SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG"
    " UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW "
)
"""ISO 3166 codes (and ``XK``) of places whose post numbers its items."""


class NumberCheck(StrEnum):
    """What is known about a tracking number."""

    VERIFIED = "verified"
    """It has a form of its courier, and the check digit is right."""
    UNVERIFIED = "unverified"
    """It has no form we know; a person should look, the courier may know better."""


class NumberTrust(StrEnum):
    """Whether the person who writes a number insists on it."""

    CHECKED = "checked"
    INSISTED = "insisted"
    """Couriers hand parcels to one another: a number of another courier is then kept, unverified."""


def _mod10(digits: str) -> bool:
    """The digits before the last count three times and once in turn, the first three times."""
    body, check = digits[:-1], int(digits[-1])
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(body))
    return -total % 10 == check


def _mod7(digits: str) -> bool:
    """The last digit is what is left of the number before it, divided by seven."""
    return int(digits[:-1]) % 7 == int(digits[-1])


def _s10(number: str) -> bool:
    """UPU S10: eight weighted digits modulo eleven."""
    weighted = sum(int(d) * w for d, w in zip(number[2:10], S10_WEIGHTS, strict=True))
    check = {10: 0, 11: 5}.get(11 - weighted % 11, 11 - weighted % 11)
    return check == int(number[10])


def _impb(number: str) -> bool:
    """An IMpb of 22 or 26 digits, perhaps behind ``420`` and a ZIP code, which are not counted."""
    serials = (number[-22:], number[-26:])
    return any(one[0] == "9" and one[1] in "12345" and _mod10(one) for one in serials)


def _without_91(number: str) -> bool:
    """Printed without the ``91`` of its barcode, which counts."""
    return _mod10("91" + number)


def _unchecked(_: str) -> bool:
    return True


def _of_a_post(number: str) -> bool:
    """S10 of a country that has a postal service; ``XX`` is none."""
    return f" {number[-2:]} " in POSTAL_COUNTRIES and _s10(number)


@frozen
class NumberForm:
    """One way a courier writes its numbers."""

    courier: CourierCode
    name: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool]
    """Whether the check digit is right."""
    decisive: bool = True
    """Whether such a number can only be this courier's: it has a check digit or a prefix."""

    @property
    def has_check_digit(self) -> bool:
        return self.holds is not _unchecked

    def fits(self, number: str) -> bool:
        return self.pattern.fullmatch(number) is not None and self.holds(number)


CANADA_POST: Final = CourierCode("canada_post")
DHL: Final = CourierCode("dhl")
USPS: Final = CourierCode("usps")
CHIT_CHATS: Final = CourierCode("chit_chats")
POST: Final = CourierCode("s10")
"""Any postal service: no courier of ours, but a number that proves itself."""

FORMS: Final = (
    NumberForm(CANADA_POST, "Canada Post", re.compile(r"[0-9]{16}"), _mod10),
    NumberForm(CANADA_POST, "Canada Post (S10)", re.compile(r"[A-Z]{2}[0-9]{9}CA"), _s10),
    NumberForm(DHL, "DHL Express", re.compile(r"[0-9]{10,11}"), _mod7),
    NumberForm(DHL, "DHL Express piece", re.compile(r"J[A-Z]{2,3}[0-9]{9,20}"), _unchecked),
    NumberForm(
        DHL,
        "DHL eCommerce",
        re.compile(r"(?:GM|LX|RX|UV|CN|SG|TH|IN|HK|MY)(?=[A-Z]*[0-9])[0-9A-Z]{10,38}"),
        _unchecked,
        decisive=False,
    ),
    NumberForm(DHL, "DHL eCommerce (14)", re.compile(r"[0-9]{14}"), _unchecked, decisive=False),
    NumberForm(DHL, "DHL parcel (S10)", re.compile(r"[A-Z]{2}[0-9]{9}DE"), _s10, decisive=False),
    NumberForm(USPS, "USPS 20", re.compile(r"[0-9]{20}"), _mod10),
    NumberForm(USPS, "USPS legacy", re.compile(r"[0-9]{20}"), _without_91, decisive=False),
    NumberForm(
        USPS,
        "USPS IMpb",
        re.compile(r"(?:420[0-9]{5}(?:[0-9]{4})?)?9[1-5][0-9]{20}(?:[0-9]{4})?"),
        _impb,
    ),
    NumberForm(USPS, "USPS (S10)", re.compile(r"[A-Z]{2}[0-9]{9}US"), _s10),
    # an id of ten digits and no letter is one in 400,000
    NumberForm(
        CHIT_CHATS,
        "Chit Chats",
        re.compile(r"(?=[0-9]*[A-Z])[A-Z0-9]{10}"),
        _unchecked,
        decisive=False,
    ),
    NumberForm(
        POST,
        "Postal item (S10)",
        re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}"),
        _of_a_post,
        decisive=False,
    ),
)


def normalize_number(text: str) -> str:
    """The number as couriers print it, without spaces and in capitals; or ``BadTrackingNumber``."""
    number = "".join(text.split()).upper()
    if not number or len(number) > LONGEST_NUMBER or not re.fullmatch(r"[0-9A-Z.-]+", number):
        raise BadTrackingNumber.at(
            "/tracking_number",
            f"{text[:60]!r} is no tracking number",
            accepted=f"1 to {LONGEST_NUMBER} letters, digits, dots and hyphens",
        )
    return number


def check_number(
    number: str, *, courier: CourierCode, trust: NumberTrust = NumberTrust.CHECKED
) -> NumberCheck:
    """Whether a normalized number is this courier's.

    A number that no form of this courier fits is ``UNVERIFIED``, because couriers invent new
    forms; one that is provably another courier's is refused with ``ForeignTrackingNumber``,
    unless somebody insists.
    """
    fitting = [form for form in FORMS if form.fits(number)]
    if any(form.courier == courier for form in fitting):
        return NumberCheck.VERIFIED
    foreign = [form for form in fitting if form.decisive]
    known_courier = any(form.courier == courier for form in FORMS)
    if foreign and known_courier and trust is NumberTrust.CHECKED:
        raise ForeignTrackingNumber.at(
            "/tracking_number",
            f"{number} is a {foreign[0].name} number, not one of {courier}",
            accepted=f"a number of {courier}, courier {foreign[0].courier}, or insist on it",
        )
    return NumberCheck.UNVERIFIED


@frozen(kw_only=True)
class NumberGuess:
    """Whose number it may be, and how sure its form makes that."""

    courier: CourierCode
    form: str
    check_digit: bool
    """Whether it has a check digit, which is right; else only its form speaks for it."""
    decisive: bool
    """Whether it can only be this courier's."""


def guess_couriers(number: str) -> tuple[NumberGuess, ...]:
    """Every form the number fits, the surest first; empty when nobody we know writes so.

    The number is normalized first, and refused as ``normalize_number`` does.
    """
    written = normalize_number(number)
    found = [
        NumberGuess(
            courier=form.courier,
            form=form.name,
            check_digit=form.has_check_digit,
            decisive=form.decisive,
        )
        for form in FORMS
        if form.fits(written)
    ]
    return tuple(sorted(found, key=lambda one: (not one.decisive, not one.check_digit)))
