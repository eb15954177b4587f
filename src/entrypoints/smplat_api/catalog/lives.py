"""Putting products on sale and taking them off, over HTTP."""

from typing import Any
from uuid import UUID

from attrs import frozen
from litestar import Controller, Request, Response, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.catalog.contents import ProductContentBody
from smplat_api.catalog.house import of_the_house
from smplat_api.catalog.views import (
    ContentWarningView,
    InspectionView,
    ProductView,
    PublishedView,
)
from smplat_api.versions import expected_version, versioned
from smplat_core.catalog import (
    BadContent,
    Inspection,
    InspectProduct,
    ProductId,
    Published,
    PublishProduct,
    RestoreProduct,
    SetPlatforms,
    WithdrawProduct,
)


@frozen
class PlatformsBody:
    platforms: tuple[str, ...]
    """Slugs; none means the product is tied to no platform."""


@frozen
class CheckBody:
    content: ProductContentBody | None = None
    """What to look at; the draft, when it is left out."""


class ProductLifeController(Controller):
    path = "/catalog/products/{product_id:uuid}"
    tags = ("catalog",)
    guards = (of_the_house,)

    @post(
        "/check",
        guards=[requires("catalog:read")],
        status_code=200,
        operation_id="checkProduct",
        summary="See what publishing would say",
    )
    async def check(
        self,
        inspect_product: NamedDependency[SkipValidation[InspectProduct]],
        product_id: FromPath[UUID],
        data: JSONBody[CheckBody],
    ) -> InspectionView:
        """A dry run on the draft, or on content that is not saved: nothing is kept."""
        try:
            content = data.content.to_content() if data.content else None
        except BadContent as refusal:
            return InspectionView.of(Inspection(errors=refusal.errors))
        return InspectionView.of(await inspect_product(ProductId(product_id), content))

    @post(
        "/publish",
        guards=[requires("catalog:write")],
        status_code=200,
        operation_id="publishProduct",
        summary="Put the draft on sale",
    )
    async def publish(
        self,
        request: Request[Any, Any, Any],
        publish_product: NamedDependency[SkipValidation[PublishProduct]],
        product_id: FromPath[UUID],
    ) -> Response[PublishedView]:
        """The draft becomes the next version, which never changes. Publishing what is on sale
        already changes nothing. 409 `catalog.cannot_publish` when pictures or related products are
        not there; other contexts may forbid it too, such as a price that does not earn enough.
        """
        published = await publish_product(
            ProductId(product_id), expected_version=expected_version(request)
        )
        return _answer(published)

    @post(
        "/withdraw",
        guards=[requires("catalog:write")],
        status_code=200,
        operation_id="withdrawProduct",
        summary="Take a product off sale",
    )
    async def withdraw(
        self,
        request: Request[Any, Any, Any],
        withdraw_product: NamedDependency[SkipValidation[WithdrawProduct]],
        product_id: FromPath[UUID],
    ) -> Response[ProductView]:
        """At once. Orders keep the versions they point at."""
        product = await withdraw_product(
            ProductId(product_id), expected_version=expected_version(request)
        )
        return versioned(ProductView.of(product), version=product.version)

    @post(
        "/restore",
        guards=[requires("catalog:write")],
        status_code=200,
        operation_id="restoreProduct",
        summary="Put a withdrawn product back on sale",
    )
    async def restore(
        self,
        request: Request[Any, Any, Any],
        restore_product: NamedDependency[SkipValidation[RestoreProduct]],
        product_id: FromPath[UUID],
    ) -> Response[PublishedView]:
        """In its latest version, which is checked as for publishing."""
        restored = await restore_product(
            ProductId(product_id), expected_version=expected_version(request)
        )
        return _answer(restored)

    @put(
        "/platforms",
        guards=[requires("catalog:write")],
        operation_id="setProductPlatforms",
        summary="Tie a product to platforms",
    )
    async def set_platforms(
        self,
        request: Request[Any, Any, Any],
        set_platforms: NamedDependency[SkipValidation[SetPlatforms]],
        product_id: FromPath[UUID],
        data: JSONBody[PlatformsBody],
    ) -> Response[ProductView]:
        """At once: in the draft, and in what is on sale, as a new version that differs in nothing
        else. Other changes of the draft stay unpublished.
        """
        product = await set_platforms(
            ProductId(product_id), data.platforms, expected_version=expected_version(request)
        )
        return versioned(ProductView.of(product), version=product.version)


def _answer(published: Published) -> Response[PublishedView]:
    view = PublishedView(
        product=ProductView.of(published.product),
        warnings=tuple(map(ContentWarningView.of, published.warnings)),
    )
    return versioned(view, version=published.product.version)
