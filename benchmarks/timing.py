"""Small pieces of work, timed in turns, so that a machine that slows down slows all of them."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from timeit import Timer
from typing import Final

from attrs import frozen

ROUNDS: Final = 15
SLICE_SECONDS: Final = 0.02
"""How long one piece of work runs before it is the next one's turn."""


@frozen
class Rounds:
    """Seconds of each piece of work, round by round."""

    seconds: Mapping[str, tuple[float, ...]]

    def typical(self, name: str) -> float:
        return median(self.seconds[name])

    def ratio(self, one: str, other: str) -> float:
        """How many times as long ``one`` takes as ``other`` did in the same round."""
        pairs = zip(self.seconds[one], self.seconds[other], strict=True)
        return median(mine / theirs for mine, theirs in pairs)


def in_turns(
    work: Mapping[str, Callable[[], object] | str],
    *,
    names: Mapping[str, object] | None = None,
    rounds: int = ROUNDS,
) -> Rounds:
    """Time each piece for a slice, again and again: seconds of one call.

    A piece too short to bear the price of a call is a statement over ``names``.
    """
    timers = {name: Timer(piece, globals=dict(names or {})) for name, piece in work.items()}
    counts = {name: _calls_in_a_slice(timer) for name, timer in timers.items()}
    found: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, timer in timers.items():
            found[name].append(timer.timeit(counts[name]) / counts[name])
    return Rounds({name: tuple(seconds) for name, seconds in found.items()})


def once_in_turns(work: Mapping[str, Callable[[], object]], *, rounds: int) -> Rounds:
    """As ``in_turns``, for work too long to be repeated within a round."""
    found: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, piece in work.items():
            started = perf_counter()
            piece()
            found[name].append(perf_counter() - started)
    return Rounds({name: tuple(seconds) for name, seconds in found.items()})


def _calls_in_a_slice(timer: Timer) -> int:
    calls, spent = timer.autorange()
    return max(1, int(calls * SLICE_SECONDS / spent))
