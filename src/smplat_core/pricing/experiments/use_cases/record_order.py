"""Counting what a paid order brought."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Begin, Money
from smplat_core.pricing.experiments.ports import ExperimentsWork
from smplat_core.pricing.experiments.queries import ExperimentQueries
from smplat_core.pricing.experiments.records import Outcome
from smplat_core.pricing.experiments.refusals import ExperimentNotFound
from smplat_core.pricing.experiments.vocabulary import (
    ORDER,
    ExperimentSlug,
    OutcomeKind,
    VariantKey,
)


@frozen(kw_only=True)
class OrderedVariant:
    """A variant that a line of an order was priced with, as it was frozen then."""

    slug: ExperimentSlug
    variant_key: VariantKey
    revenue: Money
    """What the line costs."""
    unit: str | None = None
    """Who was assigned; the order itself stands in for somebody unknown."""


@frozen
class RecordOrderOutcomes:
    """Count what a paid order brought each experiment its lines were priced with, once.

    Experiments over since still count it. Those that are gone are left out.
    """

    begin: Begin[ExperimentsWork]
    queries: ExperimentQueries

    async def __call__(self, order: UUID, lines: Sequence[OrderedVariant], *, at: datetime) -> int:
        of_slug = dict[ExperimentSlug, list[OrderedVariant]]()
        for line in lines:
            of_slug.setdefault(line.slug, []).append(line)
        recorded = 0
        for slug, found in sorted(of_slug.items()):
            try:
                experiment = await self.queries.experiment(slug)
            except ExperimentNotFound:
                continue
            outcomes = _outcomes_of(order, found, at=at)
            async with self.begin() as work:
                recorded += await work.experiment_records.came_out(experiment.id, outcomes)
        return recorded


def _outcomes_of(
    order: UUID, lines: Sequence[OrderedVariant], *, at: datetime
) -> tuple[Outcome, ...]:
    """One conversion, and the revenue of all lines, in the variant of the first."""
    first = lines[0]
    key = f"{ORDER}{order}"
    amount = Money.total((line.revenue for line in lines), first.revenue.currency)
    return tuple(
        Outcome(
            kind=kind,
            variant_key=first.variant_key,
            unit=first.unit or key,
            dedup_key=key,
            at=at,
            amount=amount if kind is OutcomeKind.REVENUE else None,
        )
        for kind in OutcomeKind
    )
