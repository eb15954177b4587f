"""Which pictures a product shows: those of its draft, and of everything it ever sold."""

from smplat_core.catalog.checking import media_in
from smplat_core.catalog.model import Product
from smplat_core.catalog.ports import CatalogWork


async def note_media(work: CatalogWork, product: Product) -> None:
    """Tell media what the product shows now; orders still show what was sold long ago."""
    shown = {media_id for _, media_id in media_in(product.draft)}
    if product.number:
        shown |= await work.product_versions.media(product.id)
    await work.media_uses.replace(product.id, sorted(shown))
