"""What callers and workers do about the legacy system, a file for each verb."""

from smplat_core.legacy.use_cases.detect_drift import DETECT_DRIFT, AskForDriftReport, DetectDrift
from smplat_core.legacy.use_cases.keeping import Kept, Mirror, hand_over
from smplat_core.legacy.use_cases.read_mirror import Reading, ReadMirror
from smplat_core.legacy.use_cases.refresh_mirror import (
    REFRESH_ALL,
    AskForRefresh,
    RefreshAll,
    RefreshMirror,
    RefreshMirrors,
)
from smplat_core.legacy.use_cases.repair_drift import RepairDrift
from smplat_core.legacy.use_cases.reset_bridge import ResetBridge
from smplat_core.legacy.use_cases.write_through import (
    FINISH_WRITES,
    CarryOut,
    FinishWrites,
    WriteThrough,
    Written,
)

__all__ = [
    "DETECT_DRIFT",
    "FINISH_WRITES",
    "REFRESH_ALL",
    "AskForDriftReport",
    "AskForRefresh",
    "CarryOut",
    "DetectDrift",
    "FinishWrites",
    "Kept",
    "Mirror",
    "ReadMirror",
    "Reading",
    "RefreshAll",
    "RefreshMirror",
    "RefreshMirrors",
    "RepairDrift",
    "ResetBridge",
    "WriteThrough",
    "Written",
    "hand_over",
]
