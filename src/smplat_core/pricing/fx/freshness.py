"""Whether money may be taken by a rate."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from smplat_core.guardrails import CurrencyPair
from smplat_core.kernel import Currency, ExchangeRate
from smplat_core.pricing.fx.vocabulary import NoRate, RateStale


def convertible(
    rates: Mapping[CurrencyPair, ExchangeRate],
    base: Currency,
    quote: Currency,
    *,
    moment: datetime,
    limit: timedelta,
) -> ExchangeRate:
    """The rate from ``base`` into ``quote``, as long as it is no older than ``limit``.

    Raises ``NoRate`` when there is none, ``RateStale`` when it is older.
    """
    rate = rates.get((base, quote))
    if rate is None:
        raise NoRate(f"there is no exchange rate from {base} into {quote}")
    age = rate.age(at=moment)
    if age > limit:
        raise RateStale(
            f"the exchange rate from {base} into {quote} is {age} old and may be {limit} old;"
            f" {rate.source} gave it for {rate.quoted_at.isoformat()}"
        )
    return rate
