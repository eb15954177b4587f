"""Products and everything that was ever on sale, kept in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

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
from smplat_postgres.catalog.rows import (
    PRODUCT_COLUMNS,
    product_document,
    product_values,
    to_product,
    to_version,
)
from smplat_postgres.documents import dumps
from smplat_postgres.log import publish, publish_all
from smplat_postgres.tables.catalog import ProductRow, ProductVersionRow

_NAMES: Final = ", ".join(PRODUCT_COLUMNS)
_BLANKS: Final = ", ".join("{}" for _ in PRODUCT_COLUMNS)
_WANTED: Final = ", ".join(f"w.{name}" for name in PRODUCT_COLUMNS)
_CHANGES: Final = ", ".join(f"{name} = {{}}" for name in PRODUCT_COLUMNS)

INSERT: Final = (
    f"insert into products ({_NAMES}, id, slug, created_at, version)"  # noqa: S608 - names of ours
    f" values ({_BLANKS}, {{}}, {{}}, {{}}, 1) on conflict do nothing returning id"
)
UPDATE: Final = (
    f"update products set {_CHANGES}, version = version + 1"  # noqa: S608 - names of ours
    " where id = {} and version = {} returning id"
)
DELETE: Final = "delete from products where id = {} and version = {} returning id"

SAVE_ALL: Final = f"""
with wanted as (
    select * from jsonb_to_recordset({{}}::jsonb) as w (id uuid, slug text, version int,
        created_at timestamptz, state text, draft jsonb, draft_checksum text, title text,
        category text, kind text, sku text, platforms text[], channels text[], feature_flag text,
        number int, checksum text, published_at timestamptz, updated_at timestamptz)
), updated as (
    update products p set ({_NAMES}, version) = (select {_WANTED}, w.version + 1)
    from wanted w where w.version > 0 and p.id = w.id and p.version = w.version returning p.id
), added as (
    insert into products ({_NAMES}, id, slug, created_at, version)
    select {_WANTED}, w.id, w.slug, w.created_at, 1 from wanted w where w.version = 0
    order by w.slug -- so that two files of the same new products never wait for one another
    on conflict do nothing returning id
)
select (select count(*) from updated) + (select count(*) from added) as kept
"""  # noqa: S608 - names of ours

VERSION: Final = """
select v.*, p.slug from product_versions v join products p on p.id = v.product_id
where v.product_id = {} and v.number = {}
"""


class PostgresProducts(Products):
    async def get(self, product_id: ProductId) -> Product:
        rows = await ProductRow.raw(
            "select * from products where id = {} for no key update", product_id
        )
        if not rows:
            raise ProductNotFound(f"no product {product_id}")
        return to_product(rows[0])

    async def by_slug(self, slug: str) -> Product:
        rows = await ProductRow.raw(
            "select * from products where slug = {} for no key update", slug
        )
        if not rows:
            raise ProductNotFound(f"no product {slug!r}")
        return to_product(rows[0])

    async def slugs(self, slugs: Collection[str]) -> frozenset[str]:
        rows = await ProductRow.raw(
            "select slug from products where slug = any({}::text[])", list(slugs)
        )
        return frozenset(row["slug"] for row in rows)

    async def called(self, slugs: Collection[str]) -> Mapping[str, Product]:
        rows = await ProductRow.raw(
            "select * from products where slug = any({}::text[]) order by id for no key update",
            list(slugs),
        )
        return {row["slug"]: to_product(row) for row in rows}

    async def save_all(self, products: Sequence[Product]) -> tuple[Product, ...]:
        rows = await ProductRow.raw(SAVE_ALL, dumps([product_document(each) for each in products]))
        if rows[0]["kept"] != len(products):
            raise ProductChanged("one of the products was saved by someone else")
        await publish_all(aggregate="product", news={each.id: each.news for each in products})
        return tuple(evolve(each, version=each.version + 1, news=()) for each in products)

    async def save(self, product: Product) -> Product:
        if product.version:
            rows = await ProductRow.raw(
                UPDATE, *product_values(product), product.id, product.version
            )
        else:
            rows = await ProductRow.raw(
                INSERT, *product_values(product), product.id, product.slug, product.created_at
            )
        if not rows:
            await _refuse(product)
        await publish(aggregate="product", aggregate_id=product.id, news=product.news)
        return evolve(product, version=product.version + 1, news=())

    async def delete(self, product: Product) -> None:
        if not await ProductRow.raw(DELETE, product.id, product.version):
            await _refuse(product)
        await publish(aggregate="product", aggregate_id=product.id, news=product.news)


async def _refuse(product: Product) -> None:
    known = await ProductRow.raw("select version from products where id = {}", product.id)
    if not known and not product.version:
        raise SlugTaken(f"there is a product {product.slug!r} already")
    raise ProductChanged(
        f"product {product.slug} was saved by someone else",
        current_version=known[0]["version"] if known else None,
    )


class PostgresProductVersions(ProductVersions):
    async def add(self, version: ProductVersion) -> None:
        await ProductVersionRow.raw(
            "insert into product_versions"
            " (product_id, number, content, media, checksum, published_at, published_by)"
            " values ({}, {}, {}, {}, {}, {}, {})",
            version.product_id,
            version.number,
            dumps(version.content),
            sorted({media_id for _, media_id in media_in(version.content)}),
            version.checksum,
            version.published_at,
            version.published_by,
        )

    async def get(self, ref: ProductVersionRef) -> ProductVersion:
        rows = await ProductVersionRow.raw(VERSION, ref.product_id, ref.number)
        if not rows:
            raise ProductVersionNotFound(f"no version {ref.number} of product {ref.product_id}")
        return to_version(rows[0])

    async def media(self, product_id: ProductId) -> frozenset[MediaId]:
        rows = await ProductVersionRow.raw(
            "select distinct unnest(media) as id from product_versions where product_id = {}",
            product_id,
        )
        return frozenset(MediaId(row["id"]) for row in rows)
