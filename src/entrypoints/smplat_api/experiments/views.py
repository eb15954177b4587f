"""Experiments as clients see them."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from smplat_api.experiments.bodies import (
    AdjustmentBody,
    GuardBody,
    NamespaceBody,
    PeriodBody,
    SegmentBody,
)
from smplat_core.pricing.experiments import (
    Assignment,
    AssignmentStrategy,
    Experiment,
    ExperimentState,
    GuardPolicy,
    PausedVariant,
    Variant,
    sizes,
)


@frozen
class PausedView:
    """Why a variant is given to nobody just now."""

    reason: str
    by: str
    at: datetime
    follow_up_id: UUID | None
    """The account of it, when a guardrail did this; undoing it resumes the variant."""

    @classmethod
    def of(cls, paused: PausedVariant) -> "PausedView":
        return cls(paused.reason, paused.by, paused.at, paused.follow_up)


@frozen
class VariantView:
    key: str
    name: str
    is_control: bool
    weight: int
    adjustment: AdjustmentBody | None
    buckets: int
    """Of 10,000; 0 before the experiment starts."""
    paused: PausedView | None

    @classmethod
    def of(cls, variant: Variant, experiment: Experiment) -> "VariantView":
        paused = experiment.pause_of(variant.key)
        return cls(
            key=variant.key,
            name=variant.name,
            is_control=variant.is_control,
            weight=variant.weight,
            adjustment=AdjustmentBody.of(variant.adjustment) if variant.adjustment else None,
            buckets=sizes(experiment.spans).get(variant.key, 0),
            paused=PausedView.of(paused) if paused else None,
        )


@frozen
class ExperimentView:
    """An experiment as it stands."""

    id: UUID
    slug: str
    name: str
    hypothesis: str
    product: str
    state: ExperimentState
    live: bool
    """Whether buyers are assigned at this moment."""
    variants: tuple[VariantView, ...]
    segment: SegmentBody
    period: PeriodBody
    flag: str | None
    coverage: int
    namespace: NamespaceBody | None
    strategy: AssignmentStrategy
    guard: GuardBody | None
    created_at: datetime
    started_at: datetime | None
    shares_since: datetime | None
    completed_at: datetime | None
    version: int

    @classmethod
    def of(cls, experiment: Experiment, *, now: datetime) -> "ExperimentView":
        plan = experiment.plan
        segment, space = plan.segment, plan.namespace
        return cls(
            id=experiment.id,
            slug=experiment.slug,
            name=plan.name,
            hypothesis=plan.hypothesis,
            product=plan.product,
            state=experiment.state,
            live=experiment.is_live(now),
            variants=tuple(VariantView.of(variant, experiment) for variant in plan.variants),
            segment=SegmentBody(
                regions=segment.regions,
                channels=segment.channels,
                platforms=segment.platforms,
                companies=segment.companies,
                buyers=segment.buyers,
            ),
            period=PeriodBody(plan.period.starts_at, plan.period.ends_at),
            flag=plan.flag,
            coverage=plan.coverage,
            namespace=NamespaceBody(space.name, space.first, space.end) if space else None,
            strategy=plan.strategy,
            guard=guard_view(plan.guard) if plan.guard else None,
            created_at=experiment.created_at,
            started_at=experiment.started_at,
            shares_since=experiment.shares_since,
            completed_at=experiment.completed_at,
            version=experiment.version,
        )


def guard_view(guard: GuardPolicy) -> GuardBody:
    stalled, drop = guard.stalled_share, guard.conversion_drop
    return GuardBody(
        stalled_share=None if stalled is None else str(stalled),
        stalled_after_seconds=int(guard.stalled_after.total_seconds()),
        conversion_drop=None if drop is None else str(drop),
        minimum_exposures=guard.minimum_exposures,
        dwell_seconds=int(guard.dwell.total_seconds()),
    )


@frozen
class PreviewView:
    """What somebody would be given. Looking records nothing."""

    bucket: int
    """Of 10,000, where they fall."""
    kept: str | None
    """The variant kept for them, whatever their bucket."""
    assigned: bool
    reason: str | None
    """Why they take no part."""
    variant: str | None
    variant_name: str | None
    is_control: bool | None
    strategy: AssignmentStrategy
    adjustment: AdjustmentBody | None

    @classmethod
    def of(
        cls,
        experiment: Experiment,
        assignment: Assignment | None,
        *,
        bucket: int,
        kept: str | None,
        reason: str,
    ) -> "PreviewView":
        found = assignment
        return cls(
            bucket=bucket,
            kept=kept,
            assigned=found is not None,
            reason=reason or None,
            variant=found.variant_key if found else None,
            variant_name=found.variant_name if found else None,
            is_control=found.is_control if found else None,
            strategy=experiment.plan.strategy,
            adjustment=AdjustmentBody.of(found.adjustment) if found and found.adjustment else None,
        )
