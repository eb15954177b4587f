"""Where a page of a search goes on."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from smplat_core.catalog.search.vocabulary import SearchSort
from smplat_core.kernel import LARGEST_POSITION, PageRequest, not_of_this_list

PRICES: Final = frozenset({SearchSort.PRICE, SearchSort.PRICE_DESCENDING})
LARGEST_RANK: Final = 1_000_000


def search_cursor(page: PageRequest, sort: SearchSort) -> tuple[str, str] | None:
    """Sort key and slug of the last product seen; ``None`` on the first page.

    ``BadPage`` when it is the cursor of another sort.
    """
    if page.after is None:
        return None
    key, slug = page.after
    try:
        if sort in PRICES:
            fits = abs(int(key)) <= LARGEST_POSITION
        elif sort is SearchSort.NEWEST:
            fits = datetime.fromisoformat(key).tzinfo is not None
        else:
            fits = True
    except ValueError:
        fits = False
    if not fits:
        raise not_of_this_list()
    return key, slug


def rank_cursor(page: PageRequest) -> tuple[str, str] | None:
    """The same, where the key is how well it matched."""
    if page.after is None:
        return None
    try:
        rank = Decimal(page.after[0])
    except InvalidOperation:
        raise not_of_this_list() from None
    if not rank.is_finite() or not 0 <= rank <= LARGEST_RANK:
        raise not_of_this_list()
    return page.after[0], page.after[1]


def count_cursor(page: PageRequest) -> tuple[int, str, str, str] | None:
    """Searches, query, category and sort of the last row seen."""
    if page.after is None:
        return None
    searches, query, category, sort = page.after
    try:
        number = int(searches)
    except ValueError:
        raise not_of_this_list() from None
    if not 0 <= number <= LARGEST_POSITION:
        raise not_of_this_list()
    return number, query, category, sort
