from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.jobs import POLICIES, Queue


def seconds(*numbers: int) -> list[timedelta]:
    return [timedelta(seconds=number) for number in numbers]


def minutes(*numbers: int) -> list[timedelta]:
    return [timedelta(minutes=number) for number in numbers]


@pytest.mark.parametrize(
    ("queue", "concurrency", "attempts", "delays"),
    [
        (Queue.ORDERS, 5, 5, seconds(60, 120, 240, 480)),
        (Queue.SHIPMENTS, 10, 3, minutes(5, 10)),
        (Queue.AUTOMATION, 5, 3, minutes(10, 20)),
        (Queue.RETARGET, 2, 8, minutes(5, 10, 20, 30, 30, 30, 30)),
    ],
)
def test_a_queue_tries_as_often_and_waits_as_long_as_was_asked(
    queue: Queue, concurrency: int, attempts: int, delays: list[timedelta]
) -> None:
    policy = POLICIES[queue]

    waits = [policy.delay_after(attempt) for attempt in range(1, policy.max_attempts)]

    assert (policy.concurrency, policy.max_attempts) == (concurrency, attempts)
    assert waits == delays


def test_every_queue_has_a_policy() -> None:
    assert set(POLICIES) == set(Queue)


@given(queue=st.sampled_from(Queue), attempt=st.integers(1, 10_000))
def test_a_wait_never_shrinks_and_never_passes_its_bound(queue: Queue, attempt: int) -> None:
    policy = POLICIES[queue]

    wait, next_wait = policy.delay_after(attempt), policy.delay_after(attempt + 1)

    assert policy.first_delay <= wait <= next_wait <= policy.longest_delay
