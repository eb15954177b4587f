"""The whole log in memory, beside the values it must agree with."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from attrs import frozen

from smplat_core.automation import step_facts, task_facts
from smplat_core.billing import invoice_facts, record_facts
from smplat_core.fulfillment import fulfillment_facts, shipment_facts
from smplat_core.guardrails import follow_up_facts
from smplat_core.kernel import EventRecord, Fact, Facts, History, HistoryPage, Named, Wanted
from smplat_core.orders import OrderStatus, order_facts
from smplat_core.payments import checkout_facts, payment_facts, refund_facts
from smplat_memory.work import Tables

Rows = Mapping[UUID, Facts]


def _orders(tables: Tables) -> Rows:
    reasons: dict[UUID, Fact] = {
        order_id: change.reason
        for order_id, change in tables.orders.state_events
        if change.subject == "status" and change.after == OrderStatus.CANCELED
    }
    return {
        order.id: {**order_facts(order), "canceled_because": reasons.get(order.id)}
        for order in tables.orders.orders.values()
    }


def _fulfillment_orders(tables: Tables) -> Rows:
    return {each.id: fulfillment_facts(each) for each in tables.fulfillment.orders.values()}


def _shipments(tables: Tables) -> Rows:
    return {each.id: shipment_facts(each) for each in tables.fulfillment.shipments.values()}


def _checkout_sessions(tables: Tables) -> Rows:
    return {each.id: checkout_facts(each) for each in tables.payments.sessions.values()}


def _payments(tables: Tables) -> Rows:
    """Those that told something; the others are kept for an order that may never come."""
    told = (each for each in tables.payments.payments.values() if each.received_told)
    return {each.id: payment_facts(each) for each in told}


def _refunds(tables: Tables) -> Rows:
    return {each.id: refund_facts(each) for each in tables.payments.refunds.values()}


def _invoices(tables: Tables) -> Rows:
    billing = tables.billing
    whole = (billing.whole(each) for each in billing.invoices.values())
    return {each.id: invoice_facts(each) for each in whole}


def _payment_records(tables: Tables) -> Rows:
    return {each.id: record_facts(each) for each in tables.billing.payments.values()}


def _steps(tables: Tables) -> Rows:
    return {each.id: step_facts(each) for each in tables.automation.steps.values()}


def _tasks(tables: Tables) -> Rows:
    return {each.id: task_facts(each) for each in tables.automation.tasks.values()}


def _follow_ups(tables: Tables) -> Rows:
    return {each.id: follow_up_facts(each) for each in tables.guardrails.follow_ups.values()}


ROWS: Final[Mapping[str, Callable[[Tables], Rows]]] = {
    "order": _orders,
    "fulfillment_order": _fulfillment_orders,
    "shipment": _shipments,
    "checkout_session": _checkout_sessions,
    "payment": _payments,
    "refund": _refunds,
    "invoice": _invoices,
    "payment_record": _payment_records,
    "automation_step": _steps,
    "human_task": _tasks,
    "follow_up": _follow_ups,
}

REFERENCES: Final = ("reference", "number")


@frozen
class MemoryHistory(History):
    tables: Tables

    async def page(
        self, wanted: Wanted, *, after: tuple[UUID, int] | None, limit: int
    ) -> HistoryPage:
        lately = {
            record.aggregate_id
            for record in self.tables.log.records
            if wanted.since is not None and record.at >= wanted.since
        }
        found = sorted(
            (
                record
                for record in self.tables.log.records
                if wanted.aggregate in (None, record.aggregate)
                and wanted.aggregate_id in (None, record.aggregate_id)
                and (wanted.since is None or record.aggregate_id in lately)
                and (after is None or (record.aggregate_id, record.sequence) > after)
            ),
            key=lambda record: (record.aggregate_id, record.sequence),
        )
        records = tuple(found[:limit])
        kinds = {record.aggregate for record in records} & ROWS.keys()
        rows = {row_id: row for kind in kinds for row_id, row in ROWS[kind](self.tables).items()}
        return HistoryPage(records=records, rows=rows)

    async def of(self, aggregate_id: UUID) -> tuple[EventRecord, ...]:
        mine = (r for r in self.tables.log.records if r.aggregate_id == aggregate_id)
        return tuple(sorted(mine, key=lambda record: record.sequence))

    async def named(self, name: str) -> Named | None:
        for kind, rows in ROWS.items():
            for row_id, facts in rows(self.tables).items():
                if name.upper() in {facts.get(each) for each in REFERENCES}:
                    return Named(aggregate=kind, aggregate_id=row_id)
        try:
            wanted = UUID(name)
        except ValueError:
            return None
        told = (r.aggregate for r in self.tables.log.records if r.aggregate_id == wanted)
        kind = next(told, "")
        return Named(aggregate=kind, aggregate_id=wanted) if kind else None

    async def untold(self, aggregate: str, *, limit: int) -> tuple[UUID, ...]:
        rows = ROWS[aggregate](self.tables) if aggregate in ROWS else {}
        told = {record.aggregate_id for record in self.tables.log.records}
        return tuple(sorted(rows.keys() - told)[:limit])
