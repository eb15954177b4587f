"""Searching the catalog with the full text index of Postgres."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from attrs import Factory, define

from smplat_core.catalog import ItemKind, MediaUse, ProductId, ProductVersionRef, Sku
from smplat_core.catalog.search import (
    FoundProduct,
    ProductIndex,
    ProductSearch,
    SearchDocument,
    SearchFilter,
    SearchOrder,
    SearchSort,
    SearchWords,
    folded,
    rank_cursor,
    search_cursor,
)
from smplat_core.kernel import Page, PageRequest, dumps, loads
from smplat_postgres.conditions import Where
from smplat_postgres.tables.search import ProductSearchRow

PUT: Final = """
insert into product_search (product_id, number, slug, title, sort_title, category, kind, sku,
    tagline, platforms, channels, feature_flag, picture, samples, words, published_at)
select p.product_id, p.number, p.slug, p.title, p.sort_title, p.category, p.kind, p.sku, p.tagline,
    string_to_array(p.platforms, ' '), string_to_array(p.channels, ' '), p.feature_flag,
    p.picture::jsonb, p.samples::jsonb, p.words::tsvector, p.published_at
from unnest({}::uuid[], {}::int[], {}::text[], {}::text[], {}::text[], {}::text[], {}::text[],
    {}::text[], {}::text[], {}::text[], {}::text[], {}::text[], {}::text[], {}::text[],
    {}::text[], {}::timestamptz[])
    as p (product_id, number, slug, title, sort_title, category, kind, sku, tagline, platforms,
        channels, feature_flag, picture, samples, words, published_at)
on conflict (product_id) do update set number = excluded.number, slug = excluded.slug,
    title = excluded.title, sort_title = excluded.sort_title, category = excluded.category,
    kind = excluded.kind, sku = excluded.sku, tagline = excluded.tagline,
    platforms = excluded.platforms, channels = excluded.channels,
    feature_flag = excluded.feature_flag, picture = excluded.picture,
    samples = excluded.samples, words = excluded.words,
    published_at = excluded.published_at
