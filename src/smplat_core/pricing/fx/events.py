"""What exchange rates tell the rest of the house."""

from decimal import Decimal
from typing import ClassVar

from attrs import frozen

from smplat_core.kernel import Event


@frozen(kw_only=True)
class RatesRefreshed(Event):
    """The source was asked and said something new, or something that was not believed."""

    name: ClassVar[str] = "fx.rates_refreshed"

    source: str
    changed: tuple[str, ...]
    """``1 EUR = 1.0837 USD``"""
    refused: tuple[str, ...]
    """The same, with why it was not kept."""


@frozen(kw_only=True)
class RateSet(Event):
    """A person set a rate; it holds until the source gives a newer one."""

    name: ClassVar[str] = "fx.rate_set"

    base: str
    quote: str
    before: Decimal | None
    after: Decimal
    reason: str
