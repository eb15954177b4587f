"""What is looked for, and what is found."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen

from smplat_core.catalog.content import MediaUse, ProductContent
from smplat_core.catalog.search.words import NO_WORDS, SearchWords, words_of
from smplat_core.catalog.vocabulary import ItemKind, ProductVersionRef


class SearchSort(StrEnum):
    """How the found are ordered; every order ends with the slug, so it is total."""

    RELEVANCE = "relevance"
    """Best match first; by title when nothing is searched for."""
    TITLE = "title"
    NEWEST = "newest"
    """Last published first."""
    PRICE = "price"
    """The cheapest first unit price of the SKU in the asked currency; without one, last."""
    PRICE_DESCENDING = "-price"


@frozen(kw_only=True)
class SearchFilter:
    """What to find; ``None`` and empty mean any."""

    words: SearchWords = NO_WORDS
    category: str | None = None
    kind: ItemKind | None = None
    platform: str | None = None
    """Products for this platform, and those tied to none."""
    channel: str | None = None
    """Products sold there; ``None`` are those sold everywhere."""
    flags: frozenset[str] = frozenset()
    """Flags that are on: products behind another flag are not found."""


@frozen(kw_only=True)
class SearchDocument:
    """One published product as it is found."""

    version: ProductVersionRef
    slug: str
    content: ProductContent

    def weighed_words(self) -> Mapping[str, tuple[str, ...]]:
        """The words by weight, ``A`` the heaviest: title, then category and platforms, then the
        rest a buyer reads of the product."""
        content = self.content
        offers = [
            label
            for group in content.option_groups
            for label in (group.label, *(option.label for option in group.options))
        ]
        offers += [add_on.label for add_on in content.add_ons]
        presets = [preset.label for preset in content.presets]
        return {
            "A": words_of(content.title),
            "B": words_of(" ".join((content.category, *content.platforms, content.sku, self.slug))),
            "C": words_of(" ".join((content.blueprint.tagline, *presets))),
            "D": words_of(" ".join((content.description, *offers))),
        }


@frozen(kw_only=True)
class Correction:
    """A word nobody uses was read as one of these."""

    typed: str
    meant: tuple[str, ...]


@frozen(kw_only=True)
class FoundProduct:
    """A found product, enough of it to be listed."""

    version: ProductVersionRef
    slug: str
    title: str
    category: str
    kind: ItemKind
    tagline: str
    platforms: tuple[str, ...]
    picture: MediaUse | None
    """The primary one, or else the first."""
