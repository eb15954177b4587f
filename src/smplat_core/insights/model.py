"""Sensor locations, and exports of them."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from attrs import field, frozen

from smplat_core.insights.events import ExportFinished, ExportStarted
from smplat_core.insights.vocabulary import (
    MOST_LOCATIONS,
    BadLocations,
    ExportId,
    ExportKind,
    ExportNotWhole,
)
from smplat_core.kernel import Event, InputError, evolve

CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
LONGEST: Final = 200


@frozen(kw_only=True)
class SensorLocation:
    """A place where a sensor hangs or should hang. ``code`` is what its owner calls it."""

    code: str
    name: str
    site: str
    device: str | None = None
    """The serial number of the sensor there now; ``None`` while there is none."""


@frozen
class NumberedLocation:
    """A location with its place among all: 1, 2, 3 ... without gaps, never given again."""

    number: int
    location: SensorLocation


def refuse_bad_locations(locations: Sequence[SensorLocation]) -> None:
    """Refuse (``BadLocations``) a list with anything wrong in it, naming every mistake."""
    if not 1 <= len(locations) <= MOST_LOCATIONS:
        raise BadLocations.at(
            "/locations", f"{len(locations)} locations", accepted=f"1 to {MOST_LOCATIONS:,}"
        )
    errors, seen = list[InputError](), dict[str, int]()
    for place, location in enumerate(locations):
        at = f"/locations/{place}"
        if not CODE.fullmatch(location.code):
            accepted = "1 to 64 letters, digits, '.', '_', ':' and '-'"
            errors.append(_error(f"{at}/code", f"{location.code[:80]!r} is no code", accepted))
        elif (first := seen.setdefault(location.code, place)) != place:
            detail = f"{location.code!r} is location {first} already"
            errors.append(_error(f"{at}/code", detail, "each code once"))
        for name in ("name", "site", "device"):
            text = getattr(location, name)
            if text is not None and not (text.strip() and len(text) <= LONGEST):
                errors.append(
                    _error(f"{at}/{name}", f"{text[:80]!r}", f"1 to {LONGEST} characters")
                )
    if errors:
        raise BadLocations(f"{len(errors)} mistakes in the locations", errors=tuple(errors))


def _error(pointer: str, detail: str, accepted: str) -> InputError:
    return InputError(pointer, BadLocations.code, detail, accepted)


@frozen(kw_only=True)
class Part:
    """One file of an export. Its key contains its checksum: two versions never share a key."""

    number: int
    first: int
    last: int
    locations: int
    size: int
    """Bytes."""
    key: str
    sha256: str


@frozen(kw_only=True)
class Export:
    """Every location there was when it was asked for, each exactly once, as of when it was read."""

    id: ExportId
    kind: ExportKind
    locations: int
    """How many there were when it was asked for: numbers 1 to this."""
    part_size: int
    asked_at: datetime
    asked_by: str
    finished_at: datetime | None = None
    parts: int | None = None
    manifest_key: str | None = None
    manifest_sha256: str | None = None
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def start(
        cls, export_id: ExportId, *, locations: int, part_size: int, at: datetime, by: str
    ) -> "Export":
        kind = ExportKind.RETARGET
        news = ExportStarted(at=at, export_id=export_id, kind=kind, locations=locations)
        return cls(
            id=export_id,
            kind=kind,
            locations=locations,
            part_size=part_size,
            asked_at=at,
            asked_by=by,
            news=(news,),
        )

    def refuse_unless_whole(self, parts: Sequence[Part]) -> None:
        """Refuse (``ExportNotWhole``) parts that are not every location exactly once."""
        reached = 0
        for part in parts:
            if part.first != reached + 1 or part.locations != part.last - part.first + 1:
                raise ExportNotWhole(
                    f"part {part.number} has {part.locations} locations from {part.first}"
                    f" to {part.last}, after {reached}"
                )
            reached = part.last
        if reached != self.locations:
            raise ExportNotWhole(f"the parts end at {reached} of {self.locations} locations")

    def finish(self, parts: Sequence[Part], *, key: str, sha256: str, at: datetime) -> "Export":
        """The manifest is written. Told again, nothing changes."""
        if self.finished_at is not None:
            return self
        news = ExportFinished(
            at=at,
            export_id=self.id,
            parts=len(parts),
            locations=self.locations,
            manifest_sha256=sha256,
        )
        return evolve(
            self,
            finished_at=at,
            parts=len(parts),
            manifest_key=key,
            manifest_sha256=sha256,
            news=(*self.news, news),
        )
