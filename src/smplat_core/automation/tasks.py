"""A human task: something only a person can settle, with an owner and a moment it is due."""

from datetime import datetime, timedelta
from typing import Final, TypedDict
from uuid import UUID

from attrs import field, frozen

from smplat_core.automation.events import TaskAssigned, TaskClosed, TaskOpened, TaskReopened
from smplat_core.automation.lifecycle import TASK_LIFECYCLE, TaskAction, TaskState
from smplat_core.automation.model import AutomationStep
from smplat_core.automation.scenarios import ScenarioConfig
from smplat_core.automation.vocabulary import HumanTaskId, TaskKind, TaskSubject, TaskTaken
from smplat_core.customers import CompanyId
from smplat_core.kernel import Event, evolve

STEP_SUBJECT: Final = "automation_step"
TEAM: Final = "team:"
"""Owners that are many: anybody may claim what they have."""


class Whose(TypedDict):
    task_id: HumanTaskId
    kind: TaskKind
    timelines: tuple[UUID, ...]


@frozen(kw_only=True)
class HumanTask:
    """One open task per subject at most: a subject that fails again keeps the task it has."""

    id: HumanTaskId
    kind: TaskKind
    subject: TaskSubject
    timelines: tuple[UUID, ...]
    """Ids on whose timelines the task shows, the subject's among them."""
    company_id: CompanyId | None
    title: str
    instructions: str
    owner: str | None = None
    """Who is answerable: an actor, such as ``key:<id>``, or a team; ``None`` is nobody yet."""
    opened_at: datetime
    sla_due_at: datetime
    state: TaskState = TASK_LIFECYCLE.initial
    closed_at: datetime | None = None
    resolution: str | None = None
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def for_failed_step(
        cls, task_id: HumanTaskId, step: AutomationStep, config: ScenarioConfig, *, at: datetime
    ) -> "HumanTask":
        """What the scenario says a person does when its automation failed."""
        task = cls(
            id=task_id,
            kind=TaskKind.AUTOMATION_FAILED,
            subject=TaskSubject(STEP_SUBJECT, step.id),
            timelines=(step.id, step.shipment_id, step.order_id),
            company_id=step.company_id,
            title=f"Automation failed: {step.scenario} for {step.quantity} x {step.sku}",
            instructions=config.fallback_description,
            owner=config.task_owner,
            opened_at=at,
            sla_due_at=at + config.task_due_in,
        )
        opened = TaskOpened(
            at=at, title=task.title, sla_due_at=task.sla_due_at, owner=task.owner, **task._whose()
        )
        return evolve(task, news=(opened,))

    @property
    def is_taken(self) -> bool:
        """Whether a person, and not a team, is answerable."""
        return self.owner is not None and not self.owner.startswith(TEAM)

    def claim(self, actor: str, *, at: datetime) -> "HumanTask":
        """This actor takes it on; taken by somebody else, ``TaskTaken``."""
        state = TASK_LIFECYCLE.after(self.state, TaskAction.CLAIM)
        if actor == self.owner:
            return self
        if self.is_taken:
            raise TaskTaken(f"{self.owner} has taken this task; assign it to take it over")
        claimed = TaskAssigned(at=at, owner=actor, **self._whose())
        return evolve(self, state=state, owner=actor, news=(*self.news, claimed))

    def assign(self, owner: str, *, at: datetime) -> "HumanTask":
        """Somebody is answerable for it now; the same one again changes nothing."""
        state = TASK_LIFECYCLE.after(self.state, TaskAction.ASSIGN)
        if owner == self.owner:
            return self
        assigned = TaskAssigned(at=at, owner=owner, **self._whose())
        return evolve(self, state=state, owner=owner, news=(*self.news, assigned))

    def complete(self, resolution: str, *, at: datetime) -> "HumanTask":
        """A person did what was asked, or something as good."""
        return self._close(TaskAction.COMPLETE, resolution, at=at)

    def cancel(self, resolution: str, *, at: datetime) -> "HumanTask":
        """The matter settled itself."""
        return self._close(TaskAction.CANCEL, resolution, at=at)

    def reopen(self, reason: str, *, due_in: timedelta, at: datetime) -> "HumanTask":
        """What was done did not hold: it is to be done again, by the same owner."""
        reopened = TaskReopened(at=at, reason=reason, sla_due_at=at + due_in, **self._whose())
        return evolve(
            self,
            state=TASK_LIFECYCLE.after(self.state, TaskAction.REOPEN),
            sla_due_at=reopened.sla_due_at,
            closed_at=None,
            resolution=None,
            news=(*self.news, reopened),
        )

    def _close(self, action: TaskAction, resolution: str, *, at: datetime) -> "HumanTask":
        state = TASK_LIFECYCLE.after(self.state, action)
        closed = TaskClosed(at=at, state=state, resolution=resolution, **self._whose())
        news = (*self.news, closed)
        return evolve(self, state=state, closed_at=at, resolution=resolution, news=news)

    def _whose(self) -> Whose:
        return {"task_id": self.id, "kind": self.kind, "timelines": self.timelines}
