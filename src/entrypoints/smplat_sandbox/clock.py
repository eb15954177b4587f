"""The clock of the outside world: real time plus an offset, or standing still."""

from datetime import UTC, datetime, timedelta

from attrs import define


@define
class VirtualClock:
    """Aware UTC; it moves forward, and only `reset` brings it back to real time."""

    offset: timedelta = timedelta(0)
    frozen_at: datetime | None = None

    def now(self) -> datetime:
        return self.frozen_at or datetime.now(UTC) + self.offset

    def timestamp(self) -> int:
        """Whole seconds since 1970, the way Stripe and others write time."""
        return int(self.now().timestamp())

    def advance(self, seconds: float) -> None:
        """Move on; a negative step is refused with ValueError."""
        if seconds < 0:
            raise ValueError(f"the clock cannot go back: advance by {seconds} s")
        if self.frozen_at is None:
            self.offset += timedelta(seconds=seconds)
        else:
            self.frozen_at += timedelta(seconds=seconds)

    def freeze(self, at: datetime | None = None) -> None:
        """Stand still, at `at` or at this moment."""
        self.frozen_at = at or self.now()

    def run(self) -> None:
        """Go on at real speed from where the clock stands."""
        if self.frozen_at is not None:
            self.offset = self.frozen_at - datetime.now(UTC)
            self.frozen_at = None

    def reset(self) -> None:
        """Real time again, running."""
        self.offset = timedelta(0)
        self.frozen_at = None

    def snapshot(self) -> dict[str, object]:
        frozen = self.frozen_at.isoformat() if self.frozen_at else None
        return {"offset": self.offset.total_seconds(), "frozen_at": frozen}

    def restore(self, data: dict[str, object]) -> None:
        self.offset = timedelta(seconds=float(str(data["offset"])))
        frozen = data["frozen_at"]
        self.frozen_at = datetime.fromisoformat(str(frozen)) if frozen else None
