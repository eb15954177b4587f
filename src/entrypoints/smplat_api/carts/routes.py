"""The routes of carts."""

from typing import Any, Final
from uuid import UUID

from litestar import Controller, Request, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.carts.bodies import (
    CartLineBody,
    CartLinePatch,
    CartOrderBody,
    MergeBody,
    NewCartBody,
)
from smplat_api.carts.views import CartCardView, CartView, OpenedCartView
from smplat_api.orders.views import OrderView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.access import digest
from smplat_core.customers import CompanyId, ContactId
from smplat_core.kernel import PageRequest
from smplat_core.orders.carts import (
    AddToCart,
    CartFilter,
    CartId,
    CartLineId,
    CartQueries,
    CartStatus,
    ChangeCartLine,
    MergeCarts,
    OpenCart,
    OrderCart,
    RefreshCart,
    RemoveFromCart,
    SeenCart,
    Sight,
)

TOKEN: Final = "cart-token"  # noqa: S105 - the name of a header


def sight_of(request: Request[Any, Any, Any], caller: Caller) -> Sight:
    """Which carts this request may see: an anonymous one comes with its ``Cart-Token``."""
    token = request.headers.get(TOKEN)
    return Sight(company=caller.company, token_digest=digest(token) if token else None)


def _seen(seen: SeenCart, status_code: int = 200) -> Response[CartView]:
    return versioned(CartView.seen(seen), version=seen.cart.version, status_code=status_code)


class CartController(Controller):
    path = "/carts"
    tags = ("carts",)

    @post("/", guards=[requires("carts:write")], operation_id="openCart", summary="Open a cart")
    async def open(
        self,
        open_cart: NamedDependency[SkipValidation[OpenCart]],
        caller: NamedDependency[SkipValidation[Caller]],
        data: JSONBody[NewCartBody],
    ) -> Response[OpenedCartView]:
        """An empty cart. Without a company it is anonymous: send its token as `Cart-Token`."""
        opened = await open_cart(data.to_cart(caller))
        view = OpenedCartView(CartView.of(opened.cart), opened.token)
        return versioned(view, version=opened.cart.version, status_code=201)

    @get("/", guards=[requires("carts:read")], operation_id="listCarts", summary="List carts")
    async def list_carts(
        self,
        cart_queries: NamedDependency[SkipValidation[CartQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        company_id: FromQuery[UUID | None] = None,
        contact_id: FromQuery[UUID | None] = None,
        status: FromQuery[CartStatus | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[CartCardView]:
        """The last touched first. Anonymous carts are in no list."""
        company = CompanyId(company_id) if company_id else caller.company
        if company is not None:
            caller.must_reach(company)
        wanted = CartFilter(
            company_id=company,
            contact_id=ContactId(contact_id) if contact_id else None,
            status=status,
        )
        page = await cart_queries.carts(wanted, PageRequest.of(limit=limit, cursor=cursor))
        return PageBody.of(page.map(CartCardView.of))

    @get(
        "/{cart_id:uuid}",
        guards=[requires("carts:read")],
        operation_id="getCart",
        summary="Read a cart",
    )
    async def read(
        self,
        cart_queries: NamedDependency[SkipValidation[CartQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        cart_id: FromPath[UUID],
    ) -> Response[CartView]:
        """As of its last look; `refresh` looks again."""
        cart = await cart_queries.cart(CartId(cart_id), sight_of(request, caller))
        return versioned(CartView.of(cart), version=cart.version)

    @post(
        "/{cart_id:uuid}/lines",
        guards=[requires("carts:write")],
        operation_id="addToCart",
        summary="Put something into a cart",
    )
    async def add(
        self,
        add_to_cart: NamedDependency[SkipValidation[AddToCart]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        cart_id: FromPath[UUID],
        data: JSONBody[CartLineBody],
    ) -> Response[CartView]:
        """At its price of now. `changes` says what is different on the other lines, and why."""
        seen = await add_to_cart(
            CartId(cart_id),
            data.to_wish(),
            sight=sight_of(request, caller),
            expected_version=expected_version(request),
        )
        return _seen(seen, 201)

    @patch(
        "/{cart_id:uuid}/lines/{line_id:uuid}",
        guards=[requires("carts:write")],
        operation_id="changeCartLine",
        summary="Change a line of a cart",
    )
    async def change(
        self,
        change_cart_line: NamedDependency[SkipValidation[ChangeCartLine]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        cart_id: FromPath[UUID],
        line_id: FromPath[UUID],
        data: JSONBody[CartLinePatch],
    ) -> Response[CartView]:
        """Another quantity, or another wish. What cannot be bought is refused, and the line stays."""
        seen = await change_cart_line(
            CartId(cart_id),
            CartLineId(line_id),
            data.to_edit(),
            sight=sight_of(request, caller),
            expected_version=expected_version(request),
        )
        return _seen(seen)

    @delete(
        "/{cart_id:uuid}/lines/{line_id:uuid}",
        guards=[requires("carts:write")],
        status_code=200,
        operation_id="removeFromCart",
        summary="Take a line out of a cart",
    )
    async def remove(
        self,
        remove_from_cart: NamedDependency[SkipValidation[RemoveFromCart]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        cart_id: FromPath[UUID],
        line_id: FromPath[UUID],
    ) -> Response[CartView]:
        seen = await remove_from_cart(
            CartId(cart_id),
            CartLineId(line_id),
            sight=sight_of(request, caller),
            expected_version=expected_version(request),
        )
        return _seen(seen)

    @post(
        "/{cart_id:uuid}/refresh",
        guards=[requires("carts:write")],
        status_code=200,
        operation_id="refreshCart",
        summary="Look at a cart anew",
    )
    async def refresh(
        self,
        refresh_cart: NamedDependency[SkipValidation[RefreshCart]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        cart_id: FromPath[UUID],
    ) -> Response[CartView]:
        """Every line at its price of now; `changes` says what is different, and why."""
        return _seen(await refresh_cart(CartId(cart_id), sight=sight_of(request, caller)))

    @post(
        "/{cart_id:uuid}/merge",
        guards=[requires("carts:write")],
        status_code=200,
        operation_id="mergeCarts",
        summary="Pour another cart into this one",
    )
    async def merge(
        self,
        merge_carts: NamedDependency[SkipValidation[MergeCarts]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        cart_id: FromPath[UUID],
        data: JSONBody[MergeBody],
    ) -> Response[CartView]:
        """After a login: the lines of the anonymous cart, at this buyer's prices.

        What is in both is wanted that many times. Merged once, merging again changes nothing.
        """
        seen = await merge_carts(
            CartId(data.cart_id), CartId(cart_id), sight=sight_of(request, caller)
        )
        return _seen(seen)

    @post(
        "/{cart_id:uuid}/order",
        guards=[requires("carts:write"), requires("orders:write")],
        operation_id="orderCart",
        summary="Make an order of a cart",
    )
    async def order(
        self,
        order_cart: NamedDependency[SkipValidation[OrderCart]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        cart_id: FromPath[UUID],
        data: JSONBody[CartOrderBody],
    ) -> Response[OrderView]:
        """A draft order at the very prices the cart shows; asked again, the same order.

        Refused (`carts.moved`) when any is not what the cart shows any more: refresh it, let the
        buyer read what changed, and order again.
        """
        order = await order_cart(
            CartId(cart_id),
            data.to_order(),
            sight=sight_of(request, caller),
            expected_version=expected_version(request),
        )
        return versioned(OrderView.of(order), version=order.version, status_code=201)
