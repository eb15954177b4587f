"""What experiments need from the outside."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from smplat_core.guardrails import FollowUpsWork
from smplat_core.jobs import JobsWork
from smplat_core.pricing.experiments.model import Experiment
from smplat_core.pricing.experiments.records import Exposure, Metric, Outcome
from smplat_core.pricing.experiments.vocabulary import (
    Assignment,
    ExperimentId,
    ExperimentSlug,
    ProductSlug,
    VariantKey,
    Visitor,
)


@frozen
class Rivals:
    """An experiment and the others of its product that are not over, all held."""

    experiment: Experiment
    others: tuple[Experiment, ...]


class Experiments(Protocol):
    """Every experiment there is."""

    async def get(self, slug: ExperimentSlug) -> Experiment:
        """The experiment, held until the unit of work ends; or ``ExperimentNotFound``."""
        ...

    async def with_rivals(self, slug: ExperimentSlug) -> Rivals:
        """The experiment with the others of its product that are not completed.

        All are held until the unit of work ends, so two of one product never start at once.
        ``ExperimentNotFound`` when there is none of this slug.
        """
        ...

    async def save(self, experiment: Experiment) -> Experiment:
        """Keep it and publish its news; it comes back one version on, without them.

        Raises ``ExperimentChanged`` when somebody else saved it first, ``ExperimentExists`` when
        the slug of a new one is taken.
        """
        ...

    async def discard(self, experiment: Experiment) -> None:
        """Forget a draft held in this unit of work, and publish its last news."""
        ...


class ExperimentRecords(Protocol):
    """The assignments kept, and apart from them the log of exposures and outcomes."""

    async def assigned(
        self, visitor: Visitor, assignments: Sequence[Assignment], *, at: datetime
    ) -> None:
        """Keep what is sticky under each name of the visitor that has none yet, and log that all
        were shown, as ``exposed`` does; in one statement. The same one twice counts once.
        """
        ...

    async def keep(
        self, experiment_id: ExperimentId, variants: Mapping[str, VariantKey], *, at: datetime
    ) -> None:
        """Keep these variants under the names that have none of the experiment yet."""
        ...

    async def exposed(self, experiment_id: ExperimentId, exposures: Sequence[Exposure]) -> int:
        """Log exposures, no two of one sitting and variant; how many were new.

        One of an unknown session that logged in since becomes the buyer's.
        """
        ...

    async def came_out(self, experiment_id: ExperimentId, outcomes: Sequence[Outcome]) -> int:
        """Log outcomes, no two of one kind and ``dedup_key``; how many were new."""
        ...

    async def measured(self, metric: Metric) -> None:
        """Keep a figure somebody wrote down."""
        ...


class TargetProducts(Protocol):
    """The products there are, by their slugs."""

    async def exist(self, slugs: Collection[ProductSlug]) -> frozenset[ProductSlug]:
        """Those of the slugs that products have, published or not."""
        ...


class ExperimentsWork(JobsWork, Protocol):
    """What a unit of work must offer to experiments."""

    @property
    def experiments(self) -> Experiments: ...

    @property
    def experiment_records(self) -> ExperimentRecords: ...


class GuardingWork(ExperimentsWork, FollowUpsWork, Protocol):
    """What it must offer to what pauses variants by itself."""
