"""Finding what a buyer looks for, through a slip or two."""

from attrs import evolve, frozen

from smplat_core.catalog.search.ports import ProductSearch, Searched, SearchLog
from smplat_core.catalog.search.typos import meant_by, slips_in
from smplat_core.catalog.search.vocabulary import (
    Correction,
    FoundProduct,
    SearchFilter,
    SearchOrder,
)
from smplat_core.catalog.search.words import SearchWords
from smplat_core.kernel import Page, PageRequest


@frozen
class SearchResult:
    """A page of products, and how the words were read."""

    page: Page[FoundProduct]
    corrections: tuple[Correction, ...] = ()
    """Of the words as typed nothing was found; it was found of these."""


@frozen
class SearchProducts:
    """What has all the words and meets the filter, and a note of what was looked for.

    When nothing has them, words that no product has are read as the nearest ones that some have.
    """

    search: ProductSearch
    log: SearchLog

    async def __call__(
        self, wanted: SearchFilter, order: SearchOrder, page: PageRequest
    ) -> SearchResult:
        found = SearchResult(await self.search.find(wanted, order, page))
        if not found.page.items and wanted.words.words:
            found = await self._read_otherwise(wanted, order, page) or found
        if page.after is None and wanted.words.words:
            await self.log.count(
                Searched(
                    day=order.at.date(),
                    query=wanted.words.text,
                    category=wanted.category,
                    sort=order.sort,
                    found=0 if found.corrections else len(found.page.items),
                )
            )
        return found

    async def _read_otherwise(
        self, wanted: SearchFilter, order: SearchOrder, page: PageRequest
    ) -> SearchResult | None:
        corrections = await self._corrections(wanted.words.words)
        if not corrections:
            return None
        best = {correction.typed: correction.meant[0] for correction in corrections}
        words = tuple(dict.fromkeys(best.get(word, word) for word in wanted.words.words))
        meant = evolve(wanted, words=SearchWords(words))
        return SearchResult(await self.search.find(meant, order, page), corrections)

    async def _corrections(self, words: tuple[str, ...]) -> tuple[Correction, ...]:
        mistyped = [word for word in words if slips_in(word)]
        if not mistyped:
            return ()
        shortest = min(len(word) - slips_in(word) for word in mistyped)
        longest = max(len(word) + slips_in(word) for word in mistyped)
        known = await self.search.vocabulary(shortest, longest)
        near = ((word, meant_by(word, known)) for word in mistyped if word not in known)
        return tuple(Correction(typed=word, meant=meant) for word, meant in near if meant)
