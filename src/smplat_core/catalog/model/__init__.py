"""The aggregates of the catalog, and the versions they leave behind."""

from smplat_core.catalog.model.flag import FeatureFlag, flags_on
from smplat_core.catalog.model.product import (
    Product,
    ProductVersion,
    check_slug,
    content_checksum,
    is_slug,
)

__all__ = [
    "FeatureFlag",
    "Product",
    "ProductVersion",
    "check_slug",
    "content_checksum",
    "flags_on",
    "is_slug",
]
