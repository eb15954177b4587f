"""Allowances counted by this process alone."""

from attrs import Factory, define

from smplat_core.access import Allowance, RateLimiter
from smplat_core.kernel import Clock


@define
class MemoryRateLimiter(RateLimiter):
    """One allowance per caller, at a steady pace, for a single process."""

    clock: Clock
    allowance: Allowance = Factory(Allowance)
    _due: dict[str, float] = Factory(dict)

    async def wait_for(self, who: str) -> float:
        now, step = self.clock.now().timestamp(), 1 / self.allowance.per_second
        due = max(self._due.get(who, now), now)
        wait = due - now - step * self.allowance.burst
        if wait > 0:
            return wait
        self._due[who] = due + step
        return 0
