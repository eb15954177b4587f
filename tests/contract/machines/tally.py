"""What a machine did, counted, so that a run that did next to nothing shows."""

import sys
from collections import Counter

from attrs import Factory, define


@define
class Tally:
    """Over all lives of the machines on one database."""

    lives: int = 0
    done: Counter[str] = Factory(Counter)
    """Steps by command, refused ones too."""
    refused: Counter[str] = Factory(Counter)
    """By the code of the refusal."""
    early: int = 0
    """Commands there was nothing for yet: no steps."""
    looks: int = 0
    """How often all rules were held against all rows."""
    ends: Counter[str] = Factory(Counter)
    """What there was at the ends of the lives."""

    @property
    def steps(self) -> int:
        return self.done.total()

    def say(self, title: str) -> None:
        """Seen with ``-s``, and whenever the test fails."""
        lines = (
            f"{title}: {self.steps:,} steps in {self.lives} lives, {self.looks:,} looks at all rows",
            f"  {self.refused.total():,} were refused; {self.early:,} more came too early to count",
            f"  steps: {_told(self.done)}",
            f"  refusals: {_told(self.refused)}",
            f"  at the ends: {_told(self.ends)}",
        )
        sys.stdout.write("\n".join(lines) + "\n")


def _told(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counted.most_common())
