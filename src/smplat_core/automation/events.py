"""What automation tells the rest of the house."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.automation.lifecycle import TaskState
from smplat_core.automation.vocabulary import AutomationStepId, HumanTaskId, Scenario, TaskKind
from smplat_core.customers import CompanyId
from smplat_core.fulfillment import ShipmentId, ShipmentItemId
from smplat_core.kernel import Event
from smplat_core.orders import OrderId


@frozen(kw_only=True)
class StepEvent(Event):
    """Something that happened to one step; it shows with its shipment and its order."""

    step_id: AutomationStepId
    shipment_item_id: ShipmentItemId
    shipment_id: ShipmentId
    order_id: OrderId
    company_id: CompanyId
    scenario: Scenario

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.shipment_id, self.order_id)


@frozen(kw_only=True)
class PlannedWork:
    """What a step is to do, as far as it never changes."""

    sku: str
    quantity: int
    created_at: datetime


@frozen(kw_only=True)
class StepPlanned(StepEvent):
    """The step waits for its shipment to arrive."""

    name: ClassVar[str] = "automation.step_planned"
    work: PlannedWork | None = None
    """``None`` in events of versions that did not tell it."""


@frozen(kw_only=True)
class StepEdited(StepEvent):
    """The step's scenario or payload is another one; what follows is a new operation."""

    name: ClassVar[str] = "automation.step_edited"
    revision: int


@frozen(kw_only=True)
class StepQueued(StepEvent):
    """The step may start: its shipment arrived, or a person asked for another try."""

    name: ClassVar[str] = "automation.step_queued"
    work: PlannedWork | None = None
    """``None`` in events of versions that did not tell it."""


@frozen(kw_only=True)
class StepStarted(StepEvent):
    """An attempt begins, or one whose worker died begins anew."""

    name: ClassVar[str] = "automation.step_started"
    attempt: int
    max_attempts: int
    job_id: UUID


@frozen(kw_only=True)
class AttemptFailed(StepEvent):
    """One attempt failed; another follows by itself."""

    name: ClassVar[str] = "automation.attempt_failed"
    attempt: int
    max_attempts: int
    error: str
    next_attempt_at: datetime


@frozen(kw_only=True)
class StepPostponed(StepEvent):
    """The legacy system is left in peace: the attempt did not happen and does not count."""

    name: ClassVar[str] = "automation.step_postponed"
    attempt: int
    """How many count."""
    reason: str
    next_attempt_at: datetime


@frozen(kw_only=True)
class StepCanceled(StepEvent):
    """What it was planned for will not arrive."""

    name: ClassVar[str] = "automation.step_canceled"
    reason: str


@frozen(kw_only=True)
class StepReopened(StepEvent):
    """What a person did instead did not hold; the step has failed again."""

    name: ClassVar[str] = "automation.step_reopened"
    reason: str


@frozen(kw_only=True)
class StepSucceeded(StepEvent):
    """The legacy system has done it, now or before."""

    name: ClassVar[str] = "automation.step_succeeded"
    attempt: int
    operation_id: str


@frozen(kw_only=True)
class AutomationStepFailed(StepEvent):
    """No attempt follows by itself; a person has the task."""

    name: ClassVar[str] = "automation.step_failed"
    attempt: int
    error: str


@frozen(kw_only=True)
class FallbackTriggered(StepEvent):
    """A person settled the step by other means."""

    name: ClassVar[str] = "automation.fallback_triggered"
    notes: str


@frozen(kw_only=True)
class TaskEvent(Event):
    """Something that happened to a human task."""

    task_id: HumanTaskId
    kind: TaskKind
    timelines: tuple[UUID, ...]
    """What the task is about: its subject and the records around it."""

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return self.timelines


@frozen(kw_only=True)
class TaskOpened(TaskEvent):
    """A person is asked to settle something."""

    name: ClassVar[str] = "automation.task_opened"
    title: str
    sla_due_at: datetime
    owner: str | None = None
    """``None`` in events of versions whose tasks began with nobody."""


@frozen(kw_only=True)
class TaskAssigned(TaskEvent):
    """Somebody is answerable for the task, instead of whoever was."""

    name: ClassVar[str] = "automation.task_assigned"
    owner: str


@frozen(kw_only=True)
class TaskClosed(TaskEvent):
    """Nothing is asked of anybody any more."""

    name: ClassVar[str] = "automation.task_closed"
    state: TaskState
    resolution: str


@frozen(kw_only=True)
class TaskReopened(TaskEvent):
    """The task is to be done again."""

    name: ClassVar[str] = "automation.task_reopened"
    reason: str
    sla_due_at: datetime


@frozen(kw_only=True)
class SettingChange:
    """One setting, as text, before and after."""

    setting: str
    before: str
    after: str


@frozen(kw_only=True)
class ScenarioEdited(Event):
    """The next attempts of this scenario obey other settings."""

    name: ClassVar[str] = "automation.scenario_changed"
    scenario: Scenario
    changes: tuple[SettingChange, ...]
