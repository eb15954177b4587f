"""A warehouse that can send: one company, a paid order, and every use case of fulfillment."""

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID, uuid4

from attrs import Factory, define

from smplat_core.customers import CheckAddress, CompanyId, SaveToBook
from smplat_core.fulfillment import (
    AskCouriers,
    CallRate,
    CancelForOrder,
    CancelFulfillment,
    ChangeShipment,
    CheckCompletion,
    Courier,
    CourierCode,
    CourierQueries,
    CreateFulfillment,
    Destination,
    Destinations,
    DraftShipment,
    EventSource,
    FulfillmentOrder,
    FulfillmentOrderId,
    FulfillmentQueries,
    FulfillPaidOrder,
    MoveShipment,
    NewShipment,
    PollPolicy,
    PollTracking,
    ProcessCourierDelivery,
    ReceiveCourierDelivery,
    Recorded,
    RecordPrepared,
    RecordTracking,
    RefreshTracking,
    ResumeTracking,
    SaveCourier,
    Shipment,
    ShipmentId,
    ShipmentQueries,
    ShipmentState,
    TrackingEvent,
)
from smplat_core.jobs import JobRun, JobRunId, JobStatus, Queue
from smplat_core.kernel import EventRecord
from smplat_core.orders import Order, OrderId, OrderItem, OrderStatus, PaymentStatus
from smplat_memory import (
    MemoryAddressRules,
    MemoryCourierQueries,
    MemoryFulfillmentQueries,
    MemoryPhoneNumbers,
    MemoryShipmentQueries,
)
from smplat_postgres import (
    PostgresCourierQueries,
    PostgresFulfillmentQueries,
    PostgresShipmentQueries,
)
from tests.builders.customers import a_company, a_contact, an_address
from tests.builders.fulfillment import DOOR, PIN, units
from tests.builders.legacy import a_mirror
from tests.builders.orders import an_item, an_order
from tests.contract.databases import Database


