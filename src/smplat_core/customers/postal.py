"""A postal address as a value: what is printed on a label and copied into a shipment."""

from attrs import evolve, frozen

from smplat_core.customers.vocabulary import BadAddress
from smplat_core.customers.wording import Reading, likeness_key


@frozen(kw_only=True)
class PostalAddress:
    """Where something can be sent. Texts a country has no use for are empty."""

    recipient: str
    company: str = ""
    line1: str
    line2: str = ""
    city: str = ""
    region: str = ""
    """State, province or prefecture: a code where the country uses codes."""
    postal_code: str = ""
    country: str
    """ISO 3166-1 alpha-2, upper case."""
    phone: str | None = None
    """E.164, such as ``+14165550123``."""

    @property
    def place_key(self) -> str:
        """Equal for spellings of the same place, whoever lives there."""
        return likeness_key(
            self.country, self.region, self.city, self.postal_code, self.line1, self.line2
        )

    @property
    def one_line(self) -> str:
        """For lists and messages, not for labels."""
        parts = (self.recipient or self.company, self.line1, self.city, self.country)
        return ", ".join(part for part in parts if part)


def tidied(address: PostalAddress) -> PostalAddress:
    """The address with clean texts, whatever its country; ``BadAddress`` when it cannot be one.

    Needs a recipient or a company, a first line, and a country code; pointers are relative
    to the address.
    """
    reading = Reading()
    recipient = reading.optional_line("/recipient", address.recipient)
    company = reading.optional_line("/company", address.company)
    if not recipient and not company and not reading.errors:
        reading.wrong(
            "/recipient", "customers.missing", "nobody to deliver to", "a recipient or a company"
        )
    country = "".join(address.country.split()).upper()
    if not (len(country) == 2 and country.isascii() and country.isalpha()):  # noqa: PLR2004 - alpha-2
        reading.wrong(
            "/country",
            "customers.bad_country",
            f"{address.country[:20]!r} is no country code",
            "two letters of ISO 3166-1, such as CA",
        )
    tidy = evolve(
        address,
        recipient=recipient,
        company=company,
        line1=reading.line("/line1", address.line1),
        line2=reading.optional_line("/line2", address.line2),
        city=reading.optional_line("/city", address.city),
        region=reading.optional_line("/region", address.region),
        postal_code=reading.optional_line("/postal_code", address.postal_code, longest=40),
        country=country,
        phone=reading.optional_line("/phone", address.phone or "", longest=40) or None,
    )
    reading.refuse_if_wrong(BadAddress)
    return tidy
