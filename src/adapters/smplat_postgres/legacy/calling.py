"""The breaker and the log of calls, kept in Postgres, so that all workers share them."""

from typing import Any, Final
from uuid import UUID

from smplat_core.kernel import dumps, evolve, loads
from smplat_core.legacy import (
    BREAKER_ID,
    Breaker,
    BreakerChanged,
    Breakers,
    BreakerState,
    BridgeCall,
    BridgeCallId,
    BridgeCalls,
    CallOutcome,
    Slot,
)
from smplat_postgres.log import publish
from smplat_postgres.tables.legacy import BreakerRow, BridgeCallRow

FIRST: Final = """
insert into legacy_breaker (state, round, slots, probes, successes, version)
values ('closed', 0, '[]', 0, 0, 0) on conflict do nothing
"""

UPDATE: Final = """
update legacy_breaker set state = {}, round = {}, changed_at = {}, slots = {}, probes = {},
    probed_at = {}, successes = {}, version = version + 1
where version = {} returning version
"""


class PostgresBreakers(Breakers):
    async def peek(self) -> Breaker:
        rows = await BreakerRow.raw("select * from legacy_breaker")
        return to_breaker(rows[0]) if rows else Breaker()

    async def get(self) -> Breaker:
        rows = await BreakerRow.raw("select * from legacy_breaker for no key update")
        if not rows:
            await BreakerRow.raw(FIRST)
            rows = await BreakerRow.raw("select * from legacy_breaker for no key update")
        return to_breaker(rows[0])

    async def save(self, breaker: Breaker) -> Breaker:
        rows = await BreakerRow.raw(
            UPDATE,
            breaker.state.value,
            breaker.round,
            breaker.changed_at,
            dumps(breaker.slots),
            breaker.probes,
            breaker.probed_at,
            breaker.successes,
            breaker.version,
        )
        if not rows:
            current = (await self.peek()).version
            raise BreakerChanged("another worker moved the breaker", current_version=current)
        await publish(aggregate="bridge_breaker", aggregate_id=BREAKER_ID, news=breaker.news)
        return evolve(breaker, version=breaker.version + 1, news=())


class PostgresBridgeCalls(BridgeCalls):
    async def add(self, call: BridgeCall, *, timelines: tuple[UUID, ...] = ()) -> None:
        await BridgeCallRow.raw(
            "insert into bridge_calls (id, correlation_id, operation, reference, outcome, detail,"
            " request_digest, answer_digest, duration, at)"
            " values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
            call.id,
            call.correlation_id,
            call.operation,
            call.reference,
            call.outcome.value,
            call.detail,
            call.request_digest,
            call.answer_digest,
            call.duration,
            call.at,
        )
        if timelines:
            news = (call.told(timelines),)
            await publish(aggregate="bridge_call", aggregate_id=call.id, news=news)


def to_breaker(row: dict[str, Any]) -> Breaker:
    return Breaker(
        state=BreakerState(row["state"]),
        round=row["round"],
        changed_at=row["changed_at"],
        slots=loads(row["slots"], tuple[Slot, ...]),
        probes=row["probes"],
        probed_at=row["probed_at"],
        successes=row["successes"],
        version=row["version"],
    )


def to_call(row: dict[str, Any]) -> BridgeCall:
    return BridgeCall(
        **{**row, "id": BridgeCallId(row["id"]), "outcome": CallOutcome(row["outcome"])}
    )
