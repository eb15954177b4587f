"""Legacy values for tests that do not care about them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from smplat_core.legacy import (
    BridgeCall,
    BridgeCallId,
    CallOutcome,
    CompanyAttributes,
    CompanyMirror,
    CompanyMirrorId,
    LegacyCompany,
    LegacyCompanyStatus,
    LegacyId,
    LegacyOperation,
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def a_legacy_company(
    legacy_id: str = "L-100",
    *,
    name: str = "Acme Sensors Inc.",
    status: LegacyCompanyStatus = LegacyCompanyStatus.ACTIVE,
    updated_at: datetime = NOON - timedelta(days=1),
) -> LegacyCompany:
    return LegacyCompany(
        legacy_id=LegacyId(legacy_id),
        name=name,
        attributes=CompanyAttributes(
            status=status, status_text=status.value, updated_at=updated_at
        ),
    )


def a_mirror(number: int = 1, *, source: LegacyCompany | None = None) -> CompanyMirror:
    return CompanyMirror.first(
        CompanyMirrorId(UUID(int=1_000 + number)),
        source or a_legacy_company(f"L-{number}"),
        company_id=UUID(int=2_000 + number),
        requested_at=NOON,
        at=NOON,
    )


def an_operation(key: str = "step-1:1", **payload: str | int) -> LegacyOperation:
    return LegacyOperation(
        name="assign_device",
        payload=payload or {"device": "D-1", "slot": 2},
        idempotency_key=key,
        correlation_id="corr-1",
    )


def a_call(number: int = 1, *, correlation_id: str = "corr-1") -> BridgeCall:
    return BridgeCall(
        id=BridgeCallId(UUID(int=number)),
        correlation_id=correlation_id,
        operation="fetch_company",
        reference="L-1",
        outcome=CallOutcome.DONE,
        duration=timedelta(milliseconds=12),
        at=NOON,
    )
