"""What people searched for, as Postgres counts it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from smplat_core.catalog.search import (
    SearchCount,
    Searched,
    SearchLog,
    SearchSort,
    count_cursor,
)
from smplat_core.kernel import Page, PageRequest
from smplat_postgres.tables.search import CatalogSearchRow

COUNT: Final = """
insert into catalog_searches (day, query, category, sort, searches, without_result)
values ({}, {}, {}, {}, 1, {})
on conflict (day, query, category, sort) do update
set searches = catalog_searches.searches + 1,
    without_result = catalog_searches.without_result + excluded.without_result
"""

TOTALS: Final = """
select * from (
    select query, category, sort, sum(searches) as searches, sum(without_result) as without_result
    from catalog_searches where day >= {} and day < {} group by query, category, sort
) t
where {}::bigint is null or (-t.searches, t.query, t.category, t.sort) > (-{}::bigint, {}, {}, {})
order by t.searches desc, t.query, t.category, t.sort limit {}
"""

WITHOUT_RESULT: Final = """
select query, sum(searches) as searches, sum(without_result) as without_result
from catalog_searches where day >= {} and day < {}
group by query having sum(without_result) > 0
order by sum(without_result) desc, query limit {}
"""

TRENDING: Final = """
select query, sum(searches) filter (where day >= {}) as searches,
    coalesce(sum(without_result) filter (where day >= {}), 0) as without_result,
    coalesce(sum(searches) filter (where day < {}), 0) as before
from catalog_searches where day >= {} and day < {}
group by query
having coalesce(sum(searches) filter (where day >= {}), 0)
    > coalesce(sum(searches) filter (where day < {}), 0)
order by sum(searches) filter (where day >= {})
    - coalesce(sum(searches) filter (where day < {}), 0) desc, query
limit {}
"""


class PostgresSearchLog(SearchLog):
    async def count(self, searched: Searched) -> None:
        await CatalogSearchRow.raw(
            COUNT,
            searched.day,
            searched.query,
            searched.category or "",
            searched.sort.value,
            0 if searched.found else 1,
        )

    async def totals(self, since: date, until: date, page: PageRequest) -> Page[SearchCount]:
        last = count_cursor(page) or (None, None, None, None)
        rows = await CatalogSearchRow.raw(TOTALS, since, until, last[0], *last, page.limit + 1)
        return Page.cut(
            [_count(row) for row in rows],
            page.limit,
            lambda c: (str(c.searches), c.query, c.category or "", c.sort or ""),
        )

    async def without_result(self, since: date, until: date, *, most: int) -> Sequence[SearchCount]:
        rows = await CatalogSearchRow.raw(WITHOUT_RESULT, since, until, most)
        return [_count(row) for row in rows]

    async def trending(self, since: date, until: date, *, most: int) -> Sequence[SearchCount]:
        begins = since - (until - since)
        rows = await CatalogSearchRow.raw(
            TRENDING, since, since, since, begins, until, since, since, since, since, most
        )
        return [_count(row) for row in rows]


def _count(row: dict[str, Any]) -> SearchCount:
    return SearchCount(
        query=row["query"],
        category=row.get("category") or None,
        sort=SearchSort(row["sort"]) if "sort" in row else None,
        searches=int(row["searches"]),
        without_result=int(row["without_result"]),
        before=int(row.get("before", 0)),
    )
