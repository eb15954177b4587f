"""Say by hand what a currency is worth."""

from decimal import Decimal
from typing import Final

from attrs import frozen

from smplat_core.kernel import Begin, Clock, Currency, ExchangeRate, current_cause
from smplat_core.pricing.fx.events import RateSet
from smplat_core.pricing.fx.ports import FxWork, KeptRate
from smplat_core.pricing.fx.refreshing import swing, swings_past
from smplat_core.pricing.fx.table import ways
from smplat_core.pricing.fx.vocabulary import MANUAL, BadRateReason, RateSwing

LONGEST_REASON: Final = 500


@frozen(kw_only=True)
class RateByHand:
    """What somebody says one unit of ``base`` is worth in ``quote``."""

    base: Currency
    quote: Currency
    rate: Decimal
    reason: str
    confirmed: bool = False
    """Whether it is meant however far it is from the last one."""


@frozen
class SetRate:
    """The rate from now on, until the source gives a newer one.

    Raises ``BadRate`` or ``BadRateReason`` for what makes no sense, ``RateSwing`` for what is far
    from the rate that holds and was not confirmed.
    """

    begin: Begin[FxWork]
    clock: Clock
    most_swing: Decimal

    async def __call__(self, said: RateByHand) -> KeptRate:
        reason, now = _good_reason(said.reason), self.clock.now()
        rate = ExchangeRate(
            base=said.base, quote=said.quote, rate=said.rate, source=MANUAL, quoted_at=now
        )
        async with self.begin() as work:
            pair = (said.base, said.quote)
            last = ways(await work.rate_book.newest(), [pair]).get(pair)
            if (
                last is not None
                and not said.confirmed
                and swings_past(last, rate, percent=self.most_swing)
            ):
                raise RateSwing(
                    f"{rate} is {swing(last, rate)} % off the last rate, {last.rate:f};"
                    " confirm it if it is meant"
                )
            kept = KeptRate(rate=rate, kept_at=now, kept_by=current_cause().actor, reason=reason)
            news = RateSet(
                at=now,
                base=said.base,
                quote=said.quote,
                before=last.rate if last else None,
                after=said.rate,
                reason=reason,
            )
            await work.rate_book.add([kept], [news])
        return kept


def _good_reason(reason: str) -> str:
    text = reason.strip()
    if not text or len(text) > LONGEST_REASON or "\0" in text:
        raise BadRateReason.at(
            "/reason",
            f"{reason[:80]!r} says no reason",
            accepted=f"1 to {LONGEST_REASON} characters: why this rate is set by hand",
        )
    return text
