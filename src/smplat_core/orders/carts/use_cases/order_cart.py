"""Making an order of a cart."""

from attrs import frozen

from smplat_core.customers import AddressId, CompanyId, ContactId
from smplat_core.kernel import Begin, Clock
from smplat_core.orders.carts.lifecycle import CartStatus
from smplat_core.orders.carts.lines import LineWish
from smplat_core.orders.carts.looking import Look, LookAtLines, visitor_of
from smplat_core.orders.carts.model import Cart
from smplat_core.orders.carts.ports import CartsWork
from smplat_core.orders.carts.use_cases.change_lines import cannot_price, refuse_stale
from smplat_core.orders.carts.vocabulary import CartId, CartMoved, CartNotReady, Sight
from smplat_core.orders.model import Order
from smplat_core.orders.use_cases import NewOrder, OrderLine, PlaceOrder, ProductLine


@frozen(kw_only=True)
class CartOrder:
    """Who is asked to pay."""

    billing_contact_id: ContactId
    billing_address_id: AddressId


@frozen
class OrderCart:
    """A draft order of all lines, at the very prices the cart shows.

    Ordered once, the cart answers with its order for ever. ``CartMoved`` when a price or a
    configuration is not what the cart shows any more: then nothing is ordered.
    """

    begin: Begin[CartsWork]
    look: LookAtLines
    place_order: PlaceOrder
    clock: Clock

    async def __call__(
        self,
        cart_id: CartId,
        asked: CartOrder,
        *,
        sight: Sight,
        expected_version: int | None = None,
    ) -> Order:
        async with self.begin() as work:
            cart = await work.carts.get(cart_id, sight)
            if cart.status is CartStatus.ORDERED and cart.order_id is not None:
                return await work.orders.get(cart.order_id)
            refuse_stale(cart, expected_version)
            cart.check_open()
            if cart.owner.company_id is None:
                raise CartNotReady("nobody is known to order: merge it into a company's cart")
            look = await self.look(cart, cart.lines)
            _check(cart, look)
            order = await self.place_order(_new_order(cart, cart.owner.company_id, asked))
            ordered = cart.ordered(order.id, reference=order.reference, at=self.clock.now())
            await work.carts.save(ordered)
            return order


def _check(cart: Cart, look: Look) -> None:
    if not cart.lines:
        raise CartNotReady("there is nothing in the cart")
    if look.changes:
        places = {line.id: place for place, line in enumerate(look.lines)}
        errors = tuple(each.as_error(places[each.line_id]) for each in look.changes)
        raise CartMoved(f"{errors[0].detail}; refresh the cart and order again", errors=errors)
    errors = tuple(
        error.under(f"/lines/{place}")
        for place, line in enumerate(look.lines)
        for error in line.errors
    )
    if errors:
        raise cannot_price(errors)


def _new_order(cart: Cart, company_id: CompanyId, asked: CartOrder) -> NewOrder:
    return NewOrder(
        company_id=company_id,
        billing_contact_id=asked.billing_contact_id,
        billing_address_id=asked.billing_address_id,
        currency=cart.currency,
        region=cart.region,
        channel=cart.channel,
        visitor=visitor_of(cart),
        lines=tuple(_line(line.wish) for line in cart.lines),
    )


def _line(wish: LineWish) -> OrderLine | ProductLine:
    if wish.sku is not None:
        quantity = 1 if wish.quantity is None else wish.quantity
        return OrderLine(sku=wish.sku, quantity=quantity, platform_context=wish.platform_context)
    return ProductLine(
        product=wish.product or "",
        selection=wish.selection,
        quantity=wish.quantity,
        platform=wish.platform,
        platform_context=wish.platform_context,
    )
