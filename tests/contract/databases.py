"""What a contract test may ask of a database, whichever one it is."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from attrs import frozen

from smplat_app.work import Work
from smplat_core.access import ApiKeyQueries
from smplat_core.automation import AutomationQueries
from smplat_core.billing import BillingQueries
from smplat_core.catalog import FlagQueries, KnownServices, MediaQueries, ProductQueries
from smplat_core.catalog.search import ProductSearch, SearchLog
from smplat_core.customers import CustomerQueries
from smplat_core.fulfillment import FulfillmentQueries, ShipmentQueries
from smplat_core.guardrails import GuardrailQueries, ServiceCosts
from smplat_core.jobs import Deliveries, JobLedger, JobQueries
from smplat_core.kernel import Begin, Event, EventLogQueries, EventRecord
from smplat_core.legacy import LegacyQueries
from smplat_core.orders import OrderQueries, ProgressQueries
from smplat_core.orders.carts import CartQueries
from smplat_core.payments import DueCheckouts, PaymentQueries
from smplat_core.pricing import AgreementQueries, PriceQueries
from smplat_core.pricing.experiments import ExperimentQueries
from smplat_core.pricing.fx import ExchangeRates
from smplat_memory import (
    ManualClock,
    MemoryAgreementQueries,
    MemoryApiKeyQueries,
    MemoryAutomationQueries,
    MemoryBillingQueries,
    MemoryCartQueries,
    MemoryCustomerQueries,
    MemoryDatabase,
    MemoryDeliveries,
    MemoryDueCheckouts,
    MemoryEventLogQueries,
    MemoryExchangeRates,
    MemoryExperimentQueries,
    MemoryFlagQueries,
    MemoryFulfillmentQueries,
    MemoryGuardrailQueries,
    MemoryJobLedger,
    MemoryJobQueries,
    MemoryKnownServices,
    MemoryLegacyQueries,
    MemoryMediaQueries,
    MemoryOrderQueries,
    MemoryPaymentQueries,
    MemoryPriceQueries,
    MemoryProductQueries,
    MemoryProductSearch,
    MemoryProgressQueries,
    MemorySearchLog,
    MemoryServiceCosts,
    MemoryShipmentQueries,
    SequentialIds,
    Tables,
)
from smplat_memory.log import MemoryLog
from smplat_postgres import (
    PostgresAgreementQueries,
    PostgresApiKeyQueries,
    PostgresAutomationQueries,
    PostgresBillingQueries,
    PostgresCustomerQueries,
    PostgresDatabase,
    PostgresDeliveries,
    PostgresEventLogQueries,
    PostgresExchangeRates,
    PostgresExperimentQueries,
    PostgresFlagQueries,
    PostgresFulfillmentQueries,
    PostgresGuardrailQueries,
    PostgresJobLedger,
    PostgresJobQueries,
    PostgresKnownServices,
    PostgresLegacyQueries,
    PostgresMediaQueries,
    PostgresPriceQueries,
    PostgresProductQueries,
    PostgresProductSearch,
    PostgresProgressQueries,
    PostgresSearchLog,
    PostgresServiceCosts,
    PostgresShipmentQueries,
)
from smplat_postgres.log import publish as publish_to_postgres
from smplat_postgres.log import to_record
from smplat_postgres.orders import PostgresCartQueries, PostgresOrderQueries
from smplat_postgres.payments import PostgresDueCheckouts, PostgresPaymentQueries
from smplat_postgres.tables.kernel import EventRow

T = TypeVar("T")


class Database(Protocol):
    """One of the databases the house runs on, empty at the start of each test."""

    clock: ManualClock
    ids: SequentialIds

    @property
    def begin(self) -> Begin[Work]: ...

    async def events(self) -> list[EventRecord]:
        """Everything told so far, in order."""
        ...

    def pick(self, *, memory: Callable[[Tables], T], postgres: Callable[[], T]) -> T:
        """The adapter of some other port that belongs to this database.

        ``database.pick(memory=lambda t: MemoryOrderQueries(t.orders), postgres=PostgresOrderQueries)``
        """
        ...

    # --- ports that belong to a database ---------------------------------------------------

    @property
    def event_log(self) -> EventLogQueries:
        return self.pick(
            memory=lambda t: MemoryEventLogQueries(t.log), postgres=PostgresEventLogQueries
        )

    async def publish(self, aggregate_id: UUID, news: Sequence[Event]) -> None:
        """Write into the log, as told by an order that need not be there."""
        tell = self.pick(memory=lambda t: MemoryLog(t.log).publish, postgres=lambda: None)
        if tell is not None:
            tell(aggregate="order", aggregate_id=aggregate_id, news=news)
            return
        async with self.begin():
            await publish_to_postgres(aggregate="order", aggregate_id=aggregate_id, news=news)

    @property
    def deliveries(self) -> Deliveries:
        return self.pick(memory=lambda t: MemoryDeliveries(t.log), postgres=PostgresDeliveries)

    @property
    def job_ledger(self) -> JobLedger:
        return self.pick(memory=lambda t: MemoryJobLedger(t.jobs), postgres=PostgresJobLedger)

    @property
    def job_queries(self) -> JobQueries:
        return self.pick(
            memory=lambda t: MemoryJobQueries(t.jobs, t.log), postgres=PostgresJobQueries
        )

    @property
    def api_key_queries(self) -> ApiKeyQueries:
        return self.pick(
            memory=lambda t: MemoryApiKeyQueries(t.access), postgres=PostgresApiKeyQueries
        )

    @property
    def customer_queries(self) -> CustomerQueries:
        return self.pick(
            memory=lambda t: MemoryCustomerQueries(t.customers, t.legacy),
            postgres=PostgresCustomerQueries,
        )

    @property
    def product_queries(self) -> ProductQueries:
        return self.pick(
            memory=lambda t: MemoryProductQueries(t.catalog), postgres=PostgresProductQueries
        )

    @property
    def product_search(self) -> ProductSearch:
        return self.pick(
            memory=lambda t: MemoryProductSearch(t.search, t.pricing),
            postgres=PostgresProductSearch,
        )

    @property
    def search_log(self) -> SearchLog:
        return self.pick(memory=lambda t: MemorySearchLog(t.search), postgres=PostgresSearchLog)

    @property
    def flag_queries(self) -> FlagQueries:
        return self.pick(
            memory=lambda t: MemoryFlagQueries(t.catalog), postgres=PostgresFlagQueries
        )

    @property
    def media_queries(self) -> MediaQueries:
        return self.pick(
            memory=lambda t: MemoryMediaQueries(t.media), postgres=PostgresMediaQueries
        )

    @property
    def guardrail_queries(self) -> GuardrailQueries:
        return self.pick(
            memory=lambda t: MemoryGuardrailQueries(t.guardrails),
            postgres=PostgresGuardrailQueries,
        )

    @property
    def service_costs(self) -> ServiceCosts:
        return self.pick(
            memory=lambda t: MemoryServiceCosts(t.guardrails), postgres=PostgresServiceCosts
        )

    @property
    def known_services(self) -> KnownServices:
        return self.pick(
            memory=lambda t: MemoryKnownServices(t.guardrails), postgres=PostgresKnownServices
        )

    @property
    def exchange_rates(self) -> ExchangeRates:
        return self.pick(memory=lambda t: MemoryExchangeRates(t.fx), postgres=PostgresExchangeRates)

    @property
    def price_queries(self) -> PriceQueries:
        return self.pick(
            memory=lambda t: MemoryPriceQueries(t.pricing), postgres=PostgresPriceQueries
        )

    @property
    def experiment_queries(self) -> ExperimentQueries:
        return self.pick(
            memory=lambda t: MemoryExperimentQueries(t.experiments),
            postgres=PostgresExperimentQueries,
        )

    @property
    def agreement_queries(self) -> AgreementQueries:
        return self.pick(
            memory=lambda t: MemoryAgreementQueries(t.pricing), postgres=PostgresAgreementQueries
        )

    @property
    def order_queries(self) -> OrderQueries:
        return self.pick(
            memory=lambda t: MemoryOrderQueries(t.orders), postgres=PostgresOrderQueries
        )

    @property
    def cart_queries(self) -> CartQueries:
        return self.pick(memory=lambda t: MemoryCartQueries(t.carts), postgres=PostgresCartQueries)

    @property
    def progress_queries(self) -> ProgressQueries:
        return self.pick(
            memory=lambda t: MemoryProgressQueries(t.orders, t.fulfillment),
            postgres=PostgresProgressQueries,
        )

    @property
    def legacy_queries(self) -> LegacyQueries:
        return self.pick(
            memory=lambda t: MemoryLegacyQueries(t.legacy), postgres=PostgresLegacyQueries
        )

    @property
    def automation_queries(self) -> AutomationQueries:
        return self.pick(
            memory=lambda t: MemoryAutomationQueries(t.automation),
            postgres=PostgresAutomationQueries,
        )

    @property
    def fulfillment_queries(self) -> FulfillmentQueries:
        return self.pick(
            memory=lambda t: MemoryFulfillmentQueries(t.fulfillment),
            postgres=PostgresFulfillmentQueries,
        )

    @property
    def shipment_queries(self) -> ShipmentQueries:
        return self.pick(
            memory=lambda t: MemoryShipmentQueries(t.fulfillment), postgres=PostgresShipmentQueries
        )

    @property
    def payment_queries(self) -> PaymentQueries:
        return self.pick(
            memory=lambda t: MemoryPaymentQueries(t.payments), postgres=PostgresPaymentQueries
        )

    @property
    def due_checkouts(self) -> DueCheckouts:
        return self.pick(
            memory=lambda t: MemoryDueCheckouts(t.payments), postgres=PostgresDueCheckouts
        )

    @property
    def billing_queries(self) -> BillingQueries:
        return self.pick(
            memory=lambda t: MemoryBillingQueries(t.billing, t.orders),
            postgres=PostgresBillingQueries,
        )


@frozen
class MemoryUnderTest(Database):
    database: MemoryDatabase
    clock: ManualClock
    ids: SequentialIds

    @property
    def begin(self) -> Begin[Work]:
        return self.database.begin

    async def events(self) -> list[EventRecord]:
        return list(self.database.tables.log.records)

    def pick(self, *, memory: Callable[[Tables], T], postgres: Callable[[], T]) -> T:
        del postgres
        return memory(self.database.tables)


@frozen
class PostgresUnderTest(Database):
    database: PostgresDatabase
    clock: ManualClock
    ids: SequentialIds

    @property
    def begin(self) -> Begin[Work]:
        return self.database.begin

    async def events(self) -> list[EventRecord]:
        rows = await EventRow.raw("select * from domain_events order by position")
        return [to_record(row) for row in rows]

    def pick(self, *, memory: Callable[[Tables], T], postgres: Callable[[], T]) -> T:
        del memory
        return postgres()
