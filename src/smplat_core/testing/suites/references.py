"""What every ``References`` adapter promises."""

import asyncio

import pytest

from smplat_core.testing.databases import ReferencesDatabase
from smplat_core.testing.promises import Contract

PARALLEL = 20


class ReferencesContract(Contract):
    """What every ``References`` adapter promises."""

    needs = "database"
    shape = ReferencesDatabase

    async def test_references_are_the_prefix_and_a_number_a_person_can_read(
        self, database: ReferencesDatabase
    ) -> None:
        async with database.begin() as work:
            loose, gapless = (
                await work.references.next("ORD"),
                await work.references.next_gapless("INV"),
            )

        assert (loose, gapless) == ("ORD-000001", "INV-000001")

    async def test_each_prefix_is_counted_by_itself(self, database: ReferencesDatabase) -> None:
        async with database.begin() as work:
            given = [
                await work.references.next("ORD"),
                await work.references.next("SHP"),
                await work.references.next("ORD"),
                await work.references.next_gapless("INV"),
                await work.references.next_gapless("CRN"),
                await work.references.next_gapless("INV"),
            ]

        assert given == [
            *("ORD-000001", "SHP-000001", "ORD-000002"),
            *("INV-000001", "CRN-000001", "INV-000002"),
        ]

    async def test_no_reference_is_given_twice_to_any_of_many_at_once(
        self, database: ReferencesDatabase
    ) -> None:
        async def take(number: int) -> str:
            async with database.begin() as work:
                reference = await work.references.next("ORD")
                if number % 3 == 0:
                    raise ZeroDivisionError(reference)
                return reference

        given = await asyncio.gather(*(take(n) for n in range(PARALLEL)), return_exceptions=True)

        kept = [reference for reference in given if isinstance(reference, str)]
        assert len(set(kept)) == len(kept) == PARALLEL - 7

    async def test_numbers_without_gaps_stay_so_when_units_of_work_are_undone(
        self,
        database: ReferencesDatabase,
    ) -> None:
        async def take(number: int) -> str:
            async with database.begin() as work:
                reference = await work.references.next_gapless("INV")
                if number % 3 == 0:
                    raise ZeroDivisionError(reference)
                return reference

        given = await asyncio.gather(*(take(n) for n in range(PARALLEL)), return_exceptions=True)

        kept = sorted(reference for reference in given if isinstance(reference, str))
        assert kept == [f"INV-{number:06d}" for number in range(1, PARALLEL - 7 + 1)]

    async def test_an_inner_unit_that_is_undone_gives_its_number_back(
        self, database: ReferencesDatabase
    ) -> None:
        async with database.begin() as work:
            first = await work.references.next_gapless("INV")
            with pytest.raises(ZeroDivisionError):
                async with database.begin():
                    await work.references.next_gapless("INV")
                    _ = 1 / 0
            second = await work.references.next_gapless("INV")

        assert (first, second) == ("INV-000001", "INV-000002")
