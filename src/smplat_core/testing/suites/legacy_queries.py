"""What every ``BridgeCalls`` and ``LegacyQueries`` adapter promises."""

from uuid import uuid4

import pytest

from smplat_core.kernel import BadPage, PageRequest
from smplat_core.legacy import LegacyQueries, MirrorNotFound
from smplat_core.testing.builders.legacy import a_call, a_mirror
from smplat_core.testing.databases import LegacyDatabase
from smplat_core.testing.promises import Contract


class LegacyQueriesContract(Contract):
    """What every ``BridgeCalls`` and ``LegacyQueries`` adapter promises."""

    needs = "database"
    shape = LegacyDatabase

    @pytest.fixture
    def queries(self, database: LegacyDatabase) -> LegacyQueries:
        return database.legacy_queries

    async def test_calls_are_listed_newest_first_page_by_page(
        self, database: LegacyDatabase, queries: LegacyQueries
    ) -> None:
        async with database.begin() as work:
            for number in (1, 2, 3):
                await work.bridge_calls.add(a_call(number))

        first = await queries.calls(PageRequest(limit=2), correlation_id=None)
        rest = await queries.calls(
            PageRequest.of(limit=2, cursor=first.next_cursor, parts=1), correlation_id=None
        )

        assert [*first.items, *rest.items] == [a_call(3), a_call(2), a_call(1)]
        assert rest.next_cursor is None

    async def test_the_calls_of_one_request_are_found_by_its_correlation_id(
        self, database: LegacyDatabase, queries: LegacyQueries
    ) -> None:
        async with database.begin() as work:
            await work.bridge_calls.add(a_call(1, correlation_id="mine"))
            await work.bridge_calls.add(a_call(2, correlation_id="other"))

        page = await queries.calls(PageRequest(), correlation_id="mine")

        assert page.items == (a_call(1, correlation_id="mine"),)

    async def test_a_cursor_that_is_no_id_is_refused(self, queries: LegacyQueries) -> None:
        with pytest.raises(BadPage):
            await queries.calls(PageRequest(after=("not-an-id",)), correlation_id=None)

    async def test_a_mirror_is_found_by_either_id(
        self, database: LegacyDatabase, queries: LegacyQueries
    ) -> None:
        async with database.begin() as work:
            saved = await work.company_mirrors.save(a_mirror())

        assert await queries.mirror("L-1", company=None) == saved
        assert await queries.mirror(str(saved.id), company=saved.company_id) == saved

    async def test_another_company_finds_no_mirror(
        self, database: LegacyDatabase, queries: LegacyQueries
    ) -> None:
        async with database.begin() as work:
            await work.company_mirrors.save(a_mirror())

        with pytest.raises(MirrorNotFound):
            await queries.mirror("L-1", company=uuid4())
