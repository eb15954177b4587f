"""What is remembered of the legacy system."""

from attrs import Factory, define

from smplat_core.legacy import (
    Assignment,
    AssignmentId,
    Breaker,
    BridgeCall,
    BridgeCallId,
    CompanyMirror,
    CompanyMirrorId,
    DriftFinding,
    DriftFindingId,
    LegacySyncReport,
    MirrorWrite,
    MirrorWriteId,
    SyncReportId,
    ThingMirror,
    ThingMirrorId,
)


@define
class LegacyTables:
    mirrors: dict[CompanyMirrorId, CompanyMirror] = Factory(dict)
    things: dict[ThingMirrorId, ThingMirror] = Factory(dict)
    writes: dict[MirrorWriteId, MirrorWrite] = Factory(dict)
    reports: dict[SyncReportId, LegacySyncReport] = Factory(dict)
    findings: dict[DriftFindingId, DriftFinding] = Factory(dict)
    assignments: dict[AssignmentId, Assignment] = Factory(dict)
    breaker: list[Breaker] = Factory(list)
    """Empty until something happened to the breaker, and one after that."""
    calls: dict[BridgeCallId, BridgeCall] = Factory(dict)
