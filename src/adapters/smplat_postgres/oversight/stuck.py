"""What is stuck, found by one indexed statement per kind."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest, not_of_this_list
from smplat_core.oversight import StuckCount, StuckKind, StuckQueries, StuckThing
from smplat_postgres.tables.kernel import EventRow

K = StuckKind

FINDERS: Final[Mapping[StuckKind, str]] = {
    K.JOB_DEAD: """
        select id::text, finished_at as since, name || ': ' || left(coalesce(last_error, ''), 200)
               as what, queue as owner, null::uuid as company_id
        from job_runs where status = 'failed' and finished_at < {}""",
    K.JOB_OVERDUE: """
        select id::text, case status when 'active' then heartbeat_at else due_at end as since,
               name || ' is ' || status as what, queue as owner, null::uuid as company_id
        from job_runs where status in ('queued', 'active', 'delayed')
          and case status when 'active' then heartbeat_at else due_at end < {}""",
    K.EVENT_DEAD: """
        select owed.position::text || ':' || owed.reaction as id, event.at as since,
               event.name || ' for ' || owed.reaction || ': ' || left(coalesce(owed.last_error, ''), 200)
               as what, owed.reaction as owner, null::uuid as company_id
        from event_deliveries owed join domain_events event using (position)
        where owed.status = 'dead' and event.at < {}""",
    K.EVENT_UNDELIVERED: """
        select owed.position::text || ':' || owed.reaction as id, event.at as since,
               event.name || ' for ' || owed.reaction as what, owed.reaction as owner,
               null::uuid as company_id
        from event_deliveries owed join domain_events event using (position)
        where owed.status = 'pending' and event.at < {}""",
    K.WORKER_SILENT: """
        select id, seen_at as since, 'worker ' || id as what, null as owner,
               null::uuid as company_id
        from workers where seen_at < {}""",
    K.ORDER_UNFULFILLED: """
        select o.id::text, o.updated_at as since, o.reference as what,
               'fulfillment' as owner, o.company_id
        from orders o where o.payment_status = 'paid' and o.status in ('pending', 'processing')
          and o.updated_at < {}
          and not exists (select from fulfillment_orders f where f.order_id = o.id)""",
    K.CHECKOUT_PROCESSING: """
        select order_id::text as id, created_at as since, 'checkout attempt ' || attempt as what,
               'payments' as owner, company_id
        from checkout_sessions where state = 'processing' and created_at < {}""",
    K.INVOICE_OVERDUE: """
        select id::text, (due_on + 1)::timestamp at time zone 'utc' as since, number as what,
               'billing' as owner, company_id
        from invoices where state in ('issued', 'partially_paid')
          and due_on < ({}::timestamptz at time zone 'utc')::date""",
    K.SHIPMENT_SILENT: """
        select id::text, coalesce(tracked_at, in_transit_at) as since,
               reference || ' with ' || courier as what, 'courier:' || courier as owner, company_id
        from shipments where state = 'in_transit' and coalesce(tracked_at, in_transit_at) < {}""",
    K.TRACKING_RETIRED: """
        select s.id::text, w.retired_at as since, s.reference || ' with ' || s.courier as what,
               'courier:' || s.courier as owner, s.company_id
        from tracking_watches w join shipments s on s.id = w.shipment_id
        where w.retired_at < {} and s.state = 'in_transit'""",
    K.AUTOMATION_WAITING: """
        select id::text, coalesce(next_attempt_at, last_attempted_at, created_at) as since,
               scenario || ' is ' || state as what, 'automation' as owner, company_id
        from automation_steps where state in ('queued', 'running', 'waiting_retry')
          and coalesce(next_attempt_at, last_attempted_at, created_at) < {}""",
    K.TASK_OVERDUE: """
        select id::text, sla_due_at as since, kind as what, owner, company_id
        from human_tasks where state = 'open' and sla_due_at < {}""",
    K.PRICE_UNSYNCED: """
        select id::text, sync_requested_at as since, sku || ' is ' || sync_status as what,
               'pricing' as owner, null::uuid as company_id
        from price_entries where sync_status <> 'synced' and archived_at is null
          and sync_requested_at < {}""",
    K.AGREED_PRICE_UNSYNCED: """
        select t.agreement_id::text || ':' || t.item_id as id, t.sync_requested_at as since,
               i.sku || ' of ' || a.name || ' is ' || t.sync_status as what, 'pricing' as owner,
               a.company_id
        from agreed_price_twins t join price_agreement_items i on i.id = t.item_id
        join price_agreements a on a.id = t.agreement_id
        where t.sync_status <> 'synced' and a.state = 'active' and t.sync_requested_at < {}""",
    K.WEBHOOK_WAITING: """
        select id::text, received_at as since, source || ' ' || kind as what, source as owner,
               null::uuid as company_id
        from processor_events where state = 'received' and received_at < {}""",
    K.WEBHOOK_UNMATCHED: """
        select id::text, received_at as since, source || ' ' || kind as what, source as owner,
               null::uuid as company_id
        from processor_events where state in ('unmatched', 'unreadable') and received_at < {}""",
    K.COURIER_UNMATCHED: """
        select courier || ':' || tracking_number as id, min(recorded_at) as since,
               count(*) || ' events of ' || courier || ' ' || tracking_number as what,
               'courier:' || courier as owner, null::uuid as company_id
        from courier_events where shipment_id is null
        group by courier, tracking_number having min(recorded_at) < {}""",
    K.SCHEDULE_STALE: """
        select name as id, next_tick + 2 * every as since, job as what, queue as owner, null::uuid as company_id
        from schedules where paused_at is null and next_tick + 2 * every < {}""",
    K.REFUND_PENDING: """
        select order_id::text as id, created_at as since, 'refund ' || reference || ' is ' || state
               as what, 'payments' as owner, company_id
        from refunds where state in ('requested', 'sent') and created_at < {}""",
    K.FORWARDING_WAITING: """
        select target || ':' || processor_event_id as id, owed_at as since,
               'a message for ' || target || ' is ' || state as what, 'fan-out:' || target as owner,
               null::uuid as company_id
        from fan_out_forwardings where state in ('owed', 'parked') and owed_at < {}""",
    K.MIRROR_WRITE_WAITING: """
        select id::text, created_at as since, entity || ' ' || legacy_id || ' is ' || state as what,
               'legacy' as owner, null::uuid as company_id
        from mirror_writes where state = 'pending' and created_at < {}""",
    K.BRIDGE_OPEN: """
        select 'breaker' as id, changed_at as since, 'the bridge is ' || state as what,
               'legacy' as owner, null::uuid as company_id
        from legacy_breaker where state <> 'closed' and changed_at < {}""",
    K.LEGACY_DRIFT: """
        select id::text, found_at as since, entity || ' ' || legacy_id || ': ' || kind || ' ' || field
               as what, 'legacy' as owner, null::uuid as company_id
        from drift_findings where state = 'open' and found_at < {}""",
}
"""What each kind is in rows: id, since, what, owner and company, older than one given moment."""

PART: Final = """
(select '{kind}' as kind, found.* from ({finder}) found
 where (since, ('{kind}:' || id) collate "C") > ({}, {}) and ({}::uuid is null or company_id = {})
 order by since, id collate "C" limit {})
