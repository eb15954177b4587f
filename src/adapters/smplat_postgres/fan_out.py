"""Targets of the fan-out and what they are owed, kept in Postgres."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from smplat_core.kernel import Page, PageRequest, evolve
from smplat_core.orders import OrderId
from smplat_core.payments import (
    OWING,
    ComparisonVerdict,
    FanOutQueries,
    FanOutState,
    FanOutStatus,
    FanOutTarget,
    FanOutTargetChanged,
    FanOutTargetId,
    FanOutTargets,
    Forwarding,
    ForwardingNotFound,
    Forwardings,
    ForwardingState,
    OrderComparison,
    ProcessorEvent,
    ProcessorEventId,
    TargetName,
    TargetOutcome,
)
from smplat_postgres.log import publish
from smplat_postgres.tables.fan_out import FanOutTargetRow, ForwardingRow

FORWARDING: Final = (
    "select f.*, e.external_id, e.kind from fan_out_forwardings f"
    " join processor_events e on e.id = f.processor_event_id"
)
COMPARED: Final = """
with told as (
    select distinct on (outcome_reference) outcome_reference as reference, outcome_status as theirs
    from fan_out_forwardings where target = {} and outcome_reference is not null
    order by outcome_reference, processor_event_id desc
), touched as (
    select o.reference, count(*) filter (where f.state in ('owed', 'parked')) as owed
    from fan_out_forwardings f join processor_events e on e.id = f.processor_event_id
    join orders o on o.id = e.order_id
    where f.target = {} and f.state <> 'skipped' group by o.reference
), sides as (
    select reference, theirs, coalesce(owed, 0) as owed from told full join touched using (reference)
), compared as (
    select s.reference, o.id as order_id, o.payment_status as ours, s.theirs, s.owed,
        case when s.owed > 0 then 'pending' when o.id is null then 'only_there'
            when s.theirs is null then 'only_here' when o.payment_status = s.theirs then 'same'
            else 'different' end as verdict
    from sides s left join orders o on o.reference = s.reference
)
"""
"""Every order the forwarded messages were about; the verdict is ``OrderComparison.verdict``."""


class PostgresFanOutTargets(FanOutTargets):
    async def get(self, name: TargetName) -> FanOutTarget:
        rows = await FanOutTargetRow.raw(
            "select * from fan_out_targets where name = {} for no key update", name
        )
        return _target(rows, name)

    async def save(self, target: FanOutTarget) -> FanOutTarget:
        rows = await FanOutTargetRow.raw(
            "insert into fan_out_targets as t (id, name, state, since, version)"
            " values ({}, {}, {}, {}, {}) on conflict (id) do update set state = excluded.state,"
            " since = excluded.since, version = excluded.version"
            " where t.version = excluded.version - 1 returning version",
            target.id,
            target.name,
            target.state.value,
            target.since,
            target.version + 1,
        )
        if not rows:
            raise FanOutTargetChanged(f"{target.name} was switched by someone else")
        await publish(aggregate="fan_out_target", aggregate_id=target.id, news=target.news)
        return evolve(target, version=target.version + 1, news=())


class PostgresForwardings(Forwardings):
    async def owe(self, event: ProcessorEvent) -> tuple[TargetName, ...]:
        rows = await ForwardingRow.raw(
            "insert into fan_out_forwardings"
            " (target, processor_event_id, owed_at, state, attempts, refusals)"
            " select name, {}, {}, 'owed', 0, 0 from fan_out_targets"
            " where state = any({}::text[]) returning target",
            event.id,
            event.received_at,
            [state.value for state in OWING],
        )
        return tuple(TargetName(row["target"]) for row in rows)

    async def owe_since(self, target: TargetName, moment: datetime) -> int:
        rows = await ForwardingRow.raw(
            "insert into fan_out_forwardings"
            " (target, processor_event_id, owed_at, state, attempts, refusals)"
            " select {}, id, received_at, 'owed', 0, 0 from processor_events"
            " where received_at >= {} on conflict do nothing returning 1",
            target,
            moment,
        )
        return len(rows)

    async def next_owed(
        self, target: TargetName, *, limit: int
    ) -> tuple[tuple[Forwarding, str], ...]:
        rows = await ForwardingRow.raw(
            "select f.*, e.external_id, e.kind, e.payload from fan_out_forwardings f"
            " join processor_events e on e.id = f.processor_event_id"
            " where f.target = {} and f.state = 'owed' order by f.processor_event_id limit {}",
            target,
            limit,
        )
        return tuple((_forwarding(row), row["payload"]) for row in rows)

    async def get(self, target: TargetName, event_id: ProcessorEventId) -> Forwarding:
        rows = await ForwardingRow.raw(
            FORWARDING + " where f.target = {} and f.processor_event_id = {}"
            " for no key update of f",
            target,
            event_id,
        )
        if not rows:
            raise ForwardingNotFound(f"message {event_id} was never owed to {target}")
        return _forwarding(rows[0])

    async def save(self, forwarding: Forwarding) -> None:
        outcome = forwarding.outcome
        await ForwardingRow.raw(
            "update fan_out_forwardings set state = {}, attempts = {}, refusals = {},"
            " last_error = {}, outcome_reference = {}, outcome_status = {}, ended_at = {}"
            " where target = {} and processor_event_id = {}",
            forwarding.state.value,
            forwarding.attempts,
            forwarding.refusals,
            forwarding.last_error,
            outcome and outcome.order_reference,
            outcome and outcome.payment_status,
            forwarding.ended_at,
            forwarding.target,
            forwarding.processor_event_id,
        )


class PostgresFanOutQueries(FanOutQueries):
    async def status(self, name: TargetName) -> FanOutStatus:
        rows = await FanOutTargetRow.raw(
            "select t.*, first.owed_at as oldest, first.last_error,"
            " (select count(*) from fan_out_forwardings f"
            "  where f.target = t.name and f.state = 'owed') as owed,"
            " (select count(*) from fan_out_forwardings f"
            "  where f.target = t.name and f.state = 'parked') as parked,"
            " (select max(ended_at) from fan_out_forwardings f"
            "  where f.target = t.name and f.state = 'acknowledged') as acknowledged_at"
            " from fan_out_targets t left join lateral (select * from fan_out_forwardings f"
            "  where f.target = t.name and f.state = 'owed' order by processor_event_id limit 1"
            " ) first on true where t.name = {}",
            name,
        )
        row = rows[0] if rows else {}
        return FanOutStatus(
            target=_target(rows, name),
            owed=row.get("owed", 0),
            parked=row.get("parked", 0),
            oldest_owed_at=row.get("oldest"),
            last_acknowledged_at=row.get("acknowledged_at"),
            last_error=row.get("last_error"),
        )

    async def forwardings(
        self, name: TargetName, page: PageRequest, *, state: ForwardingState | None
    ) -> Page[Forwarding]:
        rows = await ForwardingRow.raw(
            FORWARDING + " where f.target = {} and ({}::text is null or f.state = {})"
            " and ({}::uuid is null or f.processor_event_id < {})"
            " order by f.processor_event_id desc limit {}",
            name,
            *(state and state.value,) * 2,
            *(page.last_id(),) * 2,
            page.limit + 1,
        )
        found = [_forwarding(row) for row in rows]
        return Page.cut(found, page.limit, lambda row: (str(row.processor_event_id),))

    async def comparison(
        self, name: TargetName, page: PageRequest, *, verdict: ComparisonVerdict | None
    ) -> Page[OrderComparison]:
        rows = await ForwardingRow.raw(
            COMPARED  # noqa: S608 - our own text
            + "select * from compared where ({}::text is null or verdict = {})"
            " and reference > {} order by reference limit {}",
            *(name, name),
            *(verdict and verdict.value,) * 2,
            page.after[0] if page.after else "",
            page.limit + 1,
        )
        return Page.cut([_compared(row) for row in rows], page.limit, lambda row: (row.reference,))

    async def verdicts(self, name: TargetName) -> dict[ComparisonVerdict, int]:
        rows = await ForwardingRow.raw(
            COMPARED + "select verdict, count(*) as orders from compared group by verdict",  # noqa: S608 - our own text
            *(name, name),
        )
        counted = {ComparisonVerdict(row["verdict"]): row["orders"] for row in rows}
        return {verdict: counted.get(verdict, 0) for verdict in ComparisonVerdict}


def _target(rows: list[dict[str, Any]], name: TargetName) -> FanOutTarget:
    if not rows:
        return FanOutTarget.named(name)
    row = rows[0]
    return FanOutTarget(
        id=FanOutTargetId(row["id"]),
        name=TargetName(row["name"]),
        state=FanOutState(row["state"]),
        since=row["since"],
        version=row["version"],
    )


def _forwarding(row: Mapping[str, Any]) -> Forwarding:
    told = row["outcome_reference"]
    return Forwarding(
        target=TargetName(row["target"]),
        processor_event_id=ProcessorEventId(row["processor_event_id"]),
        external_id=row["external_id"],
        kind=row["kind"],
        owed_at=row["owed_at"],
        state=ForwardingState(row["state"]),
        attempts=row["attempts"],
        refusals=row["refusals"],
        last_error=row["last_error"],
        outcome=TargetOutcome(told, row["outcome_status"]) if told is not None else None,
        ended_at=row["ended_at"],
    )


def _compared(row: Mapping[str, Any]) -> OrderComparison:
    return OrderComparison(
        reference=row["reference"],
        order_id=OrderId(row["order_id"]) if row["order_id"] else None,
        ours=row["ours"],
        theirs=row["theirs"],
        owed=row["owed"],
    )
