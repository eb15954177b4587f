"""Everything one unit of work offers in memory."""

from attrs import Factory, define, frozen

from smplat_core.kernel import Clock, Ids
from smplat_memory.access import AccessTables, MemoryApiKeys, MemoryIdempotency
from smplat_memory.agreements import MemoryAgreedTwins, MemoryPriceAgreements
from smplat_memory.automation import (
    AutomationTables,
    MemoryAutomationSteps,
    MemoryHumanTasks,
    MemoryScenarioConfigs,
)
from smplat_memory.billing import (
    BillingTables,
    MemoryCompanyLedgers,
    MemoryInvoices,
    MemoryPaymentRecords,
)
from smplat_memory.carts import CartsTables, MemoryCarts, MemorySavedConfigurations
from smplat_memory.catalog import (
    CatalogTables,
    MemoryFeatureFlags,
    MemoryProductIndex,
    MemoryProducts,
    MemoryProductVersions,
    SearchTables,
)
from smplat_memory.courier_calls import MemoryCourierCalls, MemoryDeliveryPromises
from smplat_memory.customers import (
    CustomersTables,
    MemoryAddresses,
    MemoryCompanies,
    MemoryContacts,
)
from smplat_memory.deliveries import MemoryDeliveries, MemoryWorkers
from smplat_memory.experiments import (
    ExperimentsTables,
    MemoryExperimentRecords,
    MemoryExperiments,
)
from smplat_memory.fan_out import FanOutTables, MemoryFanOutTargets, MemoryForwardings
from smplat_memory.fulfillment import (
    FulfillmentTables,
    MemoryCourierDeliveries,
    MemoryCourierEvents,
    MemoryCourierProfiles,
    MemoryFulfillmentOrders,
    MemoryShipments,
    MemoryTrackingWatches,
)
from smplat_memory.fx import FxTables, MemoryRateBook
from smplat_memory.guardrails import (
    GuardrailsTables,
    MemoryFollowUps,
    MemoryJudgements,
    MemoryServiceTerms,
)
from smplat_memory.insights import InsightsTables, MemoryExports, MemorySensorLocations
from smplat_memory.jobs import JobsTables, MemoryJobRuns, MemoryJobs, MemoryLongRuns
from smplat_memory.legacy import (
    LegacyTables,
    MemoryAssignments,
    MemoryBreakers,
    MemoryBridgeCalls,
    MemoryCompanyMirrors,
    MemoryMirrorWrites,
    MemorySyncReports,
    MemoryThingMirrors,
)
from smplat_memory.log import LogTables, MemoryLog
from smplat_memory.media import MediaTables, MemoryMediaAssets, MemoryMediaUses
from smplat_memory.orders import MemoryBillingParties, MemoryOrders, OrdersTables
from smplat_memory.payments import (
    MemoryCheckoutSessions,
    MemoryProcessorEvents,
    MemoryProcessorPayments,
    MemoryRefunds,
    PaymentsTables,
)
from smplat_memory.pricing import (
    MemoryOneOffPrices,
    MemoryPriceBooks,
    MemoryPriceEntries,
    MemoryResolutions,
    PricingTables,
)
from smplat_memory.schedules import MemorySchedules
from smplat_memory.system import MemoryReferences


@define
class Tables:
    """All that is remembered. Each part is a class of dicts and lists of immutable values."""

    log: LogTables = Factory(LogTables)
    counters: dict[str, int] = Factory(dict)
    jobs: JobsTables = Factory(JobsTables)
    insights: InsightsTables = Factory(InsightsTables)
    access: AccessTables = Factory(AccessTables)
    legacy: LegacyTables = Factory(LegacyTables)
    customers: CustomersTables = Factory(CustomersTables)
    catalog: CatalogTables = Factory(CatalogTables)
    search: SearchTables = Factory(SearchTables)
    media: MediaTables = Factory(MediaTables)
    guardrails: GuardrailsTables = Factory(GuardrailsTables)
    pricing: PricingTables = Factory(PricingTables)
    fx: FxTables = Factory(FxTables)
    experiments: ExperimentsTables = Factory(ExperimentsTables)
    orders: OrdersTables = Factory(OrdersTables)
    carts: CartsTables = Factory(CartsTables)
    payments: PaymentsTables = Factory(PaymentsTables)
    fan_out: FanOutTables = Factory(FanOutTables)
    billing: BillingTables = Factory(BillingTables)
    automation: AutomationTables = Factory(AutomationTables)

    fulfillment: FulfillmentTables = Factory(FulfillmentTables)