"""

COLUMNS: Final = """s.product_id, s.number, s.slug, s.title, s.category, s.kind, s.sku,
    s.tagline, s.platforms, s.picture, s.samples"""

LOWEST_PRICE: Final = """
left join (
    select e.sku, min(e.unit_price_minor) as minor
    from price_entries e join price_books b on b.id = e.book_id
    where e.currency = {} and e.min_quantity = 1 and e.archived_at is null
        and b.active and b.region is null
        and (e.valid_from is null or e.valid_from <= {})
        and (e.valid_until is null or e.valid_until > {})
    group by e.sku
) price on price.sku = s.sku
"""
"""All prices in one pass: one look per product takes twenty times as long for 10,000 of them."""

PRICELESS: Final = 2**62
"""Where products without a price stand among the others."""

MOST_READ: Final = 4_096
"""Pictures and samples that are read once, because the same ones are listed again and again."""

VOCABULARY: Final = """
select word, ndoc from ts_stat('select words from product_search')
where length(word) between {} and {}
"""


class PostgresProductIndex(ProductIndex):
    async def put(self, documents: Sequence[SearchDocument]) -> None:
        if documents:
            await ProductSearchRow.raw(PUT, *map(list, zip(*map(_row, documents), strict=True)))

    async def remove(self, products: Collection[ProductId]) -> None:
        await ProductSearchRow.raw(
            "delete from product_search where product_id = any({}::uuid[])", list(products)
        )


def _row(document: SearchDocument) -> tuple[object, ...]:
    card, content = document.card, document.content
    return (
        document.version.product_id,
        document.version.number,
        document.slug,
        content.title,
        folded(content.title),
        content.category,
        content.kind.value,
        content.sku,
        card.tagline,
        " ".join(content.platforms),
        " ".join(content.channels),
        content.feature_flag,
        dumps(card.picture) if card.picture else None,
        dumps(card.samples),
        _vector(document.weighed_words()),
        document.published_at,
    )


def _vector(weights: Mapping[str, str]) -> str:
    """``'sensor':1A 'co2':2B``: words are letters and digits, so no quote needs escaping."""
    return " ".join(
        f"'{word}':{place}{weight}" for place, (word, weight) in enumerate(weights.items(), start=1)
    )


def _query(words: SearchWords) -> str:
    """``'co2' & 'sens':*``"""
    return " & ".join(f"'{word}'" for word in words.words) + ":*"


class PostgresProductSearch(ProductSearch):
    async def find(
        self, wanted: SearchFilter, order: SearchOrder, page: PageRequest
    ) -> Page[FoundProduct]:
        query = _conditions(wanted)
        asked = _Found(query, page.limit + 1)
        if order.sort is not SearchSort.RELEVANCE or not wanted.words.words:
            asked.after = search_cursor(page, order.sort)
        match order.sort:
            case SearchSort.RELEVANCE if wanted.words.words:
                asked.key = f"ts_rank(s.words, {_QUERY})"
                asked.keyed = [_query(wanted.words)]
                asked.after = rank_cursor(page)
                rows = await asked.rows(cast="real", descending=True)
            case SearchSort.NEWEST:
                asked.key = "s.published_at"
                rows = await asked.rows(cast="timestamptz", descending=True)
            case SearchSort.PRICE | SearchSort.PRICE_DESCENDING as sort:
                falling = sort is SearchSort.PRICE_DESCENDING
                asked.key = f"coalesce(price.minor, {-1 if falling else PRICELESS})"
                asked.joined = LOWEST_PRICE
                asked.joining = [order.currency.value, order.at, order.at]
                rows = await asked.rows(cast="bigint", descending=falling)
            case _:
                asked.key = "s.sort_title"
                rows = await asked.rows(cast="text", descending=False)
        keys = {row["slug"]: row["key"] for row in rows}
        found = [_found(row) for row in rows]
        return Page.cut(found, page.limit, lambda each: (keys[each.slug], each.slug))

    async def vocabulary(self, shortest: int, longest: int) -> Mapping[str, int]:
        rows = await ProductSearchRow.raw(VOCABULARY, shortest, longest)
        return {row["word"]: row["ndoc"] for row in rows}


_QUERY: Final = "{}::tsquery"


def _conditions(wanted: SearchFilter) -> Where:
    where = Where()
    where.add(
        "(s.feature_flag is null or s.feature_flag = any({}::text[])"
        " or s.feature_flag || '/' || s.slug = any({}::text[]))",
        list(wanted.flags),
        list(wanted.flags),
    )
    if wanted.words.words:
        where.add(f"s.words @@ {_QUERY}", _query(wanted.words))
    where.add("s.category = {}", wanted.category)
    where.add("s.kind = {}", wanted.kind and wanted.kind.value)
    where.add("({} = any(s.platforms) or s.platforms = '{{}}')", wanted.platform)
    where.add("({} = any(s.channels) or s.channels = '{{}}')", wanted.channel)
    return where


@define
class _Found:
    """One page of the index: a key to sort by, then the slug, both ways alike."""

    where: Where
    limit: int
    after: tuple[str, str] | None = None
    key: str = ""
    keyed: list[Any] = Factory(list)
    joined: str = ""
    joining: list[Any] = Factory(list)

    async def rows(self, *, cast: str, descending: bool) -> list[dict[str, Any]]:
        way, compare = ("desc", "<") if descending else ("asc", ">")
        conditions, values = list(self.where.conditions), list(self.where.values)
        if self.after is not None:
            conditions.append(f"({self.key}, s.slug) {compare} ({{}}::text::{cast}, {{}})")
            values += [*self.keyed, *self.after]
        found: list[dict[str, Any]] = await ProductSearchRow.raw(
            f"select {COLUMNS}, ({self.key})::text as key from product_search s {self.joined}"  # noqa: S608 - conditions of ours
            f" where {' and '.join(conditions)}"
            f" order by {self.key} {way}, s.slug {way} limit {{}}",
            *self.keyed,
            *self.joining,
            *values,
            *self.keyed,
            self.limit,
        )
        return found


def _found(row: Mapping[str, Any]) -> FoundProduct:
    return FoundProduct(
        version=ProductVersionRef(product_id=ProductId(row["product_id"]), number=row["number"]),
        slug=row["slug"],
        title=row["title"],
        category=row["category"],
        kind=ItemKind(row["kind"]),
        sku=Sku(row["sku"]),
        tagline=row["tagline"],
        platforms=tuple(row["platforms"]),
        picture=_picture(row["picture"]) if row["picture"] else None,
        samples=_samples(row["samples"]),
    )


@lru_cache(MOST_READ)
def _picture(text: str) -> MediaUse:
    return loads(text, MediaUse)


@lru_cache(MOST_READ)
def _samples(text: str) -> Mapping[str, str]:
    return MappingProxyType(loads(text, dict[str, str]))
