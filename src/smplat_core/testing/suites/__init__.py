"""One class of tests per port: inherit it, give it what it needs, and every promise is asked for."""

from smplat_core.testing.suites.api_keys import ApiKeysContract
from smplat_core.testing.suites.courier import (
    CourierContract,
    CourierUnderTest,
    SignedCourierContract,
    SignedCourierUnderTest,
)
from smplat_core.testing.suites.deliveries import DeliveriesContract
from smplat_core.testing.suites.event_log import EventLogContract
from smplat_core.testing.suites.handouts import HandoutsContract
from smplat_core.testing.suites.idempotency import IdempotencyContract
from smplat_core.testing.suites.job_queries import JobQueriesContract
from smplat_core.testing.suites.jobs import JobsContract
from smplat_core.testing.suites.legacy_bridge import BridgeUnderTest, LegacyBridgeContract
from smplat_core.testing.suites.object_store import ObjectStoreContract
from smplat_core.testing.suites.payment_processor import (
    PaymentProcessorContract,
    ProcessorUnderTest,
)
from smplat_core.testing.suites.rate_limiter import LimitersUnderTest, RateLimiterContract
from smplat_core.testing.suites.references import ReferencesContract
from smplat_core.testing.suites.unit_of_work import UnitOfWorkContract
from smplat_core.testing.suites.wakeups import WakeupsContract
from smplat_core.testing.suites.workers import WorkersContract

__all__ = [
    "ApiKeysContract",
    "BridgeUnderTest",
    "CourierContract",
    "CourierUnderTest",
    "DeliveriesContract",
    "EventLogContract",
    "HandoutsContract",
    "IdempotencyContract",
    "JobQueriesContract",
    "JobsContract",
    "LegacyBridgeContract",
    "LimitersUnderTest",
    "ObjectStoreContract",
    "PaymentProcessorContract",
    "ProcessorUnderTest",
    "RateLimiterContract",
    "ReferencesContract",
    "SignedCourierContract",
    "SignedCourierUnderTest",
    "UnitOfWorkContract",
    "WakeupsContract",
    "WorkersContract",
]
