"""Orders in dictionaries."""

from collections.abc import Iterator
from operator import attrgetter

from attrs import Factory, define, frozen

from smplat_core.customers import AddressId, CompanyId, ContactId
from smplat_core.kernel import Page, PageRequest, current_cause, evolve
from smplat_core.orders import (
    BillingParties,
    BillingParty,
    ItemProgress,
    Order,
    OrderChanged,
    OrderFilter,
    OrderId,
    OrderItem,
    OrderNotFound,
    OrderProgress,
    OrderQueries,
    Orders,
    OrderStateEvent,
    OrderSummary,
    ProgressQueries,
    Quantities,
)
from smplat_memory.customers import CustomersTables
from smplat_memory.fulfillment import FulfillmentTables
from smplat_memory.log import MemoryLog


@define
class OrdersTables:
    orders: dict[OrderId, Order] = Factory(dict)
    state_events: list[tuple[OrderId, OrderStateEvent]] = Factory(list)


@frozen
class MemoryOrders(Orders):
    tables: OrdersTables
    log: MemoryLog

    async def get(self, order_id: OrderId) -> Order:
        return _found(self.tables, order_id, None)

    async def save(self, order: Order) -> Order:
        stored = self.tables.orders.get(order.id)
        current = stored.version if stored else 0
        if order.version != current:
            raise OrderChanged(
                f"order {order.id} was saved by someone else", current_version=current
            )
        saved = evolve(order, version=order.version + 1, news=(), audit=())
        self.tables.orders[order.id] = saved
        self.tables.state_events.extend((order.id, event) for event in _state_events(order))
        self.log.publish(aggregate="order", aggregate_id=order.id, news=order.news)
        return saved


def _state_events(order: Order) -> Iterator[OrderStateEvent]:
    cause = current_cause()
    for change in order.audit:
        yield OrderStateEvent(
            subject=change.subject,
            before=change.before,
            after=change.after,
            reason=change.reason,
            at=change.at,
            metadata=change.metadata,
            actor=cause.actor,
            correlation_id=cause.correlation_id,
        )


@frozen
class MemoryBillingParties(BillingParties):
    tables: CustomersTables

    async def find(
        self, company_id: CompanyId, contact_id: ContactId, address_id: AddressId
    ) -> BillingParty:
        contact = self.tables.contacts.get(contact_id)
        address = self.tables.addresses.get(address_id)
        return BillingParty(
            company_is_known=company_id in self.tables.companies,
            contact_is_known=contact is not None
            and contact.company_id == company_id
            and contact.is_active,
            address=address.postal
            if address is not None and address.company_id == company_id and address.is_active
            else None,
        )


@frozen
class MemoryOrderQueries(OrderQueries):
    tables: OrdersTables

    async def get(self, order_id: OrderId, *, company: CompanyId | None) -> Order:
        return _found(self.tables, order_id, company)

    async def find(
        self, wanted: OrderFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[OrderSummary]:
        before = page.last_id()
        rows = [
            _summary(order)
            for order in sorted(self.tables.orders.values(), key=attrgetter("id"), reverse=True)
            if company in (None, order.company_id)
            and _is_wanted(order, wanted)
            and (before is None or order.id < before)
        ]
        return Page.cut(rows[: page.limit + 1], page.limit, lambda row: (str(row.id),))

    async def state_events(
        self, order_id: OrderId, *, company: CompanyId | None
    ) -> tuple[OrderStateEvent, ...]:
        _found(self.tables, order_id, company)
        return tuple(event for owner, event in self.tables.state_events if owner == order_id)


@frozen
class MemoryProgressQueries(ProgressQueries):
    tables: OrdersTables
    fulfillment: FulfillmentTables

    async def progress(self, order_id: OrderId, *, company: CompanyId | None) -> OrderProgress:
        order = _found(self.tables, order_id, company)
        return OrderProgress(
            order_id=order.id,
            status=order.status,
            payment_status=order.payment_status,
            fulfillment_status=order.fulfillment_status,
            items=tuple(self._progress(item) for item in order.items),
        )

    def _progress(self, item: OrderItem) -> ItemProgress:
        mine = [
            sent
            for fulfillment in self.fulfillment.orders.values()
            for sent in fulfillment.items
            if sent.order_item_id == item.id
        ]
        return ItemProgress(
            item_id=item.id,
            line_number=item.line_number,
            sku=item.sku,
            quantities=Quantities(
                ordered=item.quantity,
                prepared=sum(sent.prepared for sent in mine),
                shipped=sum(sent.shipped for sent in mine),
                delivered=sum(sent.delivered for sent in mine),
            ),
        )


def _found(tables: OrdersTables, order_id: OrderId, company: CompanyId | None) -> Order:
    order = tables.orders.get(order_id)
    if order is None or company not in (None, order.company_id):
        raise OrderNotFound(f"no order {order_id}")
    return order


def _is_wanted(order: Order, wanted: OrderFilter) -> bool:
    reference = (wanted.reference or "").strip().upper()
    return (
        wanted.status in (None, order.status)
        and wanted.payment_status in (None, order.payment_status)
        and wanted.fulfillment_status in (None, order.fulfillment_status)
        and wanted.company_id in (None, order.company_id)
        and (wanted.sku is None or any(item.sku == wanted.sku for item in order.items))
        and order.reference.startswith(reference)
        and (wanted.created_from is None or order.created_at >= wanted.created_from)
        and (wanted.created_before is None or order.created_at < wanted.created_before)
    )


def _summary(order: Order) -> OrderSummary:
    return OrderSummary(
        id=order.id,
        reference=order.reference,
        company_id=order.company_id,
        status=order.status,
        payment_status=order.payment_status,
        fulfillment_status=order.fulfillment_status,
        total=order.total,
        line_count=len(order.items),
        created_at=order.created_at,
        updated_at=order.updated_at,
        version=order.version,
    )
