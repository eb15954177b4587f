"""Automation steps and the world around them, with every detail chosen."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from smplat_core.automation import (
    SHIPPED,
    AutomationStep,
    AutomationStepId,
    Payload,
    Scenario,
    ScenarioConfig,
    StepState,
    VendorFirstTime,
)
from smplat_core.customers import Company, CompanyId
from smplat_core.fulfillment import ShipmentId, ShipmentItemId
from smplat_core.jobs import JobRunId
from smplat_core.kernel import evolve
from smplat_core.legacy import (
    CompanyAttributes,
    CompanyMirror,
    CompanyMirrorId,
    LegacyCompanyStatus,
    LegacyId,
)
from smplat_core.orders import OrderId
from smplat_core.pricing import Sku

NOON: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
OURS: Final = CompanyId(UUID(int=2_001))
THEIRS: Final = CompanyId(UUID(int=2_002))
"""The companies that ``smplat_core.testing.builders.customers`` numbers 1 and 2."""
MIRROR: Final = CompanyMirrorId(UUID(int=1_001))
SHIPMENT: Final = ShipmentId(UUID(int=0x5000))
ORDER: Final = OrderId(UUID(int=0x0D))
JOB: Final = JobRunId(UUID(int=0x10B))
USUAL: Final = SHIPPED[Scenario.SENSOR_VENDOR_FIRST_TIME]


def a_step(
    number: int = 1,
    *,
    item: int = 1,
    scenario: Scenario = Scenario.SENSOR_VENDOR_FIRST_TIME,
    payload: Payload | None = None,
    company: CompanyId = OURS,
) -> AutomationStep:
    return AutomationStep(
        id=AutomationStepId(UUID(int=0x7000 + number)),
        shipment_item_id=ShipmentItemId(UUID(int=0x6000 + item)),
        shipment_id=SHIPMENT,
        order_id=ORDER,
        company_id=company,
        sku=Sku("SENS-T100"),
        quantity=3,
        scenario=scenario,
        payload=payload or VendorFirstTime(),
        max_attempts=3,
        created_at=NOON,
    )


def a_queued(number: int = 1) -> AutomationStep:
    return a_step(number).queue(at=NOON)


def a_running(config: ScenarioConfig = USUAL) -> AutomationStep:
    return a_queued().start(config, job_id=JOB, at=NOON)


def a_step_in(state: StepState) -> AutomationStep:
    """A step that came to this state the way real ones do."""
    failed = a_running().fail("broken", at=NOON)
    return {
        StepState.PLANNED: a_step(),
        StepState.QUEUED: a_queued(),
        StepState.RUNNING: a_running(),
        StepState.WAITING_RETRY: a_running().attempt_failed("broken", USUAL, at=NOON),
        StepState.SUCCEEDED: a_running().succeed("op-1", at=NOON),
        StepState.FAILED: failed,
        StepState.CANCELED: a_step().cancel("lost", at=NOON),
        StepState.FALLBACK_TRIGGERED: failed.fall_back("by hand", at=NOON),
    }[state]


def a_company() -> Company:
    return evolve(Company.create(OURS, name="Fern", mirror_id=MIRROR, at=NOON), news=())


def a_mirror() -> CompanyMirror:
    return CompanyMirror(
        id=MIRROR,
        legacy_id=LegacyId("L-77"),
        company_id=OURS,
        name="Fern",
        attributes=CompanyAttributes(
            status=LegacyCompanyStatus.ACTIVE, status_text="active", updated_at=NOON
        ),
        refreshed_at=NOON,
    )
