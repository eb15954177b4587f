"""Putting things into a cart, changing them, taking them out, and looking at it all anew."""

from collections.abc import Sequence

from attrs import frozen

from smplat_core.kernel import Begin, Clock, Ids, InputError, evolve
from smplat_core.orders.carts.comparing import LineChange
from smplat_core.orders.carts.lines import CartLine, LineWish
from smplat_core.orders.carts.looking import Look, LookAtLines, visitor_of
from smplat_core.orders.carts.model import Cart
from smplat_core.orders.carts.ports import CartsWork
from smplat_core.orders.carts.vocabulary import (
    BadCart,
    CartChanged,
    CartId,
    CartLineId,
    Sight,
)
from smplat_core.orders.vocabulary import context_errors
from smplat_core.pricing import CannotPrice, LineOutcome


@frozen(kw_only=True)
class SeenCart:
    """A cart as of now, and what is different from what its buyer saw before."""

    cart: Cart
    changes: tuple[LineChange, ...] = ()


@frozen
class AddToCart:
    """One more line, at its price of now. All other lines are looked at as well."""

    begin: Begin[CartsWork]
    look: LookAtLines
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        cart_id: CartId,
        wish: LineWish,
        *,
        sight: Sight,
        expected_version: int | None = None,
    ) -> SeenCart:
        """``CannotPrice`` with pointers into the line when it cannot be bought as it is."""
        check_wish(wish)
        async with self.begin() as work:
            cart = await work.carts.get(cart_id, sight)
            refuse_stale(cart, expected_version)
            cart.check_open()
            line = CartLine(id=CartLineId(self.ids.new()), wish=wish)
            look = await self.look(cart, (*cart.lines, line))
            _refuse(look.outcomes[-1])
            now = self.clock.now()
            cart = cart.repriced(look.lines[:-1], look.changes, at=now)
            return await _keep(work, cart.add(look.lines[-1], at=now), look, self.clock)


@frozen(kw_only=True)
class LineEdit:
    """What is to be different on a line; ``None`` leaves it as it is."""

    quantity: int | None = None
    wish: LineWish | None = None
    """Another wish altogether; its quantity counts."""


@frozen
class ChangeCartLine:
    """Another quantity, or another selection, at its price of now."""

    begin: Begin[CartsWork]
    look: LookAtLines
    clock: Clock

    async def __call__(
        self,
        cart_id: CartId,
        line_id: CartLineId,
        edit: LineEdit,
        *,
        sight: Sight,
        expected_version: int | None = None,
    ) -> SeenCart:
        async with self.begin() as work:
            cart = await work.carts.get(cart_id, sight)
            refuse_stale(cart, expected_version)
            cart.check_open()
            wish = edit.wish or cart.line(line_id).wish
            if edit.quantity is not None:
                wish = evolve(wish, quantity=edit.quantity)
            check_wish(wish)
            edited = tuple(
                CartLine(id=line.id, wish=wish) if line.id == line_id else line
                for line in cart.lines
            )
            place = [line.id for line in edited].index(line_id)
            look = await self.look(cart, edited)
            _refuse(look.outcomes[place])
            now = self.clock.now()
            cart = cart.repriced(look.lines, look.changes, at=now)
            return await _keep(work, cart.change(look.lines[place], at=now), look, self.clock)


@frozen
class RemoveFromCart:
    begin: Begin[CartsWork]
    look: LookAtLines
    clock: Clock

    async def __call__(
        self,
        cart_id: CartId,
        line_id: CartLineId,
        *,
        sight: Sight,
        expected_version: int | None = None,
    ) -> SeenCart:
        async with self.begin() as work:
            cart = await work.carts.get(cart_id, sight)
            refuse_stale(cart, expected_version)
            now = self.clock.now()
            cart = cart.remove(line_id, at=now)
            look = await self.look(cart, cart.lines)
            return await _keep(
                work, cart.repriced(look.lines, look.changes, at=now), look, self.clock
            )


@frozen
class RefreshCart:
    """Every line as of now, with what is different and why."""

    begin: Begin[CartsWork]
    look: LookAtLines
    clock: Clock

    async def __call__(self, cart_id: CartId, *, sight: Sight) -> SeenCart:
        async with self.begin() as work:
            cart = await work.carts.get(cart_id, sight)
            look = await self.look(cart, cart.lines)
            fresh = cart.repriced(look.lines, look.changes, at=self.clock.now())
            return await _keep(work, fresh, look, self.clock)


async def _keep(work: CartsWork, cart: Cart, look: Look, clock: Clock) -> SeenCart:
    """The cart saved, and its buyer held to the variants whose prices it shows."""
    visitor = visitor_of(cart)
    if visitor is not None and look.assignments:
        await work.experiment_records.assigned(visitor, look.assignments, at=clock.now())
    return SeenCart(cart=await work.carts.save(cart), changes=look.changes)


def refuse_stale(cart: Cart, expected_version: int | None) -> None:
    """``CartChanged`` unless the caller saw this version, or does not mind."""
    if expected_version not in (None, cart.version):
        raise CartChanged(
            f"cart {cart.id} is at version {cart.version}", current_version=cart.version
        )


def check_wish(wish: LineWish) -> None:
    """``BadCart`` when it names no single thing, or its context cannot be kept."""
    errors = list[InputError](context_errors(wish.platform_context, "/platform_context"))
    if (wish.sku is None) == (wish.product is None):
        said = "the line names " + ("nothing" if wish.sku is None else "a product and a SKU")
        errors.append(InputError("", "carts.bad_cart", said, "a product, or a SKU"))
    if errors:
        raise BadCart(errors[0].detail, errors=tuple(errors))


def _refuse(outcome: LineOutcome) -> None:
    if outcome.errors:
        raise cannot_price(outcome.errors)


def cannot_price(errors: Sequence[InputError]) -> CannotPrice:
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return CannotPrice(errors[0].detail + more, errors=tuple(errors))
