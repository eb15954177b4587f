"""Legacy: the system that still owns companies, devices and assets, as seen from here."""

from smplat_core.legacy.events import LegacyEvent, LegacySyncCompleted, LegacySyncRequested
from smplat_core.legacy.model import (
    FETCH_COMPANY,
    BridgeCall,
    CompanyAttributes,
    CompanyMirror,
    LegacyCompany,
    LegacyOperation,
    OperationReceipt,
)
from smplat_core.legacy.ports import BridgeCalls, CompanyMirrors, LegacyBridge, LegacyWork
from smplat_core.legacy.queries import LegacyQueries
from smplat_core.legacy.recording import RecordedBridge, outcome_of
from smplat_core.legacy.use_cases import MIRRORED, RefreshMirror, refuse_unless_mirrored
from smplat_core.legacy.vocabulary import (
    LONGEST_LEGACY_ID,
    BadLegacyId,
    BridgeCallId,
    BridgeUnavailable,
    CallOutcome,
    CompanyMirrorId,
    EntityNotMirrored,
    LegacyCompanyStatus,
    LegacyEntity,
    LegacyId,
    MirrorChanged,
    MirrorNotFound,
    OperationFailed,
    OperationRefused,
    UnknownLegacyCompany,
    legacy_id,
)

__all__ = [
    "FETCH_COMPANY",
    "LONGEST_LEGACY_ID",
    "MIRRORED",
    "BadLegacyId",
    "BridgeCall",
    "BridgeCallId",
    "BridgeCalls",
    "BridgeUnavailable",
    "CallOutcome",
    "CompanyAttributes",
    "CompanyMirror",
    "CompanyMirrorId",
    "CompanyMirrors",
    "EntityNotMirrored",
    "LegacyBridge",
    "LegacyCompany",
    "LegacyCompanyStatus",
    "LegacyEntity",
    "LegacyEvent",
    "LegacyId",
    "LegacyOperation",
    "LegacyQueries",
    "LegacySyncCompleted",
    "LegacySyncRequested",
    "LegacyWork",
    "MirrorChanged",
    "MirrorNotFound",
    "OperationFailed",
    "OperationReceipt",
    "OperationRefused",
    "RecordedBridge",
    "RefreshMirror",
    "UnknownLegacyCompany",
    "legacy_id",
    "outcome_of",
    "refuse_unless_mirrored",
]
