"""A shop that can sell: one company, a synced price book, and every use case up to the money."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Final

from attrs import define

from smplat_core.customers import AddressId, CompanyId, ContactId
from smplat_core.jobs import JobHandler, JobLedger, JobRun, Queue, RunJob
from smplat_core.kernel import Currency
from smplat_core.orders import (
    CancelOrder,
    ChangeOrderStatus,
    NewOrder,
    Order,
    OrderId,
    OrderLine,
    OrderQueries,
    PlaceOrder,
)
from smplat_core.payments import (
    CLOSE_CHECKOUT,
    PROCESS_EVENT,
    RECONCILE_CHECKOUT,
    RECONCILE_OPEN_SESSIONS,
    RECONCILE_REFUNDS,
    SEND_REFUND,
    SWEEP_EXPIRED,
    CheckoutSession,
    CheckoutWish,
    CloseCheckout,
    CloseCheckoutOfCanceledOrder,
    CloseCheckoutOfPaidOrder,
    DueCheckouts,
    DueRefunds,
    FactReader,
    IntendCheckout,
    OpenCheckout,
    Pages,
    PaymentHealth,
    PaymentProcessor,
    PaymentQueries,
    ProcessProcessorEvent,
    ReconcileCheckout,
    ReconcileOpenSessions,
    ReconcileRefunds,
    RecordPaymentFact,
    RegenerateCheckout,
    RequestRefund,
    SendCheckout,
    SendRefund,
    SettleReturn,
    SweepExpiredCheckouts,
)
from smplat_core.pricing import (
    AgreementQueries,
    BookToImport,
    CheckRates,
    CheckStripePrices,
    ImportPrices,
    Missing,
    PriceQueries,
    Sku,
    SyncEntries,
    read_prices,
)
from smplat_core.pricing.fx import FxLimits
from smplat_memory import (
    MemoryAgreementQueries,
    MemoryDueCheckouts,
    MemoryDueRefunds,
    MemoryJobLedger,
    MemoryOrderQueries,
    MemoryPaymentHealth,
    MemoryPaymentQueries,
    MemoryPriceQueries,
    MemoryProcessorPrices,
)
from smplat_postgres import PostgresAgreementQueries, PostgresJobLedger, PostgresPriceQueries
from smplat_postgres.orders import PostgresOrderQueries
from smplat_postgres.payments import (
    PostgresDueCheckouts,
    PostgresDueRefunds,
    PostgresPaymentHealth,
    PostgresPaymentQueries,
)
from smplat_stripe import StripeFacts
from tests.builders.customers import a_company, a_contact, an_address
from tests.builders.legacy import a_mirror
from tests.contract.databases import Database
from tests.contract.pricing_parts import judge_margins_of, quote_prices_of

PRICES: Final = """sku,label,kind,currency,unit_price,min_quantity,valid_from,valid_until
SENS-T100,Temperature sensor,hardware,USD,10.00,1,,
SENS-T100,Temperature sensor,hardware,EUR,10.00,1,,
GATE-G1,Gateway,hardware,USD,249.95,1,,
GATE-G1,Gateway,hardware,JPY,36000,1,,
SETUP,Remote setup,digital,USD,99.00,1,,
"""

PAGES: Final = Pages(
    success_url="https://shop.example/thanks?session_id={CHECKOUT_SESSION_ID}",
    cancel_url="https://shop.example/cart",
)


@define(slots=False)
class Shop:
    """What a test of orders or payments needs at hand."""

    database: Database
    processor: PaymentProcessor
    company: CompanyId = a_company().id
    contact: ContactId = a_contact().id
    address: AddressId = an_address().id

    @classmethod
    async def open(cls, database: Database, processor: PaymentProcessor) -> "Shop":
        shop = cls(database, processor)
        async with database.begin() as work:
            for number in (1, 2):
                await work.company_mirrors.save(a_mirror(number))
                company = await work.companies.save(a_company(number))
                await work.contacts.save(a_contact(number, company_id=company.id))
                await work.addresses.save(an_address(number, company_id=company.id))
        load = ImportPrices(database.begin, database.clock, database.ids)
        await load(BookToImport(code="world"), read_prices(PRICES), missing=Missing.KEEP)
        await shop.work_off()
        return shop

    # --- ports ---------------------------------------------------------------------------

    @cached_property
    def catalog(self) -> MemoryProcessorPrices:
        return MemoryProcessorPrices()

    @cached_property
    def prices(self) -> PriceQueries:
        return self.database.pick(
            memory=lambda t: MemoryPriceQueries(t.pricing), postgres=PostgresPriceQueries
        )

    @cached_property
    def agreements(self) -> AgreementQueries:
        return self.database.pick(
            memory=lambda t: MemoryAgreementQueries(t.pricing), postgres=PostgresAgreementQueries
        )

    @cached_property
    def orders(self) -> OrderQueries:
        return self.database.pick(
            memory=lambda t: MemoryOrderQueries(t.orders), postgres=PostgresOrderQueries
        )

    @cached_property
    def payments(self) -> PaymentQueries:
        return self.database.pick(
            memory=lambda t: MemoryPaymentQueries(t.payments), postgres=PostgresPaymentQueries
        )

    @cached_property
    def due(self) -> DueCheckouts:
        return self.database.pick(
            memory=lambda t: MemoryDueCheckouts(t.payments), postgres=PostgresDueCheckouts
        )

    @cached_property
    def due_refunds(self) -> DueRefunds:
        return self.database.pick(
            memory=lambda t: MemoryDueRefunds(t.payments), postgres=PostgresDueRefunds
        )

    @cached_property
    def health(self) -> PaymentHealth:
        return self.database.pick(
            memory=lambda t: MemoryPaymentHealth(t.payments, t.orders, t.log),
            postgres=PostgresPaymentHealth,
        )

    @cached_property
    def ledger(self) -> JobLedger:
        return self.database.pick(
            memory=lambda t: MemoryJobLedger(t.jobs), postgres=PostgresJobLedger
        )

    @cached_property
    def reader(self) -> FactReader:
        return StripeFacts()

    # --- use cases -----------------------------------------------------------------------

    @cached_property
    def place_order(self) -> PlaceOrder:
        clock, ids = self.database.clock, self.database.ids
        return PlaceOrder(self.database.begin, clock, ids, quote_prices_of(self.database))

    @cached_property
    def cancel_order(self) -> CancelOrder:
        return CancelOrder(self.database.begin, self.database.clock)

    @cached_property
    def change_status(self) -> ChangeOrderStatus:
        return ChangeOrderStatus(self.database.begin, self.database.clock)

    @cached_property
    def intend(self) -> IntendCheckout:
        return IntendCheckout(
            self.database.begin,
            self.database.clock,
            self.database.ids,
            CheckStripePrices(
                self.prices,
                self.agreements,
                self.catalog,
                self.database.begin,
                self.database.clock,
            ),
            self.processor,
            self.record,
            judge_margins_of(self.database),
            CheckRates(self.prices, self.database.clock, FxLimits().checkout),
        )

    @cached_property
    def open_checkout(self) -> OpenCheckout:
        return OpenCheckout(self.database.begin, self.database.clock, self.processor)

    @cached_property
    def send_checkout(self) -> SendCheckout:
        return SendCheckout(self.intend, self.open_checkout)

    @cached_property
    def regenerate(self) -> RegenerateCheckout:
        return RegenerateCheckout(self.intend, self.open_checkout)

    @cached_property
    def record(self) -> RecordPaymentFact:
        return RecordPaymentFact(self.database.begin, self.database.clock, self.database.ids)

    @cached_property
    def request_refund(self) -> RequestRefund:
        return RequestRefund(self.database.begin, self.database.clock, self.database.ids)

    @cached_property
    def settle_return(self) -> SettleReturn:
        return SettleReturn(self.database.begin, self.payments, self.processor, self.record)

    @cached_property
    def close_when_canceled(self) -> CloseCheckoutOfCanceledOrder:
        return CloseCheckoutOfCanceledOrder(self.database.begin, self.database.clock)

    @cached_property
    def close_when_paid(self) -> CloseCheckoutOfPaidOrder:
        return CloseCheckoutOfPaidOrder(self.database.begin, self.database.clock)

    @cached_property
    def handlers(self) -> Mapping[str, JobHandler]:
        begin, clock = self.database.begin, self.database.clock
        return {
            "pricing.sync_entries": SyncEntries(begin, clock, self.catalog),
            PROCESS_EVENT: ProcessProcessorEvent(begin, clock, self.reader, self.record),
            RECONCILE_CHECKOUT: ReconcileCheckout(begin, clock, self.open_checkout),
            CLOSE_CHECKOUT: CloseCheckout(begin, self.processor, self.record),
            RECONCILE_OPEN_SESSIONS: ReconcileOpenSessions(
                clock, self.due, self.processor, self.record
            ),
            SWEEP_EXPIRED: SweepExpiredCheckouts(
                begin, clock, self.due, self.processor, self.record
            ),
            SEND_REFUND: SendRefund(begin, clock, self.processor, self.record),
            RECONCILE_REFUNDS: ReconcileRefunds(
                begin, clock, self.due_refunds, self.processor, self.record
            ),
        }

    # --- moves ---------------------------------------------------------------------------

    async def work_off(self) -> list[JobRun]:
        """Run every job that is due, as a worker would, until none is; how each ended."""
        run_job = RunJob(self.ledger, self.database.clock, self.handlers)
        ended: list[JobRun] = []
        while True:
            due = await self.ledger.claim_due(
                list(Queue),
                now=self.database.clock.now(),
                lease=timedelta(seconds=30),
                limit=100,
            )
            if not due:
                return ended
            ran = [await run_job(handout.job_id) for handout in due]
            ended += [run for run in ran if run is not None]

    def asked(
        self, *lines: tuple[str, int], currency: Currency = Currency.USD, **others: object
    ) -> NewOrder:
        wanted = lines or (("SENS-T100", 3),)
        fields: dict[str, object] = {
            "company_id": self.company,
            "billing_contact_id": self.contact,
            "billing_address_id": self.address,
            "currency": currency,
            "lines": tuple(OrderLine(sku=Sku(sku), quantity=count) for sku, count in wanted),
        }
        return NewOrder(**{**fields, **others})  # type: ignore[arg-type]  # a test names what it changes

    async def placed(self, *lines: tuple[str, int], currency: Currency = Currency.USD) -> Order:
        return await self.place_order(self.asked(*lines, currency=currency))

    async def sent(self, *, currency: Currency = Currency.USD) -> tuple[Order, CheckoutSession]:
        """An order of three sensors for 30.00 whose page is open."""
        order = await self.placed(currency=currency)
        session = await self.send_checkout(CheckoutWish(order_id=order.id, pages=PAGES))
        return await self.order(order.id), session

    async def order(self, order_id: OrderId) -> Order:
        return await self.orders.get(order_id, company=None)

    async def told(self, order_id: OrderId) -> list[str]:
        """Names of the events of the order, in order."""
        return [e.name for e in await self.database.events() if e.aggregate_id == order_id]
