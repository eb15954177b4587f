"""Finding a way from one currency into another among the rates that are known."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from smplat_core.guardrails import CurrencyPair
from smplat_core.kernel import BadRate, Currency, ExchangeRate


def ways(
    rates: Iterable[ExchangeRate], pairs: Collection[CurrencyPair]
) -> Mapping[CurrencyPair, ExchangeRate]:
    """The best rate of each pair for which there is one.

    The freshest wins, whether it was given for this pair, the other way round, or leads through
    one other currency; of equally fresh ones the straighter, then the one through the first
    currency by its code. A crossed rate is as old as the older of its parts.
    """
    near: dict[Currency, list[ExchangeRate]] = defaultdict(list)
    for rate in rates:
        near[rate.base].append(rate)
        near[rate.quote].append(rate)
    found = {}
    for pair in pairs:
        candidates = sorted(_candidates(near, *pair), key=_straightest_first)
        if candidates:
            found[pair] = max(candidates, key=lambda rate: rate.quoted_at)
    return found


def _candidates(
    near: Mapping[Currency, Collection[ExchangeRate]], base: Currency, quote: Currency
) -> Iterator[ExchangeRate]:
    if base is quote:
        return
    for rate in near.get(base, ()):
        if (straight := rate.between(base, quote)) is not None:
            yield straight
            continue
        for other in near.get(quote, ()):
            middle = rate.quote if rate.base is base else rate.base
            if middle in (other.base, other.quote):
                try:
                    yield rate.across(other)
                except BadRate:  # out of bounds: no way anybody would go
                    continue


def _straightest_first(rate: ExchangeRate) -> tuple[bool, str, Decimal]:
    """The rate itself comes last, so that two who disagree at one moment are not left to chance."""
    return rate.via is not None, rate.via or "", rate.rate
