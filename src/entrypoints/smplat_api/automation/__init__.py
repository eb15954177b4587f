"""Automation steps, human tasks and scenario settings over HTTP."""

from typing import Final

from smplat_api.automation.metrics import AutomationMetricsController
from smplat_api.automation.scenarios import ScenarioController
from smplat_api.automation.steps import AutomationStepController, ShipmentAutomationController
from smplat_api.automation.tasks import TaskController

ROUTES: Final = (
    ShipmentAutomationController,
    AutomationStepController,
    TaskController,
    ScenarioController,
    AutomationMetricsController,
)
