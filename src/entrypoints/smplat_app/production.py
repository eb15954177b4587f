"""The shape for real servers: everything that has an address gets it from the settings."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import httpx
from dependency_injector.containers import DeclarativeContainer
from dependency_injector.providers import Container, Dependency, Factory, Singleton
from redis.asyncio import Redis

from smplat_addressing import SyntaxEmails, WorldAddressRules, WorldPhoneNumbers
from smplat_app.catalog import flags_of
from smplat_app.container import UseCases
from smplat_app.media import limits_of
from smplat_app.oversight import patience_of
from smplat_app.payments import pages_under
from smplat_app.settings import Settings
from smplat_core.fulfillment import PollPolicy
from smplat_couriers import call_rates, couriers
from smplat_fx import base_of, rate_source, swing_of, symbols_of
from smplat_fx import limits_of as fx_limits_of
from smplat_images import PillowInspector
from smplat_legacy import HttpLegacyBridge, HttpWebhookTarget, LegacyClient, policy_of
from smplat_objects import open_objects, open_uploads
from smplat_patterns import Re2Patterns
from smplat_postgres import (
    Engine,
    PostgresAgreementQueries,
    PostgresApiKeyQueries,
    PostgresAuditQueries,
    PostgresAuditTrail,
    PostgresAutomationQueries,
    PostgresBillingQueries,
    PostgresCartQueries,
    PostgresCourierQueries,
    PostgresCustomerQueries,
    PostgresDatabase,
    PostgresDeliveries,
    PostgresDueCheckouts,
    PostgresDueRefunds,
    PostgresEventLogQueries,
    PostgresExchangeRates,
    PostgresExperimentQueries,
    PostgresFanOutQueries,
    PostgresFlagQueries,
    PostgresFulfillmentQueries,
    PostgresGuardrailQueries,
    PostgresHistory,
    PostgresInsightsQueries,
    PostgresJobLedger,
    PostgresJobQueries,
    PostgresKnownServices,
    PostgresLegacyQueries,
    PostgresMeasurements,
    PostgresMediaQueries,
    PostgresOrderQueries,
    PostgresPaymentHealth,
    PostgresPaymentQueries,
    PostgresPriceQueries,
    PostgresProductQueries,
    PostgresProductSearch,
    PostgresProgressQueries,
    PostgresSearchLog,
    PostgresServiceCosts,
    PostgresShipmentQueries,
    PostgresStuckQueries,
    PostgresTargetProducts,
)
from smplat_redis import RedisWakeups
from smplat_stripe import StripeApi, StripeFacts, StripePayments, StripePrices, StripeWebhooks
from smplat_system import SystemClock, SystemTokens, Uuid7Ids


class Production(DeclarativeContainer):
    """Which adapter serves which port. Constructs only; ``use`` gives it a life."""

    settings: Dependency[Settings] = Dependency(instance_of=Settings)

    clock = Singleton(SystemClock)
    ids = Singleton(Uuid7Ids)
    engine = Singleton(Engine, Factory(dict, dsn=settings.provided.database.url))
    database = Singleton(PostgresDatabase, engine, clock, ids)
    redis = Singleton(Redis.from_url, settings.provided.redis.url)
    wakeups = Singleton(RedisWakeups, redis)
    ledger = Singleton(PostgresJobLedger)
    deliveries = Singleton(PostgresDeliveries)
    http = Singleton(httpx.AsyncClient, follow_redirects=False)
    legacy = Singleton(LegacyClient, settings.provided.legacy)
    webhook_target = Singleton(HttpWebhookTarget, settings.provided.legacy, clock)
    stripe = Singleton(StripeApi, settings.provided.stripe)

    rates = Singleton(rate_source, settings.provided.fx)
    objects = Singleton(open_objects, settings.provided.objects.url)

    use_cases = Container(
        UseCases,
        begin=database.provided.begin,
        clock=clock,
        ids=ids,
        tokens=Singleton(SystemTokens),
        objects=objects,
        media_queries=Singleton(PostgresMediaQueries),
        upload_grants=Singleton(open_uploads, objects, clock, settings.provided.public_url),
        image_inspector=Singleton(PillowInspector),
        media_limits=Singleton(limits_of, settings.provided.media),
        event_log_queries=Singleton(PostgresEventLogQueries),
        history=Singleton(PostgresHistory),
        job_queries=Singleton(PostgresJobQueries),
        job_ledger=ledger,
        insights_queries=Singleton(PostgresInsightsQueries),
        api_key_queries=Singleton(PostgresApiKeyQueries),
        audit_trail=Singleton(PostgresAuditTrail),
        audit_queries=Singleton(PostgresAuditQueries),
        stuck_queries=Singleton(PostgresStuckQueries),
        measurements=Singleton(PostgresMeasurements),
        patience=Singleton(patience_of, settings.provided.oversight.patience),
        order_queries=Singleton(PostgresOrderQueries),
        cart_queries=Singleton(PostgresCartQueries),
        progress_queries=Singleton(PostgresProgressQueries),
        payment_queries=Singleton(PostgresPaymentQueries),
        due_checkouts=Singleton(PostgresDueCheckouts),
        due_refunds=Singleton(PostgresDueRefunds),
        payment_health=Singleton(PostgresPaymentHealth),
        payment_processor=Singleton(StripePayments, stripe),
        message_verifier=Singleton(StripeWebhooks, settings.provided.stripe),
        fact_reader=Singleton(StripeFacts),
        checkout_pages=Singleton(pages_under, settings.provided.public_url),
        webhook_target=webhook_target,
        fan_out_queries=Singleton(PostgresFanOutQueries),
        billing_queries=Singleton(PostgresBillingQueries),
        automation_queries=Singleton(PostgresAutomationQueries),
        patterns=Singleton(Re2Patterns),
        known_services=Singleton(PostgresKnownServices),
        product_queries=Singleton(PostgresProductQueries),
        product_search=Singleton(PostgresProductSearch),
        search_log=Singleton(PostgresSearchLog),
        flag_queries=Singleton(PostgresFlagQueries),
        forced_flags=Singleton(flags_of, settings.provided.feature_flags),
        service_costs=Singleton(PostgresServiceCosts),
        guardrail_queries=Singleton(PostgresGuardrailQueries),
        exchange_rates=Singleton(PostgresExchangeRates),
        rate_source=rates,
        fx_limits=Singleton(fx_limits_of, settings.provided.fx),
        fx_base=Singleton(base_of, settings.provided.fx),
        fx_symbols=Singleton(symbols_of, settings.provided.fx),
        fx_most_swing=Singleton(swing_of, settings.provided.fx),
        price_queries=Singleton(PostgresPriceQueries),
        agreement_queries=Singleton(PostgresAgreementQueries),
        legacy_bridge=Singleton(HttpLegacyBridge, legacy),
        legacy_queries=Singleton(PostgresLegacyQueries),
        legacy_policy=Singleton(policy_of, settings.provided.legacy),
        customer_queries=Singleton(PostgresCustomerQueries),
        address_rules=Singleton(WorldAddressRules),
        phone_numbers=Singleton(WorldPhoneNumbers),
        emails=Singleton(SyntaxEmails),
        fulfillment_queries=Singleton(PostgresFulfillmentQueries),
        shipment_queries=Singleton(PostgresShipmentQueries),
        couriers=Singleton(couriers, settings.provided.couriers, http),
        call_rates=Singleton(call_rates, settings.provided.couriers),
        courier_queries=Singleton(PostgresCourierQueries),
        poll_policy=Singleton(
            PollPolicy.every,
            Factory(timedelta, seconds=settings.provided.couriers.poll_interval_seconds),
        ),
        processor_prices=Singleton(StripePrices, stripe),
        experiment_queries=Singleton(PostgresExperimentQueries),
        target_products=Singleton(PostgresTargetProducts),
    )


@asynccontextmanager
async def use(shape: Production) -> AsyncIterator[UseCases]:
    """Connections open in order, and closed in the reverse order whatever happens."""
    async with AsyncExitStack() as life:
        engine = shape.engine()
        await engine.open(largest=shape.settings().database.pool)
        life.push_async_callback(engine.close)
        life.push_async_callback(shape.http().aclose)
        life.push_async_callback(shape.legacy().close)
        life.push_async_callback(shape.webhook_target().close)
        life.push_async_callback(shape.stripe().close)
        life.push_async_callback(shape.rates().close)
        life.push_async_callback(shape.redis().aclose)
        engine.on_stir = shape.wakeups().ring
        shape.database()
        yield shape.use_cases()
