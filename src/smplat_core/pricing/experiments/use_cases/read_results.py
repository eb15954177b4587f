"""Reading what came of an experiment."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from smplat_core.kernel import Clock
from smplat_core.pricing.experiments.analysis import Results, analyze
from smplat_core.pricing.experiments.model import Experiment
from smplat_core.pricing.experiments.queries import ExperimentQueries
from smplat_core.pricing.experiments.vocabulary import ExperimentSlug

STALLED_AFTER: Final = timedelta(hours=24)
"""For experiments whose guard does not say otherwise."""


@frozen
class ReadResults:
    """The experiment and its figures, each variant beside the control; a draft has none yet."""

    queries: ExperimentQueries
    clock: Clock

    async def __call__(self, slug: ExperimentSlug) -> tuple[Experiment, Results]:
        experiment, now = await self.queries.experiment(slug), self.clock.now()
        guard = experiment.plan.guard
        tallies = await self.queries.tallies(
            experiment.id,
            recent_since=experiment.shares_since or now,
            aged_before=now - (guard.stalled_after if guard else STALLED_AFTER),
        )
        return experiment, analyze(experiment, tallies)
