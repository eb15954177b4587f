"""Finding steps that got stuck."""

from typing import Final

from attrs import frozen

from smplat_core.automation.ports import AutomationWork
from smplat_core.automation.use_cases.consequences import run_step_job
from smplat_core.automation.vocabulary import STALLED_AFTER
from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock

RESUME_STEPS: Final = "automation.resume_steps"
MOST_AT_ONCE: Final = 500


@frozen
class ResumeSteps:
    """The handler of ``automation.resume_steps``: queue anew every step that is overdue.

    A step whose job is still on its way keeps that one job; one whose job died for reasons of
    its own gets another, so a step cannot wait for ever.
    """

    begin: Begin[AutomationWork]
    clock: Clock

    async def __call__(self, run: JobRun) -> None:
        del run
        now = self.clock.now()
        async with self.begin() as work:
            stalled = await work.automation_steps.stalled(
                since=now - STALLED_AFTER, limit=MOST_AT_ONCE
            )
            await work.jobs.enqueue(*(run_step_job(step) for step in stalled))
