"""Carts for tests."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from smplat_core.catalog import Selection, Sku
from smplat_core.kernel import Currency, InputError
from smplat_core.orders import LineKind
from smplat_core.orders.carts import (
    Cart,
    CartId,
    CartLine,
    CartLineId,
    CartOwner,
    LinePrice,
    LineWish,
    SavedConfiguration,
    SavedConfigurationId,
)
from smplat_core.pricing import PriceStep, PriceType, StepKind
from smplat_core.testing.builders.customers import a_company, a_contact
from smplat_core.testing.builders.orders import NOON
from smplat_core.testing.builders.pricing import euros

A_DAY = timedelta(days=1)
DIGEST = b"\x07" * 32


def a_line(number: int = 1, price: str | None = "2.00", /, **wanted: object) -> CartLine:
    """Two of ``SKU-<number>``; without a price it cannot be bought now."""
    wish = LineWish(**({"sku": Sku(f"SKU-{number}"), "quantity": 2} | wanted))  # type: ignore[arg-type]
    line_id = CartLineId(UUID(int=0xCA4700 + number))
    if price is None:
        fault = InputError("/sku", "pricing.unknown_sku", "it has no price", "another")
        return CartLine(id=line_id, wish=wish, errors=(fault,))
    amount = Decimal(price)
    step = PriceStep(kind=StepKind.BASE, label="book world", delta=amount, total=amount)
    return CartLine(
        id=line_id,
        wish=wish,
        price=LinePrice(
            label=f"Thing {number}",
            kind=LineKind.HARDWARE,
            quantity=wish.quantity or 1,
            unit_price=euros(price),
            line_total=euros(price) * (wish.quantity or 1),
            price_type=PriceType.PRICEBOOK_GLOBAL,
            resolved_at=NOON,
            ledger=(step,),
        ),
    )


def a_cart(number: int = 1, *lines: CartLine, owner: CartOwner | None = None) -> Cart:
    """A cart of company 1, opened at noon."""
    cart = Cart.open(
        CartId(UUID(int=0xCA4000 + number)),
        owner=owner or CartOwner(company_id=a_company().id),
        currency=Currency.EUR,
        region=None,
        channel="web",
        session=None,
        at=NOON,
    )
    for line in lines:
        cart = cart.add(line, at=NOON)
    return cart


def an_anonymous_cart(number: int = 1, *lines: CartLine) -> Cart:
    return a_cart(number, *lines, owner=CartOwner(token_digest=DIGEST))


def a_saved_configuration(number: int = 1, /, **changes: object) -> SavedConfiguration:
    fields: dict[str, object] = {
        "id": SavedConfigurationId(UUID(int=0x5A7E00 + number)),
        "company_id": a_company().id,
        "contact_id": a_contact().id,
        "name": "The usual",
        "product": "followers",
        "selection": Selection(preset="hundred", fields={"amount": "100"}),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return SavedConfiguration(**(fields | changes))  # type: ignore[arg-type]
