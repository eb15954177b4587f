"""What searching needs from the outside."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from attrs import frozen

from smplat_core.catalog.search.vocabulary import (
    FoundProduct,
    SearchDocument,
    SearchFilter,
    SearchOrder,
    SearchSort,
)
from smplat_core.catalog.vocabulary import ProductId
from smplat_core.kernel import Page, PageRequest


class ProductIndex(Protocol):
    """The published products as they are found; written in the unit of work that publishes."""

    async def put(self, documents: Sequence[SearchDocument]) -> None:
        """Find these products as they now are, in a constant number of statements."""
        ...

    async def remove(self, products: Collection[ProductId]) -> None:
        """Find these products no longer; removing what is not there is not an error."""
        ...


class SearchWork(Protocol):
    """What a unit of work must offer to keep what is found in step with what is on sale."""

    @property
    def product_index(self) -> ProductIndex: ...


class ProductSearch(Protocol):
    """Reads of the index: they hold nothing, in a constant number of statements."""

    async def find(
        self, wanted: SearchFilter, order: SearchOrder, page: PageRequest
    ) -> Page[FoundProduct]:
        """Products that have every word (the last as a beginning), and meet all of the filter.

        The cursor has two parts.
        """
        ...

    async def vocabulary(self, shortest: int, longest: int) -> Mapping[str, int]:
        """Words of at least and at most so many letters that products are found by, with how many
        products each finds."""
        ...


@frozen(kw_only=True)
class Searched:
    """One search that a buyer made."""

    day: date
    """UTC."""
    query: str
    """The folded words, as ``SearchWords.text`` says them."""
    category: str | None
    sort: SearchSort
    found: int
    """Products on the first page."""


@frozen(kw_only=True)
class SearchCount:
    """How often people searched alike in a time."""

    query: str
    category: str | None
    sort: SearchSort | None
    """``None`` in lists that do not tell sorts apart."""
    searches: int
    without_result: int
    before: int = 0
    """Searches in the time of the same length just before; in trends only."""


class SearchLog(Protocol):
    """Which searches people make: counts per day, and no word about who made them."""

    async def count(self, searched: Searched) -> None:
        """One more search of this kind."""
        ...

    async def totals(self, since: date, until: date, page: PageRequest) -> Page[SearchCount]:
        """By query, category and sort; the most searched first. The cursor has four parts."""
        ...

    async def without_result(self, since: date, until: date, *, most: int) -> Sequence[SearchCount]:
        """Queries that found nothing at least once, those that did so most often first."""
        ...

    async def trending(self, since: date, until: date, *, most: int) -> Sequence[SearchCount]:
        """Queries searched more than in the time of the same length before, by how much more."""
        ...
