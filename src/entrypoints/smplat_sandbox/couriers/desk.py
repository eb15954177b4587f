"""One courier's desk: its parcels, what it tells of them, and what it pushes."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from attrs import define, field

from smplat_sandbox.couriers.courier import Courier, Parcels
from smplat_sandbox.couriers.parcels import Event, Parcel
from smplat_sandbox.couriers.story import Story
from smplat_sandbox.postbox import Postbox
from smplat_sandbox.world import World

NUMBER: Final = re.compile(r"[A-Z0-9]{6,40}")
LONGEST_STEP: Final = 30 * 24 * 3600.0
FARTHEST_START: Final = timedelta(days=366)


class ParcelRefused(ValueError):
    """This parcel cannot be created, or cannot move on."""


class ParcelExists(ParcelRefused):
    """Its number is taken."""


def tidy(number: str) -> str:
    """A tracking number the way it is kept: without blanks, in capitals."""
    return "".join(number.split()).upper()


@define
class Desk(Parcels):
    world: World
    courier: Courier
    parcels: dict[str, Parcel] = field(factory=dict)
    postbox: Postbox = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.postbox = Postbox(self.world, self.courier.name, sign=self.courier.sign)

    @property
    def webhook_url(self) -> str | None:
        """Where this courier pushes: the template of the settings with its code filled in."""
        template = self.world.settings.couriers.webhook_url
        if template is None:
            return None
        if "{courier}" not in template:
            template = f"{template.rstrip('/')}/{{courier}}"
        return template.replace("{courier}", self.courier.code)

    def create(
        self,
        number: str,
        *,
        story: Story,
        started_at: datetime | None,
        seconds_per_step: float | None,
        seed: int | None = None,
        silent: bool = False,
    ) -> Parcel:
        """A parcel on its way; what is due by now is told at once. Refuses with ParcelRefused."""
        now = self.world.clock.now()
        start = started_at or now
        number = tidy(number)
        if not NUMBER.fullmatch(number):
            raise ParcelRefused(f"{number[:60]!r} is no tracking number: 6 to 40 letters or digits")
        if number in self.parcels:
            raise ParcelExists(f"there is a parcel {number} already; reset or choose another")
        if seconds_per_step is not None and not 1 <= seconds_per_step <= LONGEST_STEP:
            raise ParcelRefused(f"seconds_per_step must be 1 to {LONGEST_STEP:.0f}, or null")
        if start.tzinfo is None:
            raise ParcelRefused("started_at needs a time zone, such as 2026-11-20T12:00:00Z")
        if seed is None and abs(start - now) > FARTHEST_START:
            raise ParcelRefused(f"started_at must be within a year of {now.isoformat()}")
        parcel = Parcel(
            number=number,
            story=story,
            scans=self.courier.stories[story],
            started_at=start.astimezone(UTC),
            seconds_per_step=seconds_per_step,
            seed=seed,
            silent=silent,
        )
        self.parcels[number] = parcel
        self.world.changed()
        self._move(parcel)
        return parcel

    def advance(self, parcel: Parcel) -> Event:
        """The next step of this parcel, now. Refuses with ParcelRefused at the end of its story."""
        self._move(parcel)
        if parcel.finished:
            raise ParcelRefused(f"parcel {parcel.number} has taken all its steps")
        event = parcel.take(self.world.clock.now())
        self._told(parcel, event)
        return event

    def known(self, number: str) -> Parcel | None:
        parcel = self.parcels.get(tidy(number))
        if parcel is not None:
            self._move(parcel)
        return parcel if parcel is not None and parcel.moments else None

    def move(self) -> None:
        """Every parcel takes the steps that are due."""
        for parcel in self.parcels.values():
            self._move(parcel)

    def _move(self, parcel: Parcel) -> None:
        now = self.world.clock.now()
        while (due := parcel.due) is not None and due <= now:
            self._told(parcel, parcel.take(due))

    def _told(self, parcel: Parcel, event: Event) -> None:
        self.world.changed()
        url = self.webhook_url
        if url is None or parcel.silent:
            return
        for _ in range(2 if parcel.story is Story.DUPLICATED else 1):
            self.postbox.post(self.courier.push(parcel, event, url=url))

    def snapshot(self) -> Mapping[str, object]:
        return {
            "parcels": [parcel.snapshot() for parcel in self.parcels.values()],
            "postbox": self.postbox.snapshot(),
        }

    def restore(self, data: Mapping[str, Any]) -> None:
        found = [Parcel.restored(saved, self.courier.stories) for saved in data["parcels"]]
        self.parcels = {parcel.number: parcel for parcel in found}
        self.postbox.restore(data["postbox"])

    def reset(self) -> None:
        self.parcels.clear()
        self.postbox.reset()
