"""What screens read of automation. Reads hold nothing; ``company`` ``None`` sees every company."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import attrs
from attrs import field, frozen
from attrs.validators import optional

from smplat_core.automation.lifecycle import StepState, TaskState
from smplat_core.automation.model import AutomationStep
from smplat_core.automation.scenarios import ScenarioConfig
from smplat_core.automation.tasks import HumanTask
from smplat_core.automation.vocabulary import (
    LONGEST_NAME,
    AutomationStepId,
    BadMoment,
    HumanTaskId,
    Scenario,
    TaskSubject,
    checked_text,
)
from smplat_core.customers import CompanyId
from smplat_core.fulfillment import ShipmentId
from smplat_core.kernel import Page, PageRequest


def _is_a_name(_: object, __: object, owner: str) -> None:
    checked_text(owner, "/owner", longest=LONGEST_NAME)


def _is_a_moment(_: object, __: object, moment: datetime) -> None:
    if moment.tzinfo is None:
        raise BadMoment.at(
            "/due_before", f"{moment.isoformat()} has no offset", accepted="2026-03-02T12:00:00Z"
        )


@frozen(kw_only=True)
class TaskFilter:
    """Which tasks to list; ``None`` means any."""

    state: TaskState | None = None
    owner: str | None = field(default=None, validator=optional(_is_a_name))
    subject: TaskSubject | None = None
    due_before: datetime | None = field(default=None, validator=optional(_is_a_moment))


def _has_an_offset(_: object, end: "attrs.Attribute[datetime]", moment: datetime) -> None:
    if moment.tzinfo is None:
        raise BadMoment.at(
            f"/{end.name}",
            f"{moment.isoformat()} has no offset",
            accepted="2026-03-02T12:00:00Z",
        )


@frozen(kw_only=True)
class Span:
    """Steps made from ``since`` (included) to ``until`` (excluded)."""

    since: datetime = field(validator=_has_an_offset)
    until: datetime = field(validator=_has_an_offset)


@frozen(kw_only=True)
class ScenarioMetrics:
    """How the steps of one scenario went."""

    scenario: Scenario
    steps: Mapping[StepState, int]
    """How many are in each state; states without any are left out."""
    attempts: int
    """Of all of them together, since each was last queued."""

    @property
    def settled(self) -> int:
        """Steps of which nothing more is expected."""
        return self._in(StepState.SUCCEEDED) + self._in(StepState.FALLBACK_TRIGGERED)

    @property
    def fallback_permille(self) -> int | None:
        """Of a thousand settled steps, how many a person settled; ``None`` when none is settled."""
        if not self.settled:
            return None
        return self._in(StepState.FALLBACK_TRIGGERED) * 1000 // self.settled

    def _in(self, state: StepState) -> int:
        return self.steps.get(state, 0)


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

    async def task(self, task_id: HumanTaskId, *, company: CompanyId | None) -> HumanTask:
        """The task; or ``TaskNotFound``, also when it is another company's."""
        ...

    async def tasks(
        self, wanted: TaskFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[HumanTask]:
        """Soonest due first. The page's key is the due moment and the id of the last task."""
        ...

    async def metrics(self, span: Span) -> tuple[ScenarioMetrics, ...]:
        """For every scenario, in the order of ``Scenario``, also those without a step."""
        ...

    async def scenarios(self) -> tuple[ScenarioConfig, ...]:
        """Every scenario's settings, in the order of ``Scenario``."""
        ...
