"""The shape for tests and embedders: everything in memory, standing still, predictable."""

from decimal import Decimal
from typing import Final

from attrs import frozen
from dependency_injector.providers import Object, Provider

from smplat_app.container import UseCases
from smplat_app.payments import pages_under
from smplat_core.catalog import MediaLimits
from smplat_core.fulfillment import PollPolicy
from smplat_core.kernel import Currency
from smplat_core.legacy import LegacyPolicy
from smplat_core.pricing.fx import FxLimits
from smplat_memory import (
    ManualClock,
    MemoryAddressRules,
    MemoryAgreementQueries,
    MemoryApiKeyQueries,
    MemoryAuditQueries,
    MemoryAuditTrail,
    MemoryAutomationQueries,
    MemoryBillingQueries,
    MemoryBridge,
    MemoryCartQueries,
    MemoryCourier,
    MemoryCourierQueries,
    MemoryCustomerQueries,
    MemoryDatabase,
    MemoryDueCheckouts,
    MemoryDueRefunds,
    MemoryEmails,
    MemoryEventLogQueries,
    MemoryExchangeRates,
    MemoryExperimentQueries,
    MemoryFanOutQueries,
    MemoryFlagQueries,
    MemoryFulfillmentQueries,
    MemoryGuardrailQueries,
    MemoryHistory,
    MemoryImageInspector,
    MemoryInsightsQueries,
    MemoryJobLedger,
    MemoryJobQueries,
    MemoryKnownServices,
    MemoryLegacyQueries,
    MemoryMeasurements,
    MemoryMediaQueries,
    MemoryObjects,
    MemoryOrderQueries,
    MemoryPaymentHealth,
    MemoryPaymentQueries,
    MemoryPayments,
    MemoryPhoneNumbers,
    MemoryPriceQueries,
    MemoryProcessorPrices,
    MemoryProductQueries,
    MemoryProductSearch,
    MemoryProgressQueries,
    MemoryRateSource,
    MemorySearchLog,
    MemoryServiceCosts,
    MemoryShipmentQueries,
    MemoryStuckQueries,
    MemoryTargetProducts,
    MemoryUploads,
    MemoryWebhookTarget,
    SequentialIds,
    SequentialTokens,
)
from smplat_patterns import Re2Patterns
from smplat_stripe import StripeFacts, StripeSettings, StripeWebhooks

STRIPE: Final = StripeSettings(secret_key="sk_test_memory", webhook_secret="whsec_memory")  # noqa: S106 - of nobody
"""What messages of Stripe are signed with here."""


BASE_URL: Final = "http://testserver.local"


@frozen
class MemoryShape:
    """A whole system in this process; nothing outside is touched."""

    database: MemoryDatabase
    clock: ManualClock
    use_cases: UseCases
    legacy: MemoryBridge
    """The legacy system; give it companies."""
    courier: MemoryCourier
    """Canada Post; give it something to say."""
    payments: MemoryPayments
    """The payment processor; be its buyer."""
    webhook_target: MemoryWebhookTarget
    """Where messages are handed on to."""


