"""Reads of products and of what is on sale, from Postgres."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from attrs import define, field

from smplat_core.catalog import (
    Product,
    ProductCard,
    ProductFilter,
    ProductId,
    ProductNotFound,
    ProductQueries,
    ProductSort,
    ProductVersion,
    ProductVersionNotFound,
    ProductVersionRef,
    VersionCard,
    after_title,
    created_cursor,
    title_cursor,
)
from smplat_core.kernel import Page, PageRequest
from smplat_postgres.catalog.remembered import RememberedVersions
from smplat_postgres.catalog.rows import to_card, to_product, to_version_card
from smplat_postgres.conditions import Where
from smplat_postgres.tables.catalog import ProductRow, ProductVersionRow

CARD: Final = """
select id, slug, state, title, category, kind, sku, platforms, channels, feature_flag, number,
    draft_checksum, checksum, created_at, updated_at, published_at, version
from products
"""
ON_SALE: Final = "select id as product_id, number, checksum from products where state = 'published'"

HISTORY: Final = """
select number, content ->> 'title' as title, checksum, published_at, published_by
from product_versions where product_id = {} and ({}::int = 0 or number < {}) order by number desc
limit {}
"""
CHECKSUMS: Final = """
select v.product_id, v.number, v.checksum
from unnest({}::uuid[], {}::int[]) as wanted (product_id, number)
join product_versions v on v.product_id = wanted.product_id and v.number = wanted.number
"""


@define
class PostgresProductQueries(ProductQueries):
    """Share one per process: it remembers versions that were on sale."""

    _remembered: RememberedVersions = field(factory=RememberedVersions, init=False)

    async def product(self, product_id: ProductId) -> Product:
        rows = await ProductRow.raw("select * from products where id = {}", product_id)
        if not rows:
            raise ProductNotFound(f"no product {product_id}")
        return to_product(rows[0])

    async def by_slug(self, slug: str) -> Product:
        rows = await ProductRow.raw("select * from products where slug = {}", slug)
        if not rows:
            raise ProductNotFound(f"no product {slug!r}")
        return to_product(rows[0])

    async def products(
        self, wanted: ProductFilter, page: PageRequest, *, sort: ProductSort = ProductSort.CREATED
    ) -> Page[ProductCard]:
        where = _filtered(wanted)
        if sort is ProductSort.TITLE:
            where.add("(title, id) > ({}, {})", *(after_title(page) or ()))
            return await _page(where, "title, id", page, sort)
        where.add("(created_at, id) < ({}, {})", *(page.last_moment() or ()))
        return await _page(where, "created_at desc, id desc", page, sort)

    async def drafts(self, wanted: ProductFilter, page: PageRequest) -> Page[Product]:
        where = _filtered(wanted)
        where.add("slug > {}", page.after[0] if page.after else "")
        rows = await ProductRow.raw(
            f"select * from products where {where.text} order by slug limit {{}}",  # noqa: S608 - conditions of ours
            *where.values,
            page.limit + 1,
        )
        products = [to_product(row) for row in rows]
        return Page.cut(products, page.limit, lambda product: (product.slug,))

    async def published(self, slugs: Collection[str]) -> Mapping[str, ProductVersion]:
        rows = await ProductRow.raw(ON_SALE + " and slug = any({}::text[])", list(slugs))
        found = await self._remembered.of(_checksums(rows))
        return {version.slug: version for version in found.values()}

    async def published_by_id(
        self, product_ids: Collection[ProductId]
    ) -> Mapping[ProductId, ProductVersion]:
        rows = await ProductRow.raw(ON_SALE + " and id = any({}::uuid[])", list(product_ids))
        found = await self._remembered.of(_checksums(rows))
        return {version.product_id: version for version in found.values()}

    async def version(self, ref: ProductVersionRef) -> ProductVersion:
        found = await self.versions_of([ref])
        if ref not in found:
            raise ProductVersionNotFound(f"no version {ref.number} of product {ref.product_id}")
        return found[ref]

    async def versions_of(
        self, refs: Collection[ProductVersionRef]
    ) -> Mapping[ProductVersionRef, ProductVersion]:
        rows = await ProductVersionRow.raw(
            CHECKSUMS, [ref.product_id for ref in refs], [ref.number for ref in refs]
        )
        return await self._remembered.of(_checksums(rows))

    async def history(self, product_id: ProductId, page: PageRequest) -> Page[VersionCard]:
        before = page.last_position()
        rows = await ProductVersionRow.raw(HISTORY, product_id, before, before, page.limit + 1)
        if not rows:
            await self._refuse_unknown(product_id)
        cards = [to_version_card(row) for row in rows]
        return Page.cut(cards, page.limit, lambda card: (str(card.number),))

    async def _refuse_unknown(self, product_id: ProductId) -> None:
        if not await ProductRow.raw("select id from products where id = {}", product_id):
            raise ProductNotFound(f"no product {product_id}")


def _checksums(rows: list[dict[str, Any]]) -> dict[ProductVersionRef, str]:
    return {
        ProductVersionRef(product_id=ProductId(row["product_id"]), number=row["number"]): row[
            "checksum"
        ]
        for row in rows
    }


def _filtered(wanted: ProductFilter) -> Where:
    where = Where()
    where.add("state = {}", wanted.state and wanted.state.value)
    where.add("category = {}", wanted.category)
    where.add("kind = {}", wanted.kind and wanted.kind.value)
    where.add("sku = {}", wanted.sku)
    where.add("platforms @> array[{}]::text[]", wanted.platform)
    where.add("(channels @> array[{}]::text[] or channels = '{{}}')", wanted.channel)
    where.add("feature_flag = {}", wanted.flag)
    return where


async def _page(
    where: Where, order: str, page: PageRequest, sort: ProductSort
) -> Page[ProductCard]:
    rows = await ProductRow.raw(
        f"{CARD} where {where.text} order by {order} limit {{}}",
        *where.values,
        page.limit + 1,
    )
    cursor = title_cursor if sort is ProductSort.TITLE else created_cursor
    return Page.cut([to_card(row) for row in rows], page.limit, cursor)
