"""What a person does with a task: take it on, do it, or ask for it again."""

from attrs import frozen

from smplat_core.automation.ports import AutomationWork
from smplat_core.automation.queries import AutomationQueries
from smplat_core.automation.tasks import HumanTask
from smplat_core.automation.use_cases.assign_task import held_task
from smplat_core.automation.vocabulary import AutomationStepId, HumanTaskId, checked_text
from smplat_core.kernel import Begin, Clock, current_cause


@frozen
class ClaimTask:
    """Whoever calls is answerable now. What a person has taken, ``TaskTaken`` keeps theirs."""

    begin: Begin[AutomationWork]
    clock: Clock

    async def __call__(
        self, task_id: HumanTaskId, *, expected_version: int | None = None
    ) -> HumanTask:
        async with self.begin() as work:
            task = await held_task(work, task_id, expected_version)
            claimed = task.claim(current_cause().actor, at=self.clock.now())
            return task if claimed is task else await work.human_tasks.save(claimed)


@frozen
class CompleteTask:
    """Write down what was done. The step it is about is settled by that, as its fallback.

    While the step runs an attempt, ``ActionNotAllowed``: it may yet succeed by itself.
    """

    begin: Begin[AutomationWork]
    queries: AutomationQueries
    clock: Clock

    async def __call__(
        self, task_id: HumanTaskId, *, resolution: str, expected_version: int | None = None
    ) -> HumanTask:
        written = checked_text(resolution, "/resolution")
        subject = await _step_of(self.queries, task_id)
        async with self.begin() as work:
            step = await work.automation_steps.get(subject)
            task = await held_task(work, task_id, expected_version)
            now = self.clock.now()
            done = task.complete(written, at=now)
            await work.automation_steps.save(step.fall_back(written, at=now))
            return await work.human_tasks.save(done)


@frozen
class ReopenTask:
    """What was done did not hold: the task is open again, and its step has failed again."""

    begin: Begin[AutomationWork]
    queries: AutomationQueries
    clock: Clock

    async def __call__(
        self, task_id: HumanTaskId, *, reason: str, expected_version: int | None = None
    ) -> HumanTask:
        written = checked_text(reason, "/reason")
        subject = await _step_of(self.queries, task_id)
        async with self.begin() as work:
            step = await work.automation_steps.get(subject)
            task = await held_task(work, task_id, expected_version)
            config = await work.scenario_configs.get(step.scenario)
            now = self.clock.now()
            reopened = task.reopen(written, due_in=config.task_due_in, at=now)
            await work.automation_steps.save(step.reopen(written, at=now))
            return await work.human_tasks.save(reopened)


async def _step_of(queries: AutomationQueries, task_id: HumanTaskId) -> AutomationStepId:
    """The step the task is about, read without holding the task.

    Whoever changes both holds the step first, so that two of them never wait for each other.
    """
    task = await queries.task(task_id, company=None)
    return AutomationStepId(task.subject.id)
