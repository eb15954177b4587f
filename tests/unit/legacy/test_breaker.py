"""The breaker opens when too much fails, leaves in peace, tries, and closes."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from smplat_core.legacy import (
    Breaker,
    BreakerSettings,
    BreakerState,
    BridgeClosed,
    BridgeHalfOpened,
    BridgeOpen,
    BridgeOpened,
    CallOutcome,
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SETTINGS = BreakerSettings(
    window=60 * SECOND,
    minimum_calls=4,
    failure_percent=50,
    open_for=30 * SECOND,
    probes=1,
    close_after=2,
)


def called(breaker: Breaker, outcome: CallOutcome, *, at: datetime = NOON) -> Breaker:
    admitted = breaker.admit(SETTINGS, at=at)
    return admitted.heard(outcome, SETTINGS, of_round=admitted.round, at=at)


def opened() -> Breaker:
    breaker = Breaker()
    for _ in range(4):
        breaker = called(breaker, CallOutcome.UNAVAILABLE)
    return breaker


def test_half_of_enough_calls_failing_opens_it() -> None:
    breaker = Breaker()
    for outcome in (CallOutcome.DONE, CallOutcome.DONE, CallOutcome.FAILED):
        breaker = called(breaker, outcome)
    assert breaker.state is BreakerState.CLOSED

    breaker = called(breaker, CallOutcome.UNAVAILABLE)

    assert breaker.state is BreakerState.OPEN
    assert breaker.news == (
        BridgeOpened(at=NOON, calls=4, failures=2, retry_at=NOON + 30 * SECOND),
    )


@pytest.mark.parametrize("outcome", [CallOutcome.REFUSED, CallOutcome.UNKNOWN_RECORD])
def test_an_answer_that_says_no_is_an_answer(outcome: CallOutcome) -> None:
    breaker = Breaker()
    for _ in range(20):
        breaker = called(breaker, outcome)

    assert breaker.state is BreakerState.CLOSED


def test_failures_that_are_too_long_ago_do_not_count() -> None:
    breaker = Breaker()
    for minute in range(20):
        breaker = called(breaker, CallOutcome.FAILED, at=NOON + minute * 61 * SECOND)

    assert breaker.state is BreakerState.CLOSED


def test_an_open_breaker_says_how_long_it_will_be() -> None:
    with pytest.raises(BridgeOpen, match="10 s more") as refused:
        opened().admit(SETTINGS, at=NOON + 20 * SECOND)

    assert refused.value.retry_after_seconds == 10


def test_one_call_tries_and_others_wait_for_it() -> None:
    trying = opened().admit(SETTINGS, at=NOON + 30 * SECOND)

    assert trying.state is BreakerState.HALF_OPEN
    assert isinstance(trying.news[-1], BridgeHalfOpened)
    with pytest.raises(BridgeOpen):
        trying.admit(SETTINGS, at=NOON + 31 * SECOND)


def test_enough_successes_in_a_row_close_it() -> None:
    later = NOON + 30 * SECOND
    once = called(opened(), CallOutcome.DONE, at=later)
    twice = called(once, CallOutcome.ALREADY_DONE, at=later)

    assert (once.state, twice.state) == (BreakerState.HALF_OPEN, BreakerState.CLOSED)
    assert twice.news[-1] == BridgeClosed(at=later, by_hand=False)


def test_a_try_that_fails_opens_it_again() -> None:
    later = NOON + 30 * SECOND
    again = called(called(opened(), CallOutcome.DONE, at=later), CallOutcome.FAILED, at=later)

    assert again.state is BreakerState.OPEN
    assert again.retry_at(SETTINGS) == later + 30 * SECOND


def test_a_caller_that_died_while_trying_does_not_keep_it_half_open_for_ever() -> None:
    trying = opened().admit(SETTINGS, at=NOON + 30 * SECOND)

    next_one = trying.admit(SETTINGS, at=NOON + 60 * SECOND)

    assert (next_one.state, next_one.probes) == (BreakerState.HALF_OPEN, 1)


def test_a_straggler_of_an_earlier_round_changes_nothing() -> None:
    trying = opened().admit(SETTINGS, at=NOON + 30 * SECOND)

    for outcome in (CallOutcome.DONE, CallOutcome.UNAVAILABLE):
        assert trying.heard(outcome, SETTINGS, of_round=0, at=NOON + 31 * SECOND) is trying


def test_a_person_closes_it_at_once() -> None:
    closed = opened().reset(at=NOON)

    assert closed.state is BreakerState.CLOSED
    assert closed.news[-1] == BridgeClosed(at=NOON, by_hand=True)
    assert closed.reset(at=NOON).news == closed.news


def wait_of(breaker: Breaker, *, at: datetime) -> int | None:
    """How long a caller is sent away for; ``None`` when it is let through."""
    try:
        breaker.admit(SETTINGS, at=at)
    except BridgeOpen as refused:
        return refused.retry_after_seconds
    return None


class OscillatingLegacy(RuleBasedStateMachine):
    """Callers, stragglers, crashes and time, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.breaker = Breaker()
        self.under_way: list[int] = []
        self.admitted_while_open = 0

    @rule()
    def somebody_calls(self) -> None:
        before = self.breaker
        wait = wait_of(before, at=self.now)
        if wait is not None:
            assert before.state is not BreakerState.CLOSED
            assert 1 <= wait <= 30
            return
        self.breaker = before.admit(SETTINGS, at=self.now)
        self.under_way.append(self.breaker.round)

    @rule(
        outcome=st.sampled_from(list(CallOutcome)),
        which=st.integers(min_value=0, max_value=20),
    )
    def a_call_ends(self, outcome: CallOutcome, which: int) -> None:
        if self.under_way:
            of_round = self.under_way.pop(which % len(self.under_way))
            self.breaker = self.breaker.heard(outcome, SETTINGS, of_round=of_round, at=self.now)

    @rule()
    def a_caller_dies(self) -> None:
        if self.under_way:
            self.under_way.pop()

    @rule(seconds=st.integers(min_value=1, max_value=70))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds * SECOND

    @rule()
    def a_person_resets(self) -> None:
        self.breaker = self.breaker.reset(at=self.now)

    @invariant()
    def it_opens_at_most_once_in_each_span_unless_a_person_meddles(self) -> None:
        news = self.breaker.news
        for earlier, later in itertools.pairwise(news):
            if isinstance(earlier, BridgeOpened) and isinstance(later, BridgeHalfOpened):
                assert later.at - earlier.at >= SETTINGS.open_for
        opens = [event.at for event in news if isinstance(event, BridgeOpened)]
        resets = [e.at for e in news if isinstance(e, BridgeClosed) and e.by_hand]
        for before, after in itertools.pairwise(opens):
            if not any(before <= reset <= after for reset in resets):
                assert after - before >= SETTINGS.open_for

    @invariant()
    def it_never_tries_with_more_callers_than_it_may(self) -> None:
        assert 0 <= self.breaker.probes <= SETTINGS.probes

    @invariant()
    def it_never_closes_for_good_nor_stays_open_for_good(self) -> None:
        much_later = self.now + 2 * SETTINGS.open_for
        assert self.breaker.admit(SETTINGS, at=much_later) is not None

    @invariant()
    def its_memory_is_bounded(self) -> None:
        assert len(self.breaker.slots) <= 11


TestOscillatingLegacy = OscillatingLegacy.TestCase
TestOscillatingLegacy.settings = settings(max_examples=80, stateful_step_count=60, deadline=None)
