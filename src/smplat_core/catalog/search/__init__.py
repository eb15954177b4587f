"""Searching the catalog: words, the slips in them, and what people looked for."""

from smplat_core.catalog.search.cursors import count_cursor, rank_cursor, search_cursor
from smplat_core.catalog.search.ports import (
    ProductIndex,
    ProductSearch,
    SearchCount,
    Searched,
    SearchLog,
    SearchWork,
)
from smplat_core.catalog.search.typos import meant_by, slips_between, slips_in
from smplat_core.catalog.search.use_cases import SearchProducts, SearchResult
from smplat_core.catalog.search.vocabulary import (
    Correction,
    FoundProduct,
    SearchDocument,
    SearchFilter,
    SearchOrder,
    SearchSort,
)
from smplat_core.catalog.search.words import (
    LONGEST_SEARCH,
    NO_WORDS,
    BadSearch,
    SearchWords,
    folded,
    words_of,
)

__all__ = [
    "LONGEST_SEARCH",
    "NO_WORDS",
    "BadSearch",
    "Correction",
    "FoundProduct",
    "ProductIndex",
    "ProductSearch",
    "SearchCount",
    "SearchDocument",
    "SearchFilter",
    "SearchLog",
    "SearchOrder",
    "SearchProducts",
    "SearchResult",
    "SearchSort",
    "SearchWords",
    "SearchWork",
    "Searched",
    "count_cursor",
    "folded",
    "meant_by",
    "rank_cursor",
    "search_cursor",
    "slips_between",
    "slips_in",
    "words_of",
]
