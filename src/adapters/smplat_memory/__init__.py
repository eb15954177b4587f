"""Adapters that keep everything in this process."""

from smplat_memory.access import MemoryApiKeyQueries, SequentialTokens
from smplat_memory.addressing import MemoryAddressRules, MemoryEmails, MemoryPhoneNumbers
from smplat_memory.agreements import MemoryAgreementQueries
from smplat_memory.automation import MemoryAutomationQueries
from smplat_memory.billing import MemoryBillingQueries
from smplat_memory.carts import MemoryCartQueries
from smplat_memory.catalog import (
    MemoryFlagQueries,
    MemoryProductQueries,
    MemoryProductSearch,
    MemorySearchLog,
)
from smplat_memory.courier import MemoryCourier
from smplat_memory.courier_calls import (
    MemoryCourierCalls,
    MemoryCourierQueries,
    MemoryDeliveryPromises,
)
from smplat_memory.customers import MemoryCustomerQueries
from smplat_memory.database import MemoryDatabase
from smplat_memory.deliveries import MemoryDeliveries
from smplat_memory.experiments import MemoryExperimentQueries, MemoryTargetProducts
from smplat_memory.fan_out import MemoryFanOutQueries, MemoryWebhookTarget
from smplat_memory.fulfillment import MemoryFulfillmentQueries, MemoryShipmentQueries
from smplat_memory.fx import MemoryExchangeRates, MemoryRateSource
from smplat_memory.guardrails import (
    MemoryGuardrailQueries,
    MemoryKnownServices,
    MemoryServiceCosts,
)
from smplat_memory.history import MemoryHistory
from smplat_memory.insights import MemoryInsightsQueries
from smplat_memory.jobs import MemoryJobLedger, MemoryJobQueries
from smplat_memory.legacy import MemoryBridge, MemoryLegacyQueries
from smplat_memory.limits import MemoryRateLimiter
from smplat_memory.log import MemoryEventLogQueries
from smplat_memory.media import MemoryImageInspector, MemoryMediaQueries, MemoryUploads
from smplat_memory.orders import MemoryOrderQueries, MemoryProgressQueries
from smplat_memory.oversight import (
    MemoryAuditQueries,
    MemoryAuditTrail,
    MemoryMeasurements,
    MemoryStuckQueries,
)
from smplat_memory.patterns import NoPatterns
from smplat_memory.payment_health import MemoryPaymentHealth
from smplat_memory.payment_processor import MemoryPayments
from smplat_memory.payments import (
    MemoryDueCheckouts,
    MemoryDueRefunds,
    MemoryPaymentQueries,
)
from smplat_memory.pricing import MemoryPriceQueries
from smplat_memory.processor_prices import MemoryProcessorPrices
from smplat_memory.system import ManualClock, MemoryObjects, SequentialIds
from smplat_memory.wakeups import MemoryWakeups
from smplat_memory.work import MemoryWork, Tables

__all__ = [
    "ManualClock",
    "MemoryAddressRules",
    "MemoryAgreementQueries",
    "MemoryApiKeyQueries",
    "MemoryAuditQueries",
    "MemoryAuditTrail",
    "MemoryAutomationQueries",
    "MemoryBillingQueries",
    "MemoryBridge",
    "MemoryCartQueries",
    "MemoryCourier",
    "MemoryCourierCalls",
    "MemoryCourierQueries",
    "MemoryCustomerQueries",
    "MemoryDatabase",
    "MemoryDeliveries",
    "MemoryDeliveryPromises",
    "MemoryDueCheckouts",
    "MemoryDueRefunds",
    "MemoryEmails",
    "MemoryEventLogQueries",
    "MemoryExchangeRates",
    "MemoryExperimentQueries",
    "MemoryFanOutQueries",
    "MemoryFlagQueries",
    "MemoryFulfillmentQueries",
    "MemoryGuardrailQueries",
    "MemoryHistory",
    "MemoryImageInspector",
    "MemoryInsightsQueries",
    "MemoryJobLedger",
    "MemoryJobQueries",
    "MemoryKnownServices",
    "MemoryLegacyQueries",
    "MemoryMeasurements",
    "MemoryMediaQueries",
    "MemoryObjects",
    "MemoryOrderQueries",
    "MemoryPaymentHealth",
    "MemoryPaymentQueries",
    "MemoryPayments",
    "MemoryPhoneNumbers",
    "MemoryPriceQueries",
    "MemoryProcessorPrices",
    "MemoryProductQueries",
    "MemoryProductSearch",
    "MemoryProgressQueries",
    "MemoryRateLimiter",
    "MemoryRateSource",
    "MemorySearchLog",
    "MemoryServiceCosts",
    "MemoryShipmentQueries",
    "MemoryStuckQueries",
    "MemoryTargetProducts",
    "MemoryUploads",
    "MemoryWakeups",
    "MemoryWebhookTarget",
    "MemoryWork",
    "NoPatterns",
    "SequentialIds",
    "SequentialTokens",
    "Tables",
]
