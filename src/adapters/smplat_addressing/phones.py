"""Phone numbers by Google's numbering plans, through ``phonenumbers``."""

import phonenumbers
from attrs import frozen

from smplat_core.customers import BadPhoneNumber, PhoneNumbers


@frozen
class WorldPhoneNumbers(PhoneNumbers):
    """A number must exist in its country's numbering plan, not only have the right length."""

    def normalize(self, text: str, *, country: str | None) -> str:
        region = country.upper() if country else None
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or number.extension or not phonenumbers.is_valid_number(number):
            where = f" of {country}" if country else ""
            raise BadPhoneNumber.at(
                "/phone", f"{text[:40]!r} is no phone number{where}", accepted=_accepted(region)
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _accepted(region: str | None) -> str:
    example = phonenumbers.example_number(region) if region else None
    if example is None:
        return "a number with its country prefix, such as +1 416 555 0123, without extension"
    shown = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return f"like {shown}, without extension"
