"""Products as the house keeps them: made, read, listed, edited."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, Request, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.catalog.contents import ProductContentBody, patched
from smplat_api.catalog.house import of_the_house
from smplat_api.catalog.views import ProductCardView, ProductView
from smplat_api.described import TakesPatch
from smplat_api.timeline import EventView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.catalog import (
    BadContent,
    CreateProduct,
    DeleteProduct,
    EditDraft,
    ItemKind,
    ProductFilter,
    ProductId,
    ProductQueries,
    ProductSort,
    ProductState,
    Sku,
)
from smplat_core.kernel import EventLogQueries, PageRequest


@frozen
class NewProductBody:
    slug: Annotated[str, msgspec.Meta(max_length=80, examples=["instagram-followers"])]
    """It stays: small letters, digits and single dashes."""
    content: ProductContentBody


class CatalogProductController(Controller):
    path = "/catalog/products"
    tags = ("catalog",)
    guards = (of_the_house,)

    @post(
        "/",
        guards=[requires("catalog:write")],
        operation_id="createProduct",
        summary="Draft a product",
    )
    async def create(
        self,
        create_product: NamedDependency[SkipValidation[CreateProduct]],
        data: JSONBody[NewProductBody],
    ) -> Response[ProductView]:
        """Nothing is for sale before it is published. 400 `catalog.bad_content` names everything
        that is wrong, by pointer; 409 `catalog.slug_taken`.
        """
        try:
            product = await create_product(data.slug, data.content.to_content())
        except BadContent as refusal:
            raise _under(refusal, "/content") from None
        return versioned(ProductView.of(product), version=product.version, status_code=201)

    @get(
        "/",
        guards=[requires("catalog:read")],
        operation_id="listCatalogProducts",
        summary="List products with their drafts' headlines",
    )
    async def list_products(
        self,
        product_queries: NamedDependency[SkipValidation[ProductQueries]],
        status: FromQuery[ProductState | None] = None,
        category: FromQuery[str | None] = None,
        kind: FromQuery[ItemKind | None] = None,
        sku: FromQuery[str | None] = None,
        platform: FromQuery[str | None] = None,
        channel: FromQuery[str | None] = None,
        flag: FromQuery[str | None] = None,
        sort: FromQuery[ProductSort] = ProductSort.CREATED,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[ProductCardView]:
        """The newest first, or by title; all filters but the state look at the draft. What buyers
        see is listed under `/products`."""
        wanted = ProductFilter(
            state=status,
            category=category,
            kind=kind,
            sku=Sku(sku) if sku is not None else None,
            platform=platform,
            channel=channel,
            flag=flag,
        )
        page = PageRequest.of(limit=limit, cursor=cursor)
        found = await product_queries.products(wanted, page, sort=sort)
        return PageBody.of(found.map(ProductCardView.of))

    @get(
        "/{product_id:uuid}",
        guards=[requires("catalog:read")],
        operation_id="getCatalogProduct",
        summary="Read a product with its draft",
    )
    async def read(
        self,
        product_queries: NamedDependency[SkipValidation[ProductQueries]],
        product_id: FromPath[UUID],
    ) -> Response[ProductView]:
        product = await product_queries.product(ProductId(product_id))
        return versioned(ProductView.of(product), version=product.version)

    @get(
        "/by-slug/{slug:str}",
        guards=[requires("catalog:read")],
        operation_id="getCatalogProductBySlug",
        summary="Read a product by its slug",
    )
    async def read_by_slug(
        self,
        product_queries: NamedDependency[SkipValidation[ProductQueries]],
        slug: FromPath[str],
    ) -> Response[ProductView]:
        product = await product_queries.by_slug(slug)
        return versioned(ProductView.of(product), version=product.version)

    @put(
        "/{product_id:uuid}/draft",
        guards=[requires("catalog:write")],
        operation_id="replaceDraft",
        summary="Write a product's draft anew",
    )
    async def replace(
        self,
        request: Request[Any, Any, Any],
        edit_product: NamedDependency[SkipValidation[EditDraft]],
        product_id: FromPath[UUID],
        data: JSONBody[ProductContentBody],
    ) -> Response[ProductView]:
        """The whole document. What is on sale stays as it is until the draft is published. Send
        `If-Match` with the ETag that was read; 409 `catalog.product_changed` when it is old.
        """
        product = await edit_product(
            ProductId(product_id), data.to_content(), expected_version=expected_version(request)
        )
        return versioned(ProductView.of(product), version=product.version)

    @patch(
        "/{product_id:uuid}/draft",
        guards=[requires("catalog:write")],
        operation_class=TakesPatch,
        operation_id="patchDraft",
        summary="Change parts of a product's draft",
    )
    async def patch_draft(
        self,
        request: Request[Any, Any, Any],
        edit_product: NamedDependency[SkipValidation[EditDraft]],
        product_id: FromPath[UUID],
        data: JSONBody[dict[str, object]],
    ) -> Response[ProductView]:
        """A JSON merge patch (RFC 7396): null removes, lists are replaced whole."""
        product = await edit_product(
            ProductId(product_id),
            lambda draft: patched(draft, data),
            expected_version=expected_version(request),
        )
        return versioned(ProductView.of(product), version=product.version)

    @delete(
        "/{product_id:uuid}",
        guards=[requires("catalog:write")],
        status_code=204,
        operation_id="deleteProduct",
        summary="Delete a draft that was never published",
    )
    async def delete_product(
        self,
        request: Request[Any, Any, Any],
        delete_product: NamedDependency[SkipValidation[DeleteProduct]],
        product_id: FromPath[UUID],
    ) -> None:
        """Its slug is free again. 409 `catalog.was_on_sale` once it was: withdraw it instead."""
        await delete_product(ProductId(product_id), expected_version=expected_version(request))

    @get(
        "/{product_id:uuid}/timeline",
        guards=[requires("catalog:read")],
        operation_id="getProductTimeline",
        summary="What happened to a product",
    )
    async def timeline(
        self,
        product_queries: NamedDependency[SkipValidation[ProductQueries]],
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        product_id: FromPath[UUID],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first."""
        product = await product_queries.product(ProductId(product_id))
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        found = await event_log_queries.timeline(product.id, page)
        return PageBody.of(found.map(EventView.of))


def _under(refusal: BadContent, prefix: str) -> BadContent:
    errors = tuple(error.under(prefix) for error in refusal.errors)
    return BadContent(refusal.detail, errors=errors)
