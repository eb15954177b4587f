"""Each use case that money depends on, broken at each thing it waits for, then tried again."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID

import httpx
import pytest
from attrs import define, evolve, frozen
from litestar import Litestar, Request, post
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.params import FromPath
from litestar.types import ASGIApp, Receive, Scope, Send

from smplat_api.access import CALLER, Caller
from smplat_api.idempotency import HOLD, OPT, RECORDED, Idempotency
from smplat_api.problems import on_lost
from smplat_app.work import Work
from smplat_core.automation import (
    RUN_STEP,
    AutomationStepId,
    ResumeSteps,
    RunStep,
    StepState,
    TaskSubject,
)
from smplat_core.automation.use_cases.consequences import run_step_job
from smplat_core.billing import (
    FollowProcessorPayment,
    InvoiceState,
    IssueInvoice,
    PaymentSource,
    SettlePaidOrder,
)
from smplat_core.customers import CreateCompany
from smplat_core.jobs import DeliverEvents, JobRunId, Queue, RunJob, by_name, subscriptions
from smplat_core.kernel import Begin, Cause, Clock, Reaction, acting_as
from smplat_core.legacy import LegacyId, RecordedBridge
from smplat_core.orders import Order, OrderId, PaymentStatus
from smplat_core.payments import (
    PROCESS_EVENT,
    CheckoutState,
    CheckoutWish,
    FactReader,
    PaymentFact,
    ProcessorEvent,
    ProcessorEventId,
    ProcessProcessorEvent,
)
from smplat_core.payments.requests import process_request
from smplat_core.testing.faults import Case, ConnectionGone, Fault, Tripwire, break_everywhere
from smplat_memory import MemoryBridge, MemoryPayments
from smplat_postgres import PostgresDeliveries
from tests.builders.automation import a_step
from tests.builders.billing import an_order
from tests.builders.fulfillment import a_fulfillment, a_shipment
from tests.contract.crash.tripwire import WiredDatabase
from tests.contract.databases import Database
from tests.contract.shop import PAGES, Shop

FEWEST_MOMENTS: Final = 8
"""A use case that waits for less is not on the wire."""

LATER: Final = timedelta(minutes=11)
"""Past every lease, and past the wait after a failed attempt."""

every_fault = pytest.mark.parametrize("fault", Fault)


@pytest.fixture
def wire() -> Tripwire:
    return Tripwire()


@pytest.fixture
def database(postgres: Database, wire: Tripwire) -> Database:
    return WiredDatabase(postgres, wire)


@pytest.fixture
def processor(database: Database, wire: Tripwire) -> MemoryPayments:
    return wire.through(MemoryPayments(database.clock), "processor")


@pytest.fixture
async def shop(database: Database, processor: MemoryPayments) -> Shop:
    return await Shop.open(database, processor)


async def told(database: Database, about: UUID) -> list[str]:
    return [event.name for event in await database.events() if event.aggregate_id == about]


# --- Placing an order ----------------------------------------------------------------------


class _Named(ASGIMiddleware):
    """Every request is made by the same caller."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope["state"][CALLER] = Caller("key-1", frozenset(), None)
        await next_app(scope, receive, send)


@define
class Placing(Case):
    shop: Shop
    client: httpx.AsyncClient
    key: str
    answer: dict[str, str] | None = None

    async def attempt(self) -> None:
        answer = await self.client.post("/orders", headers={"Idempotency-Key": self.key})
        if answer.is_success:
            self.answer = answer.json()

    async def recover(self) -> None:
        """The client has an answer, or asks again."""
        first = self.answer
        await self.attempt()
        assert self.answer is not None
        assert first in (None, self.answer)

    async def check(self) -> None:
        assert self.answer is not None
        placed = [
            event.aggregate_id
            for event in await self.shop.database.events()
            if event.name == "order.created" and event.correlation_id == self.key
        ]
        order = await self.shop.order(OrderId(UUID(self.answer["id"])))
        assert placed == [order.id]
        for item in order.items:
            assert (await self.shop.prices.resolution(item.id, company=None)).sku == item.sku


