"""Products and their versions, to rows and back."""

from typing import Any, Final

from smplat_core.catalog import (
    ItemKind,
    Product,
    ProductCard,
    ProductContent,
    ProductId,
    ProductState,
    ProductVersion,
    Sku,
    VersionCard,
    content_checksum,
)
from smplat_core.kernel import loads, to_json
from smplat_postgres.documents import dumps

PRODUCT_COLUMNS: Final = (
    "state",
    "draft",
    "draft_checksum",
    "title",
    "category",
    "kind",
    "sku",
    "platforms",
    "channels",
    "feature_flag",
    "number",
    "checksum",
    "published_at",
    "updated_at",
)
"""What a save may change, in the order of ``product_values``."""


def product_values(product: Product) -> tuple[object, ...]:
    draft = product.draft
    return (
        product.state.value,
        dumps(draft),
        content_checksum(draft),
        draft.title,
        draft.category,
        draft.kind.value,
        draft.sku,
        list(draft.platforms),
        list(draft.channels),
        draft.feature_flag,
        product.number,
        product.checksum,
        product.published_at,
        product.updated_at,
    )


def product_document(product: Product) -> dict[str, object]:
    """The whole row, as one of many that are written at once."""
    values = dict(zip(PRODUCT_COLUMNS, product_values(product), strict=True))
    whole = {"id": product.id, "slug": product.slug, "created_at": product.created_at}
    return values | whole | {"version": product.version, "draft": to_json(product.draft)}


def to_product(row: dict[str, Any]) -> Product:
    return Product(
        id=ProductId(row["id"]),
        slug=row["slug"],
        draft=loads(row["draft"], ProductContent),
        state=ProductState(row["state"]),
        number=row["number"],
        checksum=row["checksum"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        published_at=row["published_at"],
        version=row["version"],
    )


def to_card(row: dict[str, Any]) -> ProductCard:
    return ProductCard(
        id=ProductId(row["id"]),
        slug=row["slug"],
        state=ProductState(row["state"]),
        title=row["title"],
        category=row["category"],
        kind=ItemKind(row["kind"]),
        sku=Sku(row["sku"]),
        platforms=tuple(row["platforms"]),
        channels=tuple(row["channels"]),
        feature_flag=row["feature_flag"],
        number=row["number"],
        has_unpublished_changes=row["draft_checksum"] != row["checksum"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        published_at=row["published_at"],
        version=row["version"],
    )


def to_version(row: dict[str, Any]) -> ProductVersion:
    """From a version joined with the slug of its product."""
    return ProductVersion(
        product_id=ProductId(row["product_id"]),
        slug=row["slug"],
        number=row["number"],
        content=loads(row["content"], ProductContent),
        checksum=row["checksum"],
        published_at=row["published_at"],
        published_by=row["published_by"],
    )


def to_version_card(row: dict[str, Any]) -> VersionCard:
    return VersionCard(
        number=row["number"],
        title=row["title"],
        checksum=row["checksum"],
        published_at=row["published_at"],
        published_by=row["published_by"],
    )
