"""The wall clock."""

from datetime import UTC, datetime

from smplat_core.kernel import Clock


class SystemClock(Clock):
    def now(self) -> datetime:
        return datetime.now(UTC)
