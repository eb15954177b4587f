"""The machine's own clock, ids and secrets."""

from smplat_system.clock import SystemClock
from smplat_system.ids import Uuid7Ids
from smplat_system.tokens import SystemTokens

__all__ = ["SystemClock", "SystemTokens", "Uuid7Ids"]
