"""One parcel on its way: which scans were told, when each happened, when the next is due."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from attrs import define, field, frozen

from smplat_sandbox.couriers.story import Scan, Story

USUAL_GAP: Final = 6 * 3600.0
"""Seconds between two scans of a plan, half as many more or less."""

SHORTEST_GAP: Final = timedelta(seconds=1)
"""Couriers write whole seconds: two scans never share one unless one of them is late."""


@frozen
class Event:
    """A scan that was told, and when it happened."""

    scan: Scan
    at: datetime


@define
class Parcel:
    """`seconds_per_step` None: only `take` moves it. `moments` are aware UTC, in telling order."""

    number: str
    story: Story
    scans: Sequence[Scan]
    started_at: datetime
    seconds_per_step: float | None
    moments: list[datetime] = field(factory=list)
    latest: datetime | None = None
    """When the newest scan happened."""
    seed: int | None = None
    """With a seed it moves only when told to, and each scan has a moment of its own plan."""
    silent: bool = False
    """Nothing is pushed of it: whoever wants to know asks."""

    @property
    def promised(self) -> datetime:
        """When the courier says it will have delivered: a step for each scan, or a day."""
        step = timedelta(seconds=self.seconds_per_step or USUAL_GAP)
        return (self.started_at + step * len(self.scans)).replace(microsecond=0)

    @property
    def plan(self) -> list[datetime]:
        """When each scan happens if there is a seed: the same for the same seed and start."""
        chance = Random(f"{self.seed} {self.story}")  # noqa: S311  no secret, a plan
        at, moments = self.started_at, list[datetime]()
        for _ in self.scans:
            moments.append(at)
            at += timedelta(seconds=round(USUAL_GAP * chance.uniform(0.5, 1.5)))
        return moments

    @property
    def events(self) -> list[Event]:
        """In the order they were told."""
        return [Event(scan, at) for scan, at in zip(self.scans, self.moments, strict=False)]

    @property
    def newest_first(self) -> list[Event]:
        """As a courier lists them; a `duplicated` parcel has each twice."""
        events = sorted(self.events, key=lambda event: event.at)[::-1]
        times = 2 if self.story is Story.DUPLICATED else 1
        return [event for event in events for _ in range(times)]

    @property
    def finished(self) -> bool:
        return len(self.moments) == len(self.scans)

    @property
    def due(self) -> datetime | None:
        """When the next scan happens by itself; None when none does."""
        if self.finished or self.seed is not None:
            return None
        if self.latest is None:
            return self.started_at
        if self.seconds_per_step is None:
            return None
        return self.latest + timedelta(seconds=self.seconds_per_step)

    def take(self, now: datetime) -> Event:
        """The next scan happens now, at least a second after the one before.

        Only for a parcel that is not finished.
        """
        scan = self.scans[len(self.moments)]
        if self.seed is not None:
            now = self.plan[len(self.moments)]
        told = now if self.latest is None else max(now, self.latest + SHORTEST_GAP)
        at = told.replace(microsecond=0)
        if scan.late:
            before, after = self.moments[-2:]
            at = (before + (after - before) / 2).replace(microsecond=0)
        self.moments.append(at)
        self.latest = told.replace(microsecond=0)
        return Event(scan, at)

    def view(self) -> dict[str, object]:
        return {
            "tracking_number": self.number,
            "story": self.story.value,
            "seconds_per_step": self.seconds_per_step,
            "started_at": self.started_at.isoformat(),
            "steps": [scan.word for scan in self.scans],
            "step": len(self.moments),
            "finished": self.finished,
            "seed": self.seed,
            "due": self.due.isoformat() if self.due else None,
            "events": [
                {
                    "word": event.scan.word,
                    "code": event.scan.code,
                    "description": event.scan.description,
                    "at": event.at.isoformat(),
                }
                for event in self.events
            ],
        }

    def snapshot(self) -> dict[str, object]:
        return {
            "number": self.number,
            "story": self.story.value,
            "started_at": self.started_at.isoformat(),
            "seconds_per_step": self.seconds_per_step,
            "moments": [moment.isoformat() for moment in self.moments],
            "latest": self.latest.isoformat() if self.latest else None,
            "seed": self.seed,
            "silent": self.silent,
        }

    @classmethod
    def restored(cls, data: Mapping[str, Any], stories: Mapping[Story, Sequence[Scan]]) -> "Parcel":
        story = Story(data["story"])
        return cls(
            number=data["number"],
            story=story,
            scans=stories[story],
            started_at=datetime.fromisoformat(data["started_at"]),
            seconds_per_step=data["seconds_per_step"],
            moments=[datetime.fromisoformat(moment) for moment in data["moments"]],
            latest=datetime.fromisoformat(data["latest"]) if data["latest"] else None,
            seed=data.get("seed"),
            silent=data.get("silent", False),
        )
