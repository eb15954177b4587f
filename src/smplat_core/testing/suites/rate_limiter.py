"""What every ``RateLimiter`` promises."""

from typing import Final, Protocol

from smplat_core.access import Allowance, RateLimiter
from smplat_core.testing.promises import Contract

SLOW: Final = Allowance(per_second=0.01, burst=5)
"""Five at once and then one in 100 s: nothing comes back while a test runs."""


class LimitersUnderTest(Protocol):
    """Limiters that are to each other as those of one deployment, and have not counted yet."""

    def with_allowance(self, allowance: Allowance) -> RateLimiter: ...


async def passed(limiter: RateLimiter, times: int, who: str = "key:1") -> int:
    """How many of so many requests pass."""
    return [await limiter.wait_for(who) for _ in range(times)].count(0)


class RateLimiterContract(Contract):
    """What every rate limiter promises, wherever it counts."""

    needs = "limiters"
    shape = LimitersUnderTest

    async def test_a_burst_passes_and_what_comes_after_it_waits(
        self, limiters: LimitersUnderTest
    ) -> None:
        limiter = limiters.with_allowance(SLOW)

        waits = [await limiter.wait_for("key:1") for _ in range(8)]

        assert [wait == 0 for wait in waits] == [True] * 6 + [False] * 2
        assert all(0 < wait <= 100 for wait in waits[6:])

    async def test_callers_do_not_spend_each_others_allowance(
        self, limiters: LimitersUnderTest
    ) -> None:
        limiter = limiters.with_allowance(SLOW)
        await passed(limiter, 10, "key:1")

        assert await passed(limiter, 6, "key:2") == 6

    async def test_being_refused_costs_nothing(self, limiters: LimitersUnderTest) -> None:
        limiter = limiters.with_allowance(SLOW)
        await passed(limiter, 6)

        waits = [await limiter.wait_for("key:1") for _ in range(3)]

        assert all(0 < wait <= 100 for wait in waits)

    async def test_names_of_callers_may_be_anything(self, limiters: LimitersUnderTest) -> None:
        limiter = limiters.with_allowance(SLOW)

        for who in ("", "ip:::1", "key:é", "a b", "x" * 1_000):
            assert await passed(limiter, 7, who) == 6
