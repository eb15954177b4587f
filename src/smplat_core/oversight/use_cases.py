"""What operators ask the house as a whole."""

from collections.abc import Collection
from datetime import timedelta

from attrs import Factory, frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Clock, Page, PageRequest
from smplat_core.oversight.measures import (
    Kpi,
    Reading,
    kpis,
    slo_readings,
)
from smplat_core.oversight.queries import Measurements, StuckQueries
from smplat_core.oversight.stuck import Patience, StuckThing, limits
from smplat_core.oversight.vocabulary import StuckKind


@frozen
class ListStuck:
    """What is stuck, since when, whose; everything unless kinds are named."""

    queries: StuckQueries
    clock: Clock
    patience: Patience = Factory(dict)

    async def __call__(
        self,
        kinds: Collection[StuckKind] = (),
        *,
        company: CompanyId | None = None,
        page: PageRequest,
    ) -> Page[StuckThing]:
        before = limits(self.patience, now=self.clock.now())
        wanted = tuple(kind for kind in StuckKind if not kinds or kind in kinds)
        return await self.queries.stuck(wanted, before=before, company=company, page=page)


@frozen
class ReadKpis:
    """Every promise beside what is."""

    measurements: Measurements
    clock: Clock

    async def __call__(self) -> tuple[Kpi, ...]:
        return kpis(await self.measurements.samples(now=self.clock.now()))


@frozen
class TakeReadings:
    """Every figure that is read from the database, promises and stuck things among them."""

    measurements: Measurements
    stuck: StuckQueries
    clock: Clock
    patience: Patience = Factory(dict)

    async def __call__(self) -> tuple[Reading, ...]:
        now = self.clock.now()
        readings = list(await self.measurements.readings(now=now))
        for count in await self.stuck.counts(before=limits(self.patience, now=now)):
            since = count.oldest_since
            age = max(now - since, timedelta()).total_seconds() if since else 0.0
            readings.append(Reading("smplat_stuck", count.number, (count.kind,)))
            readings.append(Reading("smplat_stuck_oldest_seconds", age, (count.kind,)))
        readings += slo_readings(kpis(await self.measurements.samples(now=now)))
        return tuple(readings)
