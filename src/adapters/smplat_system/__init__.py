"""The machine's own clock and randomness."""

from smplat_system.clock import SystemClock
from smplat_system.ids import Uuid7Ids

__all__ = ["SystemClock", "Uuid7Ids"]