@frozen
class MemoryWork:
    references: MemoryReferences
    jobs: MemoryJobs
    job_runs: MemoryJobRuns
    workers: MemoryWorkers
    deliveries: MemoryDeliveries
    long_runs: MemoryLongRuns
    schedules: MemorySchedules
    sensor_locations: MemorySensorLocations
    exports: MemoryExports
    api_keys: MemoryApiKeys
    idempotency: MemoryIdempotency
    company_mirrors: MemoryCompanyMirrors
    thing_mirrors: MemoryThingMirrors
    mirror_writes: MemoryMirrorWrites
    sync_reports: MemorySyncReports
    assignments: MemoryAssignments
    breakers: MemoryBreakers
    bridge_calls: MemoryBridgeCalls
    companies: MemoryCompanies
    contacts: MemoryContacts
    addresses: MemoryAddresses
    products: MemoryProducts
    product_versions: MemoryProductVersions
    product_index: MemoryProductIndex
    feature_flags: MemoryFeatureFlags
    media_assets: MemoryMediaAssets
    media_uses: MemoryMediaUses
    service_terms: MemoryServiceTerms
    judgements: MemoryJudgements
    follow_ups: MemoryFollowUps
    rate_book: MemoryRateBook
    price_books: MemoryPriceBooks
    price_entries: MemoryPriceEntries
    resolutions: MemoryResolutions
    experiments: MemoryExperiments
    experiment_records: MemoryExperimentRecords
    price_agreements: MemoryPriceAgreements
    agreed_twins: MemoryAgreedTwins
    one_off_prices: MemoryOneOffPrices
    billing_parties: MemoryBillingParties
    orders: MemoryOrders
    carts: MemoryCarts
    saved_configurations: MemorySavedConfigurations
    checkout_sessions: MemoryCheckoutSessions
    processor_events: MemoryProcessorEvents
    fan_out_targets: MemoryFanOutTargets
    forwardings: MemoryForwardings
    processor_payments: MemoryProcessorPayments
    refunds: MemoryRefunds
    company_ledgers: MemoryCompanyLedgers
    invoices: MemoryInvoices
    payment_records: MemoryPaymentRecords
    automation_steps: MemoryAutomationSteps
    scenario_configs: MemoryScenarioConfigs
    human_tasks: MemoryHumanTasks
    fulfillment_orders: MemoryFulfillmentOrders
    shipments: MemoryShipments
    courier_events: MemoryCourierEvents
    courier_deliveries: MemoryCourierDeliveries
    tracking_watches: MemoryTrackingWatches
    courier_profiles: MemoryCourierProfiles
    courier_calls: MemoryCourierCalls
    delivery_promises: MemoryDeliveryPromises


def memory_work(tables: Tables, clock: Clock, ids: Ids) -> MemoryWork:
    log = MemoryLog(tables.log)
    return MemoryWork(
        references=MemoryReferences(tables.counters),
        jobs=MemoryJobs(tables.jobs, clock, ids),
        job_runs=MemoryJobRuns(tables.jobs, log),
        workers=MemoryWorkers(tables.jobs.workers),
        deliveries=MemoryDeliveries(tables.log),
        long_runs=MemoryLongRuns(tables.jobs),
        schedules=MemorySchedules(tables.jobs.schedules, log),
        sensor_locations=MemorySensorLocations(tables.insights),
        exports=MemoryExports(tables.insights, log),
        api_keys=MemoryApiKeys(tables.access, log),
        idempotency=MemoryIdempotency(tables.access),
        company_mirrors=MemoryCompanyMirrors(tables.legacy, log),
        thing_mirrors=MemoryThingMirrors(tables.legacy, log),
        mirror_writes=MemoryMirrorWrites(tables.legacy),
        sync_reports=MemorySyncReports(tables.legacy, log),
        assignments=MemoryAssignments(tables.legacy),
        breakers=MemoryBreakers(tables.legacy, log),
        bridge_calls=MemoryBridgeCalls(tables.legacy, log),
        companies=MemoryCompanies(tables.customers, log),
        contacts=MemoryContacts(tables.customers, log),
        addresses=MemoryAddresses(tables.customers, log),
        products=MemoryProducts(tables.catalog, log),
        product_versions=MemoryProductVersions(tables.catalog),
        product_index=MemoryProductIndex(tables.search),
        feature_flags=MemoryFeatureFlags(tables.catalog, log),
        media_assets=MemoryMediaAssets(tables.media, log),
        media_uses=MemoryMediaUses(tables.media, clock),
        service_terms=MemoryServiceTerms(tables.guardrails, log),
        judgements=MemoryJudgements(tables.guardrails),
        follow_ups=MemoryFollowUps(tables.guardrails, log),
        rate_book=MemoryRateBook(tables.fx, log),
        price_books=MemoryPriceBooks(tables.pricing, log),
        price_entries=MemoryPriceEntries(tables.pricing, log),
        resolutions=MemoryResolutions(tables.pricing),
        experiments=MemoryExperiments(tables.experiments, log),
        experiment_records=MemoryExperimentRecords(tables.experiments),
        price_agreements=MemoryPriceAgreements(tables.pricing, log),
        agreed_twins=MemoryAgreedTwins(tables.pricing, log),
        one_off_prices=MemoryOneOffPrices(tables.pricing),
        billing_parties=MemoryBillingParties(tables.customers),
        orders=MemoryOrders(tables.orders, log),
        carts=MemoryCarts(tables.carts, log),
        saved_configurations=MemorySavedConfigurations(tables.carts),
        checkout_sessions=MemoryCheckoutSessions(tables.payments, log),
        processor_events=MemoryProcessorEvents(tables.payments),
        fan_out_targets=MemoryFanOutTargets(tables.fan_out, log),
        forwardings=MemoryForwardings(tables.fan_out, tables.payments),
        processor_payments=MemoryProcessorPayments(tables.payments, log),
        refunds=MemoryRefunds(tables.payments, log),
        company_ledgers=MemoryCompanyLedgers(),
        invoices=MemoryInvoices(tables.billing, log),
        payment_records=MemoryPaymentRecords(tables.billing, log),
        automation_steps=MemoryAutomationSteps(tables.automation, log),
        scenario_configs=MemoryScenarioConfigs(tables.automation, log),
        human_tasks=MemoryHumanTasks(tables.automation, log),
        fulfillment_orders=MemoryFulfillmentOrders(tables.fulfillment, log),
        shipments=MemoryShipments(tables.fulfillment, log),
        courier_events=MemoryCourierEvents(tables.fulfillment),
        courier_deliveries=MemoryCourierDeliveries(tables.fulfillment),
        tracking_watches=MemoryTrackingWatches(tables.fulfillment),
        courier_profiles=MemoryCourierProfiles(tables.fulfillment),
        courier_calls=MemoryCourierCalls(tables.fulfillment),
        delivery_promises=MemoryDeliveryPromises(tables.fulfillment),
    )
