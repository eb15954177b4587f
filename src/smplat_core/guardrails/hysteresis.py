"""Pausing what does badly and resuming it, without ever flapping."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from attrs import field, frozen

from smplat_core.guardrails.lifecycle import (
    HYSTERESIS_LIFECYCLE,
    HysteresisAction,
    HysteresisState,
)
from smplat_core.guardrails.vocabulary import BadHysteresis, Worse
from smplat_core.kernel import evolve

NO_TIME: Final = timedelta(0)


@frozen(kw_only=True)
class HysteresisPolicy:
    """Two levels with a gap between them, and how long every decision stands.

    Reaching ``enter`` pauses, reaching ``leave`` resumes, and in the gap nothing changes. After
    any transition there is none for ``dwell``, whatever is measured meanwhile.
    """

    enter: Decimal = field()
    leave: Decimal | None = field(default=None)
    """``None`` when only a person may resume."""
    dwell: timedelta = field()
    worse: Worse = Worse.ABOVE

    @enter.validator
    def _is_a_level(self, _: object, enter: Decimal) -> None:
        if not enter.is_finite():
            raise BadHysteresis.at("/enter", f"{enter} is no level", accepted="a number")

    @leave.validator
    def _leaves_a_gap(self, _: object, leave: Decimal | None) -> None:
        if leave is None:
            return
        side = "below" if self.worse is Worse.ABOVE else "above"
        good = leave.is_finite() and (
            leave < self.enter if self.worse is Worse.ABOVE else leave > self.enter
        )
        if not good:
            raise BadHysteresis.at(
                "/leave",
                f"{leave} leaves no gap to {self.enter}",
                accepted=f"a number {side} {self.enter}, or nothing: then only people resume",
            )

    @dwell.validator
    def _is_positive(self, _: object, dwell: timedelta) -> None:
        if dwell <= NO_TIME:
            raise BadHysteresis.at("/dwell", f"{dwell} is no time", accepted="a positive duration")

    def enters(self, value: Decimal) -> bool:
        """Whether this is bad enough to pause."""
        return value >= self.enter if self.worse is Worse.ABOVE else value <= self.enter

    def leaves(self, value: Decimal) -> bool:
        """Whether this is good enough to resume."""
        if self.leave is None:
            return False
        return value <= self.leave if self.worse is Worse.ABOVE else value >= self.leave


@frozen(kw_only=True)
class Hysteresis:
    """Whether something runs, and since when. For any input and any clock, two transitions of
    its own are at least the policy's ``dwell`` apart."""

    state: HysteresisState = HYSTERESIS_LIFECYCLE.initial
    since: datetime | None = None
    """When it last changed; ``None`` while it never did."""

    @property
    def is_paused(self) -> bool:
        return self.state is HysteresisState.PAUSED

    def observe(
        self, value: Decimal | None, policy: HysteresisPolicy, *, at: datetime
    ) -> "Hysteresis":
        """Paused or running after this measure; the very same object when nothing changes.

        ``None`` and NaN measure nothing, and change nothing.
        """
        if value is None or value.is_nan() or not self.may_change(policy, at=at):
            return self
        if self.is_paused:
            return self._take(HysteresisAction.RESUME, at=at) if policy.leaves(value) else self
        return self._take(HysteresisAction.PAUSE, at=at) if policy.enters(value) else self

    def may_change(self, policy: HysteresisPolicy, *, at: datetime) -> bool:
        """Whether the last decision has stood for long enough; a clock set back is no time."""
        return self.since is None or at - self.since >= policy.dwell

    def pause(self, *, at: datetime) -> "Hysteresis":
        """A person decides, at once; that stands as long as a decision of the machine's own.

        Refuses (``ActionNotAllowed``) when it is paused already.
        """
        return self._take(HysteresisAction.PAUSE, at=at)

    def resume(self, *, at: datetime) -> "Hysteresis":
        """The same the other way: undoing a pause keeps it undone for a dwell time."""
        return self._take(HysteresisAction.RESUME, at=at)

    def _take(self, action: HysteresisAction, *, at: datetime) -> "Hysteresis":
        return evolve(self, state=HYSTERESIS_LIFECYCLE.after(self.state, action), since=at)
