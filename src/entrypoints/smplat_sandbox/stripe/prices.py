"""Prices: what a product costs, never changed in amount once made."""

from decimal import Decimal
from typing import Final

from smplat_sandbox.stripe import products
from smplat_sandbox.stripe.account import Account, Call, Obj
from smplat_sandbox.stripe.currencies import check_currency
from smplat_sandbox.stripe.errors import StripeError, missing
from smplat_sandbox.stripe.form import Params
from smplat_sandbox.stripe.listing import page

DECIMAL_PLACES: Final = 12
LARGEST: Final = 99_999_999
LOOKUP_KEYS_ASKED: Final = 10
INTERVALS: Final = ("day", "week", "month", "year")
TAX_BEHAVIORS: Final = ("exclusive", "inclusive", "unspecified")


def create(account: Account, call: Call) -> Obj:
    params = call.params
    params.choice("billing_scheme", ["per_unit"])
    price = build(account, params)
    price["nickname"] = params.filled("nickname")
    active = params.flag("active")
    price["active"] = True if active is None else active
    key = params.filled("lookup_key", longest=200)
    transfer = params.flag("transfer_lookup_key")
    recurring = params.child("recurring")
    if recurring is not None:
        price["type"] = "recurring"
        price["recurring"] = recurrence(recurring)
    new_product = inline_product(account, params, price=price)
    params.finish()
    if key is not None:
        take_lookup_key(account, key, transfer=transfer is True)
        price["lookup_key"] = key
    if new_product is not None:
        account.add(new_product)
        account.effect("product_created", new_product["name"], id=new_product["id"])
        account.emit("product.created", new_product)
    account.add(price)
    account.effect(
        "price_created",
        price["lookup_key"] or price["nickname"] or price["id"],
        id=price["id"],
        product=price["product"],
        amount=price["unit_amount_decimal"],
        currency=price["currency"],
    )
    account.emit("price.created", price)
    return price


def build(account: Account, params: Params) -> Obj:
    """A one-time price of these parameters; of `price_data` too, which names fewer."""
    currency = check_currency(params.required("currency"), param=params.path("currency"))
    whole, exact = amount(params)
    metadata = params.metadata() or {}
    return {
        "id": account.new_id("price"),
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": account.now(),
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {key: value for key, value in metadata.items() if value},
        "nickname": None,
        "product": None,
        "recurring": None,
        "tax_behavior": params.choice("tax_behavior", TAX_BEHAVIORS) or "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": whole,
        "unit_amount_decimal": exact,
    }


def amount(params: Params) -> tuple[int | None, str]:
    """`unit_amount` (None when it is not whole) and `unit_amount_decimal`."""
    whole = params.integer("unit_amount", least=0)
    exact = params.decimal("unit_amount_decimal", places=DECIMAL_PLACES)
    if whole is None and exact is None:
        raise missing(params.path("unit_amount"))
    if whole is not None and exact is not None:
        raise StripeError(
            "You may only specify one of these parameters: unit_amount, unit_amount_decimal.",
            param=params.path("unit_amount"),
        )
    value = Decimal(whole) if whole is not None else exact or Decimal(0)
    if value > LARGEST:
        raise StripeError(
            f"Invalid integer: {value}; must be no more than {LARGEST}.",
            param=params.path("unit_amount"),
        )
    text = f"{value.normalize():f}"
    return (int(value) if value == value.to_integral_value() else None), text


def inline_product(account: Account, params: Params, *, price: Obj) -> Obj | None:
    """Bind `price` to the product named, or to a new one of `product_data`, which is returned."""
    named = params.filled("product")
    data = params.child("product_data")
    if (named is None) is (data is None):
        raise (
            missing(params.path("product"))
            if named is None
            else StripeError(
                "You may only specify one of these parameters: product, product_data.",
                param=params.path("product"),
            )
        )
    if data is None:
        found = account.get("product", named or "", param=params.path("product"), status=400)
        price["product"] = found["id"]
        return None
    product = products.build(account, data, id=data.filled("id"))
    price["product"] = product["id"]
    return product


def recurrence(params: Params) -> Obj:
    interval = params.choice("interval", INTERVALS)
    if interval is None:
        raise missing(params.path("interval"))
    return {
        "interval": interval,
        "interval_count": params.integer("interval_count", least=1) or 1,
        "meter": None,
        "trial_period_days": None,
        "usage_type": params.choice("usage_type", ["licensed"]) or "licensed",
    }


def take_lookup_key(account: Account, key: str, *, transfer: bool) -> None:
    """Free the key from the price that has it, when that was asked for."""
    for price in account.table("price").values():
        if price["lookup_key"] != key:
            continue
        if not transfer:
            raise StripeError(
                f"A price (`{price['id']}`) already uses that lookup key.",
                code="resource_already_exists",
                param="lookup_key",
            )
        price["lookup_key"] = None
        account.emit("price.updated", price, previous={"lookup_key": key})


def retrieve(account: Account, call: Call) -> Obj:
    call.params.finish()
    return account.get("price", call.ids["id"])


def update(account: Account, call: Call) -> Obj:
    price = account.get("price", call.ids["id"])
    params = call.params
    sent: Obj = {}
    active = params.flag("active")
    if active is not None:
        sent["active"] = active
    if params.has("nickname"):
        sent["nickname"] = params.text("nickname") or None
    if (tax := params.choice("tax_behavior", TAX_BEHAVIORS)) is not None:
        sent["tax_behavior"] = tax
    if (metadata := params.metadata()) is not None:
        sent["metadata"] = products.merged(price["metadata"], metadata)
    key = params.text("lookup_key", longest=200)
    transfer = params.flag("transfer_lookup_key")
    params.finish()
    if key is not None:
        if key and key != price["lookup_key"]:
            take_lookup_key(account, key, transfer=transfer is True)
        sent["lookup_key"] = key or None
    previous = {name: price[name] for name, value in sent.items() if price[name] != value}
    if previous:
        price.update(sent)
        account.world.changed()
        account.emit("price.updated", price, previous=previous)
    return price


def list_all(account: Account, call: Call) -> Obj:
    params = call.params
    active = params.flag("active")
    wanted = {
        "active": active,
        "product": params.filled("product"),
        "currency": params.filled("currency"),
        "type": params.choice("type", ["one_time", "recurring"]),
    }
    keys = params.texts("lookup_keys")
    if keys is not None and len(keys) > LOOKUP_KEYS_ASKED:
        raise StripeError(
            f"You can only pass up to {LOOKUP_KEYS_ASKED} lookup keys.", param="lookup_keys"
        )
    found = [
        price
        for price in account.table("price").values()
        if all(value is None or price[name] == value for name, value in wanted.items())
        and (keys is None or price["lookup_key"] in keys)
    ]
    return page(found, params, kind="price", url="/v1/prices")
