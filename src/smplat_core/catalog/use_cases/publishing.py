"""Putting products on sale, taking them off, and back."""

from collections.abc import Iterable

from attrs import frozen

from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.lifecycle import ProductState
from smplat_core.catalog.model import Product, ProductVersion
from smplat_core.catalog.ports import CatalogWork, PublicationWarning
from smplat_core.catalog.search import SearchDocument
from smplat_core.catalog.use_cases.check_content import CheckContent, CheckPublication
from smplat_core.catalog.use_cases.editing import refuse_stale
from smplat_core.catalog.use_cases.showing import note_media
from smplat_core.catalog.vocabulary import ProductId, ProductVersionRef
from smplat_core.kernel import Begin, Clock, current_cause, evolve


@frozen(kw_only=True)
class Published:
    """A product as it is sold now, and what is doubtful about it."""

    product: Product
    warnings: tuple[PublicationWarning, ...] = ()


@frozen
class PublishProduct:
    """The draft becomes the next version, and is on sale.

    Publishing what is on sale already makes no version and tells nothing, so it may be repeated.
    """

    begin: Begin[CatalogWork]
    check: CheckPublication
    clock: Clock

    async def __call__(
        self, product_id: ProductId, *, expected_version: int | None = None
    ) -> Published:
        async with self.begin() as work:
            product = await work.products.get(product_id)
            refuse_stale(product, expected_version)
            warnings = await self.check(product.draft, slug=product.slug, products=work.products)
            published = product.publish(product.draft, at=self.clock.now())
            if published is not product:
                published = await put_on_sale(work, published, product.draft)
            return Published(product=published, warnings=warnings)


@frozen
class WithdrawProduct:
    """Off sale at once; orders keep the versions they point at."""

    begin: Begin[CatalogWork]
    clock: Clock

    async def __call__(
        self, product_id: ProductId, *, expected_version: int | None = None
    ) -> Product:
        async with self.begin() as work:
            product = await work.products.get(product_id)
            refuse_stale(product, expected_version)
            withdrawn = await work.products.save(product.withdraw(at=self.clock.now()))
            await work.product_index.remove([product.id])
            return withdrawn


@frozen
class RestoreProduct:
    """On sale again in the version it was withdrawn in, which is looked at once more."""

    begin: Begin[CatalogWork]
    check: CheckPublication
    clock: Clock

    async def __call__(
        self, product_id: ProductId, *, expected_version: int | None = None
    ) -> Published:
        async with self.begin() as work:
            product = await work.products.get(product_id)
            refuse_stale(product, expected_version)
            restored = product.restore(at=self.clock.now())
            sold = await work.product_versions.get(_latest(product))
            warnings = await self.check(sold.content, slug=product.slug, products=work.products)
            saved = await work.products.save(restored)
            await work.product_index.put([SearchDocument.of(sold)])
            return Published(product=saved, warnings=warnings)


@frozen
class SetPlatforms:
    """Tie a product to social platforms, at once: in its draft, and in what is sold.

    What is on sale becomes a new version that differs from the last in nothing else, so that
    other changes of the draft stay unpublished. Of anything else only the draft changes.
    """

    begin: Begin[CatalogWork]
    check: CheckContent
    clock: Clock

    async def __call__(
        self,
        product_id: ProductId,
        platforms: Iterable[str],
        *,
        expected_version: int | None = None,
    ) -> Product:
        wanted, now = tuple(platforms), self.clock.now()
        async with self.begin() as work:
            product = await work.products.get(product_id)
            refuse_stale(product, expected_version)
            draft = evolve(product.draft, platforms=wanted)
            await self.check(draft, slug=product.slug)
            edited = product.edit(draft, at=now)
            if product.state is ProductState.PUBLISHED:
                sold = await work.product_versions.get(_latest(product))
                content = evolve(sold.content, platforms=wanted)
                published = edited.publish(content, at=now)
                if published is not edited:
                    return await put_on_sale(work, published, content)
            return await work.products.save(edited) if edited is not product else product


async def put_on_sale(work: CatalogWork, product: Product, content: ProductContent) -> Product:
    """Keep a product that was published just now, with the version it sells."""
    assert product.published_at is not None  # noqa: S101 - publishing sets it
    version = ProductVersion.of(product, content, by=current_cause().actor, at=product.published_at)
    saved = await work.products.save(product)
    await work.product_versions.add(version)
    await work.product_index.put([SearchDocument.of(version)])
    await note_media(work, saved)
    return saved


def _latest(product: Product) -> ProductVersionRef:
    return ProductVersionRef(product_id=product.id, number=product.number)
