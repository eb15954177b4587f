"""What was on sale says the same for ever, even to whoever writes SQL."""

import asyncpg
import pytest

from smplat_core.testing.builders.catalog import a_product, on_sale
from smplat_postgres.tables.catalog import ProductRow
from tests.contract.databases import Database


@pytest.mark.parametrize(
    "statement",
    [
        "update product_versions set content = '{{}}'",
        "update product_versions set published_by = 'nobody'",
        "delete from product_versions",
    ],
)
async def test_the_database_refuses_to_alter_it(postgres: Database, statement: str) -> None:
    product, version = on_sale(a_product())
    async with postgres.begin() as work:
        await work.products.save(product)
        await work.product_versions.add(version)

    with pytest.raises(asyncpg.RestrictViolationError, match="never changes"):
        await ProductRow.raw(statement)


async def test_a_product_that_was_sold_cannot_be_deleted(postgres: Database) -> None:
    product, version = on_sale(a_product())
    async with postgres.begin() as work:
        await work.products.save(product)
        await work.product_versions.add(version)

    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await ProductRow.raw("delete from products")
