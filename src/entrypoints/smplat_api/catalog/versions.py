"""What was ever on sale, over HTTP."""

from typing import Final
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, SkipValidation

from smplat_api.access import requires
from smplat_api.catalog.house import of_the_house
from smplat_api.catalog.views import ProductVersionView, VersionCardView
from smplat_api.wire import PageBody
from smplat_core.catalog import (
    ProductId,
    ProductQueries,
    ProductVersionNotFound,
    ProductVersionRef,
)
from smplat_core.kernel import PageRequest

LARGEST_NUMBER: Final = 2**31 - 1


class ProductVersionController(Controller):
    path = "/catalog/products/{product_id:uuid}/versions"
    tags = ("catalog",)
    guards = (of_the_house,)

    @get(
        "/",
        guards=[requires("catalog:read")],
        operation_id="listProductVersions",
        summary="List the versions of a product",
    )
    async def list_versions(
        self,
        product_queries: NamedDependency[SkipValidation[ProductQueries]],
        product_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[VersionCardView]:
        """The latest first."""
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        found = await product_queries.history(ProductId(product_id), page)
        return PageBody.of(found.map(VersionCardView.of))

    @get(
        "/{number:int}",
        guards=[requires("catalog:read")],
        operation_id="getProductVersion",
        summary="Read what was on sale under one number",
    )
    async def read(
        self,
        product_queries: NamedDependency[SkipValidation[ProductQueries]],
        product_id: FromPath[UUID],
        number: FromPath[int],
    ) -> ProductVersionView:
        """It never changes: orders and carts point at it."""
        if not 1 <= number <= LARGEST_NUMBER:
            raise ProductVersionNotFound(f"no version {number} of product {product_id}")
        ref = ProductVersionRef(product_id=ProductId(product_id), number=number)
        return ProductVersionView.of(await product_queries.version(ref))
