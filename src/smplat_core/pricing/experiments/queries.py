"""What screens, prices and jobs read of experiments. Reads hold nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from attrs import frozen

from smplat_core.kernel import Currency, Money, Page, PageRequest
from smplat_core.pricing.experiments.analysis import Tallies
from smplat_core.pricing.experiments.assignment import Offer
from smplat_core.pricing.experiments.lifecycle import ExperimentState
from smplat_core.pricing.experiments.model import Experiment
from smplat_core.pricing.experiments.records import Metric
from smplat_core.pricing.experiments.vocabulary import (
    ExperimentId,
    ExperimentSlug,
    ProductSlug,
    VariantKey,
)


@frozen(kw_only=True)
class ExperimentFilter:
    """Which experiments to list; ``None`` means any."""

    state: ExperimentState | None = None
    product: ProductSlug | None = None


@frozen(kw_only=True)
class DayTally:
    """What was counted of one variant on one day (UTC)."""

    day: date
    key: VariantKey
    exposures: int
    conversions: int
    revenue: Mapping[Currency, Money]


class ExperimentQueries(Protocol):
    """Experiments and their figures, in a constant number of statements."""

    async def experiment(self, slug: ExperimentSlug) -> Experiment:
        """The experiment; or ``ExperimentNotFound``."""
        ...

    async def experiments(self, wanted: ExperimentFilter, page: PageRequest) -> Page[Experiment]:
        """By slug. The page's key is the last slug (one part)."""
        ...

    async def running_for(self, products: Collection[ProductSlug]) -> Sequence[Experiment]:
        """Experiments of these products that are running, begun or not, by slug."""
        ...

    async def offers(
        self, products: Collection[ProductSlug], keys: Collection[str]
    ) -> Sequence[Offer]:
        """The same, with what was kept under these names; in one statement."""
        ...

    async def kept(
        self, experiment_id: ExperimentId, keys: Collection[str]
    ) -> Mapping[str, VariantKey]:
        """The variants kept under these names."""
        ...

    async def tallies(
        self, experiment_id: ExperimentId, *, recent_since: datetime, aged_before: datetime
    ) -> Tallies:
        """What was counted so far.

        ``recent_since`` is from when on first exposures count for the sample ratio, and
        ``aged_before`` up to when they count as long enough ago to be stalled.
        """
        ...

    async def days(self, experiment_id: ExperimentId, *, since: date) -> Sequence[DayTally]:
        """Day by day from this one on, then by variant; days nothing happened are absent."""
        ...

    async def metrics(self, experiment_id: ExperimentId, page: PageRequest) -> Page[Metric]:
        """Figures written down, newest first. The page's key is the last one's id (one part)."""
        ...

    async def ended(self, moment: datetime, *, limit: int) -> Sequence[ExperimentSlug]:
        """Slugs of running and paused experiments whose end has come, the earliest end first."""
        ...

    async def guarded(self) -> Sequence[Experiment]:
        """Running experiments that have a guard, by slug."""
        ...
