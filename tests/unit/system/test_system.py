"""The machine's own clock, ids and secrets."""

import time
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from smplat_system import SystemClock, SystemTokens, Uuid7Ids

milliseconds = st.integers(0, 2**48 - 1)


@given(earlier=milliseconds, later=milliseconds)
def test_an_id_made_later_sorts_later(earlier: int, later: int) -> None:
    first, second = sorted((earlier, later))

    ids = []
    for moment in (first, second):
        with patch.object(time, "time_ns", return_value=moment * 1_000_000):
            ids.append(Uuid7Ids().new())

    assert first == second or ids[0] < ids[1]
    assert [made.int >> 80 for made in ids] == [first, second]


def test_the_clock_says_what_the_machine_says() -> None:
    now = SystemClock().now()

    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)


def test_a_token_has_256_bits_and_is_safe_in_a_header() -> None:
    tokens = {SystemTokens().new() for _ in range(100)}

    assert len(tokens) == 100
    assert all(len(token) >= 43 and token.isascii() and token.isprintable() for token in tokens)
