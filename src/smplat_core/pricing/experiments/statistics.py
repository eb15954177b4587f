"""The few statistics experiments are read with, from the standard library's arithmetic alone."""

from collections.abc import Sequence
from math import erfc, exp, inf, pi, sqrt
from statistics import NormalDist
from typing import Final

from attrs import frozen

CONFIDENCE: Final = 0.95
Z: Final = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


@frozen
class Interval:
    """An estimate, and between which bounds it lies at 95 % confidence."""

    estimate: float
    low: float
    high: float

    @property
    def is_significant(self) -> bool:
        """Whether zero is outside."""
        return self.low > 0 or self.high < 0


def chi_square(observed: Sequence[int], expected: Sequence[float]) -> float:
    """How far counts are from what was expected; infinite when something impossible was seen."""
    total = 0.0
    for seen, due in zip(observed, expected, strict=True):
        if due > 0:
            total += (seen - due) ** 2 / due
        elif seen:
            return inf
    return total


def chi_square_tail(statistic: float, freedom: int) -> float:
    """The chance of a statistic as large as this or larger, by its exact finite sum.

    Even degrees of freedom give a Poisson sum, odd ones the normal tail and half powers.
    """
    if freedom < 1:
        raise ValueError(f"{freedom} degrees of freedom")
    if statistic <= 0:
        return 1.0
    if statistic == inf:
        return 0.0
    half, even = statistic / 2, freedom % 2 == 0
    tail = 0.0 if even else erfc(sqrt(half))
    term = exp(-half) if even else 2 * sqrt(half / pi) * exp(-half)
    for power in range(freedom // 2):
        tail += term
        term *= half / (power + 1 if even else power + 1.5)
    return min(tail, 1.0)


def wilson(successes: int, trials: int) -> Interval:
    """A share and its score interval, which stays within 0 and 1 however few the trials."""
    if not trials:
        return Interval(0.0, 0.0, 1.0)
    share, square = successes / trials, Z * Z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    spread = sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    reach = Z / (1 + square / trials) * spread
    return Interval(share, max(0.0, middle - reach), min(1.0, middle + reach))


def difference_of_shares(one: Interval, other: Interval) -> Interval:
    """How much larger the first share is, by Newcombe's hybrid of both score intervals."""
    gap = one.estimate - other.estimate
    down = sqrt((one.estimate - one.low) ** 2 + (other.high - other.estimate) ** 2)
    up = sqrt((one.high - one.estimate) ** 2 + (other.estimate - other.low) ** 2)
    return Interval(gap, gap - down, gap + up)


@frozen
class Sample:
    """Amounts of so many units, most of which may be zero, told by their sums."""

    units: int
    total: float
    squares: float
    """The sum of the amounts, each squared."""

    @property
    def mean(self) -> float:
        return self.total / self.units if self.units else 0.0

    @property
    def error(self) -> float:
        """The variance of the mean; infinite below two units."""
        if self.units < 2:  # noqa: PLR2004 - one alone has no spread
            return inf
        spread = max(0.0, self.squares - self.total * self.mean)
        return spread / (self.units - 1) / self.units


def difference_of_means(one: Sample, other: Sample) -> Interval:
    """How much larger the first mean is, by the normal approximation."""
    gap, reach = one.mean - other.mean, Z * sqrt(one.error + other.error)
    return Interval(gap, gap - reach, gap + reach)
