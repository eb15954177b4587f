"""However often, in whatever order and by whomever a long job is moved on, each item counts once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from smplat_core.jobs import (
    LONG_RUN_LIFECYCLE,
    JobRunId,
    LongRun,
    LongRunAction,
    LongRunState,
)
from smplat_core.kernel import ActionNotAllowed, evolve

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)


def a_long_run(items: int = 95, batch_size: int = 10, window: int = 4) -> LongRun:
    return LongRun(
        id=JobRunId(UUID(int=1)),
        items=items,
        batch_size=batch_size,
        window=window,
        heartbeat_at=NOON,
    )


@given(items=st.integers(0, 500), batch_size=st.integers(1, 60))
def test_the_spans_of_all_batches_are_every_item_once(items: int, batch_size: int) -> None:
    run = a_long_run(items, batch_size)

    spans = [run.span(batch) for batch in range(1, run.batches + 1)]

    assert [n for span in spans for n in range(span.first, span.last + 1)] == list(
        range(1, items + 1)
    )
    assert sum(span.size for span in spans) == items


def test_a_batch_settled_twice_counts_once() -> None:
    once = a_long_run().settle(1, at=LATER)

    assert once.settle(1, at=LATER + timedelta(minutes=1)) is once
    assert (once.marker, once.done, once.items_done, once.heartbeat_at) == (1, 1, 10, LATER)


def test_the_marker_passes_only_what_is_done_without_a_gap() -> None:
    run = a_long_run().settle(2, at=LATER).settle(3, at=LATER)

    assert (run.marker, run.ahead, run.wanted()) == (0, frozenset({2, 3}), (1, 4))
    assert (run.settle(1, at=LATER).marker, run.settle(1, at=LATER).ahead) == (3, frozenset())


def test_what_is_paused_keeps_what_is_done_and_asks_for_nothing() -> None:
    run = a_long_run().pause().settle(1, at=LATER)

    assert (run.marker, run.wanted()) == (1, ())
    assert run.resume().wanted() == (2, 3, 4, 5)


def test_what_is_canceled_stays_as_it_was_left() -> None:
    run = a_long_run().settle(1, at=LATER).cancel()

    assert run.settle(2, at=LATER) == run
    assert run.wanted() == ()


def test_the_last_batch_may_be_shorter() -> None:
    run = a_long_run(25, 10)
    for batch in (3, 1):
        run = run.settle(batch, at=LATER)

    assert run.items_done == 15
    assert run.settle(2, at=LATER).items_done == 25


def test_nothing_to_do_is_through_at_once() -> None:
    run = a_long_run(0)

    assert (run.batches, run.is_through, run.wanted(), run.items_done) == (0, True, (), 0)
    assert run.complete(at=LATER).progress == 100


def test_progress_says_a_hundred_only_when_the_result_is_there() -> None:
    run = a_long_run(10, 10).settle(1, at=LATER)

    assert (run.is_through, run.progress) == (True, 99)
    assert run.complete(at=LATER).progress == 100


def test_an_unfinished_one_is_not_completed() -> None:
    with pytest.raises(ValueError, match="0 of 10"):
        a_long_run().complete(at=LATER)


@pytest.mark.parametrize("batch", [0, -1, 11])
def test_a_batch_that_is_none_of_it_is_refused(batch: int) -> None:
    with pytest.raises(ValueError, match="of 10"):
        a_long_run().settle(batch, at=LATER)


@given(state=st.sampled_from(LongRunState), action=st.sampled_from(LongRunAction))
def test_an_action_is_taken_exactly_when_the_lifecycle_has_it(
    state: LongRunState, action: LongRunAction
) -> None:
    run = evolve(a_long_run(0), state=state)
    actions: dict[LongRunAction, Callable[[], LongRun]] = {
        LongRunAction.PAUSE: run.pause,
        LongRunAction.RESUME: run.resume,
        LongRunAction.CANCEL: run.cancel,
        LongRunAction.COMPLETE: lambda: run.complete(at=LATER),
    }

    if not LONG_RUN_LIFECYCLE.allows(state, action):
        with pytest.raises(ActionNotAllowed):
            actions[action]()
        return
    assert actions[action]().state is LONG_RUN_LIFECYCLE.after(state, action)


class ManyWorkers(RuleBasedStateMachine):
    """Workers take wanted batches, die, are late, do them twice; an operator pauses and resumes."""

    def __init__(self) -> None:
        super().__init__()
        self.run = a_long_run(items=47, batch_size=5, window=3)
        self.taken = list[int]()
        self.settled = set[int]()
        self.progress = [0]

    @rule(choice=st.integers(0, 99))
    def take(self, choice: int) -> None:
        if wanted := self.run.wanted():
            self.taken.append(wanted[choice % len(wanted)])

    @rule(choice=st.integers(0, 99))
    def settle(self, choice: int) -> None:
        """Whatever was ever taken, however late, however often."""
        if self.taken:
            batch = self.taken[choice % len(self.taken)]
            self.run = self.run.settle(batch, at=LATER)
            self.settled.add(batch)
            self.progress.append(self.run.progress)

    @rule()
    def pause_or_resume(self) -> None:
        paused = self.run.state is LongRunState.PAUSED
        self.run = self.run.resume() if paused else self.run.pause()

    @invariant()
    def what_was_settled_is_remembered_exactly(self) -> None:
        run = self.run
        assert {n for n in range(1, run.batches + 1) if run.has_settled(n)} == self.settled
        assert run.done == len(self.settled)
        assert run.items_done == sum(run.span(n).size for n in self.settled)

    @invariant()
    def what_is_remembered_stays_small_and_nothing_wanted_is_done(self) -> None:
        run = self.run
        assert len(run.ahead) < run.window
        assert not set(run.wanted()) & self.settled
        assert len(run.wanted()) <= run.window

    @invariant()
    def it_never_stands_still_and_never_goes_back(self) -> None:
        run = self.run
        if run.state is LongRunState.RUNNING and not run.is_through:
            assert run.marker + 1 in run.wanted()
        assert self.progress == sorted(self.progress)
        assert run.is_through == (len(self.settled) == run.batches)


TestManyWorkers = ManyWorkers.TestCase
