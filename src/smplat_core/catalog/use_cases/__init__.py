"""What people do with products and feature flags."""

from smplat_core.catalog.use_cases.check_content import (
    CheckContent,
    CheckPublication,
    unknown_services,
)
from smplat_core.catalog.use_cases.editing import CreateProduct, DeleteProduct, EditDraft
from smplat_core.catalog.use_cases.flags import FlagsInForce, SetFlag
from smplat_core.catalog.use_cases.inspecting import Inspection, InspectProduct
from smplat_core.catalog.use_cases.offering import OfferProduct
from smplat_core.catalog.use_cases.publishing import (
    Published,
    PublishProduct,
    RestoreProduct,
    SetPlatforms,
    WithdrawProduct,
)
from smplat_core.catalog.use_cases.showing import note_media
from smplat_core.catalog.use_cases.trying import Tried, TryField

__all__ = [
    "CheckContent",
    "CheckPublication",
    "CreateProduct",
    "DeleteProduct",
    "EditDraft",
    "FlagsInForce",
    "InspectProduct",
    "Inspection",
    "OfferProduct",
    "PublishProduct",
    "Published",
    "RestoreProduct",
    "SetFlag",
    "SetPlatforms",
    "Tried",
    "TryField",
    "WithdrawProduct",
    "note_media",
    "unknown_services",
]
