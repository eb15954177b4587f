from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_worker.loops import MOST_CATCH_UP, latest_tick, ticks_after

moments = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - the zone is given below
    datetime(2027, 12, 31),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "now", "tick"),
    [
        ("*/15 * * * *", "2026-01-05T12:07:30", "2026-01-05T12:00"),
        ("*/15 * * * *", "2026-01-05T12:00:00", "2026-01-05T12:00"),
        ("*/15 * * * *", "2026-01-05T11:59:59.999999", "2026-01-05T11:45"),
        ("20 3 * * *", "2026-01-05T03:19:59", "2026-01-04T03:20"),
        ("0 0 1 1 *", "2026-01-01T00:00:00.5", "2026-01-01T00:00"),
        ("*/10 * * * * *", "2026-01-05T12:00:19", "2026-01-05T12:00:10"),
    ],
)
def test_a_schedule_is_due_at_its_last_moment(cron: str, now: str, tick: str) -> None:
    assert latest_tick(cron, at(now)) == at(tick)


def test_a_moment_missed_for_days_waits_for_the_next() -> None:
    monthly = "0 0 1 * *"

    assert latest_tick(monthly, at("2026-02-02T23:59:59")) == at("2026-02-01T00:00")
    assert latest_tick(monthly, at("2026-02-03T00:00:01")) is None


@given(now=moments, minutes=st.integers(1, 59))
def test_the_tick_is_never_in_the_future_and_no_later_one_has_come(
    now: datetime, minutes: int
) -> None:
    tick = latest_tick(f"*/{minutes} * * * *", now)

    assert tick is not None
    assert timedelta(0) <= now - tick <= MOST_CATCH_UP
    assert (tick.second, tick.minute % minutes) == (0, 0)
    assert now - tick < timedelta(hours=1)


@given(now=moments)
def test_asking_again_before_the_next_tick_gives_the_same_one(now: datetime) -> None:
    tick = latest_tick("*/5 * * * *", now)

    assert tick is not None
    assert latest_tick("*/5 * * * *", tick) == tick
    assert latest_tick("*/5 * * * *", tick + timedelta(minutes=4, seconds=59)) == tick


@given(now=moments, minutes=st.integers(1, 59))
def test_the_next_tick_is_the_first_that_has_not_come(now: datetime, minutes: int) -> None:
    cron = f"*/{minutes} * * * *"

    ticks = ticks_after(cron, now)

    assert ticks.next > now
    assert ticks.every > timedelta(0)
    assert latest_tick(cron, ticks.next) == ticks.next
    assert latest_tick(cron, ticks.next - timedelta(microseconds=1)) == latest_tick(cron, now)
