"""The rows of an order of three lines, and of a kept webhook, as single statements.

What the product writes to the same tables when it places an order, with the same amount of text.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from benchmarks.seeding import ADDRESS, COMPANY, CONTACT

TRACE: Final = json.dumps(
    {"trace": [{"row": str(UUID(int=n)), "why": "x" * 320} for n in range(8)]}
)
"""As much as a kept price resolution holds."""

POSTAL: Final = json.dumps(
    {
        "recipient": "Ana Lima",
        "line1": "23 Jardin Private",
        "city": "Ottawa",
        "region": "ON",
        "postal_code": "K1K 4T3",
        "country": "CA",
    }
)
ANSWER: Final = b"x" * 2_000

PLACE: Final = """
with o as (
    insert into orders (id, reference, company_id, billing_contact_id, billing_address_id,
        billing_address, currency, total_minor, line_count, status, payment_status,
        payment_mismatches, fulfillment_status, created_at, updated_at, version)
    values ($1, $2, $3, $4, $5, $6, 'EUR', 1000, 3, 'pending', 'unpaid', '{}', 'unfulfilled',
        $7, $7, 1) returning id
), i as (
    insert into order_items (id, order_id, line_number, sku, label, kind, quantity, currency,
        unit_price_minor, line_total_minor, price_type, resolved_at, platform_context)
    select n.id, o.id, n.line, n.sku, 'Sensor', 'hardware', n.quantity, 'EUR', 1000, 1000,
        'PRICEBOOK_GLOBAL', $7, '{}'
    from o, unnest($8::uuid[], $9::int[], $10::text[], $11::bigint[]) as n (id, line, sku, quantity)
), a as (
    insert into order_state_events (order_id, subject, after, reason, metadata, at, actor,
        correlation_id)
    select o.id, 'status', 'pending', 'placed', '{}', $7, 'key:bench', 'bench' from o
), p as (
    insert into price_resolutions (order_item_id, company_id, resolution, resolved_at)
    select n.id, $3, $12::jsonb, $7 from unnest($8::uuid[]) as n (id)
), e as (
    insert into domain_events (name, aggregate, aggregate_id, sequence, at, actor, correlation_id,
        payload)
    select 'order.created', 'order', o.id, 1, $7, 'key:bench', 'bench', $6::jsonb from o
    returning position
), s as (
    insert into event_subjects (subject_id, position)
    select subject, position from e, unnest(array[$1, $3]) as subject
)
insert into idempotency_records (scope, key, fingerprint, status, headers, body)
values ('bench', $2, $2, 201, '[]', $13)
"""

READ: Final = """
select json_build_object('id', o.id, 'reference', o.reference, 'status', o.status,
    'billing_address', o.billing_address, 'total', o.total_minor, 'lines',
    (select json_agg(i order by i.line_number) from order_items i where i.order_id = o.id)
) as order from orders o where o.id = $1
"""

LIST: Final = """
select json_build_object('items', json_agg(json_build_object('product_id', p.product_id,
    'version', p.number, 'slug', p.slug, 'title', p.title, 'category', p.category, 'kind', p.kind,
    'tagline', p.tagline, 'platforms', p.platforms, 'picture', p.picture, 'price', p.price)))::text
    as page
from (
    select s.*, (
        select json_build_object('amount', min(e.unit_price_minor), 'currency', 'EUR')
        from price_entries e where e.sku = s.sku and e.currency = 'EUR' and e.min_quantity = 1
    ) as price
    from product_search s order by s.sort_title, s.slug limit 20
) p
"""
"""A page of products with the list price of each: no formula, no tier, no agreement, no slip."""

KEEP_EVENT: Final = """
insert into processor_events (id, source, external_id, kind, payload, received_at, state, detail)
values ($1, 'stripe', $2, 'checkout.session.completed', $3, $4, 'received', '')
"""


def order_values(lines: list[tuple[str, int]]) -> tuple[Any, ...]:
    """The arguments of ``PLACE``."""
    order_id = uuid4()
    return (
        order_id,
        f"BARE-{order_id}",
        COMPANY,
        CONTACT,
        ADDRESS,
        POSTAL,
        datetime.now(UTC),
        [uuid4() for _ in lines],
        list(range(1, len(lines) + 1)),
        [sku for sku, _ in lines],
        [quantity for _, quantity in lines],
        TRACE,
        ANSWER,
    )


def event_values(event_id: UUID, payload: str) -> tuple[Any, ...]:
    """The arguments of ``KEEP_EVENT``."""
    return event_id, f"evt_{event_id}", payload, datetime.now(UTC)
