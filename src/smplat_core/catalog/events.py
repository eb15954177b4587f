"""What the catalog tells the rest of the house."""

from typing import ClassVar

from attrs import frozen

from smplat_core.catalog.vocabulary import ProductId
from smplat_core.kernel import Event


@frozen(kw_only=True)
class _OfProduct(Event):
    product_id: ProductId
    slug: str


@frozen(kw_only=True)
class ProductCreated(_OfProduct):
    name: ClassVar[str] = "catalog.product_created"

    checksum: str
    """Of the draft it begins with."""


@frozen(kw_only=True)
class DraftChanged(_OfProduct):
    """What is sold stays as it is until the draft is published."""

    name: ClassVar[str] = "catalog.draft_changed"

    parts: tuple[str, ...]
    """Fields of the content that are different now."""
    checksum: str


@frozen(kw_only=True)
class ProductPublished(_OfProduct):
    """A new version is on sale, which will never change."""

    name: ClassVar[str] = "catalog.product_published"

    number: int
    checksum: str


@frozen(kw_only=True)
class ProductWithdrawn(_OfProduct):
    name: ClassVar[str] = "catalog.product_withdrawn"


@frozen(kw_only=True)
class ProductRestored(_OfProduct):
    """On sale again, in the version it was withdrawn in."""

    name: ClassVar[str] = "catalog.product_restored"

    number: int


@frozen(kw_only=True)
class ProductDeleted(_OfProduct):
    """A draft that was never published is gone."""

    name: ClassVar[str] = "catalog.product_deleted"


@frozen(kw_only=True)
class FlagEdited(Event):
    """A feature flag as it is now; its first event makes it."""

    name: ClassVar[str] = "catalog.flag_edited"

    flag: str
    is_on: bool
    channels: tuple[str, ...]
    products: tuple[str, ...]


CatalogEvent = (
    ProductCreated
    | DraftChanged
    | ProductPublished
    | ProductWithdrawn
    | ProductRestored
    | ProductDeleted
    | FlagEdited
)
