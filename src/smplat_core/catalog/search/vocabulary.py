"""What is looked for, and what is found."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from attrs import Factory, frozen

from smplat_core.catalog.content import MediaUse, ProductContent
from smplat_core.catalog.model import ProductVersion
from smplat_core.catalog.search.words import NO_WORDS, SearchWords, words_of
from smplat_core.catalog.vocabulary import ItemKind, ProductVersionRef, Sku
from smplat_core.kernel import Currency


class SearchSort(StrEnum):
    """How the found are ordered; every order ends with the slug, so it is total."""

    RELEVANCE = "relevance"
    """Best match first; by title when nothing is searched for."""
    TITLE = "title"
    NEWEST = "newest"
    """Last published first."""
    PRICE = "price"
    """The lowest price of one unit of the SKU in the global books first; without one, last."""
    PRICE_DESCENDING = "-price"


@frozen(kw_only=True)
class SearchOrder:
    """How the found are ordered, with what that takes where prices decide."""

    sort: SearchSort = SearchSort.RELEVANCE
    currency: Currency = Currency.EUR
    at: datetime
    """When prices have to hold."""


@frozen(kw_only=True)
class SearchFilter:
    """What to find; ``None`` and empty mean any."""

    words: SearchWords = NO_WORDS
    category: str | None = None
    kind: ItemKind | None = None
    platform: str | None = None
    """Products for this platform, and those tied to none."""
    channel: str | None = None
    """Products sold there, and those sold everywhere."""
    flags: frozenset[str] = frozenset()
    """Flags that are on: products behind another are not found. ``beta`` is on for all products,
    ``beta/followers`` for the one of this slug."""


@frozen(kw_only=True)
class SearchDocument:
    """One published product as it is found."""

    version: ProductVersionRef
    slug: str
    content: ProductContent
    published_at: datetime

    @classmethod
    def of(cls, version: ProductVersion) -> "SearchDocument":
        return cls(
            version=version.ref,
            slug=version.slug,
            content=version.content,
            published_at=version.published_at,
        )

    @property
    def card(self) -> "FoundProduct":
        content = self.content
        pictures = sorted(content.media, key=lambda use: (not use.is_primary, use.position))
        return FoundProduct(
            version=self.version,
            slug=self.slug,
            title=content.title,
            category=content.category,
            kind=content.kind,
            sku=content.sku,
            tagline=content.blueprint.tagline,
            platforms=content.platforms,
            picture=pictures[0] if pictures else None,
            samples={
                each.key: each.sample
                for each in content.fields
                if each.required and each.default is None and each.sample is not None
            },
        )

    def weighed_words(self) -> Mapping[str, str]:
        """Each word with its heaviest weight: ``A`` in the title, ``B`` in the category, platforms,
        SKU or slug, ``C`` in tagline or presets, ``D`` in whatever else a buyer reads."""
        content = self.content
        offers = [
            label
            for group in content.option_groups
            for label in (group.label, *(option.label for option in group.options))
        ]
        offers += [add_on.label for add_on in content.add_ons]
        presets = [preset.label for preset in content.presets]
        by_weight = {
            "D": (content.description, *offers),
            "C": (content.blueprint.tagline, *presets),
            "B": (content.category, *content.platforms, content.sku, self.slug),
            "A": (content.title,),
        }
        return {
            word: weight
            for weight, texts in by_weight.items()
            for word in words_of(" ".join(texts))
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
    sku: Sku
    tagline: str
    platforms: tuple[str, ...]
    picture: MediaUse | None
    """The primary one, or else the first."""
    samples: Mapping[str, str] = Factory(dict)
    """For the required fields that have no default: with these it can be priced for a list."""
