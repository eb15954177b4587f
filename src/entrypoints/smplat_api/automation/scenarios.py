"""Scenario settings over HTTP."""

from datetime import timedelta
from typing import Annotated, Any

import msgspec
from attrs import frozen
from litestar import Controller, Request, Response, get, patch
from litestar.di import NamedDependency
from litestar.params import (
    FromPath,
    FromQuery,
    JSONBody,
    SkipValidation,
)

from smplat_api.access import requires
from smplat_api.timeline import EventView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import LongText, PageBody
from smplat_core.automation import (
    SHIPPED,
    AutomationQueries,
    EditScenario,
    Scenario,
    ScenarioConfig,
    ScenarioEdit,
)
from smplat_core.kernel import EventLogQueries, PageRequest

Number = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]

AnyRequest = Request[Any, Any, Any]


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
    task_owner: str
    outage_patience_seconds: int
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
            task_owner=config.task_owner,
            outage_patience_seconds=int(config.outage_patience.total_seconds()),
            version=config.version,
        )


@frozen
class ScenarioChange:
    """What is left out stays as it is."""

    operation: LongText | None = None
    fallback_description: LongText | None = None
    max_attempts: Number | None = None
    retry_delay_seconds: Number | None = None
    timeout_seconds: Number | None = None
    task_due_in_seconds: Number | None = None
    task_owner: LongText | None = None
    outage_patience_seconds: Number | None = None


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

    @get(
        "/{scenario:str}/timeline",
        guards=[requires("automation:read")],
        operation_id="getAutomationScenarioTimeline",
        summary="Who changed the settings of a scenario",
    )
    async def timeline(
        self,
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        scenario: FromPath[str],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first: which setting, from what to what, by whom."""
        page = await event_log_queries.timeline(
            SHIPPED[Scenario.named(scenario)].id,
            PageRequest.of(limit=limit, cursor=cursor, parts=1),
        )
        return PageBody.of(page.map(EventView.of))

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
            task_owner=data.task_owner,
            outage_patience=_span(data.outage_patience_seconds),
        )
        config = await edit_scenario(
            Scenario.named(scenario), edit, expected_version=expected_version(request)
        )
        return versioned(ScenarioView.of(config), version=config.version)


def _span(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
