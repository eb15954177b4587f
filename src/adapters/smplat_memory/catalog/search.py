"""Searching the catalog in dictionaries."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final

from attrs import Factory, define, evolve, frozen

from smplat_core.catalog import ProductId, Sku
from smplat_core.catalog.search import (
    FoundProduct,
    ProductIndex,
    ProductSearch,
    SearchCount,
    SearchDocument,
    Searched,
    SearchFilter,
    SearchLog,
    SearchOrder,
    SearchSort,
    SearchWords,
    count_cursor,
    folded,
    rank_cursor,
    search_cursor,
)
from smplat_core.kernel import Page, PageRequest
from smplat_memory.pricing import PricingTables

WEIGHTS: Final = {"A": 1.0, "B": 0.4, "C": 0.2, "D": 0.1}
PRICELESS: Final = 2**62

Key = float | int | str | datetime


@define
class SearchTables:
    documents: dict[ProductId, SearchDocument] = Factory(dict)
    searched: dict[tuple[date, str, str | None, SearchSort], tuple[int, int]] = Factory(dict)
    """How many searches, and how many of them found nothing."""


@frozen
class MemoryProductIndex(ProductIndex):
    tables: SearchTables

    async def put(self, documents: Sequence[SearchDocument]) -> None:
        self.tables.documents |= {each.version.product_id: each for each in documents}

    async def remove(self, products: Collection[ProductId]) -> None:
        for product_id in products:
            self.tables.documents.pop(product_id, None)


@frozen
class MemoryProductSearch(ProductSearch):
    tables: SearchTables
    prices: PricingTables

    async def find(
        self, wanted: SearchFilter, order: SearchOrder, page: PageRequest
    ) -> Page[FoundProduct]:
        fitting = [each for each in self.tables.documents.values() if _fits(each, wanted)]
        by_rank = order.sort is SearchSort.RELEVANCE and bool(wanted.words.words)
        after = rank_cursor(page) if by_rank else search_cursor(page, order.sort)
        falling = by_rank or order.sort in {SearchSort.NEWEST, SearchSort.PRICE_DESCENDING}
        keyed = [(self._key(each, wanted, order), each.slug, each) for each in fitting]
        keyed.sort(key=lambda row: row[:2], reverse=falling)
        if after is not None and keyed:
            last = (_key_like(keyed[0][0], after[0]), after[1])
            keyed = [row for row in keyed if (row[:2] < last if falling else row[:2] > last)]
        keys = {
            slug: key.isoformat() if isinstance(key, datetime) else str(key)
            for key, slug, _ in keyed
        }
        cards = [each.card for _, _, each in keyed]
        return Page.cut(cards, page.limit, lambda card: (keys[card.slug], card.slug))

    def _key(self, document: SearchDocument, wanted: SearchFilter, order: SearchOrder) -> Key:
        match order.sort:
            case SearchSort.RELEVANCE if wanted.words.words:
                return _rank(document, wanted.words)
            case SearchSort.NEWEST:
                return document.published_at
            case SearchSort.PRICE:
                return self._lowest(document.content.sku, order, without=PRICELESS)
            case SearchSort.PRICE_DESCENDING:
                return self._lowest(document.content.sku, order, without=-1)
            case _:
                return folded(document.content.title)

    def _lowest(self, sku: Sku, order: SearchOrder, *, without: int) -> int:
        tables = self.prices
        found = [
            entry.unit_price.minor
            for entry in tables.entries.values()
            if entry.sku == sku
            and entry.unit_price.currency is order.currency
            and entry.min_quantity == 1
            and entry.archived_at is None
            and (entry.valid_from is None or entry.valid_from <= order.at)
            and (entry.valid_until is None or entry.valid_until > order.at)
            and (book := tables.books[entry.book_id]).active
            and book.region is None
        ]
        return min(found, default=without)

    async def vocabulary(self, shortest: int, longest: int) -> Mapping[str, int]:
        return Counter(
            word
            for document in self.tables.documents.values()
            for word in document.weighed_words()
            if shortest <= len(word) <= longest
        )


def _key_like(key: Key, text: str) -> Key:
    """The key of the last product seen, as the keys of this sort are."""
    return datetime.fromisoformat(text) if isinstance(key, datetime) else type(key)(text)


def _fits(document: SearchDocument, wanted: SearchFilter) -> bool:
    content = document.content
    return (
        (
            content.feature_flag is None
            or content.feature_flag in wanted.flags
            or f"{content.feature_flag}/{document.slug}" in wanted.flags
        )
        and wanted.category in {None, content.category}
        and wanted.kind in {None, content.kind}
        and (
            wanted.platform is None or wanted.platform in (content.platforms or (wanted.platform,))
        )
        and (wanted.channel is None or wanted.channel in (content.channels or (wanted.channel,)))
        and _has(document, wanted.words)
    )


def _has(document: SearchDocument, wanted: SearchWords) -> bool:
    known = document.weighed_words()
    if not wanted.words:
        return True
    *whole, last = wanted.words
    return all(word in known for word in whole) and any(word.startswith(last) for word in known)


def _rank(document: SearchDocument, wanted: SearchWords) -> float:
    known = document.weighed_words()
    last = wanted.words[-1]
    met = {word for word in known if word in wanted.words or word.startswith(last)}
    return sum(WEIGHTS[known[word]] for word in met)


@frozen
class MemorySearchLog(SearchLog):
    tables: SearchTables

    async def count(self, searched: Searched) -> None:
        key = (searched.day, searched.query, searched.category, searched.sort)
        searches, without = self.tables.searched.get(key, (0, 0))
        self.tables.searched[key] = (searches + 1, without + (not searched.found))

    async def totals(self, since: date, until: date, page: PageRequest) -> Page[SearchCount]:
        found = dict[tuple[str, str | None, SearchSort], SearchCount]()
        for (day, query, category, sort), counted in self.tables.searched.items():
            if since <= day < until:
                key = (query, category, sort)
                found[key] = _more(found.get(key) or _none(query, category, sort), counted)
        rows = sorted(found.values(), key=_total_order)
        last = count_cursor(page)
        if last is not None:
            rows = [row for row in rows if _total_order(row) > (-last[0], *last[1:])]
        return Page.cut(
            rows,
            page.limit,
            lambda c: (str(c.searches), c.query, c.category or "", c.sort or ""),
        )

    async def without_result(self, since: date, until: date, *, most: int) -> Sequence[SearchCount]:
        counts = [each for each in self._by_query(since, until).values() if each.without_result]
        return sorted(counts, key=lambda each: (-each.without_result, each.query))[:most]

    async def trending(self, since: date, until: date, *, most: int) -> Sequence[SearchCount]:
        before = self._by_query(since - (until - since), since)
        now = self._by_query(since, until).values()
        counts = [
            evolve(each, before=before[each.query].searches if each.query in before else 0)
            for each in now
        ]
        rising = [each for each in counts if each.searches > each.before]
        return sorted(rising, key=lambda each: (each.before - each.searches, each.query))[:most]

    def _by_query(self, since: date, until: date) -> dict[str, SearchCount]:
        rows = sorted(
            (
                (query, counted)
                for (day, query, _, _), counted in self.tables.searched.items()
                if since <= day < until
            ),
        )
        found = dict[str, SearchCount]()
        for query, group in groupby(rows, key=lambda row: row[0]):
            total = _none(query, None, None)
            for _, counted in group:
                total = _more(total, counted)
            found[query] = total
        return found


def _none(query: str, category: str | None, sort: SearchSort | None) -> SearchCount:
    return SearchCount(query=query, category=category, sort=sort, searches=0, without_result=0)


def _more(count: SearchCount, counted: tuple[int, int]) -> SearchCount:
    return evolve(
        count,
        searches=count.searches + counted[0],
        without_result=count.without_result + counted[1],
    )


def _total_order(count: SearchCount) -> tuple[int, str, str, str]:
    return (-count.searches, count.query, count.category or "", count.sort or "")
