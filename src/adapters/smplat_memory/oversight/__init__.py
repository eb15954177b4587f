"""The oversight context's adapters in memory."""

from smplat_memory.oversight.audit import MemoryAuditQueries, MemoryAuditTrail
from smplat_memory.oversight.measurements import MemoryMeasurements
from smplat_memory.oversight.stuck import MemoryStuckQueries

__all__ = ["MemoryAuditQueries", "MemoryAuditTrail", "MemoryMeasurements", "MemoryStuckQueries"]
