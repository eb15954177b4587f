from datetime import UTC, datetime
from uuid import UUID

import pytest
from attrs import evolve

from smplat_core.insights import (
    BadLocations,
    Export,
    ExportId,
    ExportNotWhole,
    Part,
    SensorLocation,
    refuse_bad_locations,
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
GOOD = SensorLocation(code="LOC-1", name="Aisle 1", site="Toronto DC 1", device="SEN-1")


def test_every_mistake_is_told_with_its_place() -> None:
    wrong = [
        GOOD,
        evolve(GOOD, code="LOC 2"),
        evolve(GOOD, code="LOC-3", name="  "),
        evolve(GOOD, code="LOC-4", site="x" * 201, device=""),
        GOOD,
    ]

    with pytest.raises(BadLocations) as refused:
        refuse_bad_locations(wrong)

    assert [error.pointer for error in refused.value.errors] == [
        "/locations/1/code",
        "/locations/2/name",
        "/locations/3/site",
        "/locations/3/device",
        "/locations/4/code",
    ]


@pytest.mark.parametrize("count", [0, 5_001])
def test_an_import_is_neither_empty_nor_endless(count: int) -> None:
    with pytest.raises(BadLocations, match=f"{count} locations"):
        refuse_bad_locations([evolve(GOOD, code=f"LOC-{n}") for n in range(count)])


def parts(*spans: tuple[int, int, int]) -> list[Part]:
    return [
        Part(number=n, first=first, last=last, locations=count, size=1, key="k.json", sha256="0")
        for n, (first, last, count) in enumerate(spans, start=1)
    ]


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [(1, 10, 10)],
        [(1, 10, 10), (11, 24, 14)],
        [(1, 10, 10), (11, 25, 14)],
        [(1, 10, 10), (12, 25, 14)],
        [(1, 10, 10), (1, 10, 10), (11, 25, 15)],
        [(1, 10, 10), (11, 26, 16)],
    ],
)
def test_parts_that_are_not_every_location_once_are_refused(
    spans: list[tuple[int, int, int]],
) -> None:
    export = Export.start(ExportId(UUID(int=1)), locations=25, part_size=10, at=NOON, by="key:1")

    with pytest.raises(ExportNotWhole):
        export.refuse_unless_whole(parts(*spans))
    export.refuse_unless_whole(parts((1, 10, 10), (11, 20, 10), (21, 25, 5)))
