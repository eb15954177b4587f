"""What is stuck, found by looking at everything."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta

from attrs import frozen

from smplat_core.automation import StepState, TaskState
from smplat_core.billing import InvoiceState
from smplat_core.customers import CompanyId
from smplat_core.fulfillment import ShipmentState
from smplat_core.jobs import JobStatus
from smplat_core.kernel import Page, PageRequest, not_of_this_list
from smplat_core.legacy import BreakerState, FindingState, WriteState
from smplat_core.orders import OrderStatus, PaymentStatus
from smplat_core.oversight import StuckCount, StuckKind, StuckQueries, StuckThing
from smplat_core.payments import CheckoutState, ForwardingState, ProcessorEventState, RefundState
from smplat_core.pricing import SyncState
from smplat_core.pricing.agreements import AgreementState
from smplat_memory.oversight.audit import ROOM
from smplat_memory.work import Tables

K = StuckKind
UNREAD = (ProcessorEventState.UNMATCHED, ProcessorEventState.UNREADABLE)
UNDER_WAY = (StepState.QUEUED, StepState.RUNNING, StepState.WAITING_RETRY)


@frozen
class MemoryStuckQueries(StuckQueries):
    tables: Tables

    async def stuck(
        self,
        kinds: Collection[StuckKind],
        *,
        before: Mapping[StuckKind, datetime],
        company: CompanyId | None,
        page: PageRequest,
    ) -> Page[StuckThing]:
        after = _after(page)
        found = sorted(self._stuck(before), key=lambda thing: (thing.since, thing.key))
        shown = [
            thing
            for thing in found
            if thing.kind in kinds
            and (company is None or thing.company_id == company)
            and (after is None or (thing.since, thing.key) > after)
        ]
        return Page.cut(
            shown[: page.limit + 1],
            page.limit,
            lambda thing: (thing.since.isoformat(), thing.key),
        )

    async def counts(self, *, before: Mapping[StuckKind, datetime]) -> tuple[StuckCount, ...]:
        found = list(self._stuck(before))
        return tuple(_count(kind, [t.since for t in found if t.kind is kind]) for kind in K)

    def _stuck(self, before: Mapping[StuckKind, datetime]) -> Iterator[StuckThing]:
        everything = (
            *self._work(),
            *self._sales(),
            *self._debts(),
            *self._parcels(),
            *self._people(),
            *self._outside(),
            *self._legacy(),
        )
        return (
            thing
            for thing in everything
            if thing.kind in before and thing.since < before[thing.kind]
        )

    def _work(self) -> Iterable[StuckThing]:
        for run in self.tables.jobs.runs.values():
            if run.status is JobStatus.FAILED and run.finished_at:
                what = f"{run.name}: {run.last_error or ''}"
                yield _thing(K.JOB_DEAD, run.id, run.finished_at, what, run.queue)
            elif run.status in (JobStatus.QUEUED, JobStatus.ACTIVE, JobStatus.DELAYED):
                active = run.status is JobStatus.ACTIVE and run.heartbeat_at
                since = active or run.due_at
                yield _thing(K.JOB_OVERDUE, run.id, since, f"{run.name} is {run.status}", run.queue)
        for (position, reaction), owed in self.tables.log.owed.items():
            kind = K.EVENT_DEAD if owed.dead else K.EVENT_UNDELIVERED
            why = f": {owed.last_error}" if owed.dead else ""
            what = f"{owed.record.name} for {reaction}{why}"
            at = f"{position * ROOM}:{reaction}"
            yield _thing(kind, at, owed.record.at, what, reaction)
        for worker in self.tables.jobs.workers.values():
            yield _thing(K.WORKER_SILENT, worker.id, worker.seen_at, f"worker {worker.id}", None)
        for entry in self.tables.jobs.schedules.values():
            if not entry.is_paused:
                due = entry.ticks.next + 2 * entry.ticks.every
                schedule = entry.schedule
                yield _thing(K.SCHEDULE_STALE, schedule.name, due, schedule.job, schedule.queue)

    def _sales(self) -> Iterable[StuckThing]:
        fulfilled = {order.order_id for order in self.tables.fulfillment.orders.values()}
        for order in self.tables.orders.orders.values():
            waits = order.status in (OrderStatus.PENDING, OrderStatus.PROCESSING)
            paid = order.payment_status is PaymentStatus.PAID
            if paid and waits and order.id not in fulfilled:
                yield _thing(
                    K.ORDER_UNFULFILLED,
                    order.id,
                    order.updated_at,
                    order.reference,
                    "fulfillment",
                    order.company_id,
                )
        for session in self.tables.payments.sessions.values():
            if session.state is CheckoutState.PROCESSING:
                what = f"checkout attempt {session.attempt}"
                yield _thing(
                    K.CHECKOUT_PROCESSING,
                    session.order_id,
                    session.created_at,
                    what,
                    "payments",
                    session.company_id,
                )

    def _debts(self) -> Iterable[StuckThing]:
        for refund in self.tables.payments.refunds.values():
            if refund.state in (RefundState.REQUESTED, RefundState.SENT):
                what = f"refund {refund.reference} is {refund.state}"
                yield _thing(
                    K.REFUND_PENDING,
                    refund.order_id,
                    refund.created_at,
                    what,
                    "payments",
                    refund.company_id,
                )
        for invoice in self.tables.billing.invoices.values():
            if invoice.state in (InvoiceState.ISSUED, InvoiceState.PARTIALLY_PAID):
                if invoice.due_on is None or invoice.number is None:
                    continue
                since = datetime.combine(invoice.due_on + timedelta(days=1), time(), UTC)
                number, company = invoice.number, invoice.company_id
                yield _thing(K.INVOICE_OVERDUE, invoice.id, since, number, "billing", company)
        for price in self.tables.pricing.entries.values():
            if price.sync_state is not SyncState.SYNCED and price.archived_at is None:
                what = f"{price.sku} is {price.sync_state}"
                since = price.sync.requested_at
                yield _thing(K.PRICE_UNSYNCED, price.id, since, what, "pricing")
        yield from self._agreed()

    def _agreed(self) -> Iterable[StuckThing]:
        for twin in self.tables.pricing.agreed_twins.values():
            agreement = self.tables.pricing.agreements[twin.agreement_id]
            is_active = agreement.state is AgreementState.ACTIVE
            if is_active and twin.sync_state is not SyncState.SYNCED:
                what = f"{twin.sku} of {agreement.terms.title} is {twin.sync_state}"
                key, since = f"{agreement.id}:{twin.id}", twin.sync.requested_at
                owner = "pricing"
                yield _thing(K.AGREED_PRICE_UNSYNCED, key, since, what, owner, twin.company_id)

    def _parcels(self) -> Iterable[StuckThing]:
        fulfillment = self.tables.fulfillment
        for shipment in fulfillment.shipments.values():
            since = shipment.tracked_at or shipment.in_transit_at
            if shipment.state is not ShipmentState.IN_TRANSIT or since is None:
                continue
            what, courier = f"{shipment.reference} with {shipment.courier}", shipment.courier
            owner, company = f"courier:{courier}", shipment.company_id
            yield _thing(K.SHIPMENT_SILENT, shipment.id, since, what, owner, company)
            watch = fulfillment.watches.get(shipment.id)
            if watch is not None and watch.retired_at is not None:
                at = watch.retired_at
                yield _thing(K.TRACKING_RETIRED, shipment.id, at, what, owner, company)
        unmatched: dict[str, list[datetime]] = {}
        for event in fulfillment.events.values():
            if event.shipment_id is None:
                key = f"{event.event.courier}:{event.event.tracking_number}"
                unmatched.setdefault(key, []).append(event.recorded_at)
        for key, moments in unmatched.items():
            code, _, number = key.partition(":")
            what = f"{len(moments)} events of {code} {number}"
            yield _thing(K.COURIER_UNMATCHED, key, min(moments), what, f"courier:{code}")

    def _people(self) -> Iterable[StuckThing]:
        for step in self.tables.automation.steps.values():
            if step.state in UNDER_WAY:
                since = step.next_attempt_at or step.last_attempted_at or step.created_at
                what = f"{step.scenario} is {step.state}"
                yield _thing(
                    K.AUTOMATION_WAITING, step.id, since, what, "automation", step.company_id
                )
        for task in self.tables.automation.tasks.values():
            if task.state is TaskState.OPEN:
                due, company = task.sla_due_at, task.company_id
                yield _thing(K.TASK_OVERDUE, task.id, due, task.kind, task.owner, company)

    def _outside(self) -> Iterable[StuckThing]:
        for message in self.tables.payments.events.values():
            waits = message.state is ProcessorEventState.RECEIVED
            if waits or message.state in UNREAD:
                kind = K.WEBHOOK_WAITING if waits else K.WEBHOOK_UNMATCHED
                what = f"{message.source} {message.kind}"
                yield _thing(kind, message.id, message.received_at, what, message.source)

    def _legacy(self) -> Iterable[StuckThing]:
        for owed in self.tables.fan_out.forwardings.values():
            if owed.state in (ForwardingState.OWED, ForwardingState.PARKED):
                key = f"{owed.target}:{owed.processor_event_id}"
                what = f"a message for {owed.target} is {owed.state}"
                owner = f"fan-out:{owed.target}"
                yield _thing(K.FORWARDING_WAITING, key, owed.owed_at, what, owner)
        for write in self.tables.legacy.writes.values():
            if write.state is WriteState.PENDING:
                what = f"{write.entity} {write.legacy_id} is {write.state}"
                yield _thing(K.MIRROR_WRITE_WAITING, write.id, write.created_at, what, "legacy")
        for breaker in self.tables.legacy.breaker:
            if breaker.state is not BreakerState.CLOSED and breaker.changed_at:
                what = f"the bridge is {breaker.state}"
                yield _thing(K.BRIDGE_OPEN, "breaker", breaker.changed_at, what, "legacy")
        for drift in self.tables.legacy.findings.values():
            if drift.state is FindingState.OPEN:
                what = f"{drift.entity} {drift.legacy_id}: {drift.kind} {drift.field}"
                yield _thing(K.LEGACY_DRIFT, drift.id, drift.found_at, what, "legacy")


def _thing(
    kind: StuckKind,
    thing_id: object,
    since: datetime,
    what: str,
    owner: str | None,
    company: CompanyId | None = None,
) -> StuckThing:
    return StuckThing(
        kind=kind, id=str(thing_id), since=since, what=what, owner=owner, company_id=company
    )


def _count(kind: StuckKind, moments: list[datetime]) -> StuckCount:
    return StuckCount(kind, len(moments), min(moments, default=None))


def _after(page: PageRequest) -> tuple[datetime, str] | None:
    if page.after is None:
        return None
    try:
        since = datetime.fromisoformat(page.after[0])
        if since.tzinfo is not None:
            return since.astimezone(UTC), page.after[1]
    except (ValueError, OverflowError):
        pass
    raise not_of_this_list()
