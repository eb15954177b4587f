"""Looking at a cart anew: every line priced as of now, and what is different since."""

from attrs import frozen

from smplat_core.kernel import Clock, evolve
from smplat_core.orders.carts.comparing import LineChange, changes_of
from smplat_core.orders.carts.lines import CartLine, LinePrice, LineWish
from smplat_core.orders.carts.model import Cart
from smplat_core.pricing import (
    LineOutcome,
    LineRequest,
    PriceLines,
    PriceRequest,
    ProductRequest,
)
from smplat_core.pricing.experiments import Assignment, Visitor


@frozen(kw_only=True)
class Look:
    """The lines as they now are, and what a buyer who saw the cart before should read."""

    lines: tuple[CartLine, ...]
    changes: tuple[LineChange, ...]
    outcomes: tuple[LineOutcome, ...]
    """One per line."""

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """The variants that make part of the prices."""
        found = (each.quoted.assignment for each in self.outcomes if each.quoted)
        return tuple(assignment for assignment in found if assignment is not None)


@frozen
class LookAtLines:
    """Every line at its price of now, in a constant number of reads; nothing is kept."""

    price_lines: PriceLines
    clock: Clock

    async def __call__(self, cart: Cart, lines: tuple[CartLine, ...]) -> Look:
        """``lines`` are those of the cart, with what is about to change on them."""
        outcomes = await self.price_lines([request_of(cart, line.wish) for line in lines])
        found, changes = list[CartLine](), list[LineChange]()
        for line, outcome in zip(lines, outcomes, strict=True):
            price = LinePrice.of(outcome.quoted) if outcome.quoted else None
            now = evolve(line, price=price, errors=outcome.errors)
            changes += changes_of(line, now, outcome.examination)
            found.append(now)
        return Look(lines=tuple(found), changes=tuple(changes), outcomes=outcomes)


def request_of(cart: Cart, wish: LineWish) -> LineRequest:
    """The line as prices are asked for."""
    owner = cart.owner
    if wish.sku is not None:
        return PriceRequest(
            sku=wish.sku,
            quantity=1 if wish.quantity is None else wish.quantity,
            currency=cart.currency,
            region=cart.region,
            company_id=owner.company_id,
        )
    return ProductRequest(
        product=wish.product or "",
        selection=wish.selection,
        quantity=wish.quantity,
        currency=cart.currency,
        region=cart.region,
        company_id=owner.company_id,
        channel=cart.channel,
        platform=wish.platform,
        visitor=visitor_of(cart),
    )


def visitor_of(cart: Cart) -> Visitor | None:
    """Whom experiments know: the customer or the company, and the session of before the login."""
    owner = cart.owner
    buyer = owner.contact_id or owner.company_id
    if buyer is None and cart.session is None:
        return None
    return Visitor(
        buyer=str(buyer) if buyer else None, session=cart.session, company=owner.company_id
    )
