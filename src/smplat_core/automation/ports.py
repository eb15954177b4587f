"""What the automation context needs from the outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from smplat_core.automation.model import AutomationStep
from smplat_core.automation.scenarios import ScenarioConfig
from smplat_core.automation.tasks import HumanTask
from smplat_core.automation.vocabulary import (
    AutomationStepId,
    HumanTaskId,
    Scenario,
    TaskSubject,
)
from smplat_core.fulfillment import FulfillmentWork, ShipmentId


class AutomationSteps(Protocol):
    """Every automation step."""

    async def get(self, step_id: AutomationStepId) -> AutomationStep:
        """The step, held until the unit of work ends; or ``StepNotFound``."""
        ...

    async def of_shipment(self, shipment_id: ShipmentId) -> tuple[AutomationStep, ...]:
        """All steps of the shipment, oldest first, held."""
        ...

    async def stalled(self, *, since: datetime, limit: int) -> tuple[AutomationStep, ...]:
        """Steps that should have gone on before ``since``, longest overdue first.

        Their attempt was due, or was begun, no later than that. Steps somebody else holds are
        left out.
        """
        ...

    async def save(self, step: AutomationStep) -> AutomationStep:
        """Keep the step and publish its news, together or not at all.

        Returns it one version on, news cleared; raises ``StepChanged`` when it was saved by
        anyone since it was read.
        """
        ...

    async def save_all(self, steps: Sequence[AutomationStep]) -> tuple[AutomationStep, ...]:
        """``save`` for each, in order, in a constant number of statements for the steps."""
        ...


class ScenarioConfigs(Protocol):
    """The settings of every scenario."""

    async def get(self, scenario: Scenario) -> ScenarioConfig:
        """The settings, as shipped until somebody edits them.

        They are not held: many attempts read them at once, and ``save`` notices a rival.
        """
        ...

    async def save(self, config: ScenarioConfig) -> ScenarioConfig:
        """Keep the settings. Returns them one version on; or raises ``ScenarioChanged``."""
        ...


class HumanTasks(Protocol):
    """Every human task."""

    async def get(self, task_id: HumanTaskId) -> HumanTask:
        """The task, held until the unit of work ends; or ``TaskNotFound``."""
        ...

    async def open_for(self, subject: TaskSubject) -> HumanTask | None:
        """The subject's open task, held; ``None`` when it has none."""
        ...

    async def save(self, task: HumanTask) -> HumanTask:
        """Keep the task and publish its news, together or not at all.

        Returns it one version on, news cleared. Raises ``TaskChanged`` when it was saved by
        anyone since, or when another task of its subject is open.
        """
        ...


class AutomationWork(FulfillmentWork, Protocol):
    """What a unit of work must offer to automation."""

    @property
    def automation_steps(self) -> AutomationSteps: ...

    @property
    def scenario_configs(self) -> ScenarioConfigs: ...

    @property
    def human_tasks(self) -> HumanTasks: ...
