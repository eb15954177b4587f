"""What people and the other contexts see of products and flags; none of these reads holds a row."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from attrs import frozen

from smplat_core.catalog.lifecycle import ProductState
from smplat_core.catalog.model import FeatureFlag, Product, ProductVersion
from smplat_core.catalog.vocabulary import ItemKind, ProductId, ProductVersionRef, Sku
from smplat_core.kernel import Page, PageRequest


class ProductSort(StrEnum):
    TITLE = "title"
    """By the draft's title, in the order of its characters."""
    CREATED = "created"
    """The newest first."""


@frozen(kw_only=True)
class ProductFilter:
    """Which products; ``None`` asks nothing. All but the state look at the draft."""

    state: ProductState | None = None
    category: str | None = None
    kind: ItemKind | None = None
    sku: Sku | None = None
    platform: str | None = None
    """Tied to this platform."""
    channel: str | None = None
    """Sold in this channel: naming it, or naming none at all."""
    flag: str | None = None
    """Shown only where this flag is on."""


@frozen(kw_only=True)
class ProductCard:
    """A product at a glance, as its draft has it."""

    id: ProductId
    slug: str
    state: ProductState
    title: str
    category: str
    kind: ItemKind
    sku: Sku
    platforms: tuple[str, ...]
    channels: tuple[str, ...]
    feature_flag: str | None
    number: int
    """Of the latest version; 0 before the first."""
    has_unpublished_changes: bool
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    version: int


@frozen(kw_only=True)
class VersionCard:
    """A version without its content."""

    number: int
    title: str
    checksum: str
    published_at: datetime
    published_by: str


class ProductQueries(Protocol):
    """Reads of products. What is deleted is found nowhere."""

    async def product(self, product_id: ProductId) -> Product:
        """The product with its draft; or ``ProductNotFound``."""
        ...

    async def by_slug(self, slug: str) -> Product:
        """The same, by the name people use."""
        ...

    async def products(
        self, wanted: ProductFilter, page: PageRequest, *, sort: ProductSort = ProductSort.CREATED
    ) -> Page[ProductCard]:
        """Those that pass the filter; the cursor has two parts."""
        ...

    async def drafts(self, wanted: ProductFilter, page: PageRequest) -> Page[Product]:
        """The products that pass the filter, whole, by slug; the cursor has one part."""
        ...

    async def published(self, slugs: Collection[str]) -> Mapping[str, ProductVersion]:
        """What is on sale under these slugs: the latest version of each that is published."""
        ...

    async def published_by_id(
        self, product_ids: Collection[ProductId]
    ) -> Mapping[ProductId, ProductVersion]:
        """The same, by id."""
        ...

    async def version(self, ref: ProductVersionRef) -> ProductVersion:
        """What was sold under this number, on sale or not; or ``ProductVersionNotFound``."""
        ...

    async def versions_of(
        self, refs: Collection[ProductVersionRef]
    ) -> Mapping[ProductVersionRef, ProductVersion]:
        """Those that exist."""
        ...

    async def history(self, product_id: ProductId, page: PageRequest) -> Page[VersionCard]:
        """The versions of the product, the latest first; or ``ProductNotFound``."""
        ...


class FlagQueries(Protocol):
    """Reads of feature flags."""

    async def flag(self, slug: str) -> FeatureFlag:
        """The flag; or ``FeatureFlagNotFound``."""
        ...

    async def flags(self, page: PageRequest) -> Page[FeatureFlag]:
        """By slug; the cursor has one part."""
        ...

    async def turned_on(self) -> tuple[FeatureFlag, ...]:
        """Every flag that is on somewhere, by slug."""
        ...
