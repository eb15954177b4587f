"""An automation step: attempts are counted, and it ends in success, failure told, or fallback."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Final

from hypothesis.stateful import invariant

from smplat_core.automation import (
    STEP_LIFECYCLE,
    AutomationStep,
    StepAction,
    StepReopened,
    StepState,
)
from smplat_core.testing.builders.automation import JOB, NOON, USUAL, a_step
from smplat_core.testing.machines.lifecycle import LifecycleMachine

LATER: Final = NOON + timedelta(hours=1)


class AutomationStepMachine(LifecycleMachine[AutomationStep]):
    """A planned step, with whatever workers and people do to it."""

    lifecycle = STEP_LIFECYCLE

    def begin(self) -> AutomationStep:
        return a_step()

    def act(self, thing: AutomationStep, action: StepAction) -> AutomationStep:
        done: dict[StepAction, Callable[[], AutomationStep]] = {
            StepAction.EDIT: lambda: thing.edit(
                scenario=thing.scenario, payload=thing.payload, at=NOON
            ),
            StepAction.QUEUE: lambda: thing.queue(at=NOON),
            StepAction.START: lambda: thing.start(USUAL, job_id=JOB, at=NOON),
            StepAction.SUCCEED: lambda: thing.succeed("op-1", at=NOON),
            StepAction.RETRY_LATER: lambda: thing.attempt_failed("broken", USUAL, at=NOON),
            StepAction.POSTPONE: lambda: thing.postpone("closed", until=LATER, at=NOON),
            StepAction.FAIL: lambda: thing.fail("broken", at=NOON),
            StepAction.RETRY: lambda: thing.retry(at=NOON),
            StepAction.FALL_BACK: lambda: thing.fall_back("by hand", at=NOON),
            StepAction.REOPEN: lambda: thing.reopen("it did not hold", at=NOON),
            StepAction.CANCEL: lambda: thing.cancel("the parcel was lost", at=NOON),
        }
        return done[action]()

    def state(self, thing: AutomationStep) -> StrEnum:
        return thing.state

    def expects(self, thing: AutomationStep, action: StepAction) -> StepState:
        """An attempt that was the last one fails for good, where another would wait."""
        if action is StepAction.RETRY_LATER and thing.is_spent:
            return StepState.FAILED
        return STEP_LIFECYCLE.after(thing.state, action)

    @invariant()
    def no_attempt_is_given_back_that_was_not_made(self) -> None:
        assert self.thing.attempts >= 0, f"{self.thing.attempts} attempts were made"

    @invariant()
    def what_ended_says_how(self) -> None:
        if self.thing.state is StepState.SUCCEEDED:
            assert self.thing.operation_id, "it succeeded at nothing"
        if self.thing.state is StepState.FAILED:
            reopened = any(isinstance(event, StepReopened) for event in self.thing.news)
            assert self.thing.last_error or reopened, "it failed for no reason"
        if self.thing.state is StepState.FALLBACK_TRIGGERED:
            assert self.thing.fallback_notes, "a person settled it, and did not say how"
