"""Long jobs: work over a numbered range, cut into batches that may be done twice and count once.

The whole truth about how far a long job is fits into two small facts: ``marker``, up to which
every batch is done, and ``ahead``, the few beyond it that are done as well. Batches that may be under
way are those of a window behind the marker. So every step can be repeated, by anybody, after any crash.
"""

from datetime import datetime
from typing import Final

from attrs import field, frozen
from attrs.validators import ge

from smplat_core.jobs.lifecycle import LONG_RUN_LIFECYCLE, LongRunAction, LongRunState
from smplat_core.jobs.vocabulary import JobRunId
from smplat_core.kernel import evolve

WINDOW: Final = 8
"""Batches asked for at a time: enough for four workers, few enough not to pile up."""


@frozen
class Span:
    """The items one batch covers: numbers from ``first`` to ``last``, both included."""

    batch: int
    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


@frozen(kw_only=True)
class LongRun:
    """How far a long job is. Its items are numbered 1 to ``items``, its batches 1 to ``batches``."""

    id: JobRunId
    """The run that orchestrates it: the one operators see, pause, resume and cancel."""
    items: int = field(validator=ge(0))
    batch_size: int = field(validator=ge(1))
    window: int = field(default=WINDOW, validator=ge(1))
    state: LongRunState = LONG_RUN_LIFECYCLE.initial
    marker: int = 0
    """Every batch up to this one is done."""
    ahead: frozenset[int] = frozenset()
    """Batches done beyond the marker; fewer than ``window``."""
    heartbeat_at: datetime
    """When a batch was last settled, or the orchestrating run last looked."""

    @property
    def batches(self) -> int:
        return -(-self.items // self.batch_size)

    @property
    def done(self) -> int:
        """How many batches are done."""
        return self.marker + len(self.ahead)

    @property
    def items_done(self) -> int:
        short = self.batches * self.batch_size - self.items
        return self.done * self.batch_size - (short if self.has_settled(self.batches) else 0)

    @property
    def progress(self) -> int:
        """Percent, 0 to 100; 100 only when the result is there."""
        if self.state is LongRunState.COMPLETED:
            return 100
        return min(99, 100 * self.done // self.batches) if self.batches else 0

    @property
    def is_through(self) -> bool:
        """Whether nothing is left but to finish."""
        return self.marker == self.batches

    def span(self, batch: int) -> Span:
        """What the batch covers, now and forever."""
        first = (batch - 1) * self.batch_size + 1
        return Span(batch, first, min(batch * self.batch_size, self.items))

    def has_settled(self, batch: int) -> bool:
        return 1 <= batch <= self.marker or batch in self.ahead

    def wanted(self) -> tuple[int, ...]:
        """Batches that should be under way now; asking for one twice does no harm."""
        if self.state is not LongRunState.RUNNING:
            return ()
        last = min(self.marker + self.window, self.batches)
        return tuple(n for n in range(self.marker + 1, last + 1) if n not in self.ahead)

    def settle(self, batch: int, *, at: datetime) -> "LongRun":
        """The batch is done; told again, nothing changes.

        Kept while paused too, because the work is done. A canceled one stays as it was left.
        """
        if not 1 <= batch <= self.batches:
            raise ValueError(f"batch {batch} of {self.batches}")
        if self.has_settled(batch) or self.state is LongRunState.CANCELED:
            return self
        marker, ahead = self.marker, self.ahead | {batch}
        while marker + 1 in ahead:
            marker += 1
        return evolve(
            self, marker=marker, ahead=frozenset(n for n in ahead if n > marker), heartbeat_at=at
        )

    def beat(self, *, at: datetime) -> "LongRun":
        return evolve(self, heartbeat_at=at)

    def pause(self) -> "LongRun":
        return self._after(LongRunAction.PAUSE)

    def resume(self) -> "LongRun":
        return self._after(LongRunAction.RESUME)

    def cancel(self) -> "LongRun":
        return self._after(LongRunAction.CANCEL)

    def complete(self, *, at: datetime) -> "LongRun":
        if not self.is_through:
            raise ValueError(f"only {self.done} of {self.batches} batches are done")
        return evolve(self._after(LongRunAction.COMPLETE), heartbeat_at=at)

    def _after(self, action: LongRunAction) -> "LongRun":
        return evolve(self, state=LONG_RUN_LIFECYCLE.after(self.state, action))