"""
LIST: Final = (
    "select * from ({parts}) things order by since, (kind || ':' || id) collate \"C\" limit {}"
)
COUNT: Final = (
    "(select '{kind}' as kind, count(*) as number, min(since) as oldest from ({finder}) found)"
)
BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


class PostgresStuckQueries(StuckQueries):
    async def stuck(
        self,
        kinds: Collection[StuckKind],
        *,
        before: Mapping[StuckKind, datetime],
        company: CompanyId | None,
        page: PageRequest,
    ) -> Page[StuckThing]:
        since, key = _after(page)
        limit = page.limit + 1
        parts: list[str] = []
        given: list[object] = []
        for kind in kinds:
            if finder := FINDERS.get(kind):
                parts.append(PART.replace("{kind}", kind).replace("{finder}", finder))
                given += [before[kind], since, key, company, company, limit]
        if not parts:
            return Page(())
        text = LIST.replace("{parts}", " union all ".join(parts))
        things = [_to_thing(row) for row in await EventRow.raw(text, *given, limit)]
        return Page.cut(things, page.limit, lambda thing: (thing.since.isoformat(), thing.key))

    async def counts(self, *, before: Mapping[StuckKind, datetime]) -> tuple[StuckCount, ...]:
        text = " union all ".join(
            COUNT.replace("{kind}", kind).replace("{finder}", finder)
            for kind, finder in FINDERS.items()
        )
        rows = await EventRow.raw(text, *(before[kind] for kind in FINDERS))
        found = {
            row["kind"]: StuckCount(K(row["kind"]), row["number"], row["oldest"]) for row in rows
        }
        return tuple(found.get(kind, StuckCount(kind, 0, None)) for kind in StuckKind)


def _after(page: PageRequest) -> tuple[datetime, str]:
    if page.after is None:
        return BEGINNING, ""
    try:
        since = datetime.fromisoformat(page.after[0])
        if since.tzinfo is not None:
            return since.astimezone(UTC), page.after[1]
    except (ValueError, OverflowError):
        pass
    raise not_of_this_list()


def _to_thing(row: dict[str, Any]) -> StuckThing:
    return StuckThing(**{**row, "kind": K(row["kind"])})
