"""Adapters that keep everything in this process."""

from smplat_memory.access import MemoryApiKeyQueries, SequentialTokens
from smplat_memory.addressing import MemoryAddressRules, MemoryEmails, MemoryPhoneNumbers
from smplat_memory.customers import MemoryCustomerQueries
from smplat_memory.database import MemoryDatabase
from smplat_memory.jobs import MemoryJobQueries
from smplat_memory.legacy import MemoryBridge, MemoryLegacyQueries
from smplat_memory.log import MemoryEventLogQueries
from smplat_memory.pricing import MemoryAgreementQueries, MemoryPriceQueries
from smplat_memory.processor_prices import MemoryProcessorPrices
from smplat_memory.system import ManualClock, MemoryObjects, SequentialIds
from smplat_memory.work import MemoryWork, Tables

__all__ = [
    "ManualClock",
    "MemoryAddressRules",
    "MemoryAgreementQueries",
    "MemoryApiKeyQueries",
    "MemoryBridge",
    "MemoryCustomerQueries",
    "MemoryDatabase",
    "MemoryEmails",
    "MemoryEventLogQueries",
    "MemoryJobQueries",
    "MemoryLegacyQueries",
    "MemoryObjects",
    "MemoryPhoneNumbers",
    "MemoryPriceQueries",
    "MemoryProcessorPrices",
    "MemoryWork",
    "SequentialIds",
    "SequentialTokens",
    "Tables",
]
