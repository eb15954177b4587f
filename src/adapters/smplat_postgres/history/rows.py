"""What rows show, under the names the folds of the core give their facts."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Fact, Facts, moment


@frozen
class RowSource:
    """Where the rows of one kind of aggregate are, and how they tell their facts."""

    table: str
    facts: str
    """A statement that takes ids. Columns are facts; one that begins with ``_`` is a JSON object
    of more of them."""
    reference: str | None = None
    """The column people name one by."""
    told_since: str | None = None
    """The event by which versions that tell of these rows can be known. Older rows tell nothing."""
    told_when: str = "true"
    """Which rows tell anything."""


ORDER: Final = """
select o.id, o.reference, o.company_id, o.total_minor, o.currency, o.line_count, o.created_at,
    o.updated_at, o.status, o.held_from, o.payment_status, o.payment_reference,
    array_to_string(o.payment_mismatches, ' ') as payment_mismatches, o.fulfillment_status, (
        select e.reason from order_state_events e
        where e.order_id = o.id and e.subject = 'status' and e.after = 'canceled'
        order by e.id desc limit 1
    ) as canceled_because
from orders o where o.id = any({}::uuid[])
"""

FULFILLMENT_ORDER: Final = """
select f.id, f.reference, f.order_id, f.company_id, f.created_at, f.updated_at, f.state, (
    select json_object_agg(i.id || '.' || q.name, q.units) from fulfillment_items i
    cross join lateral (values ('ordered', i.ordered), ('allocated', i.allocated),
        ('prepared', i.prepared), ('packed', i.packed), ('shipped', i.shipped),
        ('delivered', i.delivered)) as q (name, units)
    where i.fulfillment_order_id = f.id
) as _quantities
from fulfillment_orders f where f.id = any({}::uuid[])
"""

SHIPMENT: Final = """
select s.id, s.reference, s.fulfillment_order_id, s.order_id, s.company_id, s.created_at,
    s.updated_at, s.state, s.courier, s.tracking_number, s.tracking_status, s.tracked_at,
    s.ready_at, s.in_transit_at, s.delivered_at, s.cancelled_at, (
        select coalesce(string_agg(unit, ', ' order by unit collate "C"), '')
        from shipment_items i
        cross join lateral (values (i.quantity || ' x ' || i.fulfillment_item_id)) as u (unit)
        where i.shipment_id = s.id
    ) as items
from shipments s where s.id = any({}::uuid[])
"""

CHECKOUT_SESSION: Final = """
select id, order_id, company_id, attempt, amount_minor, currency, created_at, expires_at, state,
    processor_session_id, payment_id, failure, ended_at
from checkout_sessions where id = any({}::uuid[])
"""

PAYMENT: Final = """
select id, reference, order_id, company_id, received_told, refunded_told, currency
from processor_payments where id = any({}::uuid[])
"""

REFUND: Final = """
select id, reference, order_id, company_id, payment_id, amount_minor, currency, reason, created_at,
    state, failure, ended_at
from refunds where id = any({}::uuid[])
"""

INVOICE: Final = """
select i.id, i.order_id, i.company_id, i.number, i.total_minor, i.currency, i.state, i.replaces,
    i.issued_at, i.void_reason,
    case when i.state in ('draft', 'void') then 0 else i.total_minor - (
        select coalesce(sum(a.amount_minor - a.released_minor), 0) from payment_allocations a
        where a.invoice_id = i.id
    ) - (
        select coalesce(sum(n.amount_minor), 0) from credit_notes n where n.invoice_id = i.id
    ) end::bigint as balance_minor
from invoices i where i.id = any({}::uuid[])
"""

PAYMENT_RECORD: Final = """
select p.id, p.order_id, p.company_id, p.source, p.reference, p.currency, p.amount_minor,
    p.received_at, (
        select coalesce(sum(a.amount_minor - a.released_minor - a.credited_minor), 0)::bigint
        from payment_allocations a where a.payment_id = p.id
    ) as allocated_minor
from payment_records p where p.id = any({}::uuid[])
"""

AUTOMATION_STEP: Final = """
select id, shipment_item_id, shipment_id, order_id, company_id, sku, quantity, created_at, scenario,
    revision, state, attempts, last_attempted_at, started_by, next_attempt_at, last_error,
    operation_id, fallback_triggered_at, fallback_notes,
    case when last_attempted_at is not null
        then json_build_object('max_attempts', max_attempts) end as _max_attempts
from automation_steps where id = any({}::uuid[])
"""

HUMAN_TASK: Final = """
select id, kind, title, opened_at, sla_due_at, state, owner, closed_at, resolution
from human_tasks where id = any({}::uuid[])
"""

FOLLOW_UP: Final = """
select id, kind, subject_kind, subject_id, summary, state, raised_at, settled_at, settled_by, reason
from follow_ups where id = any({}::uuid[])
"""

ROWS: Final[Mapping[str, RowSource]] = {
    "order": RowSource("orders", ORDER, "reference"),
    "fulfillment_order": RowSource("fulfillment_orders", FULFILLMENT_ORDER, "reference"),
    "shipment": RowSource("shipments", SHIPMENT, "reference"),
    "checkout_session": RowSource(
        "checkout_sessions", CHECKOUT_SESSION, told_since="checkout.intended"
    ),
    "payment": RowSource(
        "processor_payments",
        PAYMENT,
        told_since="payment.received",
        told_when="t.received_told > 0",
    ),
    "refund": RowSource("refunds", REFUND),
    "invoice": RowSource("invoices", INVOICE, "number", told_when="t.state <> 'draft'"),
    "payment_record": RowSource("payment_records", PAYMENT_RECORD),
    "automation_step": RowSource("automation_steps", AUTOMATION_STEP),
    "human_task": RowSource("human_tasks", HUMAN_TASK),
    "follow_up": RowSource("follow_ups", FOLLOW_UP),
}


def to_facts(row: Mapping[str, Any]) -> Facts:
    facts: dict[str, Fact] = {}
    for name, value in row.items():
        if name.startswith("_"):
            facts |= json.loads(value or "{}")
        elif name != "id":
            facts[name] = _plain(value)
    return facts


def _plain(value: object) -> Fact:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, UUID | date):
        return str(value)
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"{value!r} is no fact")
