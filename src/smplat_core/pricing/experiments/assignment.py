"""Who is given which variant. Pure: the same experiment and buyer give the same answer."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import Factory, frozen

from smplat_core.catalog import Circumstances
from smplat_core.pricing.experiments.hashing import bucket_of, is_in
from smplat_core.pricing.experiments.lifecycle import ExperimentState
from smplat_core.pricing.experiments.model import Experiment
from smplat_core.pricing.experiments.spans import owner_of
from smplat_core.pricing.experiments.vocabulary import (
    Assignment,
    AssignmentStrategy,
    ExperimentId,
    ProductSlug,
    VariantKey,
    Visitor,
)


@frozen(kw_only=True)
class Offer:
    """An experiment somebody might take part in, with what was kept of them."""

    experiment: Experiment
    kept: Mapping[str, VariantKey] = Factory(dict)
    """Variants by the name they are kept under: the buyer's, the session's."""

    def kept_for(self, visitor: Visitor) -> VariantKey | None:
        """The buyer's own; else the session's, which the buyer inherits."""
        if self.experiment.plan.strategy is AssignmentStrategy.DETERMINISTIC:
            return None
        return next((self.kept[key] for key in visitor.keys if key in self.kept), None)


def reason_against(
    experiment: Experiment, visitor: Visitor, circumstances: Circumstances, moment: datetime
) -> str:
    """Why this buyer takes no part at this moment, whatever their bucket; empty when they may."""
    plan = experiment.plan
    if experiment.state is not ExperimentState.RUNNING:
        return f"it is {experiment.state}"
    if plan.period.is_ahead(moment):
        return "it has not begun"
    if plan.period.is_over(moment):
        return "it has ended"
    if plan.flag is not None and plan.flag not in circumstances.flags:
        return f"flag {plan.flag} is off"
    missed = plan.segment.misses(visitor, circumstances)
    return f"another {missed} is asked for" if missed else ""


def assign(
    experiment: Experiment, unit: str, *, kept: VariantKey | None = None
) -> Assignment | None:
    """The variant of this unit: the one kept, or else the owner of its bucket.

    ``None`` when it is outside the namespace's share or the coverage, unless one was kept, and
    while its variant is paused.
    """
    bucket = bucket_of(experiment.slug, unit)
    key = kept
    if key is None:
        namespace = experiment.plan.namespace
        if namespace is not None and not is_in(namespace, unit):
            return None
        key = owner_of(experiment.spans, bucket)
    if key is None or experiment.pause_of(key):
        return None
    variant = experiment.variant(key)
    return Assignment(
        slug=experiment.slug,
        experiment_id=experiment.id,
        product=experiment.plan.product,
        variant_key=variant.key,
        variant_name=variant.name,
        is_control=variant.is_control,
        strategy=experiment.plan.strategy,
        adjustment=variant.adjustment,
        bucket=bucket,
        unit=unit,
    )


def assign_all(
    offers: Iterable[Offer], visitor: Visitor, circumstances: Circumstances, moment: datetime
) -> dict[ProductSlug, Assignment]:
    """At most one assignment for each product: a kept one first, then of the earliest started."""
    found: dict[ProductSlug, tuple[Rank, Assignment]] = {}
    for offer in offers:
        experiment = offer.experiment
        if reason_against(experiment, visitor, circumstances, moment):
            continue
        kept = offer.kept_for(visitor)
        assignment = assign(experiment, visitor.unit, kept=kept)
        if assignment is None:
            continue
        rank = (kept is None, experiment.started_at or moment, experiment.id)
        known = found.get(assignment.product)
        if known is None or rank < known[0]:
            found[assignment.product] = (rank, assignment)
    return {product: assignment for product, (_, assignment) in found.items()}


Rank = tuple[bool, datetime, ExperimentId]
