"""The experiment: an immutable value that answers every action with its next self."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypedDict
from uuid import UUID

import attrs
from attrs import Factory, field, frozen

from smplat_core.guardrails import CannotUndo, Hysteresis, HysteresisState
from smplat_core.kernel import Event, evolve
from smplat_core.pricing.experiments import events as told
from smplat_core.pricing.experiments.lifecycle import (
    EXPERIMENT_LIFECYCLE,
    TAKEN,
    ExperimentAction,
    ExperimentState,
)
from smplat_core.pricing.experiments.plan import ExperimentPlan
from smplat_core.pricing.experiments.refusals import (
    BadExperiment,
    ControlNotPausable,
    ExperimentFixed,
    ExperimentNotStarted,
    ExperimentOver,
    VariantNotFound,
)
from smplat_core.pricing.experiments.segments import namespaces_meet
from smplat_core.pricing.experiments.spans import Spans, laid_out, moved, owner_of
from smplat_core.pricing.experiments.vocabulary import (
    SLUGS,
    WHOLE,
    ExperimentId,
    ExperimentSlug,
    PausedVariant,
    ProductSlug,
    Variant,
    VariantKey,
    is_slug,
)

CHANGEABLE: Final = frozenset({"name", "hypothesis", "coverage", "guard"})
"""Fields of the plan that may change while it runs; so may weights, and when it ends."""


class Whose(TypedDict):
    experiment_id: ExperimentId
    slug: ExperimentSlug
    product: ProductSlug


@frozen(kw_only=True)
class Experiment:
    """Prices compared on buyers. Once started it stays comparable: only shares and its end move."""

    id: ExperimentId
    slug: ExperimentSlug
    """How links, events and orders name it. Never changed: buckets are computed from it."""
    plan: ExperimentPlan
    state: ExperimentState = EXPERIMENT_LIFECYCLE.initial
    spans: Spans = ()
    """Which buckets are whose; none before it starts."""
    paused: tuple[PausedVariant, ...] = ()
    switched: Mapping[VariantKey, datetime] = Factory(dict)
    """When each variant was last paused or resumed, if ever."""
    created_at: datetime
    started_at: datetime | None = None
    shares_since: datetime | None = None
    """Since when buyers are shared out as they are now; the sample ratio is checked from here."""
    completed_at: datetime | None = None
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def draft(
        cls, experiment_id: ExperimentId, *, slug: str, plan: ExperimentPlan, at: datetime
    ) -> "Experiment":
        if not is_slug(slug):
            raise BadExperiment.at("/slug", f"{slug[:40]!r} is not a slug", accepted=SLUGS)
        plan.check()
        made = cls(id=experiment_id, slug=ExperimentSlug(slug), plan=plan, created_at=at)
        keys = tuple(variant.key for variant in plan.variants)
        return made._told(told.ExperimentCreated(at=at, variants=keys, **made._whose()))

    # --- what it is ------------------------------------------------------------------------

    @property
    def control(self) -> Variant:
        (control,) = (variant for variant in self.plan.variants if variant.is_control)
        return control

    def variant(self, key: str) -> Variant:
        """The variant of this key; or ``VariantNotFound``."""
        for variant in self.plan.variants:
            if variant.key == key:
                return variant
        known = ", ".join(variant.key for variant in self.plan.variants)
        raise VariantNotFound(f"experiment {self.slug} has no variant {key[:40]!r}; it has {known}")

    def pause_of(self, key: VariantKey) -> PausedVariant | None:
        """Why the variant is paused; ``None`` when it is not."""
        return next((each for each in self.paused if each.key == key), None)

    def hysteresis(self, key: VariantKey) -> Hysteresis:
        """Whether the variant is given to anybody, and since when, as guardrails see it."""
        state = HysteresisState.PAUSED if self.pause_of(key) else HysteresisState.RUNNING
        return Hysteresis(state=state, since=self.switched.get(key))

    def is_live(self, moment: datetime) -> bool:
        """Whether buyers are assigned at this moment."""
        return self.state is ExperimentState.RUNNING and self.plan.period.holds(moment)

    def meets(self, other: "Experiment") -> bool:
        """Whether both could price the same product for one buyer at one moment."""
        mine, theirs = self.plan, other.plan
        return (
            self.id != other.id
            and mine.product == theirs.product
            and mine.period.meets(theirs.period)
            and mine.segment.meets(theirs.segment)
            and namespaces_meet(mine.namespace, theirs.namespace)
        )

    def check_started(self) -> None:
        if self.state is ExperimentState.DRAFT:
            raise ExperimentNotStarted(f"experiment {self.slug} is a draft; start it first")

    # --- what is done with it --------------------------------------------------------------

    def edit(self, plan: ExperimentPlan, *, at: datetime) -> "Experiment":
        """The same experiment by another plan; itself when that changes nothing.

        ``ExperimentFixed`` names every field that may not change any more.
        """
        plan.check()
        changed = _differences(self.plan, plan)
        if not changed:
            return self
        self._refuse_fixed(plan, changed)
        event = told.ExperimentEdited(at=at, changed=changed, **self._whose())
        edited = attrs.evolve(self, plan=plan)._told(event)  # noqa: SLF001 - the same aggregate, one step on
        return edited._shared_anew(at=at) if self.state in TAKEN else edited  # noqa: SLF001 - as above

    def start(self, *, at: datetime) -> "Experiment":
        """Lay out the buckets and begin, at once or when the period does."""
        state = EXPERIMENT_LIFECYCLE.after(self.state, ExperimentAction.START)
        self._refuse_over(at)
        period = self.plan.period
        live_from = max(at, period.starts_at or at)
        event = told.ExperimentStarted(
            at=at, live_from=live_from, ends_at=period.ends_at, **self._whose()
        )
        return self._told(
            event,
            state=state,
            spans=laid_out(self.plan.variants, self.plan.coverage),
            started_at=at,
            shares_since=live_from,
        )

    def pause(self, *, reason: str, at: datetime) -> "Experiment":
        """Everybody pays what they would without it, until it is resumed."""
        state = EXPERIMENT_LIFECYCLE.after(self.state, ExperimentAction.PAUSE)
        event = told.ExperimentPaused(at=at, reason=reason, **self._whose())
        return self._told(event, state=state)

    def resume(self, *, at: datetime) -> "Experiment":
        """Go on: everybody has the variant they had."""
        state = EXPERIMENT_LIFECYCLE.after(self.state, ExperimentAction.RESUME)
        self._refuse_over(at)
        return self._told(told.ExperimentResumed(at=at, **self._whose()), state=state)

    def complete(self, *, reason: str, at: datetime) -> "Experiment":
        """End it for good."""
        state = EXPERIMENT_LIFECYCLE.after(self.state, ExperimentAction.COMPLETE)
        event = told.ExperimentCompleted(at=at, reason=reason, **self._whose())
        return self._told(event, state=state, completed_at=at)

    def discarded(self, *, at: datetime) -> "Experiment":
        """The last news of a draft that is thrown away; ``ExperimentFixed`` when it is none."""
        if self.state is not ExperimentState.DRAFT:
            raise ExperimentFixed(f"experiment {self.slug} is {self.state}; complete it instead")
        return self._told(told.ExperimentDiscarded(at=at, **self._whose()))

    def pause_variant(
        self, key: str, *, reason: str, by: str, at: datetime, follow_up: UUID | None = None
    ) -> "Experiment":
        """Give the variant to nobody. Pausing what is paused changes nothing."""
        variant = self.variant(key)
        self._refuse_idle()
        if variant.is_control:
            raise ControlNotPausable(f"{key} is the control of {self.slug}; pause the experiment")
        if self.pause_of(variant.key):
            return self
        event = told.VariantPaused(
            at=at, variant_key=variant.key, reason=reason, follow_up=follow_up, **self._whose()
        )
        pause = PausedVariant(key=variant.key, reason=reason, by=by, at=at, follow_up=follow_up)
        return self._switched(event, variant.key, (*self.paused, pause))

    def resume_variant(self, key: str, *, reason: str, at: datetime) -> "Experiment":
        """Give it to its buyers again. Resuming what is not paused changes nothing."""
        variant = self.variant(key)
        self._refuse_idle()
        if self.pause_of(variant.key) is None:
            return self
        event = told.VariantResumed(at=at, variant_key=variant.key, reason=reason, **self._whose())
        left = tuple(each for each in self.paused if each.key != variant.key)
        return self._switched(event, variant.key, left)

    def undo_pause(self, key: str, *, follow_up: UUID, reason: str, at: datetime) -> "Experiment":
        """Take back exactly the pause this follow-up accounts for; ``CannotUndo`` when it is gone."""
        pause = self.pause_of(self.variant(key).key)
        if pause is None or pause.follow_up != follow_up:
            raise CannotUndo(f"variant {key} of {self.slug} is not paused by this any more")
        return self.resume_variant(key, reason=reason, at=at)

    # --- inside ----------------------------------------------------------------------------

    def _refuse_fixed(self, plan: ExperimentPlan, changed: tuple[str, ...]) -> None:
        if self.state is ExperimentState.DRAFT:
            return
        if self.state is ExperimentState.COMPLETED:
            raise ExperimentFixed(f"experiment {self.slug} is completed; copy it instead")
        fixed = set(changed) - CHANGEABLE
        if "variants" in fixed and _but_weights(plan) == _but_weights(self.plan):
            fixed.discard("variants")
        if "period" in fixed and plan.period.starts_at == self.plan.period.starts_at:
            fixed.discard("period")
        if fixed:
            raise ExperimentFixed(
                f"{', '.join(sorted(fixed))} of {self.slug} stay as they were when it started;"
                " weights, coverage, ends_at, guard, name and hypothesis may change"
            )

    def _shared_anew(self, *, at: datetime) -> "Experiment":
        spans = moved(self.spans, self.plan.variants, self.plan.coverage)
        buckets = sum(
            owner_of(spans, bucket) != owner_of(self.spans, bucket) for bucket in range(WHOLE)
        )
        if not buckets:
            return self
        event = told.ExperimentSharesChanged(at=at, buckets_moved=buckets, **self._whose())
        return self._told(event, spans=spans, shares_since=at)

    def _switched(
        self, event: Event, key: VariantKey, paused: tuple[PausedVariant, ...]
    ) -> "Experiment":
        switched = {**self.switched, key: event.at}
        return self._told(event, paused=paused, switched=switched, shares_since=event.at)

    def _refuse_over(self, at: datetime) -> None:
        if self.plan.period.is_over(at):
            ends_at = self.plan.period.ends_at
            raise ExperimentOver(f"experiment {self.slug} ended at {ends_at}; set a later ends_at")

    def _refuse_idle(self) -> None:
        self.check_started()
        if self.state is ExperimentState.COMPLETED:
            raise ExperimentFixed(f"experiment {self.slug} is completed")

    def _whose(self) -> Whose:
        return {"experiment_id": self.id, "slug": self.slug, "product": self.plan.product}

    def _told(self, event: Event, **changes: object) -> "Experiment":
        return evolve(self, news=(*self.news, event), **changes)


def _differences(one: ExperimentPlan, other: ExperimentPlan) -> tuple[str, ...]:
    names = (attribute.name for attribute in attrs.fields(ExperimentPlan))
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))


def _but_weights(plan: ExperimentPlan) -> tuple[Variant, ...]:
    return tuple(attrs.evolve(variant, weight=1) for variant in plan.variants)
