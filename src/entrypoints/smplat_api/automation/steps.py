"""Automation steps over HTTP."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen
from litestar import Controller, Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import (
    FromPath,
    JSONBody,
    SkipValidation,
)

from smplat_api.access import Caller, requires
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import LongText, ShortText
from smplat_core.automation import (
    AutomationQueries,
    AutomationStep,
    AutomationStepId,
    EditStep,
    FallBack,
    PlanStep,
    RetryStep,
    Scenario,
    StepState,
)
from smplat_core.fulfillment import ShipmentId, ShipmentItemId
from smplat_core.kernel import to_json

Json = str | int | float | bool | list[Any] | dict[str, Any] | None
"""Any value: the core says which it accepts, field by field."""

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
