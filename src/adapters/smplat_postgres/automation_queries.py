"""What screens read of automation."""

from datetime import datetime
from uuid import UUID

from smplat_core.automation import (
    AutomationQueries,
    AutomationStep,
    AutomationStepId,
    HumanTask,
    HumanTaskId,
    Scenario,
    ScenarioConfig,
    ScenarioMetrics,
    Span,
    StepNotFound,
    StepState,
    TaskFilter,
    TaskNotFound,
)
from smplat_core.customers import CompanyId
from smplat_core.fulfillment import ShipmentId
from smplat_core.kernel import Page, PageRequest
from smplat_postgres.automation import to_config, to_step, to_task
from smplat_postgres.tables.automation import (
    AutomationScenarioRow,
    AutomationStepRow,
    HumanTaskRow,
)


class PostgresAutomationQueries(AutomationQueries):
    async def step(self, step_id: AutomationStepId, *, company: CompanyId | None) -> AutomationStep:
        rows = await AutomationStepRow.raw(
            "select * from automation_steps where id = {} and ({}::uuid is null or company_id = {})",
            step_id,
            company,
            company,
        )
        if not rows:
            raise StepNotFound(f"no automation step {step_id}")
        return to_step(rows[0])

    async def steps_of(
        self, shipment_id: ShipmentId, *, company: CompanyId | None
    ) -> tuple[AutomationStep, ...]:
        rows = await AutomationStepRow.raw(
            "select * from automation_steps where shipment_id = {}"
            " and ({}::uuid is null or company_id = {}) order by created_at, id",
            shipment_id,
            company,
            company,
        )
        return tuple(to_step(row) for row in rows)

    async def task(self, task_id: HumanTaskId, *, company: CompanyId | None) -> HumanTask:
        rows = await HumanTaskRow.raw(
            "select * from human_tasks where id = {} and ({}::uuid is null or company_id = {})",
            *(task_id, company, company),
        )
        if not rows:
            raise TaskNotFound(f"no task {task_id}")
        return to_task(rows[0])

    async def metrics(self, span: Span) -> tuple[ScenarioMetrics, ...]:
        rows = await AutomationStepRow.raw(
            "select scenario, state, count(*) as steps, sum(attempts) as attempts"
            " from automation_steps where created_at >= {} and created_at < {}"
            " group by scenario, state",
            span.since,
            span.until,
        )
        return tuple(
            ScenarioMetrics(
                scenario=scenario,
                steps={StepState(row["state"]): row["steps"] for row in mine},
                attempts=sum(row["attempts"] for row in mine),
            )
            for scenario in Scenario
            for mine in ([row for row in rows if row["scenario"] == scenario.value],)
        )

    async def tasks(
        self, wanted: TaskFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[HumanTask]:
        where, values = _where(wanted, page, company)
        rows = await HumanTaskRow.raw(
            f"select * from human_tasks {where} order by sla_due_at, id limit {{}}",  # noqa: S608 - our own words
            *values,
            page.limit + 1,
        )
        found = [to_task(row) for row in rows]
        return Page.cut(found, page.limit, lambda task: (task.sla_due_at.isoformat(), str(task.id)))

    async def scenarios(self) -> tuple[ScenarioConfig, ...]:
        rows = await AutomationScenarioRow.raw("select * from automation_scenarios")
        found = {row["scenario"]: to_config(row) for row in rows}
        return tuple(found[scenario.value] for scenario in Scenario)


Value = str | UUID | datetime


def _where(
    wanted: TaskFilter, page: PageRequest, company: CompanyId | None
) -> tuple[str, list[Value]]:
    """Only the conditions that are asked for, so that each combination is planned by itself."""
    asked: list[tuple[str, tuple[Value, ...]]] = []
    if company is not None:
        asked.append(("company_id = {}", (company,)))
    if wanted.state is not None:
        asked.append(("state = {}", (wanted.state.value,)))
    if wanted.owner is not None:
        asked.append(("owner = {}", (wanted.owner,)))
    if wanted.subject is not None:
        same = "subject_kind = {} and subject_id = {}"
        asked.append((same, (wanted.subject.kind, wanted.subject.id)))
    if wanted.due_before is not None:
        asked.append(("sla_due_at < {}", (wanted.due_before,)))
    if last := page.last_moment():
        asked.append(("(sla_due_at, id) > ({}, {})", last))
    text = " and ".join(condition for condition, _ in asked)
    return (f"where {text}" if asked else ""), [value for _, given in asked for value in given]
