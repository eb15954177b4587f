"""What workers and people do with automation, a file for each verb."""

from smplat_core.automation.use_cases.assign_task import AssignTask
from smplat_core.automation.use_cases.consequences import RUN_STEP
from smplat_core.automation.use_cases.edit_scenario import EditScenario
from smplat_core.automation.use_cases.plan_step import PlanStep
from smplat_core.automation.use_cases.resume_steps import RESUME_STEPS, ResumeSteps
from smplat_core.automation.use_cases.run_step import RunStep
from smplat_core.automation.use_cases.settle_step import EditStep, FallBack, RetryStep
from smplat_core.automation.use_cases.work_task import ClaimTask, CompleteTask, ReopenTask

__all__ = [
    "RESUME_STEPS",
    "RUN_STEP",
    "AssignTask",
    "ClaimTask",
    "CompleteTask",
    "EditScenario",
    "EditStep",
    "FallBack",
    "PlanStep",
    "ReopenTask",
    "ResumeSteps",
    "RetryStep",
    "RunStep",
]
