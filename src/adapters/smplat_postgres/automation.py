"""Automation steps, human tasks and scenario settings kept in Postgres."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from smplat_core.automation import (
    PAYLOADS,
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
    StepChanged,
    StepNotFound,
    StepState,
    TaskChanged,
    TaskKind,
    TaskNotFound,
    TaskState,
    TaskSubject,
)
from smplat_core.fulfillment import ShipmentId
from smplat_core.kernel import dumps, evolve, loads
from smplat_postgres.log import publish, publish_all
from smplat_postgres.tables.automation import (
    AutomationScenarioRow,
    AutomationStepRow,
    HumanTaskRow,
)

SAVE_STEPS: Final = """
insert into automation_steps as kept (id, shipment_item_id, shipment_id, order_id, company_id, sku,
    quantity, scenario, payload, revision, state, attempts, max_attempts, last_attempted_at,
    started_by, next_attempt_at, postponed_since, last_error, operation_id, fallback_triggered_at,
    fallback_notes, created_at, version)
select id, shipment_item_id, shipment_id, order_id, company_id, sku, quantity, scenario,
    payload::jsonb, revision, state, attempts, max_attempts, last_attempted_at, started_by,
    next_attempt_at, postponed_since, last_error, operation_id, fallback_triggered_at,
    fallback_notes, created_at, version + 1
from unnest({}::uuid[], {}::uuid[], {}::uuid[], {}::uuid[], {}::uuid[], {}::text[], {}::int[],
    {}::text[], {}::text[], {}::int[], {}::text[], {}::int[], {}::int[], {}::timestamptz[],
    {}::uuid[], {}::timestamptz[], {}::timestamptz[], {}::text[], {}::text[], {}::timestamptz[],
    {}::text[], {}::timestamptz[], {}::int[])
    as s (id, shipment_item_id, shipment_id, order_id, company_id, sku, quantity, scenario,
          payload, revision, state, attempts, max_attempts, last_attempted_at, started_by,
          next_attempt_at, postponed_since, last_error, operation_id, fallback_triggered_at,
          fallback_notes, created_at, version)
on conflict (id) do update set scenario = excluded.scenario, payload = excluded.payload,
    revision = excluded.revision, state = excluded.state, attempts = excluded.attempts,
    max_attempts = excluded.max_attempts, last_attempted_at = excluded.last_attempted_at,
    started_by = excluded.started_by, next_attempt_at = excluded.next_attempt_at,
    postponed_since = excluded.postponed_since,
    last_error = excluded.last_error, operation_id = excluded.operation_id,
    fallback_triggered_at = excluded.fallback_triggered_at,
    fallback_notes = excluded.fallback_notes, version = excluded.version
where kept.version = excluded.version - 1
returning id
"""

STALLED: Final = """
select * from automation_steps
where state in ('queued', 'waiting_retry', 'running')
  and coalesce(next_attempt_at, last_attempted_at) <= {}
order by coalesce(next_attempt_at, last_attempted_at), id limit {}
for no key update skip locked
"""

INSERT_TASK: Final = """
insert into human_tasks (id, kind, subject_kind, subject_id, timelines, company_id, title,
    instructions, owner, opened_at, sla_due_at, state, closed_at, resolution, version)
values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 1)
on conflict do nothing returning id
"""

UPDATE_TASK: Final = """
update human_tasks set owner = {}, state = {}, closed_at = {}, resolution = {}, sla_due_at = {},
    version = version + 1
where id = {} and version = {} returning id
"""

UPDATE_SCENARIO: Final = """
update automation_scenarios set operation = {}, fallback_description = {}, max_attempts = {},
    retry_delay_seconds = {}, timeout_seconds = {}, task_due_in_seconds = {}, task_owner = {},
    outage_patience_seconds = {}, version = version + 1
