"""Automation steps, human tasks and scenario settings over HTTP."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import (
    FromPath,
    FromQuery,
    JSONBody,
    QueryParameter,
    SkipValidation,
)

from smplat_api.access import Caller, requires
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import LongText, PageBody, ShortText
from smplat_core.automation import (
    STEP_SUBJECT,
    AssignTask,
    AutomationQueries,
    AutomationStep,
    AutomationStepId,
    EditScenario,
    EditStep,
    FallBack,
    HumanTask,
    HumanTaskId,
    PlanStep,
    RetryStep,
    Scenario,
    ScenarioConfig,
    ScenarioEdit,
    StepState,
    TaskFilter,
    TaskKind,
    TaskState,
    TaskSubject,
)
from smplat_core.fulfillment import ShipmentId, ShipmentItemId
from smplat_core.kernel import PageRequest, to_json

Json = str | int | float | bool | list[Any] | dict[str, Any] | None
"""Any value: the core says which it accepts, field by field."""

Number = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]

AnyRequest = Request[Any, Any, Any]


@frozen
class StepView:
    """One thing the legacy system has to do for one delivered item."""

    id: UUID
    shipment_item_id: UUID
    shipment_id: UUID
    order_id: UUID
    company_id: UUID
    sku: str
    quantity: int
    scenario: Scenario
    payload: dict[str, str | None]
    state: StepState
    attempts: int
    max_attempts: int
    last_attempted_at: datetime | None
    next_attempt_at: datetime | None
    last_error: str | None
    operation_id: str | None
    fallback_triggered_at: datetime | None
    fallback_notes: str | None
    created_at: datetime
    version: int

    @classmethod
    def of(cls, step: AutomationStep) -> "StepView":
        return cls(
            id=step.id,
            shipment_item_id=step.shipment_item_id,
            shipment_id=step.shipment_id,
            order_id=step.order_id,
            company_id=step.company_id,
            sku=step.sku,
            quantity=step.quantity,
            scenario=step.scenario,
            payload=to_json(step.payload),
            state=step.state,
            attempts=step.attempts,
            max_attempts=step.max_attempts,
            last_attempted_at=step.last_attempted_at,
            next_attempt_at=step.next_attempt_at,
            last_error=step.last_error,
            operation_id=step.operation_id,
            fallback_triggered_at=step.fallback_triggered_at,
            fallback_notes=step.fallback_notes,
            created_at=step.created_at,
            version=step.version,
        )


@frozen
class TaskView:
    """Something only a person can settle."""

    id: UUID
    kind: TaskKind
    subject_kind: str
    subject_id: UUID
    company_id: UUID | None
    title: str
    instructions: str
    owner: str | None
    opened_at: datetime
    sla_due_at: datetime
    state: TaskState
    closed_at: datetime | None
    resolution: str | None
    version: int

    @classmethod
    def of(cls, task: HumanTask) -> "TaskView":
        return cls(
            id=task.id,
            kind=task.kind,
            subject_kind=task.subject.kind,
            subject_id=task.subject.id,
            company_id=task.company_id,
            title=task.title,
            instructions=task.instructions,
            owner=task.owner,
            opened_at=task.opened_at,
            sla_due_at=task.sla_due_at,
            state=task.state,
            closed_at=task.closed_at,
            resolution=task.resolution,
            version=task.version,
        )


@frozen
class ScenarioView:
    """How one scenario is carried out. Read anew before each attempt."""

    scenario: Scenario
    operation: str
    fallback_description: str
    max_attempts: int
    retry_delay_seconds: int
    timeout_seconds: int
    task_due_in_seconds: int
    version: int

    @classmethod
    def of(cls, config: ScenarioConfig) -> "ScenarioView":
        return cls(
            scenario=config.scenario,
            operation=config.operation,
            fallback_description=config.fallback_description,
            max_attempts=config.max_attempts,
            retry_delay_seconds=int(config.retry_delay.total_seconds()),
            timeout_seconds=int(config.timeout.total_seconds()),
            task_due_in_seconds=int(config.task_due_in.total_seconds()),
            version=config.version,
        )


@frozen
class NewStep:
    shipment_item_id: UUID
    scenario: ShortText
    payload: Mapping[str, Json] = {}


@frozen
class StepChange:
    """What is left out stays as it is."""

    scenario: ShortText | None = None
    payload: Mapping[str, Json] | None = None


@frozen
class Fallback:
    notes: LongText
    """How it was settled instead."""


@frozen
class Assignment:
    owner: LongText


@frozen
class ScenarioChange:
    """What is left out stays as it is."""

    operation: LongText | None = None
    fallback_description: LongText | None = None
    max_attempts: Number | None = None
    retry_delay_seconds: Number | None = None
    timeout_seconds: Number | None = None
    task_due_in_seconds: Number | None = None


class ShipmentAutomationController(Controller):
    path = "/shipments/{shipment_id:uuid}/automation-steps"
    tags = ("automation",)

    @post(
        "/",
        guards=[requires("automation:write")],
        operation_id="planAutomationStep",
        summary="Plan an automation step",
    )
    async def plan(
        self,
        plan_step: NamedDependency[SkipValidation[PlanStep]],
        shipment_id: FromPath[UUID],
        data: JSONBody[NewStep],
    ) -> Response[StepView]:
        """Starts when the shipment is delivered, instead of the usual step for that item."""
        step = await plan_step(
            ShipmentId(shipment_id),
            item_id=ShipmentItemId(data.shipment_item_id),
            scenario=Scenario.named(data.scenario),
            payload=data.payload,
        )
        return versioned(StepView.of(step), version=step.version, status_code=201)

    @get(
        "/",
        guards=[requires("automation:read")],
        operation_id="listAutomationStepsOfShipment",
        summary="List the automation steps of a shipment",
    )
    async def list_steps(
        self,
        automation_queries: NamedDependency[SkipValidation[AutomationQueries]],
        caller: NamedDependency[Caller],
        shipment_id: FromPath[UUID],
    ) -> list[StepView]:
        """All of them, oldest first; a shipment holds 200 at most."""
        steps = await automation_queries.steps_of(ShipmentId(shipment_id), company=caller.company)
        return [StepView.of(step) for step in steps]


class AutomationStepController(Controller):
    path = "/automation-steps/{step_id:uuid}"
    tags = ("automation",)

    @get(
        "/",
        guards=[requires("automation:read")],
        operation_id="getAutomationStep",
        summary="Read an automation step",
    )
    async def read(
        self,
        automation_queries: NamedDependency[SkipValidation[AutomationQueries]],
        caller: NamedDependency[Caller],
        step_id: FromPath[UUID],
    ) -> Response[StepView]:
        step = await automation_queries.step(AutomationStepId(step_id), company=caller.company)
        return versioned(StepView.of(step), version=step.version)

    @patch(
        "/",
        guards=[requires("automation:write")],
        operation_id="editAutomationStep",
        summary="Change what an automation step does",
    )
    async def edit(
        self,
        request: AnyRequest,
        edit_step: NamedDependency[SkipValidation[EditStep]],
        step_id: FromPath[UUID],
        data: JSONBody[StepChange],
    ) -> Response[StepView]:
        """409 while the step runs and once it is settled. A failed step also needs a retry."""
        step = await edit_step(
            AutomationStepId(step_id),
            scenario=Scenario.named(data.scenario) if data.scenario is not None else None,
            payload=data.payload,
            expected_version=expected_version(request),
        )
        return versioned(StepView.of(step), version=step.version)

    @post(
        "/retry",
        guards=[requires("automation:write")],
        status_code=200,
        operation_id="retryAutomationStep",
        summary="Try a failed automation step again",
    )
    async def retry(
        self,
        request: AnyRequest,
        retry_step: NamedDependency[SkipValidation[RetryStep]],
        step_id: FromPath[UUID],
    ) -> Response[StepView]:
        """All attempts again, at once. Its task stays open until the step is settled."""
        step = await retry_step(
            AutomationStepId(step_id), expected_version=expected_version(request)
        )
        return versioned(StepView.of(step), version=step.version)

    @post(
        "/fallback",
        guards=[requires("automation:write")],
        status_code=200,
        operation_id="fallBackAutomationStep",
        summary="Settle an automation step by hand",
    )
    async def settle_by_hand(
        self,
        request: AnyRequest,
        fall_back: NamedDependency[SkipValidation[FallBack]],
        step_id: FromPath[UUID],
        data: JSONBody[Fallback],
    ) -> Response[StepView]:
        """Keeps the notes and completes the task. Nothing more is attempted."""
        step = await fall_back(
            AutomationStepId(step_id), notes=data.notes, expected_version=expected_version(request)
        )
        return versioned(StepView.of(step), version=step.version)


class TaskController(Controller):
    path = "/tasks"
    tags = ("automation",)

    @get("/", guards=[requires("automation:read")], operation_id="listTasks", summary="List tasks")
    async def list_tasks(
        self,
        automation_queries: NamedDependency[SkipValidation[AutomationQueries]],
        caller: NamedDependency[Caller],
        task_state: Annotated[TaskState, QueryParameter(name="state")] = TaskState.OPEN,
        owner: FromQuery[str | None] = None,
        step_id: FromQuery[UUID | None] = None,
        due_before: FromQuery[datetime | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[TaskView]:
        """Open ones unless asked otherwise, soonest due first."""
        wanted = TaskFilter(
            state=task_state,
            owner=owner,
            subject=TaskSubject(STEP_SUBJECT, step_id) if step_id else None,
            due_before=due_before,
        )
        request = PageRequest.of(limit=limit, cursor=cursor)
        page = await automation_queries.tasks(wanted, request, company=caller.company)
        return PageBody.of(page.map(TaskView.of))

    @post(
        "/{task_id:uuid}/assign",
        guards=[requires("automation:write")],
        status_code=200,
        operation_id="assignTask",
        summary="Make somebody answerable for a task",
    )
    async def assign(
        self,
        request: AnyRequest,
        assign_task: NamedDependency[SkipValidation[AssignTask]],
        task_id: FromPath[UUID],
        data: JSONBody[Assignment],
    ) -> Response[TaskView]:
        """Instead of whoever was. 409 once the task is closed."""
        task = await assign_task(
            HumanTaskId(task_id), owner=data.owner, expected_version=expected_version(request)
        )
        return versioned(TaskView.of(task), version=task.version)


class ScenarioController(Controller):
    path = "/automation-scenarios"
    tags = ("automation",)

    @get(
        "/",
        guards=[requires("automation:read")],
        operation_id="listAutomationScenarios",
        summary="List scenarios with their settings",
    )
    async def list_scenarios(
        self, automation_queries: NamedDependency[SkipValidation[AutomationQueries]]
    ) -> list[ScenarioView]:
        """Every scenario there is."""
        return [ScenarioView.of(config) for config in await automation_queries.scenarios()]

    @patch(
        "/{scenario:str}",
        guards=[requires("automation:write")],
        operation_id="editAutomationScenario",
        summary="Change the settings of a scenario",
    )
    async def edit(
        self,
        request: AnyRequest,
        edit_scenario: NamedDependency[SkipValidation[EditScenario]],
        scenario: FromPath[str],
        data: JSONBody[ScenarioChange],
    ) -> Response[ScenarioView]:
        """The next attempt of every step obeys them, also of steps that wait already."""
        edit = ScenarioEdit(
            operation=data.operation,
            fallback_description=data.fallback_description,
            max_attempts=data.max_attempts,
            retry_delay=_span(data.retry_delay_seconds),
            timeout=_span(data.timeout_seconds),
            task_due_in=_span(data.task_due_in_seconds),
        )
        config = await edit_scenario(
            Scenario.named(scenario), edit, expected_version=expected_version(request)
        )
        return versioned(ScenarioView.of(config), version=config.version)


def _span(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


ROUTES: Final = (
    ShipmentAutomationController,
    AutomationStepController,
    TaskController,
    ScenarioController,
)
