"""What a suite may ask of a database, whichever one it is: empty at the start of each promise."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from smplat_core.access import AccessWork, ApiKeyQueries
from smplat_core.automation import AutomationQueries, AutomationWork
from smplat_core.billing import BillingQueries, BillingWork
from smplat_core.catalog import (
    CatalogWork,
    FlagQueries,
    KnownServices,
    MediaQueries,
    MediaWork,
    ProductQueries,
)
from smplat_core.catalog.search import ProductSearch, SearchLog, SearchWork
from smplat_core.customers import CustomerQueries, CustomersWork
from smplat_core.fulfillment import FulfillmentQueries, FulfillmentWork, ShipmentQueries
from smplat_core.guardrails import GuardrailQueries, GuardrailsWork, ServiceCosts
from smplat_core.jobs import (
    Deliveries,
    DeliveriesWork,
    JobLedger,
    JobQueries,
    JobRunsWork,
    SchedulesWork,
)
from smplat_core.kernel import (
    Begin,
    Clock,
    Event,
    EventLogQueries,
    EventRecord,
    Ids,
    References,
)
from smplat_core.legacy import LegacyQueries, LegacyWork
from smplat_core.orders import OrderQueries, OrdersWork, ProgressQueries
from smplat_core.orders.carts import CartQueries, CartsWork
from smplat_core.payments import DueCheckouts, PaymentQueries, PaymentsWork
from smplat_core.pricing import PriceQueries, PricingWork
from smplat_core.pricing.agreements import AgreementQueries, AgreementsWork
from smplat_core.pricing.experiments import ExperimentQueries, ExperimentsWork
from smplat_core.pricing.fx import ExchangeRates, FxWork

W_co = TypeVar("W_co", covariant=True)


class ClockInHand(Clock, Protocol):
    """A clock that stands still until it is told to move."""

    def advance(self, by: timedelta) -> None: ...


class Database(Protocol[W_co]):
    """A database that offers units of work, on a clock and with ids of the test's own."""

    @property
    def clock(self) -> ClockInHand: ...

    @property
    def ids(self) -> Ids: ...

    @property
    def begin(self) -> Begin[W_co]: ...

    async def events(self) -> list[EventRecord]:
        """Everything told so far, in order."""
        ...


class ReferencesWork(Protocol):
    @property
    def references(self) -> References: ...


class MixedWork(AccessWork, JobRunsWork, ReferencesWork, Protocol):
    """Enough of different things in one unit of work to see that they hold together."""


class UnitOfWorkDatabase(Database[MixedWork], Protocol):
    """Keeps API keys, jobs and references."""


class ReferencesDatabase(Database[ReferencesWork], Protocol):
    """Counts what people read."""


class EventLogDatabase(Database[AccessWork], Protocol):
    @property
    def event_log(self) -> EventLogQueries: ...

    async def publish(self, aggregate_id: UUID, news: Sequence[Event]) -> None:
        """Write these into the log as told by the order with this id, which need not exist."""
        ...


class JobsDatabase(Database[JobRunsWork], Protocol):
    @property
    def job_ledger(self) -> JobLedger: ...


class JobQueriesDatabase(JobsDatabase, Protocol):
    @property
    def job_queries(self) -> JobQueries: ...


class WorkersDatabase(Database[JobRunsWork], Protocol):
    @property
    def job_queries(self) -> JobQueries: ...


class DeliveredWork(DeliveriesWork, JobRunsWork, Protocol):
    """Jobs, and who is owed which event."""


class DeliveriesDatabase(Database[DeliveredWork], Protocol):
    @property
    def job_ledger(self) -> JobLedger: ...

    @property
    def deliveries(self) -> Deliveries: ...

    async def publish(self, aggregate_id: UUID, news: Sequence[Event]) -> None:
        """Write these into the log as told by the order with this id, which need not exist."""
        ...


class ApiKeysDatabase(Database[AccessWork], Protocol):
    @property
    def api_key_queries(self) -> ApiKeyQueries: ...


