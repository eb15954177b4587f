"""What screens read of automation. Reads hold nothing; ``company`` ``None`` sees every company."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from smplat_core.automation.lifecycle import TaskState
from smplat_core.automation.model import AutomationStep
from smplat_core.automation.scenarios import ScenarioConfig
from smplat_core.automation.tasks import HumanTask
from smplat_core.automation.vocabulary import AutomationStepId, TaskSubject
from smplat_core.customers import CompanyId
from smplat_core.fulfillment import ShipmentId
from smplat_core.kernel import BadPage, Page, PageRequest


@frozen(kw_only=True)
class TaskFilter:
    """Which tasks to list; ``None`` means any."""

    state: TaskState | None = None
    owner: str | None = None
    subject: TaskSubject | None = None
    due_before: datetime | None = None


def last_task(page: PageRequest) -> tuple[datetime, UUID] | None:
    """Where the list of tasks goes on: due moment and id; ``BadPage`` when it is no such place."""
    if page.after is None:
        return None
    try:
        due_at, task_id = datetime.fromisoformat(page.after[0]), UUID(page.after[1])
    except (ValueError, IndexError):
        due_at, task_id = None, None
    if due_at is None or due_at.tzinfo is None or task_id is None:
        raise BadPage.at(
            "/cursor", "the cursor is not one of this list", accepted="next_cursor of a page"
        )
    return due_at, task_id


class AutomationQueries(Protocol):
    """Steps, tasks and settings, each answer in one statement."""

    async def step(self, step_id: AutomationStepId, *, company: CompanyId | None) -> AutomationStep:
        """The step; or ``StepNotFound``, also when it is another company's."""
        ...

    async def steps_of(
        self, shipment_id: ShipmentId, *, company: CompanyId | None
    ) -> tuple[AutomationStep, ...]:
        """All steps of the shipment, oldest first."""
        ...

    async def tasks(
        self, wanted: TaskFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[HumanTask]:
        """Soonest due first. The page's key is the due moment and the id of the last task."""
        ...

    async def scenarios(self) -> tuple[ScenarioConfig, ...]:
        """Every scenario's settings, in the order of ``Scenario``."""
        ...
