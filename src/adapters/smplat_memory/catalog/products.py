"""Products and everything that was ever on sale, in dictionaries."""

from collections.abc import Collection, Mapping, Sequence

from attrs import frozen

from smplat_core.catalog import (
    MediaId,
    Product,
    ProductChanged,
    ProductId,
    ProductNotFound,
    Products,
    ProductVersion,
    ProductVersionNotFound,
    ProductVersionRef,
    ProductVersions,
    SlugTaken,
    media_in,
)
from smplat_core.kernel import evolve
from smplat_memory.catalog.tables import CatalogTables
from smplat_memory.log import MemoryLog


@frozen
class MemoryProducts(Products):
    tables: CatalogTables
    log: MemoryLog

    async def get(self, product_id: ProductId) -> Product:
        return product_of(self.tables, product_id)

    async def by_slug(self, slug: str) -> Product:
        return product_called(self.tables, slug)

    async def slugs(self, slugs: Collection[str]) -> frozenset[str]:
        return frozenset(p.slug for p in self.tables.products.values() if p.slug in slugs)

    async def called(self, slugs: Collection[str]) -> Mapping[str, Product]:
        return {p.slug: p for p in self.tables.products.values() if p.slug in slugs}

    async def save_all(self, products: Sequence[Product]) -> tuple[Product, ...]:
        for product in products:
            stored = self.tables.products.get(product.id)
            taken = not product.version and await self.slugs([product.slug])
            if taken or product.version != (stored.version if stored else 0):
                raise ProductChanged("one of the products was saved by someone else")
        return tuple([await self.save(product) for product in products])

    async def save(self, product: Product) -> Product:
        self._refuse_stale(product)
        if not product.version and await self.slugs([product.slug]):
            raise SlugTaken(f"there is a product {product.slug!r} already")
        saved = evolve(product, version=product.version + 1, news=())
        self.tables.products[product.id] = saved
        self.log.publish(aggregate="product", aggregate_id=product.id, news=product.news)
        return saved

    async def delete(self, product: Product) -> None:
        self._refuse_stale(product)
        del self.tables.products[product.id]
        self.log.publish(aggregate="product", aggregate_id=product.id, news=product.news)

    def _refuse_stale(self, product: Product) -> None:
        stored = self.tables.products.get(product.id)
        if product.version != (stored.version if stored else 0):
            raise ProductChanged(
                f"product {product.slug} was saved by someone else",
                current_version=stored.version if stored else None,
            )


@frozen
class MemoryProductVersions(ProductVersions):
    tables: CatalogTables

    async def add(self, version: ProductVersion) -> None:
        self.tables.versions[version.ref] = version

    async def get(self, ref: ProductVersionRef) -> ProductVersion:
        return version_of(self.tables, ref)

    async def media(self, product_id: ProductId) -> frozenset[MediaId]:
        mine = (v for v in self.tables.versions.values() if v.product_id == product_id)
        return frozenset(media_id for v in mine for _, media_id in media_in(v.content))


def product_of(tables: CatalogTables, product_id: ProductId) -> Product:
    try:
        return tables.products[product_id]
    except KeyError:
        raise ProductNotFound(f"no product {product_id}") from None


def product_called(tables: CatalogTables, slug: str) -> Product:
    for product in tables.products.values():
        if product.slug == slug:
            return product
    raise ProductNotFound(f"no product {slug!r}")


def version_of(tables: CatalogTables, ref: ProductVersionRef) -> ProductVersion:
    try:
        return tables.versions[ref]
    except KeyError:
        said = f"no version {ref.number} of product {ref.product_id}"
        raise ProductVersionNotFound(said) from None
