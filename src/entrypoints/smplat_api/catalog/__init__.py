"""Products and feature flags over HTTP: as the house keeps them, and as buyers see them."""

from typing import Final

from smplat_api.catalog.configure import ConfigureController
from smplat_api.catalog.files import CatalogFileController
from smplat_api.catalog.flags import FlagController
from smplat_api.catalog.listing import ProductListController
from smplat_api.catalog.lives import ProductLifeController
from smplat_api.catalog.products import CatalogProductController
from smplat_api.catalog.storefront import StorefrontProductController
from smplat_api.catalog.trying import FieldController
from smplat_api.catalog.versions import ProductVersionController

ROUTES: Final = (
    CatalogProductController,
    ProductLifeController,
    ProductVersionController,
    FieldController,
    FlagController,
    ConfigureController,
    CatalogFileController,
    ProductListController,
    StorefrontProductController,
)

__all__ = ["ROUTES"]
