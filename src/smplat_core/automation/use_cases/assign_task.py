"""Making somebody answerable for a task."""

from attrs import frozen

from smplat_core.automation.ports import AutomationWork
from smplat_core.automation.tasks import HumanTask
from smplat_core.automation.vocabulary import (
    LONGEST_NAME,
    HumanTaskId,
    TaskChanged,
    checked_text,
)
from smplat_core.kernel import Begin, Clock


@frozen
class AssignTask:
    """Give an open task to somebody, or to somebody else. The same owner again changes nothing."""

    begin: Begin[AutomationWork]
    clock: Clock

    async def __call__(
        self, task_id: HumanTaskId, *, owner: str, expected_version: int | None = None
    ) -> HumanTask:
        name = checked_text(owner, "/owner", longest=LONGEST_NAME)
        async with self.begin() as work:
            task = await held_task(work, task_id, expected_version)
            assigned = task.assign(name, at=self.clock.now())
            return task if assigned is task else await work.human_tasks.save(assigned)


async def held_task(
    work: AutomationWork, task_id: HumanTaskId, expected_version: int | None
) -> HumanTask:
    """The task, held; ``TaskChanged`` unless it is at the version its caller read."""
    task = await work.human_tasks.get(task_id)
    if expected_version not in (None, task.version):
        raise TaskChanged(
            f"the task is at version {task.version}, not {expected_version}",
            current_version=task.version,
        )
    return task
