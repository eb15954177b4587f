"""What a benchmark found, and what it should have found."""

from enum import Enum

from attrs import frozen


class Bound(Enum):
    """Which side of its target a figure must stay on."""

    AT_MOST = "<="
    AT_LEAST = ">="


@frozen
class Target:
    bound: Bound
    value: float

    def __str__(self) -> str:
        return f"{self.bound.value} {self.value:g}"

    def is_met_by(self, value: float) -> bool:
        return value <= self.value if self.bound is Bound.AT_MOST else value >= self.value


def at_most(value: float) -> Target:
    return Target(Bound.AT_MOST, value)


def at_least(value: float) -> Target:
    return Target(Bound.AT_LEAST, value)


@frozen
class Figure:
    """One measured number. Those without a target only show the size of things."""

    work: str
    value: float
    unit: str
    target: Target | None = None

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "met" if self.target.is_met_by(self.value) else "MISSED"
