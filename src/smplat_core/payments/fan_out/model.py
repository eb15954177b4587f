"""A target, and the messages it is owed."""

from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from attrs import field, frozen

from smplat_core.kernel import Event, evolve
from smplat_core.payments.fan_out.events import (
    FanOutCutOver,
    FanOutPaused,
    FanOutRolledBack,
    FanOutStarted,
    ForwardingParked,
    ForwardingSkipped,
)
from smplat_core.payments.fan_out.lifecycle import (
    FAN_OUT_LIFECYCLE,
    FORWARDING_LIFECYCLE,
    OWING,
    FanOutAction,
    FanOutState,
    ForwardingAction,
    ForwardingState,
)
from smplat_core.payments.fan_out.vocabulary import (
    LEGACY,
    LONGEST_REASON,
    FanOutTargetId,
    FanOutTargetNotFound,
    NotReadyToCutOver,
    TargetName,
    TargetOutcome,
)
from smplat_core.payments.vocabulary import ProcessorEventId

PARK_AFTER: Final = 5
"""Refusals of one message, not failures to answer, after which the next ones go on without it."""

FIRST_WAIT: Final = timedelta(seconds=1)
LONGEST_WAIT: Final = timedelta(minutes=1)


def wait_after(failures: int) -> timedelta:
    """How long to leave a target in peace after so many failures in a row: doubling, to a minute."""
    doublings = min(max(failures - 1, 0), 10)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


@frozen(kw_only=True)
class Readiness:
    """What stands between a target and the cut-over."""

    owed: int
    parked: int
    differences: int


@frozen(kw_only=True)
class FanOutTarget:
    """A system that is told every message of the processor, as we are."""

    id: FanOutTargetId
    name: TargetName
    state: FanOutState = FAN_OUT_LIFECYCLE.initial
    since: datetime | None = None
    """When it was last switched."""
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def named(cls, name: TargetName) -> "FanOutTarget":
        """The target as it is before anybody switched it; ``FanOutTargetNotFound``."""
        if name != LEGACY:
            raise FanOutTargetNotFound(f"no target is called {name!r}; there is {LEGACY!r}")
        return cls(id=FanOutTargetId(uuid5(NAMESPACE_URL, f"smplat:fan-out:{name}")), name=name)

    @property
    def is_owed_messages(self) -> bool:
        return self.state in OWING

    def start(self, *, at: datetime) -> "FanOutTarget":
        """Send what is owed and what comes. Starting what is started changes nothing."""
        if self.state is FanOutState.FORWARDING:
            return self
        told = FanOutStarted(at=at, target_id=self.id, target=self.name)
        return self._after(FanOutAction.START, told)

    def pause(self, *, at: datetime) -> "FanOutTarget":
        """Keep what comes, send nothing. Pausing what is paused changes nothing."""
        if self.state is FanOutState.PAUSED:
            return self
        told = FanOutPaused(at=at, target_id=self.id, target=self.name)
        return self._after(FanOutAction.PAUSE, told)

    def cut_over(
        self, readiness: Readiness, *, accepted_differences: int, reason: str, at: datetime
    ) -> "FanOutTarget":
        """Work alone from now on.

        ``NotReadyToCutOver`` while messages are owed or parked, and unless exactly the
        differences there are have been accepted: who decides must have seen them.
        """
        if self.state is FanOutState.CUT_OVER:
            return self
        told = FanOutCutOver(
            at=at,
            target_id=self.id,
            target=self.name,
            reason=reason,
            differences=readiness.differences,
        )
        after = self._after(FanOutAction.CUT_OVER, told)
        if readiness.owed or readiness.parked:
            raise NotReadyToCutOver(
                f"{readiness.owed} messages are owed to {self.name} and {readiness.parked} are"
                " parked; send or skip them first"
            )
        if readiness.differences != accepted_differences:
            raise NotReadyToCutOver(
                f"{self.name} and smplat disagree on {readiness.differences} orders; resolve them,"
                f" or accept exactly {readiness.differences}, not {accepted_differences}"
            )
        return after

    def roll_back(self, *, owed: int, reason: str, at: datetime) -> "FanOutTarget":
        """Tell the target again; ``owed`` messages came since the cut-over."""
        told = FanOutRolledBack(
            at=at, target_id=self.id, target=self.name, reason=reason, owed=owed
        )
        return self._after(FanOutAction.ROLL_BACK, told)

    def parked(self, forwarding: "Forwarding", *, at: datetime) -> "FanOutTarget":
        """It refused this message for good."""
        told = ForwardingParked(
            at=at,
            target_id=self.id,
            target=self.name,
            processor_event_id=forwarding.processor_event_id,
            detail=forwarding.last_error or "",
        )
        return evolve(self, news=(*self.news, told))

    def skipped(self, forwarding: "Forwarding", *, reason: str, at: datetime) -> "FanOutTarget":
        """Somebody left this message out."""
        told = ForwardingSkipped(
            at=at,
            target_id=self.id,
            target=self.name,
            processor_event_id=forwarding.processor_event_id,
            reason=reason,
        )
        return evolve(self, news=(*self.news, told))

    def _after(self, action: FanOutAction, told: Event) -> "FanOutTarget":
        state = FAN_OUT_LIFECYCLE.after(self.state, action)
        at = told.at
        return evolve(self, state=state, since=at, news=(*self.news, told))


@frozen(kw_only=True)
class Forwarding:
    """One message owed to one target, and what became of it."""

    target: TargetName
    processor_event_id: ProcessorEventId
    external_id: str
    kind: str
    owed_at: datetime
    state: ForwardingState = FORWARDING_LIFECYCLE.initial
    attempts: int = 0
    refusals: int = 0
    """How often the target said no to it, unlike not answering."""
    last_error: str | None = None
    outcome: TargetOutcome | None = None
    ended_at: datetime | None = None

    def acknowledged(self, outcome: TargetOutcome | None, *, at: datetime) -> "Forwarding":
        state = FORWARDING_LIFECYCLE.after(self.state, ForwardingAction.ACKNOWLEDGE)
        return evolve(
            self,
            state=state,
            attempts=self.attempts + 1,
            outcome=outcome,
            last_error=None,
            ended_at=at,
        )

    def failed(self, detail: str) -> "Forwarding":
        """The target did not take it now. It stays owed, and those behind it wait."""
        return evolve(self, attempts=self.attempts + 1, last_error=detail[:LONGEST_REASON])

    def refused(self, detail: str, *, at: datetime) -> "Forwarding":
        """The target said no; parked once it did so ``PARK_AFTER`` times."""
        again = evolve(self.failed(detail), refusals=self.refusals + 1)
        if again.refusals < PARK_AFTER:
            return again
        state = FORWARDING_LIFECYCLE.after(self.state, ForwardingAction.PARK)
        return evolve(again, state=state, ended_at=at)

    def retry(self) -> "Forwarding":
        """Owe a parked message again."""
        state = FORWARDING_LIFECYCLE.after(self.state, ForwardingAction.RETRY)
        return evolve(self, state=state, refusals=0, ended_at=None)

    def skip(self, *, at: datetime) -> "Forwarding":
        """Leave it out."""
        state = FORWARDING_LIFECYCLE.after(self.state, ForwardingAction.SKIP)
        return evolve(self, state=state, ended_at=at)
