"""Human tasks over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from attrs import frozen
from litestar import Controller, Request, Response, get, post
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
from smplat_api.wire import LongText, PageBody
from smplat_core.automation import (
    STEP_SUBJECT,
    AssignTask,
    AutomationQueries,
    ClaimTask,
    CompleteTask,
    HumanTask,
    HumanTaskId,
    ReopenTask,
    TaskFilter,
    TaskKind,
    TaskState,
    TaskSubject,
)
from smplat_core.kernel import Clock, PageRequest

AnyRequest = Request[Any, Any, Any]


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
class Assignment:
    owner: LongText


@frozen
class Completion:
    resolution: LongText
    """What was done."""


@frozen
class Reopening:
    reason: LongText
    """Why it has to be done again."""


class TaskController(Controller):
    path = "/tasks"
    tags = ("automation",)

    @get("/", guards=[requires("automation:read")], operation_id="listTasks", summary="List tasks")
    async def list_tasks(
        self,
        automation_queries: NamedDependency[SkipValidation[AutomationQueries]],
        caller: NamedDependency[Caller],
        clock: NamedDependency[SkipValidation[Clock]],
        task_state: Annotated[TaskState, QueryParameter(name="state")] = TaskState.OPEN,
        owner: FromQuery[str | None] = None,
        step_id: FromQuery[UUID | None] = None,
        due_before: FromQuery[datetime | None] = None,
        overdue: FromQuery[bool] = False,  # noqa: FBT002 - a query parameter, given by name
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[TaskView]:
        """Open ones unless asked otherwise, soonest due first. `overdue`: due before now."""
        now = clock.now()
        wanted = TaskFilter(
            state=task_state,
            owner=owner,
            subject=TaskSubject(STEP_SUBJECT, step_id) if step_id else None,
            due_before=min(due_before or now, now) if overdue else due_before,
        )
        request = PageRequest.of(limit=limit, cursor=cursor)
        page = await automation_queries.tasks(wanted, request, company=caller.company)
        return PageBody.of(page.map(TaskView.of))

    @get(
        "/{task_id:uuid}",
        guards=[requires("automation:read")],
        operation_id="getTask",
        summary="Read a task",
    )
    async def read(
        self,
        automation_queries: NamedDependency[SkipValidation[AutomationQueries]],
        caller: NamedDependency[Caller],
        task_id: FromPath[UUID],
    ) -> Response[TaskView]:
        task = await automation_queries.task(HumanTaskId(task_id), company=caller.company)
        return versioned(TaskView.of(task), version=task.version)

    @post(
        "/{task_id:uuid}/claim",
        guards=[requires("automation:write")],
        status_code=200,
        operation_id="claimTask",
        summary="Take a task on",
    )
    async def claim(
        self,
        request: AnyRequest,
        claim_task: NamedDependency[SkipValidation[ClaimTask]],
        task_id: FromPath[UUID],
    ) -> Response[TaskView]:
        """The caller is answerable now. 409 `automation.task_taken` when another person is."""
        task = await claim_task(HumanTaskId(task_id), expected_version=expected_version(request))
        return versioned(TaskView.of(task), version=task.version)

    @post(
        "/{task_id:uuid}/complete",
        guards=[requires("automation:write")],
        status_code=200,
        operation_id="completeTask",
        summary="Say that a task is done",
    )
    async def complete(
        self,
        request: AnyRequest,
        complete_task: NamedDependency[SkipValidation[CompleteTask]],
        task_id: FromPath[UUID],
        data: JSONBody[Completion],
    ) -> Response[TaskView]:
        """Its step is settled by that: `fallback_triggered`, with the resolution as its notes."""
        task = await complete_task(
            HumanTaskId(task_id),
            resolution=data.resolution,
            expected_version=expected_version(request),
        )
        return versioned(TaskView.of(task), version=task.version)

    @post(
        "/{task_id:uuid}/reopen",
        guards=[requires("automation:write")],
        status_code=200,
        operation_id="reopenTask",
        summary="Ask for a task to be done again",
    )
    async def reopen(
        self,
        request: AnyRequest,
        reopen_task: NamedDependency[SkipValidation[ReopenTask]],
        task_id: FromPath[UUID],
        data: JSONBody[Reopening],
    ) -> Response[TaskView]:
        """With a new moment it is due. Its step has failed again, and can be retried."""
        task = await reopen_task(
            HumanTaskId(task_id),
            reason=data.reason,
            expected_version=expected_version(request),
        )
        return versioned(TaskView.of(task), version=task.version)

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
