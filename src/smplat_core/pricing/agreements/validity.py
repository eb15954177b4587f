"""For how long something agreed holds."""

from datetime import datetime
from typing import Final

from attrs import frozen


@frozen
class Validity:
    """From the first moment on, until the first moment not any more; ``None`` has no such bound."""

    starts: datetime | None = None
    ends: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is no moment in it."""
        return self.starts is not None and self.ends is not None and self.ends <= self.starts

    def within(self, outer: "Validity") -> "Validity":
        """The moments that are in both."""
        starts = [each for each in (self.starts, outer.starts) if each is not None]
        ends = [each for each in (self.ends, outer.ends) if each is not None]
        return Validity(max(starts, default=None), min(ends, default=None))

    def overlaps(self, other: "Validity") -> bool:
        """Whether some moment is in both."""
        return not self.within(other).is_empty

    def is_over(self, moment: datetime) -> bool:
        return self.ends is not None and self.ends <= moment

    def __str__(self) -> str:
        since = self.starts.isoformat() if self.starts else "always"
        until = self.ends.isoformat() if self.ends else "further notice"
        return f"from {since} until {until}"


ALWAYS: Final = Validity()
