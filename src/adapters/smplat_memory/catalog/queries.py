"""Reads of products and of what is on sale, from dictionaries."""

from collections.abc import Collection, Iterator, Mapping
from operator import attrgetter

from attrs import frozen

from smplat_core.catalog import (
    Product,
    ProductCard,
    ProductFilter,
    ProductId,
    ProductQueries,
    ProductSort,
    ProductState,
    ProductVersion,
    ProductVersionRef,
    VersionCard,
    after_title,
    created_cursor,
    title_cursor,
)
from smplat_core.kernel import Page, PageRequest
from smplat_memory.catalog.products import product_called, product_of, version_of
from smplat_memory.catalog.tables import CatalogTables


@frozen
class MemoryProductQueries(ProductQueries):
    tables: CatalogTables

    async def product(self, product_id: ProductId) -> Product:
        return product_of(self.tables, product_id)

    async def by_slug(self, slug: str) -> Product:
        return product_called(self.tables, slug)

    async def products(
        self, wanted: ProductFilter, page: PageRequest, *, sort: ProductSort = ProductSort.CREATED
    ) -> Page[ProductCard]:
        every = self.tables.products.values()
        cards = [card for card in map(_card, every) if _passes(card, wanted)]
        if sort is ProductSort.TITLE:
            after = after_title(page)
            cards.sort(key=attrgetter("title", "id"))
            rows = [card for card in cards if after is None or (card.title, card.id) > after]
            return Page.cut(rows, page.limit, title_cursor)
        last = page.last_moment()
        cards.sort(key=attrgetter("created_at", "id"), reverse=True)
        rows = [card for card in cards if last is None or (card.created_at, card.id) < last]
        return Page.cut(rows, page.limit, created_cursor)

    async def drafts(self, wanted: ProductFilter, page: PageRequest) -> Page[Product]:
        after = page.after[0] if page.after else ""
        every = sorted(self.tables.products.values(), key=attrgetter("slug"))
        rows = [p for p in every if p.slug > after and _passes(_card(p), wanted)]
        return Page.cut(rows, page.limit, lambda product: (product.slug,))

    async def published(self, slugs: Collection[str]) -> Mapping[str, ProductVersion]:
        return {v.slug: v for v in self._on_sale() if v.slug in slugs}

    async def published_by_id(
        self, product_ids: Collection[ProductId]
    ) -> Mapping[ProductId, ProductVersion]:
        return {v.product_id: v for v in self._on_sale() if v.product_id in product_ids}

    async def version(self, ref: ProductVersionRef) -> ProductVersion:
        return version_of(self.tables, ref)

    async def versions_of(
        self, refs: Collection[ProductVersionRef]
    ) -> Mapping[ProductVersionRef, ProductVersion]:
        return {ref: self.tables.versions[ref] for ref in refs if ref in self.tables.versions}

    async def history(self, product_id: ProductId, page: PageRequest) -> Page[VersionCard]:
        product_of(self.tables, product_id)
        before = page.last_position()
        mine = (v for v in self.tables.versions.values() if v.product_id == product_id)
        latest_first = sorted(mine, key=attrgetter("number"), reverse=True)
        rows = [_version_card(v) for v in latest_first if not before or v.number < before]
        return Page.cut(rows, page.limit, lambda card: (str(card.number),))

    def _on_sale(self) -> Iterator[ProductVersion]:
        for product in self.tables.products.values():
            if product.state is ProductState.PUBLISHED and product.latest:
                yield self.tables.versions[product.latest]


def _passes(card: ProductCard, wanted: ProductFilter) -> bool:
    return (
        wanted.state in (None, card.state)
        and wanted.category in (None, card.category)
        and wanted.kind in (None, card.kind)
        and wanted.sku in (None, card.sku)
        and (wanted.platform is None or wanted.platform in card.platforms)
        and (wanted.channel is None or not card.channels or wanted.channel in card.channels)
        and wanted.flag in (None, card.feature_flag)
    )


def _card(product: Product) -> ProductCard:
    draft = product.draft
    return ProductCard(
        id=product.id,
        slug=product.slug,
        state=product.state,
        title=draft.title,
        category=draft.category,
        kind=draft.kind,
        sku=draft.sku,
        platforms=draft.platforms,
        channels=draft.channels,
        feature_flag=draft.feature_flag,
        number=product.number,
        has_unpublished_changes=product.has_unpublished_changes,
        created_at=product.created_at,
        updated_at=product.updated_at,
        published_at=product.published_at,
        version=product.version,
    )


def _version_card(version: ProductVersion) -> VersionCard:
    return VersionCard(
        number=version.number,
        title=version.content.title,
        checksum=version.checksum,
        published_at=version.published_at,
        published_by=version.published_by,
    )
