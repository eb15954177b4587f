"""Making a product, and changing its draft."""

from collections.abc import Callable

from attrs import frozen

from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.model import Product
from smplat_core.catalog.ports import CatalogWork
from smplat_core.catalog.refusals import ProductChanged
from smplat_core.catalog.use_cases.check_content import CheckContent
from smplat_core.catalog.use_cases.showing import note_media
from smplat_core.catalog.vocabulary import ProductId
from smplat_core.kernel import Begin, Clock, Ids

Change = Callable[[ProductContent], ProductContent]


@frozen
class CreateProduct:
    """A draft under a slug it keeps. Nothing is for sale before it is published."""

    begin: Begin[CatalogWork]
    check: CheckContent
    clock: Clock
    ids: Ids

    async def __call__(self, slug: str, draft: ProductContent) -> Product:
        product = Product.create(
            ProductId(self.ids.new()), slug=slug, draft=draft, at=self.clock.now()
        )
        async with self.begin() as work:
            await self.check(draft, slug=slug)
            saved = await work.products.save(product)
            await note_media(work, saved)
            return saved


@frozen
class EditDraft:
    """Another draft, whole. Changing nothing is not an error, and no event."""

    begin: Begin[CatalogWork]
    check: CheckContent
    clock: Clock

    async def __call__(
        self,
        product_id: ProductId,
        change: ProductContent | Change,
        *,
        expected_version: int | None = None,
    ) -> Product:
        """``change`` is the draft from now on, or makes it out of the one there is."""
        async with self.begin() as work:
            product = await work.products.get(product_id)
            refuse_stale(product, expected_version)
            draft = change if isinstance(change, ProductContent) else change(product.draft)
            edited = product.edit(draft, at=self.clock.now())
            if edited is product:
                return product
            await self.check(draft, slug=product.slug)
            saved = await work.products.save(edited)
            await note_media(work, saved)
            return saved


@frozen
class DeleteProduct:
    """A draft that was never published leaves, and its slug is free again."""

    begin: Begin[CatalogWork]
    clock: Clock

    async def __call__(self, product_id: ProductId, *, expected_version: int | None = None) -> None:
        async with self.begin() as work:
            product = await work.products.get(product_id)
            refuse_stale(product, expected_version)
            deleted = product.delete(at=self.clock.now())
            await work.media_uses.replace(product.id, ())
            await work.products.delete(deleted)


def refuse_stale(product: Product, expected_version: int | None) -> None:
    """``ProductChanged`` unless the caller saw this version, or does not mind."""
    if expected_version not in (None, product.version):
        raise ProductChanged(
            f"product {product.slug} is at version {product.version}",
            current_version=product.version,
        )
