"""Scripted faults: what goes wrong, where, how often, and always the same for one seed."""

from collections.abc import Iterable
from enum import StrEnum
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from attrs import asdict, define, field, frozen


class FaultKind(StrEnum):
    """What can go wrong.

    On a request: `latency` answers late; `429`, `500` and `503` refuse before anything
    happens; `error` refuses with status 200 and the party's words for trouble; `timeout` holds the request without doing it and then cuts the connection;
    `drop` does it and loses the answer; `malformed` does it and breaks the answer.
    On a delivery (operation `webhook.<event type>`): `latency` sends late, `drop` never sends,
    `duplicate` sends twice, `reorder` lets the next one overtake, `wrong_signature` signs
    with another secret, `malformed` cuts the body.
    """

    LATENCY = "latency"
    DROP = "drop"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    TOO_MANY = "429"
    BROKEN = "500"
    UNAVAILABLE = "503"
    ERROR = "error"
    TIMEOUT = "timeout"
    WRONG_SIGNATURE = "wrong_signature"
    MALFORMED = "malformed"

    @property
    def status(self) -> int | None:
        """The HTTP status this fault answers with, if it is that kind."""
        if self is FaultKind.ERROR:
            return 200
        return int(self.value) if self.value.isdigit() else None


@frozen
class Fault:
    """One fault to suffer now; `seconds` is how long `latency` and `timeout` take."""

    kind: FaultKind
    seconds: float = 1.0


@define
class FaultRule:
    """Which calls suffer: `operation` is a glob; `times` None means forever, after `after` calls."""

    party: str
    fault: FaultKind = field(converter=FaultKind)
    operation: str = "*"
    times: int | None = 1
    after: int = 0
    seconds: float = 1.0
    probability: float = 1.0
    seen: int = 0
    fired: int = 0

    def matches(self, party: str, operation: str) -> bool:
        return fnmatchcase(party, self.party) and fnmatchcase(operation, self.operation)

    def spent(self) -> bool:
        return self.times is not None and self.fired >= self.times


@define
class FaultScript:
    """The rules in the order they were given; the first that is due decides."""

    seed: int
    rules: list[FaultRule] = field(factory=list)
    random: Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311  repeatable chance is the point

    def next(self, party: str, operation: str) -> Fault | None:
        """The fault this call must suffer, used up by asking."""
        for rule in self.rules:
            if rule.spent() or not rule.matches(party, operation):
                continue
            rule.seen += 1
            if rule.seen <= rule.after:
                continue
            if rule.probability < 1 and self.random.random() >= rule.probability:
                continue
            rule.fired += 1
            return Fault(kind=rule.fault, seconds=rule.seconds)
        return None

    def add(self, rule: FaultRule) -> None:
        self.rules.append(rule)

    def clear(self) -> None:
        self.rules.clear()
        self.random = Random(self.seed)  # noqa: S311  repeatable chance is the point

    def snapshot(self) -> list[dict[str, object]]:
        return [asdict(rule) for rule in self.rules]

    def restore(self, data: Iterable[dict[str, Any]]) -> None:
        self.rules = [FaultRule(**rule) for rule in data]
