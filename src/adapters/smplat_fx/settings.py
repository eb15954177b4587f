"""Where exchange rates come from, which are wanted, and how old they may be."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Final

from attrs import field, frozen
from attrs.validators import and_, ge, gt, in_, le, matches_re

from smplat_core.kernel import Currency
from smplat_core.pricing.fx import FxLimits

OFF: Final = "off"
"""What the address is when no source shall ever be asked."""

ANY_CURRENCY: Final = rf"({'|'.join(Currency)})"


@frozen(kw_only=True)
class FxSettings:
    rates_api_url: str = field(
        default="https://open.er-api.com/v6/latest",
        validator=matches_re(r"off|https?://[^\s?#]+"),
    )
    """To which ``/<base>`` is added. ``off`` asks nobody: rates are set by hand then."""
    rates_base: str = field(default="EUR", validator=in_(tuple(Currency)))
    rates_symbols: str = field(
        default="AUD,CAD,CHF,CZK,DKK,GBP,JPY,NOK,NZD,PLN,SEK,USD",
        validator=matches_re(rf"{ANY_CURRENCY}(,\s*{ANY_CURRENCY})*"),
    )
    timeout_seconds: float = field(default=10.0, validator=and_(gt(0), le(60)))
    """For the whole of one answer."""
    shown_hours: int = field(default=24, validator=and_(ge(1), le(8_760)))
    """A rate older than this is stale wherever a price or a margin is shown."""
    checkout_hours: int = field(default=48, validator=and_(ge(1), le(8_760)))
    """No money is taken by a rate older than this."""
    most_swing_percent: int = field(default=20, validator=and_(ge(1), le(1_000)))
    """A rate this far from the last one is not believed."""


def symbols_of(settings: FxSettings) -> frozenset[Currency]:
    """The currencies that are wanted."""
    return frozenset(map(Currency, re.split(r",\s*", settings.rates_symbols)))


def base_of(settings: FxSettings) -> Currency:
    return Currency(settings.rates_base)


def limits_of(settings: FxSettings) -> FxLimits:
    """The settings in the words of the core."""
    return FxLimits(
        shown=timedelta(hours=settings.shown_hours),
        checkout=timedelta(hours=settings.checkout_hours),
    )


def swing_of(settings: FxSettings) -> Decimal:
    return Decimal(settings.most_swing_percent)
