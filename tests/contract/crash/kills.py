"""When what is killed: drawn from a seed, so that a failure names all it takes to draw it again."""

from collections.abc import Sequence
from random import Random
from threading import Timer
from typing import Final

from attrs import Factory, define, frozen
from redis.exceptions import RedisError

from smplat_cli.up.house import House
from tests.contract.crash.client import wait_for
from tests.contract.crash.house import KILLS

SOONEST, LATEST = -3.0, 0.3
"""Powers of ten: a kill comes between a millisecond and two seconds after its step began."""

REVIVAL: Final = 30.0
"""Seconds within which what was killed must live again."""

FEW: Final = ("api", "worker", "flush")
"""What is killed when nobody asks for more."""


@frozen
class KillPoint:
    """Kill ``target`` so many seconds after the path began ``step``."""

    step: str
    after: float
    target: str

    def __str__(self) -> str:
        return f"{self.target} {self.after * 1000:.0f} ms into {self.step!r}"


def draw(random: Random, steps: Sequence[str], targets: Sequence[str]) -> tuple[KillPoint, ...]:
    """One kill for each target, at different steps, in the order of the path."""
    chosen = sorted(random.sample(range(len(steps)), len(targets)))
    shuffled = random.sample(list(targets), len(targets))
    return tuple(
        KillPoint(steps[place], 10 ** random.uniform(SOONEST, LATEST), target)
        for place, target in zip(chosen, shuffled, strict=True)
    )


@define
class Killer:
    """Hears of each step of a path, and strikes when one of its points is due."""

    house: House
    points: tuple[KillPoint, ...]
    done: list[KillPoint] = Factory(list)
    _timers: list[Timer] = Factory(list)

    def hook(self, step: str) -> None:
        for point in self.points:
            if point.step == step:
                timer = Timer(point.after, self._strike, (point,))
                timer.start()
                self._timers.append(timer)

    def finish(self) -> None:
        """Wait until every point that was reached has struck."""
        for timer in self._timers:
            timer.join()

    def _strike(self, point: KillPoint) -> None:
        """At a server that is dead from the point before, as soon as it is back."""

        def struck() -> bool:
            try:
                KILLS[point.target](self.house)
            except (OSError, RedisError):
                return False
            return True

        wait_for(f"something to kill: {point}", struck, patience=REVIVAL)
        self.done.append(point)