class AnsweringWork(AccessWork, ReferencesWork, Protocol):
    """Answers to requests, and something for the requests to do."""


class IdempotencyDatabase(Database[AnsweringWork], Protocol):
    """Keeps what requests with a key were answered."""


class CustomersDatabase(Database[CustomersWork], Protocol):
    @property
    def customer_queries(self) -> CustomerQueries: ...


class CatalogDatabase(Database[CatalogWork], Protocol):
    @property
    def product_queries(self) -> ProductQueries: ...

    @property
    def flag_queries(self) -> FlagQueries: ...


class FindingWork(CatalogWork, SearchWork, PricingWork, Protocol):
    """Products, what finds them, and their prices."""


class SearchDatabase(Database[FindingWork], Protocol):
    @property
    def product_search(self) -> ProductSearch: ...

    @property
    def search_log(self) -> SearchLog: ...


class MediaDatabase(Database[MediaWork], Protocol):
    @property
    def media_queries(self) -> MediaQueries: ...


class PricingDatabase(Database[PricingWork], Protocol):
    @property
    def price_queries(self) -> PriceQueries: ...


class AgreementsDatabase(Database[AgreementsWork], Protocol):
    @property
    def agreement_queries(self) -> AgreementQueries: ...


class ExperimentsDatabase(Database[ExperimentsWork], Protocol):
    @property
    def experiment_queries(self) -> ExperimentQueries: ...


class SellingWork(OrdersWork, CustomersWork, Protocol):
    """Orders, and the companies that place them."""


class OrdersDatabase(Database[SellingWork], Protocol):
    @property
    def order_queries(self) -> OrderQueries: ...


class CartsDatabase(Database[CartsWork], Protocol):
    @property
    def cart_queries(self) -> CartQueries: ...


class DeliveringWork(SellingWork, FulfillmentWork, Protocol):
    """Orders, and how far their goods have come."""


class ProgressDatabase(Database[DeliveringWork], Protocol):
    @property
    def order_queries(self) -> OrderQueries: ...

    @property
    def progress_queries(self) -> ProgressQueries: ...


class ScheduledWork(SchedulesWork, JobRunsWork, Protocol):
    """Jobs, and the ticks that ask for them."""


class SchedulesDatabase(Database[ScheduledWork], Protocol):
    @property
    def job_ledger(self) -> JobLedger: ...

    @property
    def job_queries(self) -> JobQueries: ...


class LegacyDatabase(Database[LegacyWork], Protocol):
    @property
    def legacy_queries(self) -> LegacyQueries: ...


class FulfillmentDatabase(Database[FulfillmentWork], Protocol):
    @property
    def fulfillment_queries(self) -> FulfillmentQueries: ...

    @property
    def shipment_queries(self) -> ShipmentQueries: ...


class AutomationDatabase(Database[AutomationWork], Protocol):
    @property
    def automation_queries(self) -> AutomationQueries: ...


class PayingWork(PaymentsWork, SellingWork, Protocol):
    """Orders, and the pages on which they are paid."""


class PaymentsDatabase(Database[PayingWork], Protocol):
    @property
    def order_queries(self) -> OrderQueries: ...

    @property
    def payment_queries(self) -> PaymentQueries: ...

    @property
    def due_checkouts(self) -> DueCheckouts: ...


class BilledWork(BillingWork, SellingWork, Protocol):
    """Orders, and what is owed and paid for them."""


class BillingDatabase(Database[BilledWork], Protocol):
    @property
    def billing_queries(self) -> BillingQueries: ...


class GuardrailsDatabase(Database[GuardrailsWork], Protocol):
    @property
    def guardrail_queries(self) -> GuardrailQueries: ...

    @property
    def service_costs(self) -> ServiceCosts: ...

    @property
    def known_services(self) -> KnownServices: ...


class FxDatabase(Database[FxWork], Protocol):
    @property
    def exchange_rates(self) -> ExchangeRates: ...
