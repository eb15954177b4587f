"""An experiment: it stays comparable, whatever people and guards do to it in whatever order."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

import attrs
from hypothesis.stateful import invariant, rule
from hypothesis.strategies import booleans, integers

from smplat_core.pricing.experiments import (
    EXPERIMENT_LIFECYCLE,
    Experiment,
    ExperimentAction,
    ExperimentFixed,
    ExperimentNotStarted,
    ExperimentStarted,
    ExperimentState,
    assign,
    laid_out,
    sizes,
)
from smplat_core.testing.builders.experiments import CHEAPER, a_draft
from smplat_core.testing.builders.pricing import NOON
from smplat_core.testing.machines.lifecycle import LifecycleMachine

LATER: Final = NOON + timedelta(hours=1)
UNITS: Final = tuple(f"buyer:{number}" for number in range(20))


class ExperimentMachine(LifecycleMachine[Experiment]):
    """A draft of two variants: shared out anew, its variant switched, started, paused, ended."""

    lifecycle = EXPERIMENT_LIFECYCLE

    def begin(self) -> Experiment:
        return a_draft()

    def act(self, thing: Experiment, action: ExperimentAction) -> Experiment:
        match action:
            case ExperimentAction.START:
                return thing.start(at=LATER)
            case ExperimentAction.PAUSE:
                return thing.pause(reason="out of stock", at=LATER)
            case ExperimentAction.RESUME:
                return thing.resume(at=LATER)
            case ExperimentAction.COMPLETE:
                return thing.complete(reason="it won", at=LATER)

    def state(self, thing: Experiment) -> StrEnum:
        return thing.state

    @rule(weight=integers(0, 9), coverage=integers(1, 10_000))
    def share_out_anew(self, weight: int, coverage: int) -> None:
        before = self.thing
        control, cheaper = before.plan.variants
        variants = (control, attrs.evolve(cheaper, weight=weight))
        plan = attrs.evolve(before.plan, variants=variants, coverage=coverage)
        try:
            self.thing = before.edit(plan, at=LATER)
        except ExperimentFixed:
            assert before.state is ExperimentState.COMPLETED, f"fixed while {before.state}"
            return
        for unit in UNITS if before.spans else ():
            was = assign(before, unit)
            if was is not None:
                kept = assign(self.thing, unit, kept=was.variant_key)
                assert kept == was, f"{unit} had {was.variant_key} and lost it to new shares"

    @rule(resumes=booleans())
    def switch_the_variant(self, *, resumes: bool) -> None:
        before = self.thing
        try:
            if resumes:
                self.thing = before.resume_variant(CHEAPER, reason="no harm", at=LATER)
            else:
                self.thing = before.pause_variant(CHEAPER, reason="harm", by="ana", at=LATER)
        except (ExperimentNotStarted, ExperimentFixed):
            over = {ExperimentState.DRAFT, ExperimentState.COMPLETED}
            assert before.state in over, f"a variant could not be switched while {before.state}"

    @invariant()
    def every_bucket_is_shared_out_as_the_plan_says(self) -> None:
        plan = self.thing.plan
        begun = self.thing.state is not ExperimentState.DRAFT
        due = sizes(laid_out(plan.variants, plan.coverage)) if begun else {}
        assert sizes(self.thing.spans) == due, f"{sizes(self.thing.spans)}, not {due}"

    @invariant()
    def the_control_is_never_taken_away(self) -> None:
        control = self.thing.control.key
        assert self.thing.pause_of(control) is None, "nothing is left to compare with"

    @invariant()
    def nobody_is_given_what_is_paused(self) -> None:
        if self.thing.pause_of(CHEAPER):
            given = {found.variant_key for unit in UNITS if (found := assign(self.thing, unit))}
            assert CHEAPER not in given, "a paused variant was given away"

    @invariant()
    def it_starts_once_and_stays_what_it_was(self) -> None:
        starts = [event for event in self.thing.news if isinstance(event, ExperimentStarted)]
        assert len(starts) <= 1, "it started twice"
