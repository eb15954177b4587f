"""Catalog: what is sold, how it can be configured, and which version of it a buyer chose."""

from smplat_core.catalog.vocabulary import SKU_PATTERN, ItemKind, MediaId, ProductId, Sku

__all__ = ["SKU_PATTERN", "ItemKind", "MediaId", "ProductId", "Sku"]
