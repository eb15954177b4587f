"""What people look for in the catalog, and what they do not find."""

from datetime import date, timedelta
from typing import Annotated, Final

import msgspec
from attrs import frozen
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, SkipValidation

from smplat_api.access import requires
from smplat_core.catalog.search import SearchCount, SearchLog
from smplat_core.kernel import Clock, PageRequest
from smplat_core.oversight import BadPeriod

LONGEST_PERIOD: Final = 365
LONGEST_LIST: Final = 50


@frozen
class SearchCountView:
    """Searches alike."""

    query: str
    """The words as they were read: without case, accents and punctuation."""
    category: str | None
    sort: str | None
    searches: int
    without_result: int

    @classmethod
    def of(cls, count: SearchCount) -> "SearchCountView":
        return cls(
            query=count.query,
            category=count.category,
            sort=count.sort,
            searches=count.searches,
            without_result=count.without_result,
        )


@frozen
class TrendView:
    """A search made more often than in the time of the same length before."""

    query: str
    searches: int
    before: int


@frozen
class ZeroResultView:
    """A search that found nothing."""

    query: str
    searches: int
    without_result: int


@frozen
class SearchInsightsView:
    since: date
    until: date
    """The first day not counted; days are those of UTC."""
    trending: tuple[TrendView, ...]
    zero_result: tuple[ZeroResultView, ...]
    items: tuple[SearchCountView, ...]
    """By query, category and sort, the most searched first."""
    next_cursor: str | None


class SearchInsightsController(Controller):
    path = "/observability/catalog-search"
    tags = ("insights",)

    @get(
        guards=[requires("insights:read")],
        operation_id="readSearchInsights",
        summary="Read what people search for",
    )
    async def read(
        self,
        search_log: NamedDependency[SkipValidation[SearchLog]],
        clock: NamedDependency[SkipValidation[Clock]],
        days: FromQuery[Annotated[int, msgspec.Meta(examples=[7])]] = 7,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> SearchInsightsView:
        """Counts of the last ``days`` days, today included, with trends and with what nobody found.

        Searches that were read otherwise because of a slip count as having found nothing.
        """
        if not 1 <= days <= LONGEST_PERIOD:
            raise BadPeriod.at("/days", f"{days} days", accepted=f"1 to {LONGEST_PERIOD}")
        until = clock.now().date() + timedelta(days=1)
        since = until - timedelta(days=days)
        page = await search_log.totals(
            since, until, PageRequest.of(limit=limit, cursor=cursor, parts=4)
        )
        trending = await search_log.trending(since, until, most=LONGEST_LIST)
        without = await search_log.without_result(since, until, most=LONGEST_LIST)
        return SearchInsightsView(
            since=since,
            until=until,
            trending=tuple(TrendView(c.query, c.searches, c.before) for c in trending),
            zero_result=tuple(
                ZeroResultView(c.query, c.searches, c.without_result) for c in without
            ),
            items=tuple(map(SearchCountView.of, page.items)),
            next_cursor=page.next_cursor,
        )


ROUTES: Final = (SearchInsightsController,)