def memory_shape() -> MemoryShape:
    clock, ids = ManualClock(), SequentialIds()
    database = MemoryDatabase(clock=clock, ids=ids)
    tables = database.tables
    legacy = MemoryBridge()
    courier = MemoryCourier()
    payments = MemoryPayments(clock)
    webhook_target = MemoryWebhookTarget()
    ports: dict[str, Provider[object]] = {
        "begin": Object(database.begin),
        "clock": Object(clock),
        "ids": Object(ids),
        "tokens": Object(SequentialTokens()),
        "objects": Object(objects := MemoryObjects()),
        "media_queries": Object(MemoryMediaQueries(tables.media)),
        "upload_grants": Object(MemoryUploads(objects, BASE_URL)),
        "image_inspector": Object(MemoryImageInspector()),
        "media_limits": Object(MediaLimits()),
        "event_log_queries": Object(MemoryEventLogQueries(tables.log)),
        "history": Object(MemoryHistory(tables)),
        "job_queries": Object(MemoryJobQueries(tables.jobs, tables.log)),
        "insights_queries": Object(MemoryInsightsQueries(tables.insights, tables.jobs)),
        "job_ledger": Object(MemoryJobLedger(tables.jobs)),
        "api_key_queries": Object(MemoryApiKeyQueries(tables.access)),
        "audit_trail": Object(audit := MemoryAuditTrail(tables.log)),
        "audit_queries": Object(MemoryAuditQueries(audit, tables.access)),
        "stuck_queries": Object(MemoryStuckQueries(tables)),
        "measurements": Object(MemoryMeasurements(tables)),
        "patience": Object({}),
        "legacy_bridge": Object(legacy),
        "order_queries": Object(MemoryOrderQueries(tables.orders)),
        "cart_queries": Object(MemoryCartQueries(tables.carts)),
        "progress_queries": Object(MemoryProgressQueries(tables.orders, tables.fulfillment)),
        "payment_queries": Object(MemoryPaymentQueries(tables.payments)),
        "due_checkouts": Object(MemoryDueCheckouts(tables.payments)),
        "due_refunds": Object(MemoryDueRefunds(tables.payments)),
        "payment_health": Object(MemoryPaymentHealth(tables.payments, tables.orders, tables.log)),
        "payment_processor": Object(payments),
        "message_verifier": Object(StripeWebhooks(STRIPE)),
        "fact_reader": Object(StripeFacts()),
        "checkout_pages": Object(pages_under(BASE_URL)),
        "webhook_target": Object(webhook_target),
        "fan_out_queries": Object(
            MemoryFanOutQueries(tables.fan_out, tables.payments, tables.orders)
        ),
        "billing_queries": Object(MemoryBillingQueries(tables.billing, tables.orders)),
        "automation_queries": Object(MemoryAutomationQueries(tables.automation)),
        "legacy_queries": Object(MemoryLegacyQueries(tables.legacy)),
        "legacy_policy": Object(LegacyPolicy()),
        "customer_queries": Object(MemoryCustomerQueries(tables.customers, tables.legacy)),
        "address_rules": Object(MemoryAddressRules()),
        "phone_numbers": Object(MemoryPhoneNumbers()),
        "emails": Object(MemoryEmails()),
        "patterns": Object(Re2Patterns()),
        "known_services": Object(MemoryKnownServices(tables.guardrails)),
        "product_queries": Object(MemoryProductQueries(tables.catalog)),
        "product_search": Object(MemoryProductSearch(tables.search, tables.pricing)),
        "search_log": Object(MemorySearchLog(tables.search)),
        "flag_queries": Object(MemoryFlagQueries(tables.catalog)),
        "forced_flags": Object(frozenset()),
        "service_costs": Object(MemoryServiceCosts(tables.guardrails)),
        "guardrail_queries": Object(MemoryGuardrailQueries(tables.guardrails)),
        "exchange_rates": Object(MemoryExchangeRates(tables.fx)),
        "rate_source": Object(MemoryRateSource()),
        "fx_limits": Object(FxLimits()),
        "fx_base": Object(Currency.EUR),
        "fx_symbols": Object(frozenset({Currency.USD, Currency.GBP, Currency.JPY})),
        "fx_most_swing": Object(Decimal(20)),
        "price_queries": Object(MemoryPriceQueries(tables.pricing)),
        "agreement_queries": Object(MemoryAgreementQueries(tables.pricing)),
        "fulfillment_queries": Object(MemoryFulfillmentQueries(tables.fulfillment)),
        "shipment_queries": Object(MemoryShipmentQueries(tables.fulfillment)),
        "couriers": Object({courier.code: courier}),
        "poll_policy": Object(PollPolicy()),
        "call_rates": Object({}),
        "courier_queries": Object(MemoryCourierQueries(tables.fulfillment)),
        "experiment_queries": Object(MemoryExperimentQueries(tables.experiments)),
        "target_products": Object(MemoryTargetProducts(tables.catalog)),
        "processor_prices": Object(MemoryProcessorPrices()),
    }
    return MemoryShape(
        database, clock, UseCases(**ports), legacy, courier, payments, webhook_target
    )
