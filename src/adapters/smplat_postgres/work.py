"""Everything one unit of work offers on Postgres."""

from attrs import frozen

from smplat_postgres.access import PostgresApiKeys, PostgresIdempotency
from smplat_postgres.automation import (
    PostgresAutomationSteps,
    PostgresHumanTasks,
    PostgresScenarioConfigs,
)
from smplat_postgres.billing import (
    PostgresCompanyLedgers,
    PostgresInvoices,
    PostgresPaymentRecords,
)
from smplat_postgres.catalog import (
    PostgresFeatureFlags,
    PostgresProductIndex,
    PostgresProducts,
    PostgresProductVersions,
)
from smplat_postgres.customers import PostgresAddresses, PostgresCompanies, PostgresContacts
from smplat_postgres.deliveries import PostgresDeliveries, PostgresWorkers
from smplat_postgres.experiments import PostgresExperimentRecords, PostgresExperiments
from smplat_postgres.fan_out import PostgresFanOutTargets, PostgresForwardings
from smplat_postgres.fulfillment import (
    PostgresCourierCalls,
    PostgresCourierDeliveries,
    PostgresCourierEvents,
    PostgresCourierProfiles,
    PostgresDeliveryPromises,
    PostgresFulfillmentOrders,
    PostgresShipments,
    PostgresTrackingWatches,
)
from smplat_postgres.fx import PostgresRateBook
from smplat_postgres.guardrails import (
    PostgresFollowUps,
    PostgresJudgements,
    PostgresServiceTerms,
)
from smplat_postgres.insights import PostgresExports, PostgresSensorLocations
from smplat_postgres.jobs import PostgresJobRuns, PostgresJobs
from smplat_postgres.legacy import (
    PostgresAssignments,
    PostgresBreakers,
    PostgresBridgeCalls,
    PostgresCompanyMirrors,
    PostgresMirrorWrites,
    PostgresSyncReports,
    PostgresThingMirrors,
)
from smplat_postgres.long_runs import PostgresLongRuns
from smplat_postgres.media import PostgresMediaAssets, PostgresMediaUses
from smplat_postgres.orders import (
    PostgresBillingParties,
    PostgresCarts,
    PostgresOrders,
    PostgresSavedConfigurations,
)
from smplat_postgres.payments import (
    PostgresCheckoutSessions,
    PostgresProcessorEvents,
    PostgresProcessorPayments,
    PostgresRefunds,
)
from smplat_postgres.pricing import (
    PostgresAgreedTwins,
    PostgresOneOffPrices,
    PostgresPriceAgreements,
    PostgresPriceBooks,
    PostgresPriceEntries,
    PostgresResolutions,
)
from smplat_postgres.references import PostgresReferences
from smplat_postgres.schedules import PostgresSchedules


@frozen
class PostgresWork:
    """Repositories find the open transaction by themselves, so one set serves every unit."""

    references: PostgresReferences
    jobs: PostgresJobs
    job_runs: PostgresJobRuns
    workers: PostgresWorkers
    deliveries: PostgresDeliveries
    long_runs: PostgresLongRuns
    schedules: PostgresSchedules
    sensor_locations: PostgresSensorLocations
    exports: PostgresExports
    api_keys: PostgresApiKeys
    idempotency: PostgresIdempotency
    company_mirrors: PostgresCompanyMirrors
    thing_mirrors: PostgresThingMirrors
    mirror_writes: PostgresMirrorWrites
    sync_reports: PostgresSyncReports
    assignments: PostgresAssignments
    breakers: PostgresBreakers
    bridge_calls: PostgresBridgeCalls
    companies: PostgresCompanies
    contacts: PostgresContacts
    addresses: PostgresAddresses
    products: PostgresProducts
    product_versions: PostgresProductVersions
    product_index: PostgresProductIndex
    feature_flags: PostgresFeatureFlags
    media_assets: PostgresMediaAssets
    media_uses: PostgresMediaUses
    service_terms: PostgresServiceTerms
    judgements: PostgresJudgements
    follow_ups: PostgresFollowUps
    rate_book: PostgresRateBook
    price_books: PostgresPriceBooks
    price_entries: PostgresPriceEntries
    resolutions: PostgresResolutions
    experiments: PostgresExperiments
    experiment_records: PostgresExperimentRecords
    price_agreements: PostgresPriceAgreements
    agreed_twins: PostgresAgreedTwins
    one_off_prices: PostgresOneOffPrices
    billing_parties: PostgresBillingParties
    orders: PostgresOrders
    carts: PostgresCarts
    saved_configurations: PostgresSavedConfigurations
    checkout_sessions: PostgresCheckoutSessions
    processor_events: PostgresProcessorEvents
    fan_out_targets: PostgresFanOutTargets
    forwardings: PostgresForwardings
    processor_payments: PostgresProcessorPayments
    refunds: PostgresRefunds
    company_ledgers: PostgresCompanyLedgers
    invoices: PostgresInvoices
    payment_records: PostgresPaymentRecords
    automation_steps: PostgresAutomationSteps
    scenario_configs: PostgresScenarioConfigs
    human_tasks: PostgresHumanTasks
    fulfillment_orders: PostgresFulfillmentOrders
    shipments: PostgresShipments
    courier_events: PostgresCourierEvents
    courier_deliveries: PostgresCourierDeliveries
    tracking_watches: PostgresTrackingWatches
    courier_profiles: PostgresCourierProfiles
    courier_calls: PostgresCourierCalls
    delivery_promises: PostgresDeliveryPromises


