"""Adapters that keep everything in this process."""

from smplat_memory.access import MemoryApiKeyQueries, SequentialTokens
from smplat_memory.database import MemoryDatabase
from smplat_memory.jobs import MemoryJobQueries
from smplat_memory.log import MemoryEventLogQueries
from smplat_memory.system import ManualClock, MemoryObjects, SequentialIds
from smplat_memory.work import MemoryWork, Tables

__all__ = [
    "ManualClock",
    "MemoryApiKeyQueries",
    "MemoryDatabase",
    "MemoryEventLogQueries",
    "MemoryJobQueries",
    "MemoryObjects",
    "MemoryWork",
    "SequentialIds",
    "SequentialTokens",
    "Tables",
]
