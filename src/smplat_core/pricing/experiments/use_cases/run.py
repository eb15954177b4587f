"""Taking an experiment through its life."""

from typing import Final

from attrs import frozen

from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock, current_cause
from smplat_core.pricing.experiments.lifecycle import TAKEN
from smplat_core.pricing.experiments.model import Experiment
from smplat_core.pricing.experiments.ports import ExperimentsWork, Rivals, TargetProducts
from smplat_core.pricing.experiments.queries import ExperimentQueries
from smplat_core.pricing.experiments.use_cases.manage import (
    check_product,
    check_version,
    refuse_overlap,
)
from smplat_core.pricing.experiments.vocabulary import ExperimentSlug

COMPLETE_EXPERIMENTS: Final = "pricing.complete_experiments"
BATCH: Final = 100


@frozen
class StartExperiment:
    """Begin, at once or when the period does.

    ``ExperimentOverlaps`` while another one prices the same product for some of the same buyers
    at the same time: one price experiment to a product and buyer.
    """

    begin: Begin[ExperimentsWork]
    clock: Clock
    products: TargetProducts

    async def __call__(
        self, slug: ExperimentSlug, *, expected_version: int | None = None
    ) -> Experiment:
        async with self.begin() as work:
            found = await work.experiments.with_rivals(slug)
            check_version(found.experiment, expected_version)
            started = found.experiment.start(at=self.clock.now())
            await check_product(self.products, started.plan.product)
            refuse_overlap(Rivals(started, found.others))
            return await work.experiments.save(started)


@frozen
class PauseExperiment:
    """Let everybody pay what they would without it, until it is resumed."""

    begin: Begin[ExperimentsWork]
    clock: Clock

    async def __call__(
        self, slug: ExperimentSlug, *, reason: str, expected_version: int | None = None
    ) -> Experiment:
        async with self.begin() as work:
            experiment = await work.experiments.get(slug)
            check_version(experiment, expected_version)
            paused = experiment.pause(reason=reason, at=self.clock.now())
            return await work.experiments.save(paused)


@frozen
class ResumeExperiment:
    """Go on where it was paused; refused like a start when another has taken its place."""

    begin: Begin[ExperimentsWork]
    clock: Clock

    async def __call__(
        self, slug: ExperimentSlug, *, expected_version: int | None = None
    ) -> Experiment:
        async with self.begin() as work:
            found = await work.experiments.with_rivals(slug)
            check_version(found.experiment, expected_version)
            resumed = found.experiment.resume(at=self.clock.now())
            refuse_overlap(Rivals(resumed, found.others))
            return await work.experiments.save(resumed)


@frozen
class CompleteExperiment:
    """End it for good. Orders keep what they froze; late conversions still count."""

    begin: Begin[ExperimentsWork]
    clock: Clock

    async def __call__(
        self, slug: ExperimentSlug, *, reason: str, expected_version: int | None = None
    ) -> Experiment:
        async with self.begin() as work:
            experiment = await work.experiments.get(slug)
            check_version(experiment, expected_version)
            completed = experiment.complete(reason=reason, at=self.clock.now())
            return await work.experiments.save(completed)


@frozen
class PauseVariant:
    """Give one variant to nobody; its buyers pay what they would without the experiment."""

    begin: Begin[ExperimentsWork]
    clock: Clock

    async def __call__(
        self, slug: ExperimentSlug, key: str, *, reason: str, expected_version: int | None = None
    ) -> Experiment:
        async with self.begin() as work:
            experiment = await work.experiments.get(slug)
            check_version(experiment, expected_version)
            by, now = current_cause().actor, self.clock.now()
            paused = experiment.pause_variant(key, reason=reason, by=by, at=now)
            return paused if paused == experiment else await work.experiments.save(paused)


@frozen
class ResumeVariant:
    """Give a paused variant to its buyers again."""

    begin: Begin[ExperimentsWork]
    clock: Clock

    async def __call__(
        self, slug: ExperimentSlug, key: str, *, reason: str, expected_version: int | None = None
    ) -> Experiment:
        async with self.begin() as work:
            experiment = await work.experiments.get(slug)
            check_version(experiment, expected_version)
            resumed = experiment.resume_variant(key, reason=reason, at=self.clock.now())
            return resumed if resumed == experiment else await work.experiments.save(resumed)


@frozen
class CompleteEndedExperiments:
    """The job ``pricing.complete_experiments``: what has reached its end is completed.

    Buyers are not assigned from the very moment of the end on, whenever this runs. Each
    experiment is looked at again once it is held: an end moved meanwhile counts.
    """

    begin: Begin[ExperimentsWork]
    clock: Clock
    queries: ExperimentQueries

    async def __call__(self, run: JobRun) -> None:
        del run
        now = self.clock.now()
        while slugs := await self.queries.ended(now, limit=BATCH):
            for slug in slugs:
                async with self.begin() as work:
                    experiment = await work.experiments.get(slug)
                    if experiment.state in TAKEN and experiment.plan.period.is_over(now):
                        done = experiment.complete(reason="its period has ended", at=now)
                        await work.experiments.save(done)
            if len(slugs) < BATCH:
                return
