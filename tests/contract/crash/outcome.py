"""How it all ended: everything one walk left behind, without the ids and times of that walk."""

from collections import Counter, defaultdict
from typing import Any, Final

import asyncpg
import httpx
from attrs import frozen

from smplat_cli.up.house import House
from tests.contract.crash.client import Client
from tests.contract.crash.path import Path

DATABASE: Final = "smplat"
COUNTED: Final = "fulfillment.counted"
"""How often quantities were counted depends on how many scans were read at once, after a death
more; what they came to is compared instead."""

Told = tuple[str, tuple[tuple[str, int], ...]]
"""An aggregate's kind, and how often each fact was told of it."""


@frozen(kw_only=True)
class Outcome:
    """Equal for two walks that ended the same way."""

    order: dict[str, Any]
    checkouts: list[str]
    invoices: list[dict[str, Any]]
    payments: list[dict[str, Any]]
    received: list[dict[str, Any]]
    """By the processor, for the order, with what went back."""
    refunds: list[dict[str, Any]]
    fulfillment: dict[str, Any]
    shipments: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    facts: list[Told]
    effects: dict[str, int]
    """Party and kind of each outside effect, and how often it happened."""


@frozen
class Mark:
    """How far the world was before a walk."""

    position: int
    effects: int


def read_outcome(path: Path, told: list[Told], effects: list[dict[str, Any]]) -> Outcome:
    """What the walk left, once all is quiet."""
    api, order_id = path.api, path.ids["order"]
    order = api.get(f"/orders/{order_id}")
    fulfillments = api.items("/fulfillments", order_id=order_id)
    assert len(fulfillments) == 1, fulfillments
    given_back = [effect["key"] for effect in effects if effect["kind"] == "refund"]
    assert given_back == [path.ids["refund"]], given_back
    return Outcome(
        order=_only(order, "status", "payment_status", "fulfillment_status", "total"),
        checkouts=[
            session["state"] for session in api.get(f"/orders/{order_id}/checkout-sessions")
        ],
        invoices=[
            _only(invoice, "state", "total", "allocated", "credited", "balance")
            | {"allocations": _parts(invoice), "credit_notes": len(invoice["credit_notes"])}
            for invoice in api.items(f"/orders/{order_id}/invoices")
        ],
        payments=[
            _only(payment, "source", "amount", "allocated", "unallocated", "refunded")
            | {"allocations": _parts(payment)}
            for payment in api.items("/payments", order_id=order_id)
        ],
        received=[
            _only(payment, "received", "refunded", "kept")
            for payment in api.get(f"/orders/{order_id}/payments")
        ],
        refunds=[
            _only(refund, "state", "amount", "reason", "failure")
            for refund in api.items(f"/orders/{order_id}/refunds")
        ],
        fulfillment=_only(fulfillments[0], "state", "fulfillment_status")
        | {
            item["sku"]: [item[stage] for stage in ("ordered", "allocated", "shipped", "delivered")]
            for item in fulfillments[0]["items"]
        },
        shipments=[
            _only(api.get(f"/shipments/{shipment['id']}"), "status", "courier")
            | {"heard": _heard(api, shipment)}
            for shipment in path.shipments
        ],
        steps=[
            _only(step, "state", "sku", "quantity", "scenario")
            for shipment in path.shipments
            for step in sorted(
                api.get(f"/shipments/{shipment['id']}/automation-steps"),
                key=lambda step: str(step["sku"]),
            )
        ],
        facts=told,
        effects=dict(Counter(f"{effect['party']} {effect['kind']}" for effect in effects)),
    )


def _parts(side: dict[str, Any]) -> list[dict[str, Any]]:
    return [_only(part, "amount", "live", "credited") for part in side["allocations"]]


def _heard(api: Client, shipment: dict[str, Any]) -> list[str]:
    events = api.get(f"/shipments/{shipment['id']}/tracking")["events"]
    return sorted(f"{event['status']}/{event['code']}" for event in events)


def _only(view: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: view[name] for name in names}


# --- Below the API -------------------------------------------------------------------------


@frozen
class Records:
    """The house's database and the sandbox's books, read directly."""

    house: House
    sandbox: httpx.Client

    async def mark(self) -> Mark:
        rows = await self._rows("select coalesce(max(position), 0) as last from domain_events")
        return Mark(rows[0]["last"], self._books()["count"])

    def effects_since(self, mark: Mark) -> list[dict[str, Any]]:
        return list(self._books()["effects"][mark.effects :])

    def repeated(self) -> list[dict[str, Any]]:
        """Effects that happened twice for one reason: there may be none, ever."""
        return list(self._books()["repeated"])

    async def told_since(self, mark: Mark) -> list[Told]:
        rows = await self._rows(
            "select aggregate, aggregate_id, name from domain_events"
            " where position > $1 and name <> $2",
            mark.position,
            COUNTED,
        )
        facts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for row in rows:
            facts[row["aggregate"], str(row["aggregate_id"])][row["name"]] += 1
        return sorted((kind, tuple(sorted(seen.items()))) for (kind, _), seen in facts.items())

    async def gaps(self) -> list[dict[str, Any]]:
        """Aggregates whose facts are not numbered 1, 2, 3 ..."""
        return await self._rows(
            "select aggregate, aggregate_id from domain_events group by aggregate, aggregate_id"
            " having max(sequence) <> count(*) or min(sequence) <> 1"
        )

    async def invoice_numbers(self) -> list[str]:
        rows = await self._rows("select number from invoices order by number")
        return [row["number"] for row in rows]

    async def unfinished(self) -> list[dict[str, Any]]:
        """Work that is owed now and not done, and work nobody will do any more."""
        return await self._rows(
            "select 'job' as kind, name, status, attempt, last_error from job_runs"
            " where status = 'failed' or (status <> 'completed' and due_at <= now()"
            "   and name <> all($1))"
            " or (status = 'active' and heartbeat_at < now() - interval '10 s')"
            " or (status = 'delayed')"
            " union all select 'delivery', reaction, status, attempts, last_error"
            " from event_deliveries where status <> 'done'"
            " union all select 'answer', key, 'held', 0, null from idempotency_records"
            " where status is null",
            [
                "fulfillment.poll_tracking",
                "fulfillment.check_completion",
                "automation.resume_steps",
            ],
        )

    def _books(self) -> dict[str, Any]:
        books: dict[str, Any] = self.sandbox.get("/_sandbox/effects").json()
        return books

    async def _rows(self, statement: str, *arguments: object) -> list[dict[str, Any]]:
        dsn = self.house.postgres.address.with_database(DATABASE).dsn
        connection = await asyncpg.connect(dsn)
        try:
            return [dict(row) for row in await connection.fetch(statement, *arguments)]
        finally:
            await connection.close()
