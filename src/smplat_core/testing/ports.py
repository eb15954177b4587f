"""The ports there are suites for, by the names the command line knows them by."""

from typing import Final

from attrs import frozen

from smplat_core.fulfillment import Courier
from smplat_core.legacy import LegacyBridge
from smplat_core.payments import PaymentProcessor
from smplat_core.pricing.fx import RateSource
from smplat_core.testing import suites
from smplat_core.testing.promises import Contract, Unplayed, members


@frozen
class Alone:
    """What a suite calls the adapter inside its world, and what it is when nobody plays a world."""

    name: str
    protocol: type


@frozen
class Port:
    """Something the core needs from outside, and the suites of promises about it."""

    name: str
    summary: str
    suites: tuple[type[Contract], ...]
    alone: Alone | None = None

    def adopt(self, made: object) -> object:
        """What the suites can use: the world that was made, or the bare adapter without one."""
        if self.alone is None or hasattr(made, self.alone.name):
            return made
        if all(hasattr(made, name) for name in members(self.alone.protocol)):
            return Unplayed(self.alone.name, made)
        return made


EVERY: Final = (
    Port(
        "courier",
        "somebody who carries parcels and tells about them",
        (suites.CourierContract, suites.SignedCourierContract),
        Alone("courier", Courier),
    ),
    Port(
        "payment-processor",
        "hosted pages on which a buyer pays",
        (suites.PaymentProcessorContract,),
        Alone("processor", PaymentProcessor),
    ),
    Port(
        "legacy-bridge",
        "the system that companies and devices live in",
        (suites.LegacyBridgeContract,),
        Alone("bridge", LegacyBridge),
    ),
    Port("object-store", "bytes under a key", (suites.ObjectStoreContract,)),
    Port("media", "pictures, and which products show them", (suites.MediaContract,)),
    Port("upload-grants", "where pictures may be uploaded to", (suites.UploadGrantsContract,)),
    Port("image-inspector", "a decoder of pictures", (suites.ImageInspectorContract,)),
    Port("clock", "what time it is", (suites.ClockContract,)),
    Port("ids", "ids nobody has", (suites.IdsContract,)),
    Port("tokens", "secrets nobody can guess", (suites.TokensContract,)),
    Port("unit-of-work", "all of it is kept, or none", (suites.UnitOfWorkContract,)),
    Port("references", "numbers people read", (suites.ReferencesContract,)),
    Port("event-log", "what happened, in order, with timelines", (suites.EventLogContract,)),
    Port("deliveries", "each event to each reaction, once", (suites.DeliveriesContract,)),
    Port(
        "jobs",
        "work that happens later, and who takes it",
        (suites.JobsContract, suites.HandoutsContract, suites.WorkersContract),
    ),
    Port("job-queries", "jobs as operators see them", (suites.JobQueriesContract,)),
    Port("wakeups", "a ring that ends a wait early", (suites.WakeupsContract,)),
    Port("api-keys", "who may call", (suites.ApiKeysContract,)),
    Port("idempotency", "requests that were answered before", (suites.IdempotencyContract,)),
    Port(
        "customers",
        "companies with their contacts and addresses",
        (
            suites.CompaniesContract,
            suites.ContactsContract,
            suites.AddressesContract,
            suites.CustomerQueriesContract,
        ),
    ),
    Port("address-rules", "what an address needs in its country", (suites.AddressRulesContract,)),
    Port("phone-numbers", "one form for each number", (suites.PhoneNumbersContract,)),
    Port("emails", "one form for each address", (suites.EmailsContract,)),
    Port("patterns", "regular expressions nobody can slow down", (suites.PatternsContract,)),
    Port(
        "catalog",
        "products, what was ever on sale, and feature flags",
        (
            suites.ProductsContract,
            suites.ProductQueriesContract,
            suites.FeatureFlagsContract,
        ),
    ),
    Port(
        "catalog-search",
        "products found by words, and what people looked for",
        (suites.ProductSearchContract, suites.SearchLogContract),
    ),
    Port(
        "pricing",
        "price books, what is in them, and what they cost",
        (suites.PriceBooksContract, suites.PriceQueriesContract),
    ),
    Port(
        "agreements",
        "what single companies pay",
        (suites.PriceAgreementsContract, suites.AgreementQueriesContract),
    ),
    Port(
        "experiments",
        "prices compared on buyers, and what came of it",
        (suites.ExperimentsContract, suites.ExperimentQueriesContract),
    ),
    Port("processor-prices", "prices as the processor has them", (suites.ProcessorPricesContract,)),
    Port(
        "guardrails",
        "what services cost, how sales stood, and what the house did by itself",
        (suites.ServiceTermsContract, suites.JudgementsContract, suites.FollowUpsContract),
    ),
    Port(
        "exchange-rates",
        "what currencies are worth, and who said so when",
        (suites.ExchangeRatesContract,),
    ),
    Port(
        "rate-source",
        "somebody outside who knows what currencies are worth",
        (suites.RateSourceContract,),
        Alone("source", RateSource),
    ),
    Port(
        "orders",
        "orders with their lines, trail and progress",
        (
            suites.OrdersContract,
            suites.OrderQueriesContract,
            suites.BillingPartiesContract,
            suites.ProgressQueriesContract,
        ),
    ),
    Port(
        "carts",
        "what somebody means to order, and what they come back to",
        (suites.CartsContract, suites.SavedConfigurationsContract),
    ),
    Port(
        "payments",
        "checkout sessions, and what processors told",
        (suites.CheckoutSessionsContract, suites.ProcessorEventsContract),
    ),
    Port(
        "billing",
        "invoices, payments, and which pays which",
        (
            suites.InvoicesContract,
            suites.PaymentRecordsContract,
            suites.BillingQueriesContract,
        ),
    ),
    Port("schedules", "what happens again and again, once each time", (suites.SchedulesContract,)),
    Port(
        "legacy",
        "mirrors of what lives elsewhere, and calls to it",
        (suites.CompanyMirrorsContract, suites.LegacyQueriesContract),
    ),
    Port(
        "fulfillment",
        "parcels, what is in them, and who carries them",
        (suites.FulfillmentContract,),
    ),
    Port("courier-inbox", "what couriers said, once", (suites.CourierInboxContract,)),
    Port(
        "automation",
        "steps after delivery, and the people who take over",
        (suites.AutomationContract, suites.AutomationQueriesContract),
    ),
    Port("rate-limiter", "how often a caller may ask", (suites.RateLimiterContract,)),
)
PORTS: Final = {port.name: port for port in EVERY}
