"""The circuit breaker: when to leave the legacy system in peace, and when to try it again."""

from datetime import datetime, timedelta
from math import ceil
from typing import Final
from uuid import UUID

from attrs import field, frozen
from attrs.validators import and_, ge, gt, le

from smplat_core.kernel import Event, evolve
from smplat_core.legacy.events import BridgeClosed, BridgeHalfOpened, BridgeOpened
from smplat_core.legacy.lifecycle import BREAKER_LIFECYCLE, BreakerAction, BreakerState
from smplat_core.legacy.vocabulary import BridgeOpen, CallOutcome

BREAKER_ID: Final = UUID("6f1c7a52-0c7e-5d0a-9f6b-1e6ac7b41d6e")
"""There is one legacy system, so there is one breaker; its timeline has this id."""

SLOTS: Final = 10
"""The window is counted in this many parts; the oldest falls out as time passes."""

FAILURES: Final = frozenset({CallOutcome.FAILED, CallOutcome.UNAVAILABLE})
"""A refusal and an unknown record are answers of a system that works."""

NOTHING: Final = timedelta(0)


@frozen(kw_only=True)
class BreakerSettings:
    """When it opens, for how long, and what closes it again."""

    window: timedelta = field(default=timedelta(seconds=60), validator=gt(NOTHING))
    """How far back calls count."""
    minimum_calls: int = field(default=5, validator=ge(1))
    """Fewer calls than this in the window prove nothing."""
    failure_percent: int = field(default=50, validator=and_(ge(1), le(100)))
    """So many of a hundred calls in the window must have failed."""
    open_for: timedelta = field(default=timedelta(seconds=30), validator=gt(NOTHING))
    """How long nobody calls; a probe whose caller died is given up after as long."""
    probes: int = field(default=1, validator=ge(1))
    """How many calls may be under way at once while it is half open."""
    close_after: int = field(default=2, validator=ge(1))
    """Successes in a row that prove the legacy system is back."""


@frozen
class Slot:
    """Calls that ended within one part of the window."""

    begun_at: datetime
    calls: int
    failures: int


@frozen(kw_only=True)
class Breaker:
    """One machine for all workers: whoever calls asks it first and tells it how it went.

    Each change of state begins another ``round``; how a call of an earlier round ended no
    longer counts, so stragglers neither open a breaker that closed nor close one that opened.
    """

    state: BreakerState = BREAKER_LIFECYCLE.initial
    round: int = 0
    changed_at: datetime | None = None
    slots: tuple[Slot, ...] = ()
    probes: int = 0
    """Calls under way while half open."""
    probed_at: datetime | None = None
    successes: int = 0
    """In a row, while half open."""
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    def admit(self, settings: BreakerSettings, *, at: datetime) -> "Breaker":
        """With one more call under way; or ``BridgeOpen`` with the wait until the next may try."""
        if self.state is BreakerState.CLOSED:
            return self
        if self.state is BreakerState.OPEN:
            wait = self._since(self.changed_at, at=at, lasting=settings.open_for)
            if wait > NOTHING:
                raise _open(wait)
            probing = self._moved(BreakerAction.PROBE, BridgeHalfOpened(at=at), at=at)
            return evolve(probing, probes=1, probed_at=at)
        lost = self._since(self.probed_at, at=at, lasting=settings.open_for)
        if self.probes >= settings.probes and lost > NOTHING:
            raise _open(lost)
        under_way = self.probes if lost > NOTHING else 0
        return evolve(self, probes=under_way + 1, probed_at=at)

    def heard(
        self, outcome: CallOutcome, settings: BreakerSettings, *, of_round: int, at: datetime
    ) -> "Breaker":
        """A call that was admitted in ``of_round`` ended."""
        if of_round != self.round or self.state is BreakerState.OPEN:
            return self
        failed = outcome in FAILURES
        if self.state is BreakerState.CLOSED:
            return self._counted(1 if failed else 0, settings, at=at)
        if failed:
            return self._tripped(calls=1, failures=1, settings=settings, at=at)
        successes = self.successes + 1
        if successes >= settings.close_after:
            return self._moved(BreakerAction.CLOSE, BridgeClosed(at=at, by_hand=False), at=at)
        return evolve(self, successes=successes, probes=max(0, self.probes - 1))

    def reset(self, *, at: datetime) -> "Breaker":
        """A person says that the legacy system is back. Closed already, nothing is told."""
        if self.state is BreakerState.CLOSED:
            return evolve(self, slots=(), round=self.round + 1)
        return self._moved(BreakerAction.RESET, BridgeClosed(at=at, by_hand=True), at=at)

    def counts(self, settings: BreakerSettings, *, at: datetime) -> tuple[int, int]:
        """Calls and failures within the window."""
        kept = [slot for slot in self.slots if slot.begun_at > at - settings.window]
        return sum(slot.calls for slot in kept), sum(slot.failures for slot in kept)

    def retry_at(self, settings: BreakerSettings) -> datetime | None:
        """When the next call may try; ``None`` when one may now."""
        if self.state is not BreakerState.OPEN or self.changed_at is None:
            return None
        return self.changed_at + settings.open_for

    def _counted(self, failures: int, settings: BreakerSettings, *, at: datetime) -> "Breaker":
        width = settings.window / SLOTS
        kept = tuple(slot for slot in self.slots if slot.begun_at > at - settings.window)
        if kept and at < kept[-1].begun_at + width:
            last = kept[-1]
            slots = (*kept[:-1], Slot(last.begun_at, last.calls + 1, last.failures + failures))
        else:
            slots = (*kept, Slot(at, 1, failures))
        counted = evolve(self, slots=slots)
        calls, failed = counted.counts(settings, at=at)
        enough = calls >= settings.minimum_calls
        if failures and enough and failed * 100 >= settings.failure_percent * calls:
            return self._tripped(calls=calls, failures=failed, settings=settings, at=at)
        return counted

    def _tripped(
        self, *, calls: int, failures: int, settings: BreakerSettings, at: datetime
    ) -> "Breaker":
        opened = BridgeOpened(
            at=at, calls=calls, failures=failures, retry_at=at + settings.open_for
        )
        return self._moved(BreakerAction.TRIP, opened, at=at)

    def _moved(self, action: BreakerAction, event: Event, *, at: datetime) -> "Breaker":
        return evolve(
            self,
            state=BREAKER_LIFECYCLE.after(self.state, action),
            round=self.round + 1,
            changed_at=at,
            slots=(),
            probes=0,
            probed_at=None,
            successes=0,
            news=(*self.news, event),
        )

    @staticmethod
    def _since(moment: datetime | None, *, at: datetime, lasting: timedelta) -> timedelta:
        """What is left of ``lasting``; nothing when it is over."""
        return NOTHING if moment is None else max(NOTHING, moment + lasting - at)


def _open(wait: timedelta) -> BridgeOpen:
    seconds = max(1, ceil(wait.total_seconds()))
    return BridgeOpen(
        f"the legacy system failed too often and is left in peace for {seconds} s more",
        retry_after_seconds=seconds,
    )
