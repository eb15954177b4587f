"""One class of tests per port: inherit it, give it what it needs, and every promise is asked for."""

from smplat_core.testing.suites.address_rules import AddressRulesContract
from smplat_core.testing.suites.addresses import AddressesContract
from smplat_core.testing.suites.agreement_queries import AgreementQueriesContract
from smplat_core.testing.suites.agreements import PriceAgreementsContract
from smplat_core.testing.suites.api_keys import ApiKeysContract
from smplat_core.testing.suites.automation import AutomationContract
from smplat_core.testing.suites.automation_queries import AutomationQueriesContract
from smplat_core.testing.suites.billing_parties import BillingPartiesContract
from smplat_core.testing.suites.billing_queries import BillingQueriesContract
from smplat_core.testing.suites.carts import CartsContract, SavedConfigurationsContract
from smplat_core.testing.suites.checkout_sessions import CheckoutSessionsContract
from smplat_core.testing.suites.companies import CompaniesContract
from smplat_core.testing.suites.company_mirrors import CompanyMirrorsContract
from smplat_core.testing.suites.contacts import ContactsContract
from smplat_core.testing.suites.courier import (
    CourierContract,
    CourierUnderTest,
    SignedCourierContract,
    SignedCourierUnderTest,
)
from smplat_core.testing.suites.courier_inbox import CourierInboxContract
from smplat_core.testing.suites.customer_queries import CustomerQueriesContract
from smplat_core.testing.suites.deliveries import DeliveriesContract
from smplat_core.testing.suites.emails import EmailsContract
from smplat_core.testing.suites.event_log import EventLogContract
from smplat_core.testing.suites.exchange_rates import ExchangeRatesContract
from smplat_core.testing.suites.experiment_queries import ExperimentQueriesContract
from smplat_core.testing.suites.experiments import ExperimentsContract
from smplat_core.testing.suites.feature_flags import FeatureFlagsContract
from smplat_core.testing.suites.fulfillment import FulfillmentContract
from smplat_core.testing.suites.guardrails import (
    FollowUpsContract,
    JudgementsContract,
    ServiceTermsContract,
)
from smplat_core.testing.suites.handouts import HandoutsContract
from smplat_core.testing.suites.idempotency import IdempotencyContract
from smplat_core.testing.suites.image_inspector import ImageInspectorContract
from smplat_core.testing.suites.invoices import InvoicesContract
from smplat_core.testing.suites.job_queries import JobQueriesContract
from smplat_core.testing.suites.jobs import JobsContract
from smplat_core.testing.suites.legacy_bridge import BridgeUnderTest, LegacyBridgeContract
from smplat_core.testing.suites.legacy_queries import LegacyQueriesContract
from smplat_core.testing.suites.media import MediaContract
from smplat_core.testing.suites.object_store import ObjectStoreContract
from smplat_core.testing.suites.order_progress import ProgressQueriesContract
from smplat_core.testing.suites.order_queries import OrderQueriesContract
from smplat_core.testing.suites.orders import OrdersContract
from smplat_core.testing.suites.patterns import PatternsContract
from smplat_core.testing.suites.payment_processor import (
    PaymentProcessorContract,
    ProcessorUnderTest,
)
from smplat_core.testing.suites.payment_records import PaymentRecordsContract
from smplat_core.testing.suites.phones import PhoneNumbersContract
from smplat_core.testing.suites.price_books import PriceBooksContract
from smplat_core.testing.suites.price_queries import PriceQueriesContract
from smplat_core.testing.suites.processor_events import ProcessorEventsContract
from smplat_core.testing.suites.processor_prices import ProcessorPricesContract
from smplat_core.testing.suites.product_queries import ProductQueriesContract
from smplat_core.testing.suites.product_search import ProductSearchContract, SearchLogContract
from smplat_core.testing.suites.products import ProductsContract
from smplat_core.testing.suites.rate_limiter import LimitersUnderTest, RateLimiterContract
from smplat_core.testing.suites.rate_source import RateSourceContract, RateSourceUnderTest
from smplat_core.testing.suites.references import ReferencesContract
from smplat_core.testing.suites.schedules import SchedulesContract
from smplat_core.testing.suites.system import ClockContract, IdsContract, TokensContract
from smplat_core.testing.suites.unit_of_work import UnitOfWorkContract
from smplat_core.testing.suites.uploads import UploadGrantsContract, UploadsUnderTest
from smplat_core.testing.suites.wakeups import WakeupsContract
from smplat_core.testing.suites.workers import WorkersContract

__all__ = [
    "AddressRulesContract",
    "AddressesContract",
    "AgreementQueriesContract",
    "ApiKeysContract",
    "AutomationContract",
    "AutomationQueriesContract",
    "BillingPartiesContract",
    "BillingQueriesContract",
    "BridgeUnderTest",
    "CartsContract",
    "CheckoutSessionsContract",
    "ClockContract",
    "CompaniesContract",
    "CompanyMirrorsContract",
    "ContactsContract",
    "CourierContract",
    "CourierInboxContract",
    "CourierUnderTest",
    "CustomerQueriesContract",
    "DeliveriesContract",
    "EmailsContract",
    "EventLogContract",
    "ExchangeRatesContract",
    "ExperimentQueriesContract",
    "ExperimentsContract",
    "FeatureFlagsContract",
    "FollowUpsContract",
    "FulfillmentContract",
    "HandoutsContract",
    "IdempotencyContract",
    "IdsContract",
    "ImageInspectorContract",
    "InvoicesContract",
    "JobQueriesContract",
    "JobsContract",
    "JudgementsContract",
    "LegacyBridgeContract",
    "LegacyQueriesContract",
    "LimitersUnderTest",
    "MediaContract",
    "ObjectStoreContract",
    "OrderQueriesContract",
    "OrdersContract",
    "PatternsContract",
    "PaymentProcessorContract",
    "PaymentRecordsContract",
    "PhoneNumbersContract",
    "PriceAgreementsContract",
    "PriceBooksContract",
    "PriceQueriesContract",
    "ProcessorEventsContract",
    "ProcessorPricesContract",
    "ProcessorUnderTest",
    "ProductQueriesContract",
    "ProductSearchContract",
    "ProductsContract",
    "ProgressQueriesContract",
    "RateLimiterContract",
    "RateSourceContract",
    "RateSourceUnderTest",
    "ReferencesContract",
    "SavedConfigurationsContract",
    "SchedulesContract",
    "SearchLogContract",
    "ServiceTermsContract",
    "SignedCourierContract",
    "SignedCourierUnderTest",
    "TokensContract",
    "UnitOfWorkContract",
    "UploadGrantsContract",
    "UploadsUnderTest",
    "WakeupsContract",
    "WorkersContract",
]
