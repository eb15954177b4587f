"""Products as the house sees them."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from smplat_api.catalog.contents import ProductContentBody
from smplat_core.catalog import (
    FeatureFlag,
    Inspection,
    ItemKind,
    Product,
    ProductCard,
    ProductState,
    ProductVersion,
    PublicationWarning,
    VersionCard,
)
from smplat_core.kernel import InputError


@frozen
class ProductView:
    """A product with its draft."""

    id: UUID
    slug: str
    state: ProductState
    draft: ProductContentBody
    latest_version: int | None
    """The number of what is on sale, or last was; null before the first."""
    has_unpublished_changes: bool
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    version: int
    """Of the record, for `If-Match`."""

    @classmethod
    def of(cls, product: Product) -> "ProductView":
        return cls(
            id=product.id,
            slug=product.slug,
            state=product.state,
            draft=ProductContentBody.of(product.draft),
            latest_version=product.number or None,
            has_unpublished_changes=product.has_unpublished_changes,
            created_at=product.created_at,
            updated_at=product.updated_at,
            published_at=product.published_at,
            version=product.version,
        )


@frozen
class ProductCardView:
    """A product at a glance, as its draft has it."""

    id: UUID
    slug: str
    state: ProductState
    title: str
    category: str
    kind: ItemKind
    sku: str
    platforms: tuple[str, ...]
    channels: tuple[str, ...]
    feature_flag: str | None
    latest_version: int | None
    has_unpublished_changes: bool
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    version: int

    @classmethod
    def of(cls, card: ProductCard) -> "ProductCardView":
        return cls(
            id=card.id,
            slug=card.slug,
            state=card.state,
            title=card.title,
            category=card.category,
            kind=card.kind,
            sku=card.sku,
            platforms=card.platforms,
            channels=card.channels,
            feature_flag=card.feature_flag,
            latest_version=card.number or None,
            has_unpublished_changes=card.has_unpublished_changes,
            created_at=card.created_at,
            updated_at=card.updated_at,
            published_at=card.published_at,
            version=card.version,
        )


@frozen
class VersionCardView:
    number: int
    title: str
    checksum: str
    published_at: datetime
    published_by: str

    @classmethod
    def of(cls, card: VersionCard) -> "VersionCardView":
        return cls(card.number, card.title, card.checksum, card.published_at, card.published_by)


@frozen
class ProductVersionView:
    """What was on sale under one number; it never changes."""

    product_id: UUID
    slug: str
    number: int
    checksum: str
    """SHA-256 of the content as JSON with sorted keys."""
    published_at: datetime
    published_by: str
    content: ProductContentBody

    @classmethod
    def of(cls, version: ProductVersion) -> "ProductVersionView":
        return cls(
            product_id=version.product_id,
            slug=version.slug,
            number=version.number,
            checksum=version.checksum,
            published_at=version.published_at,
            published_by=version.published_by,
            content=ProductContentBody.of(version.content),
        )


@frozen
class ContentErrorView:
    """One thing wrong with the content."""

    pointer: str
    """Into the content."""
    code: str
    detail: str
    accepted: str

    @classmethod
    def of(cls, error: InputError) -> "ContentErrorView":
        return cls(error.pointer, error.code, error.detail, error.accepted)


@frozen
class ContentWarningView:
    """Something to know before or after publishing."""

    pointer: str
    code: str
    detail: str

    @classmethod
    def of(cls, warning: PublicationWarning) -> "ContentWarningView":
        return cls(warning.pointer, warning.code, warning.detail)


@frozen
class InspectionView:
    """All that publishing would say; without errors it would be done."""

    publishable: bool
    errors: tuple[ContentErrorView, ...]
    warnings: tuple[ContentWarningView, ...]

    @classmethod
    def of(cls, inspection: Inspection) -> "InspectionView":
        return cls(
            publishable=not inspection.errors,
            errors=tuple(map(ContentErrorView.of, inspection.errors)),
            warnings=tuple(map(ContentWarningView.of, inspection.warnings)),
        )


@frozen
class PublishedView:
    """A product as it is sold now, and what is doubtful about it."""

    product: ProductView
    warnings: tuple[ContentWarningView, ...]


@frozen
class FlagView:
    slug: str
    is_on: bool
    channels: tuple[str, ...]
    """Where it is on; none means in every channel."""
    products: tuple[str, ...]
    """Slugs of the products it is on for; none means for all."""
    forced: bool
    """The settings of this deployment turn it on everywhere, whatever is stored."""
    updated_at: datetime | None
    version: int

    @classmethod
    def of(cls, flag: FeatureFlag, forced: frozenset[str]) -> "FlagView":
        return cls(
            slug=flag.slug,
            is_on=flag.is_on,
            channels=flag.channels,
            products=flag.products,
            forced=flag.slug in forced,
            updated_at=flag.updated_at,
            version=flag.version,
        )