where scenario = {} and version = {} returning scenario
"""


class PostgresAutomationSteps(AutomationSteps):
    async def get(self, step_id: AutomationStepId) -> AutomationStep:
        rows = await AutomationStepRow.raw(
            "select * from automation_steps where id = {} for no key update", step_id
        )
        if not rows:
            raise StepNotFound(f"no automation step {step_id}")
        return to_step(rows[0])

    async def of_shipment(self, shipment_id: ShipmentId) -> tuple[AutomationStep, ...]:
        rows = await AutomationStepRow.raw(
            "select * from automation_steps where shipment_id = {} order by created_at, id"
            " for no key update",
            shipment_id,
        )
        return tuple(to_step(row) for row in rows)

    async def stalled(self, *, since: datetime, limit: int) -> tuple[AutomationStep, ...]:
        rows = await AutomationStepRow.raw(STALLED, since, limit)
        return tuple(to_step(row) for row in rows)

    async def save(self, step: AutomationStep) -> AutomationStep:
        (saved,) = await self.save_all((step,))
        return saved

    async def save_all(self, steps: Sequence[AutomationStep]) -> tuple[AutomationStep, ...]:
        if not steps:
            return ()
        columns = zip(*(_from_step(step) for step in steps), strict=True)
        rows = await AutomationStepRow.raw(SAVE_STEPS, *(list(column) for column in columns))
        written = {row["id"] for row in rows}
        for step in steps:
            if step.id not in written:
                await _refuse_step(step)
        await publish_all(aggregate="automation_step", news={step.id: step.news for step in steps})
        return tuple(evolve(step, version=step.version + 1, news=()) for step in steps)


class PostgresScenarioConfigs(ScenarioConfigs):
    async def get(self, scenario: Scenario) -> ScenarioConfig:
        (row,) = await AutomationScenarioRow.raw(
            "select * from automation_scenarios where scenario = {}", scenario.value
        )
        return to_config(row)

    async def save(self, config: ScenarioConfig) -> ScenarioConfig:
        rows = await AutomationScenarioRow.raw(
            UPDATE_SCENARIO,
            config.operation,
            config.fallback_description,
            config.max_attempts,
            _seconds(config.retry_delay),
            _seconds(config.timeout),
            _seconds(config.task_due_in),
            config.task_owner,
            _seconds(config.outage_patience),
            config.scenario.value,
            config.version,
        )
        if not rows:
            current = (await self.get(config.scenario)).version
            raise ScenarioChanged(f"{config.scenario} was changed", current_version=current)
        await publish(aggregate="automation_scenario", aggregate_id=config.id, news=config.news)
        return evolve(config, version=config.version + 1, news=())


class PostgresHumanTasks(HumanTasks):
    async def get(self, task_id: HumanTaskId) -> HumanTask:
        rows = await HumanTaskRow.raw(
            "select * from human_tasks where id = {} for no key update", task_id
        )
        if not rows:
            raise TaskNotFound(f"no task {task_id}")
        return to_task(rows[0])

    async def open_for(self, subject: TaskSubject) -> HumanTask | None:
        rows = await HumanTaskRow.raw(
            "select * from human_tasks where subject_kind = {} and subject_id = {}"
            " and state = 'open' for no key update",
            subject.kind,
            subject.id,
        )
        return to_task(rows[0]) if rows else None

    async def save(self, task: HumanTask) -> HumanTask:
        written = await (_change_task(task) if task.version else _insert_task(task))
        if not written:
            await _refuse_task(task)
        await publish(aggregate="human_task", aggregate_id=task.id, news=task.news)
        return evolve(task, version=task.version + 1, news=())


async def _insert_task(task: HumanTask) -> bool:
    rows = await HumanTaskRow.raw(
        INSERT_TASK,
        task.id,
        task.kind.value,
        task.subject.kind,
        task.subject.id,
        list(task.timelines),
        task.company_id,
        task.title,
        task.instructions,
        task.owner,
        task.opened_at,
        task.sla_due_at,
        task.state.value,
        task.closed_at,
        task.resolution,
    )
    return bool(rows)


async def _change_task(task: HumanTask) -> bool:
    rows = await HumanTaskRow.raw(
        UPDATE_TASK,
        task.owner,
        task.state.value,
        task.closed_at,
        task.resolution,
        task.sla_due_at,
        task.id,
        task.version,
    )
    return bool(rows)


async def _refuse_step(step: AutomationStep) -> None:
    rows = await AutomationStepRow.raw(
        "select version from automation_steps where id = {}", step.id
    )
    current = rows[0]["version"] if rows else 0
    raise StepChanged(f"automation step {step.id} was changed", current_version=current)


async def _refuse_task(task: HumanTask) -> None:
    rows = await HumanTaskRow.raw("select version from human_tasks where id = {}", task.id)
    if not rows and not task.version:
        raise TaskChanged(f"{task.subject.kind} {task.subject.id} has an open task")
    current = rows[0]["version"] if rows else 0
    raise TaskChanged(f"task {task.id} was changed", current_version=current)


def _from_step(step: AutomationStep) -> tuple[object, ...]:
    """The columns of ``SAVE_STEPS``, in its order."""
    return (
        step.id,
        step.shipment_item_id,
        step.shipment_id,
        step.order_id,
        step.company_id,
        step.sku,
        step.quantity,
        step.scenario.value,
        dumps(step.payload),
        step.revision,
        step.state.value,
        step.attempts,
        step.max_attempts,
        step.last_attempted_at,
        step.started_by,
        step.next_attempt_at,
        step.postponed_since,
        step.last_error,
        step.operation_id,
        step.fallback_triggered_at,
        step.fallback_notes,
        step.created_at,
        step.version,
    )


def to_step(row: dict[str, Any]) -> AutomationStep:
    scenario = Scenario(row["scenario"])
    payload = loads(row["payload"], PAYLOADS[scenario])
    state = StepState(row["state"])
    return AutomationStep(**{**row, "scenario": scenario, "payload": payload, "state": state})


def to_config(row: dict[str, Any]) -> ScenarioConfig:
    return ScenarioConfig(
        scenario=Scenario(row["scenario"]),
        operation=row["operation"],
        fallback_description=row["fallback_description"],
        max_attempts=row["max_attempts"],
        retry_delay=timedelta(seconds=row["retry_delay_seconds"]),
        timeout=timedelta(seconds=row["timeout_seconds"]),
        task_due_in=timedelta(seconds=row["task_due_in_seconds"]),
        task_owner=row["task_owner"],
        outage_patience=timedelta(seconds=row["outage_patience_seconds"]),
        version=row["version"],
    )


def to_task(row: dict[str, Any]) -> HumanTask:
    return HumanTask(
        id=row["id"],
        kind=TaskKind(row["kind"]),
        subject=TaskSubject(row["subject_kind"], row["subject_id"]),
        timelines=tuple(row["timelines"]),
        company_id=row["company_id"],
        title=row["title"],
        instructions=row["instructions"],
        owner=row["owner"],
        opened_at=row["opened_at"],
        sla_due_at=row["sla_due_at"],
        state=TaskState(row["state"]),
        closed_at=row["closed_at"],
        resolution=row["resolution"],
        version=row["version"],
    )


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
