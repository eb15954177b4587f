"""Ask the source what currencies are worth."""

from collections.abc import Collection
from decimal import Decimal

from attrs import frozen

from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock, Currency, current_cause
from smplat_core.pricing.fx.events import RatesRefreshed
from smplat_core.pricing.fx.ports import FxWork, KeptRate, RateSource
from smplat_core.pricing.fx.refreshing import Refreshed, compared


@frozen
class RefreshRates:
    """Keep what the source says, except what is too far from the last rate to be believed.

    Asked again, it changes nothing. Raises ``RatesUnavailable`` when the source does not answer;
    the rates we have go on getting older.
    """

    begin: Begin[FxWork]
    source: RateSource
    clock: Clock
    base: Currency
    symbols: Collection[Currency]
    most_swing: Decimal
    """Percent by which a rate may differ from the last one."""

    async def __call__(self) -> Refreshed:
        wanted = frozenset(self.symbols) - {self.base}
        given = await self.source.latest(self.base, wanted)
        now = self.clock.now()
        async with self.begin() as work:
            known = await work.rate_book.newest()
            refreshed = compared(known, given, wanted=wanted, most_swing=self.most_swing, at=now)
            if refreshed.changed or refreshed.refused:
                kept = [
                    KeptRate(rate=each.after, kept_at=now, kept_by=current_cause().actor)
                    for each in refreshed.changed
                ]
                await work.rate_book.add(kept, [_told(refreshed)])
        return refreshed


@frozen
class RefreshRatesInTime:
    """The same as a job: it comes back by itself, and its caller waits for nothing."""

    refresh_rates: RefreshRates

    async def __call__(self, run: JobRun) -> None:
        del run
        await self.refresh_rates()


def _told(refreshed: Refreshed) -> RatesRefreshed:
    sources = [each.after.source for each in refreshed.changed]
    sources += [each.rate.source for each in refreshed.refused]
    return RatesRefreshed(
        at=refreshed.at,
        source=", ".join(dict.fromkeys(sources)),
        changed=tuple(str(each.after) for each in refreshed.changed),
        refused=tuple(f"{each.rate}: {each.why}" for each in refreshed.refused),
    )
