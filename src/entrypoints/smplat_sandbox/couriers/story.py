"""What a parcel goes through: scans in the order a courier tells of them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from attrs import evolve, frozen


class Story(StrEnum):
    """How the way of a parcel goes.

    `out_of_order` tells some scans after later ones; `duplicated` tells every scan twice;
    `unknown_codes` has scans that no table lists, and still ends delivered.
    """

    NORMAL = "normal"
    DELAYED = "delayed"
    RETURNED = "returned"
    LOST = "lost"
    OUT_OF_ORDER = "out_of_order"
    DUPLICATED = "duplicated"
    UNKNOWN_CODES = "unknown_codes"


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
