"""Years of business as rows, written by SQL: orders that were paid, prepared, sent and billed.

Consistent as the product would have left them, but all of one company and one line each, so that
a million take minutes. Ids sort by time as ours do.
"""

import os
from collections.abc import Mapping
from typing import Final

from benchmarks.house import House
from benchmarks.rows import POSTAL
from benchmarks.seeding import ADDRESS, COMPANY, CONTACT

FEW: Final = 1_000
MANY: Final = int(os.environ.get("SMPLAT_BENCH_ROWS", "100000"))
"""How long the history is; a million takes about a quarter of an hour and 6 GB."""

STUCK: Final = 100
"""So many jobs stay dead whatever the size: a list of what is stuck has the same to show."""

IDS: Final = """
create function bench_id(kind text, n bigint) returns uuid language sql immutable as $$
    select (lpad(to_hex(1700000000000 + n), 12, '0') || '7' || substr(md5(kind || n), 1, 3)
        || '8' || substr(md5(kind || n), 4, 15))::uuid
$$
"""

ROWS: Final[Mapping[str, str]] = {
    "orders": """
        insert into orders (id, reference, company_id, billing_contact_id, billing_address_id,
            billing_address, currency, total_minor, line_count, status, payment_status,
            payment_mismatches, fulfillment_status, created_at, updated_at, version)
        select bench_id('order', n), 'OLD-' || n, {company}, {contact}, {address}, {postal}, 'EUR',
            1000, 1, 'completed', 'paid', '{{}}', 'fulfilled', {at}, {at}, 4""",
    "order_items": """
        insert into order_items (id, order_id, line_number, sku, label, kind, quantity, currency,
            unit_price_minor, line_total_minor, price_type, resolved_at, platform_context)
        select bench_id('item', n), bench_id('order', n), 1, 'SKU-' || lpad((n % 250)::text, 4, '0'),
            'Sensor', 'hardware', 1, 'EUR', 1000, 1000, 'PRICEBOOK_GLOBAL', {at}, '{{}}'""",
    "price_resolutions": """
        insert into price_resolutions (order_item_id, company_id, resolution, resolved_at)
        select bench_id('item', n), {company}, '{{}}', {at}""",
    "order_state_events": """
        insert into order_state_events (order_id, subject, after, reason, metadata, at, actor,
            correlation_id)
        select bench_id('order', n), 'status', 'pending', 'placed', '{{}}', {at}, 'key:bench',
            'bench'""",
    "domain_events": """
        insert into domain_events (name, aggregate, aggregate_id, sequence, at, actor,
            correlation_id, payload)
        select 'order.created', 'order', bench_id('order', n), 1, {at}, 'key:bench',
            'old-' || n, '{{}}'""",
    "event_subjects": """
        insert into event_subjects (subject_id, position)
        select aggregate_id, position from domain_events, {numbers} where correlation_id = 'old-' || n
            and aggregate = 'order'""",
    "event_deliveries": """
        insert into event_deliveries (position, reaction, aggregate_id, status, due_at, done_at)
        select position, 'bench.noop', aggregate_id, 'done', at, at from domain_events, {numbers}
        where correlation_id = 'old-' || n and aggregate = 'order'""",
    "fulfillment_orders": """
        insert into fulfillment_orders (id, reference, order_id, order_reference, company_id, state,
            created_at, updated_at, version)
        select bench_id('fulfillment', n), 'OLDF-' || n, bench_id('order', n), 'OLD-' || n, {company},
            'completed', {at}, {at}, 4""",
    "fulfillment_items": """
        insert into fulfillment_items (id, fulfillment_order_id, order_item_id, line_number, sku,
            label, ordered, allocated, prepared, packed, shipped, delivered)
        select bench_id('part', n), bench_id('fulfillment', n), bench_id('item', n), 1,
            'SKU-' || lpad((n % 250)::text, 4, '0'), 'Sensor', 1, 1, 1, 1, 1, 1""",
    "shipments": """
        insert into shipments (id, reference, fulfillment_order_id, order_id, company_id, address_id,
            address, courier, tracking_number, tracking_check, state, created_at, updated_at,
            ready_at, in_transit_at, delivered_at, version)
        select bench_id('shipment', n), 'OLDS-' || n, bench_id('fulfillment', n), bench_id('order', n),
            {company}, {address}, {postal}, 'dhl', 'OLD' || n, 'unverified', 'delivered', {at}, {at},
            {at}, {at}, {at}, 4""",
    "shipment_items": """
        insert into shipment_items (id, shipment_id, fulfillment_item_id, place, order_item_id, sku,
            label, quantity)
        select bench_id('unit', n), bench_id('shipment', n), bench_id('part', n), 1,
            bench_id('item', n), 'SKU-' || lpad((n % 250)::text, 4, '0'), 'Sensor', 1""",
    "invoices": """
        insert into invoices (id, number, order_id, order_reference, company_id, state, currency,
            total_minor, issued_at, due_on, bill_to, version)
        select bench_id('invoice', n), 'OLD-INV-' || n, bench_id('order', n), 'OLD-' || n, {company},
            'paid', 'EUR', 1000, {at}, {at}::date, {bill_to}, 2""",
    "invoice_lines": """
        insert into invoice_lines (invoice_id, line_number, order_item_id, sku, label, quantity,
            unit_price_minor, line_total_minor)
        select bench_id('invoice', n), 1, bench_id('item', n),
            'SKU-' || lpad((n % 250)::text, 4, '0'), 'Sensor', 1, 1000, 1000""",
    "job_runs": """
        insert into job_runs (id, queue, name, payload, status, progress, attempt, starts,
            max_attempts, actor, correlation_id, created_at, due_at, started_at, finished_at,
            handed_at, handouts)
        select bench_id('job', n), 'orders', 'bench.noop', '{{}}',
            case when n <= {stuck} then 'failed' else 'completed' end, 100, 1, 1, 3, 'key:bench',
            'bench', {at}, {at}, {at}, {at}, {at}, 1""",
}


def lengthen(house: House, rows: int) -> None:
    """Write the history of ``rows`` orders, jobs and events into an empty database."""
    values = {
        "company": f"'{COMPANY}'::uuid",
        "contact": f"'{CONTACT}'::uuid",
        "address": f"'{ADDRESS}'::uuid",
        "postal": f"'{POSTAL}'::jsonb",
        "bill_to": f"jsonb_build_object('contact_id', '{CONTACT}', 'address', '{POSTAL}'::jsonb)",
        "at": "to_timestamp((1700000000000 + n) / 1000.0)",
        "stuck": str(STUCK),
        "numbers": f"generate_series(1, {rows}) n",
    }
    house.sql(IDS)
    for statement in ROWS.values():
        text = statement.format(**values)
        source = "" if "generate_series" in text else f" from generate_series(1, {rows}) n"
        # foreign keys hold by how the ids are made, and checking them would take most of the time
        house.sql_all("set session_replication_role = replica", text + source)
    house.sql("vacuum analyze")
