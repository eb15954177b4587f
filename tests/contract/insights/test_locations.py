"""What every ``SensorLocations`` adapter promises."""

import asyncio

from smplat_core.insights import Imported, ImportLocations
from smplat_core.kernel import PageRequest
from tests.contract.insights.plant import Plant, a_location


async def test_locations_are_numbered_as_they_come_and_known_ones_brought_up_to_date(
    plant: Plant,
) -> None:
    keep = ImportLocations(plant.database.begin)

    first = await keep([a_location(1), a_location(2)])
    second = await keep([a_location(2, name="Shelf"), a_location(3)])

    assert (first, second) == (Imported(2, 0), Imported(1, 1))
    found = await plant.queries.read(1, 9)
    assert [(n.number, n.location.name) for n in found] == [
        (1, "Aisle 1"),
        (2, "Shelf 2"),
        (3, "Aisle 3"),
    ]


async def test_imports_side_by_side_leave_no_gap_in_the_numbers(plant: Plant) -> None:
    await asyncio.gather(*(plant.import_many(20, first=1 + 10 * n) for n in range(8)))

    found = await plant.queries.read(1, 1_000)
    async with plant.database.begin() as work:
        last = await work.sensor_locations.last_number()

    assert [n.number for n in found] == list(range(1, 91))
    assert last == 90


async def test_locations_are_listed_by_number_in_pages(plant: Plant) -> None:
    await plant.import_many(5)

    numbers, cursor = list[int](), None
    while True:
        page = await plant.queries.locations(PageRequest.of(limit=2, cursor=cursor, parts=1))
        numbers += [n.number for n in page.items]
        if (cursor := page.next_cursor) is None:
            break

    assert numbers == [1, 2, 3, 4, 5]
