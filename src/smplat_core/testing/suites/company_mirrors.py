"""What every ``CompanyMirrors`` adapter promises."""

from uuid import UUID, uuid4

import pytest

from smplat_core.kernel import evolve
from smplat_core.legacy import CompanyMirrorId, LegacyId, MirrorChanged, MirrorNotFound
from smplat_core.testing.builders.legacy import NOON, a_legacy_company, a_mirror
from smplat_core.testing.databases import LegacyDatabase
from smplat_core.testing.promises import Contract


class CompanyMirrorsContract(Contract):
    """What every ``CompanyMirrors`` adapter promises."""

    needs = "database"
    shape = LegacyDatabase

    async def test_what_was_saved_can_be_read_back_by_either_id(
        self, database: LegacyDatabase
    ) -> None:
        async with database.begin() as work:
            saved = await work.company_mirrors.save(a_mirror())

        async with database.begin() as work:
            assert await work.company_mirrors.get(saved.id) == saved
            assert await work.company_mirrors.find(saved.legacy_id) == saved

    async def test_a_mirror_nobody_saved_is_not_found(self, database: LegacyDatabase) -> None:
        async with database.begin() as work:
            assert await work.company_mirrors.find(LegacyId("L-404")) is None
            with pytest.raises(MirrorNotFound):
                await work.company_mirrors.get(CompanyMirrorId(uuid4()))

    async def test_saving_publishes_the_news_exactly_once(self, database: LegacyDatabase) -> None:
        async with database.begin() as work:
            saved = await work.company_mirrors.save(a_mirror())
            await work.company_mirrors.save(saved)

        told = await database.events()
        assert [record.name for record in told] == [
            "legacy.sync_requested",
            "legacy.sync_completed",
        ]
        assert {record.aggregate for record in told} == {"company_mirror"}

    async def test_a_refreshed_mirror_replaces_what_was_known(
        self, database: LegacyDatabase
    ) -> None:
        async with database.begin() as work:
            saved = await work.company_mirrors.save(a_mirror())
            renamed = saved.refreshed(
                a_legacy_company("L-1", name="Acme Ltd.", updated_at=NOON), at=NOON
            )
            again = await work.company_mirrors.save(renamed)

        async with database.begin() as work:
            assert await work.company_mirrors.get(saved.id) == again
        assert (again.version, again.name) == (2, "Acme Ltd.")

    async def test_the_slower_of_two_writers_is_refused(self, database: LegacyDatabase) -> None:
        async with database.begin() as work:
            first = await work.company_mirrors.save(a_mirror())
            await work.company_mirrors.save(first.sync_requested(at=NOON))

        with pytest.raises(MirrorChanged) as refusal:
            async with database.begin() as work:
                await work.company_mirrors.save(first.sync_requested(at=NOON))

        assert refusal.value.current_version == 2
        assert len(await database.events()) == 3

    async def test_a_legacy_company_has_one_mirror(self, database: LegacyDatabase) -> None:
        async with database.begin() as work:
            await work.company_mirrors.save(a_mirror(1))
        rival = evolve(a_mirror(2), legacy_id=LegacyId("L-1"), company_id=UUID(int=9))

        with pytest.raises(MirrorChanged):
            async with database.begin() as work:
                await work.company_mirrors.save(rival)