@define(slots=False)
class Warehouse:
    """What a test of fulfillment needs at hand."""

    database: Database
    couriers: Mapping[CourierCode, Courier] = Factory(dict)
    policy: PollPolicy = Factory(PollPolicy)
    rates: Mapping[CourierCode, CallRate] = Factory(dict)
    company: CompanyId = a_company().id
    orders_made: int = 0

    @classmethod
    async def open(
        cls, database: Database, couriers: Mapping[CourierCode, Courier] | None = None
    ) -> "Warehouse":
        async with database.begin() as work:
            for number in (1, 2):
                await work.company_mirrors.save(a_mirror(number))
                company = await work.companies.save(a_company(number))
                await work.contacts.save(a_contact(number, company_id=company.id))
                await work.addresses.save(an_address(number, company_id=company.id))
        return cls(database, couriers or {})

    # --- use cases -----------------------------------------------------------------------

    @cached_property
    def create(self) -> CreateFulfillment:
        return CreateFulfillment(self.database.begin, self.database.clock, self.database.ids)

    @cached_property
    def prepare(self) -> RecordPrepared:
        return RecordPrepared(self.database.begin, self.database.clock)

    @cached_property
    def cancel(self) -> CancelFulfillment:
        return CancelFulfillment(self.database.begin, self.database.clock)

    @cached_property
    def destinations(self) -> Destinations:
        check = CheckAddress(MemoryAddressRules(), MemoryPhoneNumbers())
        begin, clock, ids = self.database.begin, self.database.clock, self.database.ids
        return Destinations(check, SaveToBook(begin, check, clock, ids))

    @cached_property
    def draft(self) -> DraftShipment:
        begin, clock, ids = self.database.begin, self.database.clock, self.database.ids
        return DraftShipment(begin, clock, ids, self.destinations)

    @cached_property
    def change(self) -> ChangeShipment:
        begin, clock, ids = self.database.begin, self.database.clock, self.database.ids
        return ChangeShipment(begin, clock, ids, self.destinations)

    @cached_property
    def move(self) -> MoveShipment:
        return MoveShipment(self.database.begin, self.database.clock)

    @cached_property
    def record(self) -> RecordTracking:
        return RecordTracking(self.database.begin, self.database.clock, self.database.ids)

    @cached_property
    def receive(self) -> ReceiveCourierDelivery:
        begin, clock, ids = self.database.begin, self.database.clock, self.database.ids
        return ReceiveCourierDelivery(begin, clock, ids, self.couriers)

    @cached_property
    def process(self) -> ProcessCourierDelivery:
        begin, clock = self.database.begin, self.database.clock
        return ProcessCourierDelivery(begin, clock, self.couriers, self.ask, self.record)

    @cached_property
    def poll(self) -> PollTracking:
        begin, clock = self.database.begin, self.database.clock
        return PollTracking(begin, clock, self.ask, self.record, self.policy)

    @cached_property
    def ask(self) -> AskCouriers:
        begin, clock = self.database.begin, self.database.clock
        return AskCouriers(begin, clock, self.couriers, self.rates)

    @cached_property
    def refresh(self) -> RefreshTracking:
        begin, clock = self.database.begin, self.database.clock
        return RefreshTracking(begin, clock, self.ask, self.record, self.policy)

    @cached_property
    def resume(self) -> ResumeTracking:
        return ResumeTracking(self.database.begin, self.database.clock)

    @cached_property
    def save_courier(self) -> SaveCourier:
        return SaveCourier(self.database.begin, self.couriers)

    @cached_property
    def figures(self) -> CourierQueries:
        return self.database.pick(
            memory=lambda t: MemoryCourierQueries(t.fulfillment), postgres=PostgresCourierQueries
        )

    @cached_property
    def check_completion(self) -> CheckCompletion:
        return CheckCompletion(self.database.begin, self.database.clock)

    @cached_property
    def on_paid(self) -> FulfillPaidOrder:
        return FulfillPaidOrder(self.create)

    @cached_property
    def on_canceled(self) -> CancelForOrder:
        return CancelForOrder(self.database.begin, self.cancel)

    @cached_property
    def fulfillments(self) -> FulfillmentQueries:
        return self.database.pick(
            memory=lambda t: MemoryFulfillmentQueries(t.fulfillment),
            postgres=PostgresFulfillmentQueries,
        )

    @cached_property
    def shipments(self) -> ShipmentQueries:
        return self.database.pick(
            memory=lambda t: MemoryShipmentQueries(t.fulfillment),
            postgres=PostgresShipmentQueries,
        )

    # --- moves ---------------------------------------------------------------------------

    async def paid_order(
        self,
        *quantities: int,
        items: tuple[OrderItem, ...] | None = None,
        payment_status: PaymentStatus = PaymentStatus.PAID,
    ) -> Order:
        """One hardware line per quantity; three units of one line when none is named."""
        self.orders_made += 1
        lines = items or tuple(
            an_item(number, sku=f"SENS-T{number}00", quantity=quantity)
            for number, quantity in enumerate(quantities or (3,), start=1)
        )
        order = an_order(
            items=lines,
            status=OrderStatus.PROCESSING,
            payment_status=payment_status,
            reference=f"ORD-{self.orders_made:06d}",
            company_id=self.company,
            contact_id=a_contact().id,
            address_id=an_address().id,
            at=self.database.clock.now(),
        )
        async with self.database.begin() as work:
            return await work.orders.save(order)

    async def fulfillment(self, *quantities: int) -> FulfillmentOrder:
        order = await self.paid_order(*quantities)
        return await self.create(order.id)

    async def drafted(
        self,
        fulfillment: FulfillmentOrder,
        *quantities: int,
        number: str | None = PIN,
        courier: str = "canada_post",
    ) -> Shipment:
        wanted = NewShipment(
            items=units(fulfillment, *quantities),
            destination=Destination(address=DOOR),
            courier=courier if number else None,
            tracking_number=number,
        )
        return await self.draft(fulfillment.id, wanted)

    async def ready(
        self, fulfillment: FulfillmentOrder, *quantities: int, number: str = PIN
    ) -> Shipment:
        shipment = await self.drafted(fulfillment, *quantities, number=number)
        return await self.move(shipment.id, ShipmentState.READY)

    async def delivered(
        self, fulfillment: FulfillmentOrder, *quantities: int, number: str = PIN
    ) -> Shipment:
        shipment = await self.ready(fulfillment, *quantities, number=number)
        await self.move(shipment.id, ShipmentState.IN_TRANSIT)
        return await self.move(shipment.id, ShipmentState.DELIVERED)

    async def hear(self, *events: TrackingEvent) -> Recorded:
        return await self.record(events, source=EventSource.WEBHOOK)

    # --- looks ---------------------------------------------------------------------------

    async def again(self, fulfillment_id: FulfillmentOrderId) -> FulfillmentOrder:
        return await self.fulfillments.get(fulfillment_id, company=None)

    async def shipment(self, shipment_id: ShipmentId) -> Shipment:
        return await self.shipments.get(shipment_id, company=None)

    async def order(self, order_id: OrderId) -> Order:
        async with self.database.begin() as work:
            return await work.orders.get(order_id)

    async def told(self, aggregate_id: UUID) -> list[str]:
        return [e.name for e in await self.database.events() if e.aggregate_id == aggregate_id]

    async def last_event(self, name: str) -> EventRecord:
        return next(e for e in reversed(await self.database.events()) if e.name == name)

    def a_run(self, **payload: str) -> JobRun:
        now = self.database.clock.now()
        return JobRun(
            id=JobRunId(uuid4()),
            queue=Queue.SHIPMENTS,
            name="test",
            payload=payload,
            status=JobStatus.ACTIVE,
            max_attempts=3,
            actor="test",
            correlation_id="test",
            created_at=now,
            due_at=now,
        )
