"""Products on sale, thousands of them, each with a SKU and prices of its own."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from attrs import evolve

from benchmarks.house import House
from benchmarks.seeding import NOON
from smplat_core.catalog import Product, ProductContent, ProductId, ProductVersion, Sku
from smplat_core.catalog.search import SearchDocument
from smplat_core.pricing import BookToImport, read_prices
from smplat_core.testing.builders.catalog import a_content, a_rich_content

BATCH: Final = 1_000
COLORS: Final = ("amber", "blue", "coral", "green", "ivory", "pearl", "ruby", "slate", "violet")
THINGS: Final = ("Temperature sensor", "Gateway", "Followers", "Hub", "Views", "Beacon", "Tracker")
RARE_EVERY: Final = 500

VERSIONS: Final = """
insert into product_versions
    (product_id, number, content, media, checksum, published_at, published_by)
select id, number, draft, '{}', checksum, published_at, 'user:bench' from products
where number = 1
"""


def fill(house: House, count: int) -> None:
    """Put so many products on sale: a quarter of them with everything a product may have."""
    asyncio.run(_fill(house, count))
    house.sql_all(VERSIONS, "delete from job_runs", "vacuum analyze")


async def _fill(house: House, count: int) -> None:
    products = [_product(number) for number in range(count)]
    async with house.use_cases() as use_cases:
        await use_cases.import_prices()(BookToImport(code="shelf"), read_prices(_prices(count)))
        for first in range(0, count, BATCH):
            async with use_cases.begin()() as work:
                some = products[first : first + BATCH]
                await work.products.save_all([evolve(each, version=0) for each in some])
                await work.product_index.put(_documents(some))


def _documents(products: Sequence[Product]) -> list[SearchDocument]:
    return [
        SearchDocument.of(ProductVersion.of(each, each.draft, by="user:bench", at=each.updated_at))
        for each in products
    ]


def _product(number: int) -> Product:
    product_id, at = ProductId(UUID(int=5_000_000 + number)), NOON + timedelta(seconds=number)
    content = _content(number)
    product = Product.create(product_id, slug=f"item-{number:05}", draft=content, at=at)
    return product.publish(content, at=at)


def _content(number: int) -> ProductContent:
    make = a_content if number % 4 else a_rich_content
    color = "indigo" if number % RARE_EVERY == 0 else COLORS[number % len(COLORS)]
    return make(
        f"{THINGS[number % len(THINGS)]} {color} {number:05}",
        category=f"category-{number % 20:02}",
        sku=_sku(number),
    )


def _sku(number: int) -> Sku:
    return Sku(f"ITEM-{number:05}")


def _prices(count: int) -> str:
    rows = ["sku,label,kind,currency,unit_price,min_quantity"]
    for number in range(count):
        euros = f"{(500 + number * 37 % 9_000) / 100:.2f}"
        rows.append(f"{_sku(number)},Item {number},digital,EUR,{euros},1")
        rows.append(f"{_sku(number)},Item {number},digital,EUR,{euros},10")
    return "\n".join(rows) + "\n"
