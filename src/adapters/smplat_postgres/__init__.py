"""Adapters that keep everything in Postgres, through Piccolo."""

from smplat_postgres.access import PostgresApiKeyQueries
from smplat_postgres.automation_queries import PostgresAutomationQueries
from smplat_postgres.billing import PostgresBillingQueries
from smplat_postgres.catalog import (
    PostgresFlagQueries,
    PostgresProductQueries,
    PostgresProductSearch,
    PostgresSearchLog,
)
from smplat_postgres.customers import PostgresCustomerQueries
from smplat_postgres.database import PostgresDatabase
from smplat_postgres.deliveries import PostgresDeliveries
from smplat_postgres.engine import LOST, Engine, pool_size
from smplat_postgres.experiments import PostgresExperimentQueries, PostgresTargetProducts
from smplat_postgres.fan_out import PostgresFanOutQueries
from smplat_postgres.fulfillment import (
    PostgresCourierQueries,
    PostgresFulfillmentQueries,
    PostgresShipmentQueries,
)
from smplat_postgres.fx import PostgresExchangeRates
from smplat_postgres.guardrails import (
    PostgresGuardrailQueries,
    PostgresKnownServices,
    PostgresServiceCosts,
)
from smplat_postgres.history import PostgresHistory
from smplat_postgres.insights import PostgresInsightsQueries
from smplat_postgres.job_queries import PostgresJobQueries
from smplat_postgres.jobs import PostgresJobLedger
from smplat_postgres.legacy import PostgresLegacyQueries
from smplat_postgres.log import PostgresEventLogQueries
from smplat_postgres.media import PostgresMediaQueries
from smplat_postgres.migrating import migrate, pending
from smplat_postgres.orders import (
    PostgresCartQueries,
    PostgresOrderQueries,
    PostgresProgressQueries,
)
from smplat_postgres.oversight import (
    PostgresAuditQueries,
    PostgresAuditTrail,
    PostgresMeasurements,
    PostgresStuckQueries,
)
from smplat_postgres.payments import (
    PostgresDueCheckouts,
    PostgresDueRefunds,
    PostgresPaymentHealth,
    PostgresPaymentQueries,
)
from smplat_postgres.pricing import PostgresAgreementQueries, PostgresPriceQueries
from smplat_postgres.work import PostgresWork

__all__ = [
    "LOST",
    "Engine",
    "PostgresAgreementQueries",
    "PostgresApiKeyQueries",
    "PostgresAuditQueries",
    "PostgresAuditTrail",
    "PostgresAutomationQueries",
    "PostgresBillingQueries",
    "PostgresCartQueries",
    "PostgresCourierQueries",
    "PostgresCustomerQueries",
    "PostgresDatabase",
    "PostgresDeliveries",
    "PostgresDueCheckouts",
    "PostgresDueRefunds",
    "PostgresEventLogQueries",
    "PostgresExchangeRates",
    "PostgresExperimentQueries",
    "PostgresFanOutQueries",
    "PostgresFlagQueries",
    "PostgresFulfillmentQueries",
    "PostgresGuardrailQueries",
    "PostgresHistory",
    "PostgresInsightsQueries",
    "PostgresJobLedger",
    "PostgresJobQueries",
    "PostgresKnownServices",
    "PostgresLegacyQueries",
    "PostgresMeasurements",
    "PostgresMediaQueries",
    "PostgresOrderQueries",
    "PostgresPaymentHealth",
    "PostgresPaymentQueries",
    "PostgresPriceQueries",
    "PostgresProductQueries",
    "PostgresProductSearch",
    "PostgresProgressQueries",
    "PostgresSearchLog",
    "PostgresServiceCosts",
    "PostgresShipmentQueries",
    "PostgresStuckQueries",
    "PostgresTargetProducts",
    "PostgresWork",
    "migrate",
    "pending",
    "pool_size",
]
