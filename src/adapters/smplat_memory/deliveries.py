"""Which reaction is still owed which event, and workers, in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from smplat_core.jobs import Deliveries, Delivery, Queue, Workers, WorkerSeen
from smplat_memory.log import LogTables


@frozen
class MemoryDeliveries(Deliveries):
    tables: LogTables

    async def subscribe(self, subscriptions: Mapping[str, Iterable[str]]) -> None:
        known = self.tables.subscriptions
        for event, names in subscriptions.items():
            known[event] = tuple(dict.fromkeys((*known.get(event, ()), *names)))

    async def claim(self, *, now: datetime, lease: timedelta, limit: int) -> tuple[Delivery, ...]:
        first: set[tuple[object, str]] = set()
        due: list[Delivery] = []
        for key, owed in sorted(self.tables.owed.items()):
            lane = (owed.record.aggregate_id, owed.reaction)
            if owed.dead or lane in first:
                continue
            first.add(lane)
            if len(due) < limit and (owed.due_at is None or owed.due_at <= now):
                self.tables.owed[key] = evolve(owed, due_at=now + lease)
                due.append(
                    Delivery(reaction=owed.reaction, attempts=owed.attempts, record=owed.record)
                )
        return tuple(due)

    async def take(self, delivery: Delivery, *, now: datetime) -> bool:
        del now
        key = (delivery.record.position, delivery.reaction)
        owed = self.tables.owed.get(key)
        if owed is None or owed.dead:
            return False
        del self.tables.owed[key]
        return True

    async def postpone(self, delivery: Delivery, error: str, *, due_at: datetime | None) -> None:
        key = (delivery.record.position, delivery.reaction)
        if (owed := self.tables.owed.get(key)) is not None:
            attempts = delivery.attempts + 1
            self.tables.owed[key] = evolve(
                owed, attempts=attempts, last_error=error, due_at=due_at, dead=due_at is None
            )

    async def revive(
        self, *, reaction: str | None, position: int | None, now: datetime, limit: int
    ) -> int:
        fitting = [
            key
            for key, owed in sorted(self.tables.owed.items())
            if owed.dead and reaction in (None, owed.reaction) and position in (None, key[0])
        ][:limit]
        for key in fitting:
            self.tables.owed[key] = evolve(
                self.tables.owed[key], dead=False, attempts=0, due_at=now
            )
        return len(fitting)


GONE = timedelta(days=1)
"""After this long a silent worker is not coming back; its row goes with the next heartbeat."""


@frozen
class MemoryWorkers(Workers):
    seen: dict[str, WorkerSeen]

    async def join(self, worker: str, queues: Sequence[Queue], *, now: datetime) -> None:
        started_at = self.seen[worker].started_at if worker in self.seen else now
        for other in [w.id for w in self.seen.values() if w.seen_at < now - GONE]:
            del self.seen[other]
        self.seen[worker] = WorkerSeen(
            id=worker, queues=tuple(queues), started_at=started_at, seen_at=now
        )

    async def leave(self, worker: str) -> None:
        self.seen.pop(worker, None)
