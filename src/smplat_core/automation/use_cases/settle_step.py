"""What a person can do with a step: try again, settle it by hand, or change what it does."""

from collections.abc import Mapping

from attrs import frozen

from smplat_core.automation.model import AutomationStep
from smplat_core.automation.payloads import payload_of
from smplat_core.automation.ports import AutomationWork
from smplat_core.automation.use_cases.consequences import keep
from smplat_core.automation.vocabulary import (
    AutomationStepId,
    Scenario,
    StepChanged,
    checked_text,
)
from smplat_core.kernel import Begin, Clock, Ids, to_json


@frozen
class RetryStep:
    """Give a failed step all its attempts again, at once.

    Its task stays open until the step is settled: a person remains answerable meanwhile.
    """

    begin: Begin[AutomationWork]
    clock: Clock
    ids: Ids

    async def __call__(
        self, step_id: AutomationStepId, *, expected_version: int | None = None
    ) -> AutomationStep:
        async with self.begin() as work:
            step, now = await _held(work, step_id, expected_version), self.clock.now()
            return await keep(work, step.retry(at=now), ids=self.ids, at=now)


@frozen
class FallBack:
    """Write down that a person settled the step by other means, and how. Its task is done."""

    begin: Begin[AutomationWork]
    clock: Clock
    ids: Ids

    async def __call__(
        self, step_id: AutomationStepId, *, notes: str, expected_version: int | None = None
    ) -> AutomationStep:
        written = checked_text(notes, "/notes")
        async with self.begin() as work:
            step, now = await _held(work, step_id, expected_version), self.clock.now()
            return await keep(work, step.fall_back(written, at=now), ids=self.ids, at=now)


@frozen
class EditStep:
    """Change the scenario or payload of a step that is not running and not settled.

    Fields left out stay as they are; with another scenario, the payload starts from nothing.
    ``BadPayload`` when the two do not fit together.
    """

    begin: Begin[AutomationWork]
    clock: Clock

    async def __call__(
        self,
        step_id: AutomationStepId,
        *,
        scenario: Scenario | None = None,
        payload: Mapping[str, object] | None = None,
        expected_version: int | None = None,
    ) -> AutomationStep:
        async with self.begin() as work:
            step, now = await _held(work, step_id, expected_version), self.clock.now()
            target = scenario or step.scenario
            known = to_json(step.payload) if target is step.scenario else {}
            wanted = payload_of(target, {**known, **(payload or {})})
            edited = step.edit(scenario=target, payload=wanted, at=now)
            if edited is step:
                return step
            return await work.automation_steps.save(edited)


async def _held(
    work: AutomationWork, step_id: AutomationStepId, expected_version: int | None
) -> AutomationStep:
    step = await work.automation_steps.get(step_id)
    if expected_version not in (None, step.version):
        raise StepChanged(
            f"the step is at version {step.version}, not {expected_version}",
            current_version=step.version,
        )
    return step
