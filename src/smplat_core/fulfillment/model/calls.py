"""How many calls a courier allows us, and who spends them."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from attrs import frozen

from smplat_core.fulfillment.vocabulary import CourierCode
from smplat_core.kernel import evolve


class CallFeature(StrEnum):
    """What a call was made for."""

    POLL = "poll"
    REFRESH = "refresh"
    """Somebody wanted to know now."""
    CONFIRM = "confirm"
    """A webhook told of a delivery, and its courier is asked whether it is so."""


@frozen(kw_only=True)
class CallRate:
    """Steadily ``per_second``, and up to ``burst`` at once."""

    per_second: float = 5.0
    burst: int = 100


@frozen(kw_only=True)
class CallBucket:
    """What is left of a courier's allowance. One for each connection, however many workers ask."""

    connection: CourierCode
    """The adapter: couriers that share one share its allowance."""
    tokens: float
    filled_at: datetime
    """Up to when ``tokens`` counts what came back."""
    shut_until: datetime | None = None
    """The courier itself asked for silence until then."""

    def take(self, wanted: int, *, rate: CallRate, at: datetime) -> tuple["CallBucket", int]:
        """The bucket after as many calls as it allows now, and how many those are."""
        if self.shut_until is not None and at < self.shut_until:
            return self, 0
        there = self.filled(rate=rate, at=at)
        granted = min(wanted, int(there.tokens))
        return evolve(there, tokens=there.tokens - granted, shut_until=None), granted

    def filled(self, *, rate: CallRate, at: datetime) -> "CallBucket":
        """With what has come back by now."""
        passed = max(0.0, (at - self.filled_at).total_seconds())
        tokens = min(float(rate.burst), self.tokens + passed * rate.per_second)
        return evolve(self, tokens=tokens, filled_at=max(at, self.filled_at))

    def shut(self, *, until: datetime) -> "CallBucket":
        """Empty, and closed until then: the courier said it was asked too often."""
        return evolve(self, tokens=0.0, shut_until=max(until, self.shut_until or until))

    def next_at(self, *, rate: CallRate, at: datetime) -> datetime:
        """When there is a call to make again."""
        lacking = max(0.0, 1.0 - self.filled(rate=rate, at=at).tokens)
        ready = at + timedelta(seconds=lacking / rate.per_second)
        return max(ready, self.shut_until or ready)


@frozen(kw_only=True)
class CallUsage:
    """What one feature spent of one connection's allowance on one day, in UTC."""

    connection: CourierCode
    day: date
    feature: CallFeature
    calls: int = 0
    failures: int = 0
    """Calls the courier did not answer as it should; an unknown number is an answer."""
    spared: int = 0
    """Calls that were not made because the allowance was used up."""
