"""The lines of a checkout session: priced exactly, or refused as Stripe refuses them."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from smplat_sandbox.stripe import prices
from smplat_sandbox.stripe.account import Account, Obj
from smplat_sandbox.stripe.errors import StripeError, missing
from smplat_sandbox.stripe.form import Params

MOST_LINES: Final = 100
LARGEST_QUANTITY: Final = 999_999


def read_lines(account: Account, params: Params) -> list[Obj]:
    """The line items of `line_items[]`, all in one currency."""
    sent = params.children("line_items")
    if not sent:
        raise missing("line_items")
    if len(sent) > MOST_LINES:
        raise StripeError(
            f"Checkout Sessions in `payment` mode can have at most {MOST_LINES} line items.",
            param="line_items",
        )
    lines = [read_line(account, line) for line in sent]
    first = lines[0]["currency"]
    for index, line in enumerate(lines):
        if line["currency"] != first:
            raise StripeError(
                "All prices on a Checkout Session must use the same currency: "
                f"the price specified uses `{line['currency']}` and expected `{first}`.",
                param=f"line_items[{index}]",
            )
    return lines


def read_line(account: Account, params: Params) -> Obj:
    named = params.filled("price")
    data = params.child("price_data")
    if named is not None and data is not None:
        raise StripeError(
            "You may only specify one of these parameters: price, price_data.",
            param=params.path("price"),
        )
    quantity = params.integer("quantity", least=1)
    adjustable = params.child("adjustable_quantity")
    if adjustable is not None:
        adjustable.ignore(*adjustable.tree)
    if quantity is None:
        raise missing(params.path("quantity"))
    if quantity > LARGEST_QUANTITY:
        raise StripeError(
            f"Quantity must be no more than {LARGEST_QUANTITY}.", param=params.path("quantity")
        )
    if data is not None:
        price = inline_price(account, data)
    elif named is not None:
        price = saved_price(account, named, param=params.path("price"))
    else:
        raise missing(params.path("price"))
    return line(account, price, quantity=quantity)


def saved_price(account: Account, id: str, *, param: str) -> Obj:  # noqa: A002  Stripe's word
    price = account.get("price", id, param=param, status=400)
    if not price["active"]:
        raise StripeError(
            "The price specified is inactive. This field only accepts active prices.", param=param
        )
    if not account.get("product", price["product"])["active"]:
        raise StripeError(
            f"Price `{id}` is not available to be purchased because its product is not active.",
            param=param,
        )
    if price["recurring"] is not None:
        raise StripeError(
            "You specified `payment` mode but passed a recurring price. Either switch to "
            "`subscription` mode or use only one-time prices.",
            param=param,
        )
    return price


def inline_price(account: Account, params: Params) -> Obj:
    """A price made for this session only, as Stripe does: kept, and not active."""
    price = prices.build(account, params)
    product = prices.inline_product(account, params, price=price)
    if product is not None:
        product["active"] = False
        account.add(product)
    price["active"] = False
    return account.add(price)


def line(account: Account, price: Obj, *, quantity: int) -> Obj:
    exact = Decimal(price["unit_amount_decimal"]) * quantity
    total = int(exact.to_integral_value(rounding=ROUND_HALF_UP))
    return {
        "id": account.new_id("item"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": account.table("product")[price["product"]]["name"],
        "metadata": {},
        "price": dict(price),
        "quantity": quantity,
    }


def total(lines: Sequence[Obj]) -> int:
    return sum(line["amount_total"] for line in lines)
