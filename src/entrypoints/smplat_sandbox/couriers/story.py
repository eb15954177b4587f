"""What a parcel goes through: scans in the order a courier tells of them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from attrs import evolve, frozen


class Story(StrEnum):
    """How the way of a parcel goes.

    `out_of_order` tells some scans after later ones; `duplicated` tells every scan twice;
    `unknown_codes` has scans that no table lists, and still ends delivered; so do `attempted`,
    where nobody is home at first, and `pickup`, where the receiver fetches it.
    """

    @property
    def about(self) -> str:
        """One line for people."""
        return ABOUT[self]

    NORMAL = "normal"
    DELAYED = "delayed"
    RETURNED = "returned"
    LOST = "lost"
    OUT_OF_ORDER = "out_of_order"
    DUPLICATED = "duplicated"
    UNKNOWN_CODES = "unknown_codes"
    ATTEMPTED = "attempted"
    PICKUP = "pickup"


ABOUT: Final = {
    Story.NORMAL: "from the label to the door, scan by scan",
    Story.DELAYED: "as normal, but late on the way",
    Story.RETURNED: "refused, and back with its sender: never delivered",
    Story.LOST: "given up on the way: never delivered",
    Story.OUT_OF_ORDER: "some scans are told after later ones",
    Story.DUPLICATED: "every scan is told twice",
    Story.UNKNOWN_CODES: "some scans have codes nobody knows: shown, and nothing moves",
    Story.ATTEMPTED: "nobody is home, the next attempt delivers",
    Story.PICKUP: "waits to be fetched, which delivers nothing, and is fetched",
}


@frozen
class Place:
    """Where a scan was made; `region` is a province, `zone` an IANA name."""

    city: str
    country: str
    zone: str
    region: str = ""
    postal_code: str = ""

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@frozen
class Scan:
    """One thing the courier says happened.

    `word` is what fault rules call it; `code` and `status` are the courier's own.
    """

    word: str
    code: str
    description: str
    place: Place
    status: str = ""
    zoneless: bool = False
    """The courier leaves out the time zone of this one."""
    late: bool = False
    """Told after the scan that followed it; it happened between the two told before it."""


OVERTAKEN: Final = (0, 2, 1, 3, 4, 6, 5)
"""The order a seven-scan way is told in: the last but one scan comes after the delivery."""


def stories(
    normal: Sequence[Scan], others: Mapping[Story, Sequence[Scan]]
) -> Mapping[Story, tuple[Scan, ...]]:
    """All stories of a courier, from its normal one of seven scans and those of its own."""
    told = [evolve(normal[i], late=i < OVERTAKEN[n - 1]) for n, i in enumerate(OVERTAKEN) if n]
    return {
        Story.NORMAL: tuple(normal),
        Story.DUPLICATED: tuple(normal),
        Story.OUT_OF_ORDER: (normal[0], *told),
        **{story: tuple(scans) for story, scans in others.items()},
    }
