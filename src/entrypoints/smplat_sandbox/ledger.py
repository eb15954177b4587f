"""What the outside world did and what it was asked: the effects and the requests."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import asdict, define, field, frozen

REQUESTS_KEPT: Final = 500


@frozen
class Effect:
    """Something real that happened outside: a charge taken, a refund made, an operation run.

    `key` names what it was done for in the caller's words (an order reference), so doing
    the same thing twice shows as two effects with one key.
    """

    party: str
    kind: str
    key: str
    at: datetime
    detail: Mapping[str, str] = field(factory=dict)


@define
class EffectLedger:
    """Every effect, in order; nothing is merged, so a double effect is visible."""

    entries: list[Effect] = field(factory=list)

    def add(self, effect: Effect) -> None:
        self.entries.append(effect)

    def of(
        self, party: str | None = None, *, kind: str | None = None, key: str | None = None
    ) -> Sequence[Effect]:
        return [
            effect
            for effect in self.entries
            if party in (None, effect.party)
            and kind in (None, effect.kind)
            and key in (None, effect.key)
        ]

    def counts(self) -> dict[str, dict[str, int]]:
        """How often each kind happened, per party."""
        counted: dict[str, dict[str, int]] = {}
        for (party, kind), times in Counter((e.party, e.kind) for e in self.entries).items():
            counted.setdefault(party, {})[kind] = times
        return counted

    def repeated(self) -> list[dict[str, object]]:
        """Every (party, kind, key) that happened more than once."""
        times = Counter((e.party, e.kind, e.key) for e in self.entries)
        return [
            {"party": party, "kind": kind, "key": key, "times": count}
            for (party, kind, key), count in times.items()
            if count > 1
        ]

    def snapshot(self) -> list[dict[str, object]]:
        return [{**asdict(e), "at": e.at.isoformat()} for e in self.entries]

    def restore(self, data: Iterable[dict[str, Any]]) -> None:
        self.entries = [Effect(**{**e, "at": datetime.fromisoformat(e["at"])}) for e in data]


@frozen
class LoggedRequest:
    """One request a party received; headers that could carry a secret are never kept."""

    party: str
    operation: str
    method: str
    path: str
    status: int
    at: datetime
    correlation_id: str | None = None
    idempotency_key: str | None = None
    request_id: str | None = None
    api_version: str | None = None
    fault: str | None = None


@define
class RequestLog:
    """The last requests of each party, newest last; not part of what survives a restart."""

    entries: dict[str, deque[LoggedRequest]] = field(factory=dict)

    def add(self, request: LoggedRequest) -> None:
        self.entries.setdefault(request.party, deque(maxlen=REQUESTS_KEPT)).append(request)

    def of(self, party: str | None = None) -> Sequence[LoggedRequest]:
        """Requests in the order they were answered, over all parties or of one."""
        chosen = [r for name, log in self.entries.items() if party in (None, name) for r in log]
        return sorted(chosen, key=lambda request: request.at)
