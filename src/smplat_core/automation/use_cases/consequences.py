"""What follows from each state a step can be in: nothing ends without somebody knowing."""

from datetime import datetime
from typing import Final

from smplat_core.automation.lifecycle import StepState
from smplat_core.automation.model import AutomationStep
from smplat_core.automation.ports import AutomationWork
from smplat_core.automation.tasks import STEP_SUBJECT, HumanTask
from smplat_core.automation.vocabulary import HumanTaskId, TaskSubject
from smplat_core.jobs import JobRequest, Queue, Related
from smplat_core.kernel import Ids

RUN_STEP: Final = "automation.run_step"


async def keep(
    work: AutomationWork, step: AutomationStep, *, ids: Ids, at: datetime
) -> AutomationStep:
    """Save the step and see to what its state asks for, in the same unit of work.

    Waiting for an attempt, it has a job for it; failed, it has an open task; settled, it has
    no open task any more.
    """
    saved = await work.automation_steps.save(step)
    if saved.state in (StepState.QUEUED, StepState.WAITING_RETRY):
        await work.jobs.enqueue(run_step_job(saved))
        return saved
    task = await work.human_tasks.open_for(TaskSubject(STEP_SUBJECT, saved.id))
    if saved.state is StepState.FAILED and task is None:
        config = await work.scenario_configs.get(saved.scenario)
        opened = HumanTask.for_failed_step(HumanTaskId(ids.new()), saved, config, at=at)
        await work.human_tasks.save(opened)
    elif saved.state is StepState.SUCCEEDED and task is not None:
        await work.human_tasks.save(task.cancel("the automation succeeded after all", at=at))
    elif saved.state is StepState.FALLBACK_TRIGGERED and task is not None:
        await work.human_tasks.save(task.complete(saved.fallback_notes or "", at=at))
    return saved


def run_step_job(step: AutomationStep) -> JobRequest:
    """One attempt, due when the step is. Asked twice for the same saved step, there is one job."""
    return JobRequest(
        name=RUN_STEP,
        queue=Queue.AUTOMATION,
        payload={"step_id": str(step.id)},
        related=Related(STEP_SUBJECT, step.id),
        due_at=step.next_attempt_at,
        dedupe_key=f"{RUN_STEP}:{step.id}:{step.version}",
    )
