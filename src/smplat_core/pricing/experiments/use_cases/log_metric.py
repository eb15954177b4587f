"""Writing a figure down by hand."""

from decimal import Decimal
from typing import Final

from attrs import frozen

from smplat_core.kernel import Begin, Clock, Ids, current_cause
from smplat_core.pricing.experiments.ports import ExperimentsWork
from smplat_core.pricing.experiments.queries import ExperimentQueries
from smplat_core.pricing.experiments.records import Metric
from smplat_core.pricing.experiments.refusals import BadMetric
from smplat_core.pricing.experiments.vocabulary import (
    KEY_PATTERN,
    LONGEST_NOTE,
    ExperimentSlug,
    MetricId,
    is_decimal,
)

LARGEST_METRIC: Final = Decimal(10) ** 15


@frozen
class LogMetric:
    """Write a figure down by hand, to be read beside the results."""

    begin: Begin[ExperimentsWork]
    clock: Clock
    ids: Ids
    queries: ExperimentQueries

    async def __call__(
        self, slug: ExperimentSlug, *, name: str, value: Decimal, variant: str | None, note: str
    ) -> Metric:
        experiment = await self.queries.experiment(slug)
        experiment.check_started()
        metric = Metric(
            id=MetricId(self.ids.new()),
            experiment_id=experiment.id,
            variant_key=None if variant is None else experiment.variant(variant).key,
            name=name,
            value=value,
            note=note.strip(),
            at=self.clock.now(),
            by=current_cause().actor,
        )
        _check_metric(metric)
        async with self.begin() as work:
            await work.experiment_records.measured(metric)
        return metric


def _check_metric(metric: Metric) -> None:
    if not KEY_PATTERN.fullmatch(metric.name):
        said, accepted = f"{metric.name[:40]!r} is no name", "support_calls"
        raise BadMetric.at("/name", said, accepted=accepted)
    if not (is_decimal(metric.value) and abs(metric.value) <= LARGEST_METRIC):
        raise BadMetric.at("/value", f"{metric.value} is out of bounds", accepted="up to 10^15")
    if len(metric.note) > LONGEST_NOTE:
        said = f"{len(metric.note)} characters are too many"
        raise BadMetric.at("/note", said, accepted=f"up to {LONGEST_NOTE}")
