"""What the catalog remembers in this process."""

from attrs import Factory, define

from smplat_core.catalog import (
    FeatureFlag,
    Product,
    ProductId,
    ProductVersion,
    ProductVersionRef,
)


@define
class CatalogTables:
    products: dict[ProductId, Product] = Factory(dict)
    versions: dict[ProductVersionRef, ProductVersion] = Factory(dict)
    flags: dict[str, FeatureFlag] = Factory(dict)
    """By slug."""
