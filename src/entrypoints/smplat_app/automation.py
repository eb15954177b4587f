"""Use cases of the automation context."""

from dependency_injector.providers import Singleton

from smplat_app.legacy import LegacyUseCases
from smplat_app.ports import Ports
from smplat_core.automation import (
    RESUME_STEPS,
    RUN_STEP,
    AssignTask,
    CancelPlanned,
    ClaimTask,
    CompleteTask,
    EditScenario,
    EditStep,
    FallBack,
    PlanStep,
    ReopenTask,
    ResumeSteps,
    RetryStep,
    RunStep,
    StartAutomation,
)
from smplat_core.jobs import JobHandler
from smplat_core.kernel import Reaction

BEGIN, CLOCK, IDS = Ports.begin, Ports.clock, Ports.ids


class AutomationUseCases(Ports):
    start_automation = Singleton(StartAutomation, begin=BEGIN, clock=CLOCK, ids=IDS)
    cancel_planned = Singleton(CancelPlanned, begin=BEGIN, clock=CLOCK)
    run_step = Singleton(
        RunStep, begin=BEGIN, bridge=LegacyUseCases.recorded_bridge, clock=CLOCK, ids=IDS
    )
    resume_steps = Singleton(ResumeSteps, begin=BEGIN, clock=CLOCK)

    plan_step = Singleton(PlanStep, begin=BEGIN, clock=CLOCK, ids=IDS)
    edit_step = Singleton(EditStep, begin=BEGIN, clock=CLOCK)
    retry_step = Singleton(RetryStep, begin=BEGIN, clock=CLOCK, ids=IDS)
    fall_back = Singleton(FallBack, begin=BEGIN, clock=CLOCK, ids=IDS)
    assign_task = Singleton(AssignTask, begin=BEGIN, clock=CLOCK)
    claim_task = Singleton(ClaimTask, begin=BEGIN, clock=CLOCK)
    complete_task = Singleton(
        CompleteTask, begin=BEGIN, queries=Ports.automation_queries, clock=CLOCK
    )
    reopen_task = Singleton(ReopenTask, begin=BEGIN, queries=Ports.automation_queries, clock=CLOCK)
    edit_scenario = Singleton(EditScenario, begin=BEGIN, clock=CLOCK)


def jobs(app: AutomationUseCases) -> dict[str, JobHandler]:
    return {RUN_STEP: app.run_step(), RESUME_STEPS: app.resume_steps()}


def reactions(app: AutomationUseCases) -> tuple[Reaction, ...]:
    return (app.start_automation(), app.cancel_planned())
