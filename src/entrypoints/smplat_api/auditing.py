"""Who asked for what and how it ended, kept beside the requests' own work."""

import asyncio
from typing import Final

import structlog
from attrs import Factory, define, evolve
from litestar.types import HTTPScope

from smplat_api.access import CALLER, Caller
from smplat_api.metrics import AUDIT_DROPPED
from smplat_api.values import is_storable
from smplat_core.kernel import Clock
from smplat_core.oversight import AuditEntry, AuditTrail, Outcome

REFUSAL: Final = "smplat_refusal"
"""Where the answer of a refusal leaves its code for the audit trail."""

READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LOUD: Final = frozenset({401, 403})
"""Attempts that are kept even when they only wanted to read."""

SOON: Final = 0.2
"""Seconds until entries are written, many in one statement."""

MOST_WAITING: Final = 5_000
"""Entries kept while the database is away."""

LONGEST_SUBJECT: Final = 200
"""Characters of a subject: ids and names of ours are shorter."""

TRIES_AGAIN: Final = 2.0
CLIENT_ERROR: Final = 400
SERVER_ERROR: Final = 500

log = structlog.get_logger("smplat.api")


@define
class AuditWriter:
    """Collects entries and writes them soon after, so that no request waits for it.

    Refusals of one caller for one reason become one entry with a count: a flood of them
    neither fills the trail nor the database. A process that is killed may lose the last
    entries; the events of what was done are in the same transaction as the change, and stay.
    """

    trail: AuditTrail
    clock: Clock
    _waiting: list[AuditEntry] = Factory(list)
    _refused: dict[tuple[str, str, int, str | None], AuditEntry] = Factory(dict)
    _flushing: "asyncio.Task[None] | None" = None
    _turn: asyncio.Lock = Factory(asyncio.Lock)

    def heard(self, scope: HTTPScope, status: int, correlation_id: str) -> None:
        """Take down a request that changed something, tried to, or was turned away."""
        caller = scope["state"].get(CALLER)
        if status not in LOUD and (scope["method"] in READS or not isinstance(caller, Caller)):
            return
        handler = scope.get("route_handler")
        entry = AuditEntry(
            at=self.clock.now(),
            actor=caller.actor if isinstance(caller, Caller) else "anonymous",
            action=getattr(handler, "operation_id", None) or "unknown",
            outcome=_outcome(status),
            status=status,
            correlation_id=correlation_id,
            subject_id=_subject(scope),
            code=scope["state"].get(REFUSAL),
        )
        self._add(entry)
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._soon())

    async def flush(self) -> None:
        """Everything heard so far is written when this returns."""
        async with self._turn:
            entries = [*self._waiting, *self._refused.values()]
            if not entries:
                return
            self._waiting, self._refused = [], {}
            try:
                await self.trail.append(entries)
            except Exception:
                for entry in entries:
                    self._add(entry)
                raise

    def _add(self, entry: AuditEntry) -> None:
        if entry.outcome is Outcome.REFUSED:
            key = (entry.actor, entry.action, entry.status, entry.code)
            if known := self._refused.get(key):
                self._refused[key] = evolve(known, times=known.times + entry.times)
                return
        if len(self._waiting) + len(self._refused) >= MOST_WAITING:
            AUDIT_DROPPED.inc()
        elif entry.outcome is Outcome.REFUSED:
            self._refused[key] = entry
        else:
            self._waiting.append(entry)

    async def _soon(self) -> None:
        await asyncio.sleep(SOON)
        while self._waiting or self._refused:
            try:
                await self.flush()
            except Exception as error:  # noqa: BLE001 - the database is away; entries wait
                log.warning("audit.not_written", error=type(error).__name__)
                await asyncio.sleep(TRIES_AGAIN)


def _outcome(status: int) -> Outcome:
    if status < CLIENT_ERROR:
        return Outcome.DONE
    return Outcome.REFUSED if status < SERVER_ERROR else Outcome.FAILED


def _subject(scope: HTTPScope) -> str | None:
    """The id in the path, if there is one; what stands last names the record most closely.

    It is whatever the caller wrote, and one entry that no database takes would hold up all others.
    """
    named = [str(value) for value in scope.get("path_params", {}).values()]
    return named[-1][:LONGEST_SUBJECT] if named and is_storable(named[-1]) else None