@every_fault
async def test_an_order_is_placed_once(shop: Shop, fault: Fault, wire: Tripwire) -> None:
    @post("/orders")
    async def place(request: Request[Any, Any, Any]) -> dict[str, str]:
        with acting_as(Cause("key:1", request.headers["idempotency-key"])):
            return {"id": str((await shop.place_order(shop.asked())).id)}

    keys = count(1)
    async with _serving(place, shop.database.begin, shop.database.clock) as client:

        async def prepare() -> Case:
            return Placing(shop, client, f"{fault.value}-{next(keys)}")

        await break_everywhere(wire, fault, prepare, fewest=FEWEST_MOMENTS)


@asynccontextmanager
async def _serving(
    route: HTTPRouteHandler, begin: Begin[Work], clock: Clock
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of one route behind the middleware that makes requests idempotent."""
    app = Litestar(
        [route],
        middleware=[_Named(), Idempotency(begin, clock)],
        exception_handlers={ConnectionGone: on_lost},
    )
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # httpx names the same shape otherwise
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


# --- Making a company ----------------------------------------------------------------------


@define
class Creating(Case):
    """A request that asks the legacy system first, and so cannot be one unit of work."""

    shop: Shop
    client: httpx.AsyncClient
    legacy_id: str
    answer: dict[str, str] | None = None

    async def attempt(self) -> None:
        headers = {"Idempotency-Key": self.legacy_id}
        answer = await self.client.post(f"/companies/{self.legacy_id}", headers=headers)
        if answer.is_success:
            self.answer = answer.json()

    async def recover(self) -> None:
        """The client has an answer, or asks again once the dead no longer hold the key."""
        first = self.answer
        self.shop.database.clock.advance(2 * HOLD)
        await self.attempt()
        assert self.answer is not None
        assert first in (None, self.answer)

    async def check(self) -> None:
        async with self.shop.database.begin() as work:
            mirror = await work.company_mirrors.find(LegacyId(self.legacy_id))
        assert mirror is not None
        assert self.answer == {"id": str(mirror.company_id)}
        assert await told(self.shop.database, mirror.company_id) == ["company.created"]


@every_fault
async def test_a_company_is_made_once(shop: Shop, fault: Fault, wire: Tripwire) -> None:
    far = MemoryBridge()
    begin, clock, ids = shop.database.begin, shop.database.clock, shop.database.ids
    bridge = RecordedBridge(wire.through(far, "bridge"), begin, clock, ids)
    create_company = CreateCompany(begin, bridge, clock, ids)

    @post("/companies/{legacy_id:str}", opt={OPT: RECORDED})
    async def create(legacy_id: FromPath[str]) -> dict[str, str]:
        company = await create_company(name="Acme", legacy_company_id=legacy_id, within=None)
        return {"id": str(company.id)}

    numbers = count(1)
    async with _serving(create, begin, clock) as client:

        async def prepare() -> Case:
            legacy_id = f"LEG-{fault.value}-{next(numbers)}"
            far.add(legacy_id, name="ACME")
            return Creating(shop, client, legacy_id)

        await break_everywhere(wire, fault, prepare, fewest=FEWEST_MOMENTS)


# --- Sending a checkout --------------------------------------------------------------------


@frozen
class Sending(Case):
    shop: Shop
    processor: MemoryPayments
    order: Order
    asks_again: bool

    async def attempt(self) -> None:
        await self.shop.send_checkout(CheckoutWish(order_id=self.order.id, pages=PAGES))

    async def recover(self) -> None:
        """The caller asks again; or does not, and then the reconciler finishes what was begun."""
        if self.asks_again:
            await self.attempt()
        self.shop.database.clock.advance(timedelta(minutes=1))
        ended = await self.shop.work_off()
        assert [run.last_error for run in ended] == [None] * len(ended)

    async def check(self) -> None:
        sessions = await self.shop.payments.sessions(self.order.id, company=None)
        pages = [
            page for page in self.processor.pages.values() if page.intent.order_id == self.order.id
        ]
        facts = await self.shop.told(self.order.id)
        if not self.asks_again and not sessions:
            assert (pages, facts) == ([], ["order.created"])  # it never began
            return
        assert [session.state for session in sessions] == [CheckoutState.OPEN]
        assert [page.hosted.url for page in pages] == [sessions[0].url]
        assert facts == ["order.created", "order.checkout_sent"]


@every_fault
@pytest.mark.parametrize("asks_again", [True, False], ids=["asked-again", "reconciled"])
async def test_a_checkout_is_opened_once(
    shop: Shop, processor: MemoryPayments, wire: Tripwire, fault: Fault, *, asks_again: bool
) -> None:
    async def prepare() -> Case:
        return Sending(shop, processor, await shop.placed(), asks_again)

    await break_everywhere(wire, fault, prepare, fewest=FEWEST_MOMENTS)


# --- Recording a payment -------------------------------------------------------------------


@define
class Facts(FactReader):
    """Reads messages that are the id of a page the buyer paid at."""

    processor: MemoryPayments

    def read(self, payload: str) -> PaymentFact:
        return self.processor.pay(json.loads(payload))


@define
class Paying(Case):
    """A worker gets the job of a webhook that says: paid."""

    shop: Shop
    processor: MemoryPayments
    order: Order
    job_id: JobRunId

    @property
    def run_job(self) -> RunJob:
        database, shop = self.shop.database, self.shop
        reader = Facts(self.processor)
        process = ProcessProcessorEvent(database.begin, database.clock, reader, shop.record)
        return RunJob(shop.ledger, database.clock, {PROCESS_EVENT: process})

    async def attempt(self) -> None:
        await self.run_job(self.job_id)

    async def recover(self) -> None:
        """The job comes up again, until it is done."""
        for _ in range(2):
            self.shop.database.clock.advance(LATER)
            await self.attempt()

    async def check(self) -> None:
        order = await self.shop.order(self.order.id)
        (session,) = await self.shop.payments.sessions(self.order.id, company=None)
        assert order.payment_status is PaymentStatus.PAID
        assert session.state is CheckoutState.COMPLETED
        assert (await self.shop.told(order.id)).count("order.paid") == 1
        async with self.shop.database.begin() as work:
            assert (await work.job_runs.get(self.job_id)).status.value == "completed"


@every_fault
async def test_a_payment_is_recorded_once(
    shop: Shop, processor: MemoryPayments, wire: Tripwire, fault: Fault
) -> None:
    await _subscribe(shop.database)

    async def prepare() -> Case:
        order, session = await shop.sent()
        return Paying(shop, processor, order, await _told_to_pay(shop, session))

    await break_everywhere(wire, fault, prepare, fewest=FEWEST_MOMENTS)


async def _told_to_pay(shop: Shop, session: Any) -> JobRunId:
    """A message that the buyer paid, and the job to read it."""
    event = ProcessorEvent(
        id=ProcessorEventId(shop.database.ids.new()),
        source="stripe",
        external_id=f"evt_{session.id}",
        kind="checkout.session.completed",
        payload=json.dumps(session.processor_session_id),
        received_at=shop.database.clock.now(),
    )
    async with shop.database.begin() as work:
        assert await work.processor_events.receive(event)
        (job_id,) = await work.jobs.enqueue(process_request(event))
    return job_id


# --- Settling a paid order -----------------------------------------------------------------


def _settle(database: Database) -> tuple[Reaction, ...]:
    begin, clock, ids = database.begin, database.clock, database.ids
    return (
        FollowProcessorPayment(begin, clock, ids),
        SettlePaidOrder(begin, ids, IssueInvoice(begin, clock, ids)),
    )


async def _subscribe(database: Database) -> None:
    async with database.begin() as work:
        await work.deliveries.subscribe(subscriptions(_settle(database)))


@frozen
class Settling(Case):
    shop: Shop
    wire: Tripwire
    order: Order
    reference: str

    async def attempt(self) -> None:
        database = self.shop.database
        deliveries = self.wire.through(PostgresDeliveries(), "deliveries")
        reactions = by_name(_settle(database))
        earlier = asyncio.all_tasks()
        try:
            await DeliverEvents(database.begin, deliveries, database.clock, reactions)()
        finally:  # a delivery beside the one that broke goes on, as in a worker
            if beside := asyncio.all_tasks() - earlier:
                await asyncio.wait(beside)

    async def recover(self) -> None:
        """Workers go round and round."""
        for _ in range(2):
            self.shop.database.clock.advance(LATER)
            await self.attempt()

    async def check(self) -> None:
        async with self.shop.database.begin() as work:
            invoice = await work.invoices.live_of(self.order.id)
            payment = await work.payment_records.known(PaymentSource.STRIPE, self.reference)
        assert invoice is not None
        assert payment is not None
        assert (invoice.state, invoice.balance.minor) == (InvoiceState.PAID, 0)
        assert payment.unallocated.minor == 0
        database = self.shop.database
        assert await told(database, invoice.id) == ["invoice.issued", "invoice.paid"]
        assert await told(database, payment.id) == ["payment.recorded", "payment.allocated"]
        issued = [e for e in await database.events() if e.name == "invoice.issued"]
        assert invoice.number == f"INV-{len(issued):06d}"  # no number was left out


@every_fault
async def test_a_paid_order_is_settled_once(
    shop: Shop, processor: MemoryPayments, wire: Tripwire, fault: Fault
) -> None:
    await _subscribe(shop.database)

    async def prepare() -> Case:
        order, session = await shop.sent()
        fact = processor.pay(session.processor_session_id or "")
        recorded = await shop.record(fact)
        assert recorded.order is not None
        return Settling(shop, wire, order, recorded.order.payment_reference or "")

    await break_everywhere(wire, fault, prepare, fewest=FEWEST_MOMENTS)


# --- Carrying out a step -------------------------------------------------------------------


@frozen
class Stepping(Case):
    shop: Shop
    bridge: MemoryBridge
    wire: Tripwire
    step_id: AutomationStepId
    job_id: JobRunId

    @property
    def run_job(self) -> RunJob:
        database = self.shop.database
        begin, clock, ids = database.begin, database.clock, database.ids
        bridge = RecordedBridge(self.wire.through(self.bridge, "bridge"), begin, clock, ids)
        step = RunStep(begin, bridge, clock, ids)
        return RunJob(self.shop.ledger, clock, {RUN_STEP: step})

    async def attempt(self) -> None:
        await self.run_job(self.job_id)

    async def recover(self) -> None:
        """Workers run what is due; every minute somebody looks for steps that got stuck."""
        database = self.shop.database
        resume = ResumeSteps(database.begin, database.clock)
        for _ in range(3):
            database.clock.advance(LATER)
            await resume(None)  # type: ignore[arg-type]  # it does not ask which run it is
            due = await self.shop.ledger.claim_due(
                [Queue.AUTOMATION], now=database.clock.now(), lease=timedelta(minutes=1), limit=9
            )
            for handout in due:
                await self.run_job(handout.job_id)

    async def check(self) -> None:
        database = self.shop.database
        async with database.begin() as work:
            step = await work.automation_steps.get(self.step_id)
            assert await work.human_tasks.open_for(TaskSubject("automation_step", step.id)) is None
        assert step.state is StepState.SUCCEEDED
        done = [told for key, told in self.bridge.done.items() if str(step.id) in key]
        assert [operation_id for operation_id, _ in done] == [step.operation_id]
        facts = await told(database, step.id)
        assert facts.count("automation.step_succeeded") == 1
        assert set(facts) <= {
            "automation.step_queued",
            "automation.step_started",
            "automation.attempt_failed",
            "automation.step_succeeded",
            "legacy.called",
        }


@every_fault
async def test_a_step_is_carried_out_once(shop: Shop, wire: Tripwire, fault: Fault) -> None:
    bridge = MemoryBridge()
    numbers = count(1)
    shipment = await _shipped(shop)

    async def prepare() -> Case:
        database = shop.database
        step = evolve(
            a_step(next(numbers)),
            shipment_id=shipment.id,
            order_id=shipment.order_id,
            shipment_item_id=shipment.items[0].id,
            created_at=database.clock.now(),
        )
        async with database.begin() as work:
            saved = await work.automation_steps.save(step.queue(at=database.clock.now()))
            (job_id,) = await work.jobs.enqueue(run_step_job(saved))
        return Stepping(shop, bridge, wire, saved.id, job_id)

    await break_everywhere(wire, fault, prepare, fewest=FEWEST_MOMENTS)


async def _shipped(shop: Shop) -> Any:
    order = an_order(10_000, number=77)
    fulfillment = a_fulfillment(1)
    items = (evolve(fulfillment.items[0], order_item_id=order.items[0].id),)
    fulfillment = evolve(fulfillment, order_id=order.id, company_id=order.company_id, items=items)
    async with shop.database.begin() as work:
        await work.orders.save(order)
        await work.fulfillment_orders.save(fulfillment)
        return await work.shipments.save(a_shipment(fulfillment, 1))
