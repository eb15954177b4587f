"""A courier's allowance."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from smplat_core.fulfillment import CallBucket, CallRate, CourierCode

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
RATE = CallRate(per_second=2.0, burst=10)


def a_bucket(tokens: float = 10.0) -> CallBucket:
    return CallBucket(connection=CourierCode("dhl"), tokens=tokens, filled_at=NOON)


@given(st.lists(st.tuples(st.integers(0, 20), st.floats(0, 30)), max_size=30))
def test_nobody_ever_gets_more_than_the_allowance(steps: list[tuple[int, float]]) -> None:
    bucket, at, granted = a_bucket(), NOON, 0

    for wanted, pause in steps:
        at += timedelta(seconds=pause)
        bucket, given_now = bucket.take(wanted, rate=RATE, at=at)
        granted += given_now

        assert 0 <= given_now <= wanted
        assert 0 <= bucket.tokens <= RATE.burst
    assert granted <= RATE.burst + (at - NOON).total_seconds() * RATE.per_second + 1e-6


def test_an_empty_bucket_says_when_to_come_again() -> None:
    empty, _ = a_bucket().take(10, rate=RATE, at=NOON)

    assert empty.next_at(rate=RATE, at=NOON) == NOON + timedelta(seconds=0.5)


def test_a_shut_bucket_gives_nothing_until_it_opens() -> None:
    opens = NOON + timedelta(minutes=5)
    shut = a_bucket().shut(until=opens)

    assert shut.take(1, rate=RATE, at=opens - timedelta(seconds=1))[1] == 0
    assert shut.take(1, rate=RATE, at=opens)[1] == 1
    assert shut.next_at(rate=RATE, at=NOON) == opens
    assert shut.shut(until=NOON).shut_until == opens


def test_a_clock_that_goes_back_gives_nothing_back() -> None:
    empty, _ = a_bucket().take(10, rate=RATE, at=NOON)

    assert empty.take(5, rate=RATE, at=NOON - timedelta(hours=1))[1] == 0
