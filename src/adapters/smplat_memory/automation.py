"""Automation steps, human tasks and scenario settings kept in dictionaries."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from attrs import Factory, define, frozen

from smplat_core.automation import (
    SHIPPED,
    AutomationQueries,
    AutomationStep,
    AutomationStepId,
    AutomationSteps,
    HumanTask,
    HumanTaskId,
    HumanTasks,
    Scenario,
    ScenarioChanged,
    ScenarioConfig,
    ScenarioConfigs,
    ScenarioMetrics,
    Span,
    StepChanged,
    StepNotFound,
    StepState,
    TaskChanged,
    TaskFilter,
    TaskNotFound,
    TaskState,
    TaskSubject,
)
from smplat_core.customers import CompanyId
from smplat_core.fulfillment import ShipmentId
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_memory.log import MemoryLog


@define
class AutomationTables:
    steps: dict[AutomationStepId, AutomationStep] = Factory(dict)
    tasks: dict[HumanTaskId, HumanTask] = Factory(dict)
    scenarios: dict[Scenario, ScenarioConfig] = Factory(lambda: dict(SHIPPED))


@frozen
class MemoryAutomationSteps(AutomationSteps):
    tables: AutomationTables
    log: MemoryLog

    async def get(self, step_id: AutomationStepId) -> AutomationStep:
        try:
            return self.tables.steps[step_id]
        except KeyError:
            raise StepNotFound(f"no automation step {step_id}") from None

    async def of_shipment(self, shipment_id: ShipmentId) -> tuple[AutomationStep, ...]:
        return _of_shipment(self.tables, shipment_id)

    async def stalled(self, *, since: datetime, limit: int) -> tuple[AutomationStep, ...]:
        overdue = [
            (moment, step.id, step)
            for step in self.tables.steps.values()
            if (moment := _expected_at(step)) is not None and moment <= since
        ]
        return tuple(step for _, _, step in sorted(overdue, key=lambda row: row[:2])[:limit])

    async def save(self, step: AutomationStep) -> AutomationStep:
        stored = self.tables.steps.get(step.id)
        known = stored.version if stored else 0
        if step.version != known:
            raise StepChanged(f"automation step {step.id} was changed", current_version=known)
        saved = evolve(step, version=step.version + 1, news=())
        self.tables.steps[step.id] = saved
        self.log.publish(aggregate="automation_step", aggregate_id=step.id, news=step.news)
        return saved

    async def save_all(self, steps: Sequence[AutomationStep]) -> tuple[AutomationStep, ...]:
        return tuple([await self.save(step) for step in steps])


@frozen
class MemoryScenarioConfigs(ScenarioConfigs):
    tables: AutomationTables
    log: MemoryLog

    async def get(self, scenario: Scenario) -> ScenarioConfig:
        return self.tables.scenarios[scenario]

    async def save(self, config: ScenarioConfig) -> ScenarioConfig:
        known = self.tables.scenarios[config.scenario].version
        if config.version != known:
            raise ScenarioChanged(f"{config.scenario} was changed", current_version=known)
        saved = evolve(config, version=config.version + 1, news=())
        self.tables.scenarios[config.scenario] = saved
        self.log.publish(aggregate="automation_scenario", aggregate_id=config.id, news=config.news)
        return saved


@frozen
class MemoryHumanTasks(HumanTasks):
    tables: AutomationTables
    log: MemoryLog

    async def get(self, task_id: HumanTaskId) -> HumanTask:
        try:
            return self.tables.tasks[task_id]
        except KeyError:
            raise TaskNotFound(f"no task {task_id}") from None

    async def open_for(self, subject: TaskSubject) -> HumanTask | None:
        tasks = self.tables.tasks.values()
        found = (t for t in tasks if t.subject == subject and t.state is TaskState.OPEN)
        return next(found, None)

    async def save(self, task: HumanTask) -> HumanTask:
        stored = self.tables.tasks.get(task.id)
        known = stored.version if stored else 0
        if task.version != known:
            raise TaskChanged(f"task {task.id} was changed", current_version=known)
        twin = await self.open_for(task.subject)
        if task.state is TaskState.OPEN and twin and twin.id != task.id:
            raise TaskChanged(f"{task.subject.kind} {task.subject.id} has an open task")
        saved = evolve(task, version=task.version + 1, news=())
        self.tables.tasks[task.id] = saved
        self.log.publish(aggregate="human_task", aggregate_id=task.id, news=task.news)
        return saved


@frozen
class MemoryAutomationQueries(AutomationQueries):
    tables: AutomationTables

    async def step(self, step_id: AutomationStepId, *, company: CompanyId | None) -> AutomationStep:
        found = self.tables.steps.get(step_id)
        if found is None or company not in (None, found.company_id):
            raise StepNotFound(f"no automation step {step_id}")
        return found

    async def steps_of(
        self, shipment_id: ShipmentId, *, company: CompanyId | None
    ) -> tuple[AutomationStep, ...]:
        steps = _of_shipment(self.tables, shipment_id)
        return tuple(step for step in steps if company in (None, step.company_id))

    async def task(self, task_id: HumanTaskId, *, company: CompanyId | None) -> HumanTask:
        found = self.tables.tasks.get(task_id)
        if found is None or company not in (None, found.company_id):
            raise TaskNotFound(f"no task {task_id}")
        return found

    async def metrics(self, span: Span) -> tuple[ScenarioMetrics, ...]:
        made = [s for s in self.tables.steps.values() if span.since <= s.created_at < span.until]
        return tuple(
            ScenarioMetrics(
                scenario=scenario,
                steps=dict(Counter(step.state for step in made if step.scenario is scenario)),
                attempts=sum(step.attempts for step in made if step.scenario is scenario),
            )
            for scenario in Scenario
        )

    async def tasks(
        self, wanted: TaskFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[HumanTask]:
        last = page.last_moment()
        found = [
            task
            for task in self.tables.tasks.values()
            if company in (None, task.company_id)
            and _matches(task, wanted)
            and (last is None or (task.sla_due_at, task.id) > last)
        ]
        found.sort(key=lambda task: (task.sla_due_at, task.id))
        return Page.cut(found, page.limit, lambda task: (task.sla_due_at.isoformat(), str(task.id)))

    async def scenarios(self) -> tuple[ScenarioConfig, ...]:
        return tuple(self.tables.scenarios[scenario] for scenario in Scenario)


def _of_shipment(tables: AutomationTables, shipment_id: ShipmentId) -> tuple[AutomationStep, ...]:
    steps = [step for step in tables.steps.values() if step.shipment_id == shipment_id]
    return tuple(sorted(steps, key=lambda step: (step.created_at, step.id)))


def _expected_at(step: AutomationStep) -> datetime | None:
    """When the step should have gone on; ``None`` when nothing is expected of it."""
    if step.state is StepState.RUNNING:
        return step.last_attempted_at
    if step.state in (StepState.QUEUED, StepState.WAITING_RETRY):
        return step.next_attempt_at
    return None


def _matches(task: HumanTask, wanted: TaskFilter) -> bool:
    return (
        wanted.state in (None, task.state)
        and wanted.owner in (None, task.owner)
        and wanted.subject in (None, task.subject)
        and (wanted.due_before is None or task.sla_due_at < wanted.due_before)
    )
