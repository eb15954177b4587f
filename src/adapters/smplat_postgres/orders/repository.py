"""Orders kept in Postgres."""

from typing import Any, Final

from smplat_core.customers import AddressId, CompanyId, ContactId
from smplat_core.kernel import current_cause, evolve
from smplat_core.orders import (
    BillingParties,
    BillingParty,
    Order,
    OrderChanged,
    OrderId,
    OrderNotFound,
    Orders,
)
from smplat_postgres.documents import dumps
from smplat_postgres.log import publish
from smplat_postgres.orders.rows import ORDER, to_order, to_postal
from smplat_postgres.tables.orders import OrderRow

AUDIT: Final = """
insert into order_state_events (order_id, subject, before, after, reason, metadata, at,
                                actor, correlation_id)
select saved.id, c.subject, c.before, c.after, c.reason, c.metadata::jsonb, c.at, {}, {}
from saved, unnest({}::text[], {}::text[], {}::text[], {}::text[], {}::text[], {}::timestamptz[])
    with ordinality as c (subject, before, after, reason, metadata, at, place)
order by c.place
"""

INSERT: Final = f"""
with saved as (
    insert into orders (id, reference, company_id, billing_contact_id, billing_address_id,
        billing_address, currency, total_minor, line_count, status, held_from, payment_status,
        payment_reference, payment_mismatches, fulfillment_status, created_at, updated_at, version)
    values ({{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}},
        {{}}, {{}}, {{}}, {{}})
    on conflict (id) do nothing returning id
), items as (
    insert into order_items (order_id, currency, id, line_number, sku, label, kind, quantity,
        unit_price_minor, line_total_minor, price_type, resolved_at, price_book_entry_id,
        price_agreement_id, stripe_price_id, bespoke_notes, platform_context, configuration,
        attributes)
    select saved.id, {{}}, i.id, i.line_number, i.sku, i.label, i.kind, i.quantity,
        i.unit_price_minor, i.line_total_minor, i.price_type, i.resolved_at, i.price_book_entry_id,
        i.price_agreement_id, i.stripe_price_id, i.bespoke_notes, i.platform_context::jsonb,
        i.configuration::jsonb, i.attributes::jsonb
    from saved, unnest({{}}::uuid[], {{}}::int[], {{}}::text[], {{}}::text[], {{}}::text[],
        {{}}::bigint[], {{}}::bigint[], {{}}::bigint[], {{}}::text[], {{}}::timestamptz[],
        {{}}::uuid[], {{}}::uuid[], {{}}::text[], {{}}::text[], {{}}::text[], {{}}::text[],
        {{}}::text[])
        as i (id, line_number, sku, label, kind, quantity, unit_price_minor, line_total_minor,
              price_type, resolved_at, price_book_entry_id, price_agreement_id, stripe_price_id,
              bespoke_notes, platform_context, configuration, attributes)
), audit as ({AUDIT})
select id from saved
"""  # noqa: S608 - made of constants
"""An order, its lines and the first line of its audit trail, in one round trip."""

UPDATE: Final = f"""
with saved as (
    update orders set status = {{}}, held_from = {{}}, payment_status = {{}},
        payment_reference = {{}}, payment_mismatches = {{}}, fulfillment_status = {{}},
        updated_at = {{}}, version = {{}}
    where id = {{}} and version = {{}} returning id
), audit as ({AUDIT})
select id from saved
"""  # noqa: S608 - made of constants

PARTY: Final = """
select c.id is not null as company_is_known, k.id is not null as contact_is_known,
    a.id as address_id, a.recipient, a.company, a.line1, a.line2, a.city, a.region,
    a.postal_code, a.country, a.phone
from (select {}::uuid as company_id, {}::uuid as contact_id, {}::uuid as address_id) asked
left join companies c on c.id = asked.company_id
left join contacts k on k.id = asked.contact_id and k.company_id = c.id and k.state = 'active'
left join addresses a on a.id = asked.address_id and a.company_id = c.id and a.state = 'active'
"""


class PostgresOrders(Orders):
    async def get(self, order_id: OrderId) -> Order:
        rows = await OrderRow.raw(ORDER + "for no key update", order_id)
        if not rows:
            raise OrderNotFound(f"no order {order_id}")
        return to_order(rows[0])

    async def save(self, order: Order) -> Order:
        saved = evolve(order, version=order.version + 1, news=(), audit=())
        cells = (*_update(saved), *_audit(order)) if order.version else _insert(saved, order)
        rows = await OrderRow.raw(UPDATE if order.version else INSERT, *cells)
        if not rows:
            now = await OrderRow.raw("select version from orders where id = {}", order.id)
            raise OrderChanged(
                f"order {order.id} was saved by someone else",
                current_version=now[0]["version"] if now else None,
            )
        await publish(aggregate="order", aggregate_id=order.id, news=order.news)
        return saved


def _insert(saved: Order, order: Order) -> tuple[Any, ...]:
    items = saved.items
    currency = saved.total.currency.value
    return (
        saved.id,
        saved.reference,
        saved.company_id,
        saved.billing_contact_id,
        saved.billing_address_id,
        dumps(saved.billing_address),
        currency,
        saved.total.minor,
        len(items),
        saved.status.value,
        saved.held_from and saved.held_from.value,
        saved.payment_status.value,
        saved.payment_reference,
        list(saved.payment_mismatches),
        saved.fulfillment_status.value,
        saved.created_at,
        saved.updated_at,
        saved.version,
        currency,
        [item.id for item in items],
        [item.line_number for item in items],
        [item.sku for item in items],
        [item.label for item in items],
        [item.kind.value for item in items],
        [item.quantity for item in items],
        [item.unit_price.minor for item in items],
        [item.line_total.minor for item in items],
        [item.snapshot.price_type.value for item in items],
        [item.snapshot.resolved_at for item in items],
        [item.snapshot.price_book_entry_id for item in items],
        [item.snapshot.price_agreement_id for item in items],
        [item.snapshot.stripe_price_id for item in items],
        [item.snapshot.bespoke_notes for item in items],
        [dumps(dict(item.platform_context)) for item in items],
        [item.configuration and dumps(item.configuration) for item in items],
        [dumps(dict(item.attributes)) for item in items],
        *_audit(order),
    )


def _update(saved: Order) -> tuple[Any, ...]:
    return (
        saved.status.value,
        saved.held_from and saved.held_from.value,
        saved.payment_status.value,
        saved.payment_reference,
        list(saved.payment_mismatches),
        saved.fulfillment_status.value,
        saved.updated_at,
        saved.version,
        saved.id,
        saved.version - 1,
    )


def _audit(order: Order) -> tuple[Any, ...]:
    cause, changes = current_cause(), order.audit
    return (
        cause.actor,
        cause.correlation_id,
        [change.subject for change in changes],
        [change.before for change in changes],
        [change.after for change in changes],
        [change.reason for change in changes],
        [dumps(dict(change.metadata)) for change in changes],
        [change.at for change in changes],
    )


class PostgresBillingParties(BillingParties):
    async def find(
        self, company_id: CompanyId, contact_id: ContactId, address_id: AddressId
    ) -> BillingParty:
        (row,) = await OrderRow.raw(PARTY, company_id, contact_id, address_id)
        return BillingParty(
            company_is_known=row["company_is_known"],
            contact_is_known=row["contact_is_known"],
            address=to_postal(row) if row["address_id"] else None,
        )