def postgres_work(jobs: PostgresJobs) -> PostgresWork:
    return PostgresWork(
        references=PostgresReferences(),
        jobs=jobs,
        job_runs=PostgresJobRuns(),
        workers=PostgresWorkers(),
        deliveries=PostgresDeliveries(),
        long_runs=PostgresLongRuns(),
        schedules=PostgresSchedules(),
        sensor_locations=PostgresSensorLocations(),
        exports=PostgresExports(),
        api_keys=PostgresApiKeys(),
        idempotency=PostgresIdempotency(),
        company_mirrors=PostgresCompanyMirrors(),
        thing_mirrors=PostgresThingMirrors(),
        mirror_writes=PostgresMirrorWrites(),
        sync_reports=PostgresSyncReports(),
        assignments=PostgresAssignments(),
        breakers=PostgresBreakers(),
        bridge_calls=PostgresBridgeCalls(),
        companies=PostgresCompanies(),
        contacts=PostgresContacts(),
        addresses=PostgresAddresses(),
        products=PostgresProducts(),
        product_versions=PostgresProductVersions(),
        product_index=PostgresProductIndex(),
        feature_flags=PostgresFeatureFlags(),
        media_assets=PostgresMediaAssets(),
        media_uses=PostgresMediaUses(jobs.clock),
        service_terms=PostgresServiceTerms(),
        judgements=PostgresJudgements(),
        follow_ups=PostgresFollowUps(),
        rate_book=PostgresRateBook(),
        price_books=PostgresPriceBooks(),
        price_entries=PostgresPriceEntries(),
        resolutions=PostgresResolutions(),
        experiments=PostgresExperiments(),
        experiment_records=PostgresExperimentRecords(),
        price_agreements=PostgresPriceAgreements(),
        agreed_twins=PostgresAgreedTwins(),
        one_off_prices=PostgresOneOffPrices(),
        billing_parties=PostgresBillingParties(),
        orders=PostgresOrders(),
        carts=PostgresCarts(),
        saved_configurations=PostgresSavedConfigurations(),
        checkout_sessions=PostgresCheckoutSessions(),
        processor_events=PostgresProcessorEvents(),
        fan_out_targets=PostgresFanOutTargets(),
        forwardings=PostgresForwardings(),
        processor_payments=PostgresProcessorPayments(),
        refunds=PostgresRefunds(),
        company_ledgers=PostgresCompanyLedgers(),
        invoices=PostgresInvoices(),
        payment_records=PostgresPaymentRecords(),
        automation_steps=PostgresAutomationSteps(),
        scenario_configs=PostgresScenarioConfigs(),
        human_tasks=PostgresHumanTasks(),
        fulfillment_orders=PostgresFulfillmentOrders(),
        shipments=PostgresShipments(),
        courier_events=PostgresCourierEvents(),
        courier_deliveries=PostgresCourierDeliveries(),
        tracking_watches=PostgresTrackingWatches(),
        courier_profiles=PostgresCourierProfiles(),
        courier_calls=PostgresCourierCalls(),
        delivery_promises=PostgresDeliveryPromises(),
    )
