"""Mirrors, the call log and a legacy system, all in this process."""

from smplat_memory.legacy.bridge import MemoryBridge
from smplat_memory.legacy.mirrors import (
    MemoryCompanyMirrors,
    MemoryMirrorWrites,
    MemoryThingMirrors,
)
from smplat_memory.legacy.queries import MemoryLegacyQueries
from smplat_memory.legacy.records import (
    MemoryAssignments,
    MemoryBreakers,
    MemoryBridgeCalls,
    MemorySyncReports,
)
from smplat_memory.legacy.tables import LegacyTables

__all__ = [
    "LegacyTables",
    "MemoryAssignments",
    "MemoryBreakers",
    "MemoryBridge",
    "MemoryBridgeCalls",
    "MemoryCompanyMirrors",
    "MemoryLegacyQueries",
    "MemoryMirrorWrites",
    "MemorySyncReports",
    "MemoryThingMirrors",
]
