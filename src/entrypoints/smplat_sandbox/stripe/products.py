"""Products: what is sold."""

from smplat_sandbox.stripe.account import Account, Call, Obj
from smplat_sandbox.stripe.errors import StripeError
from smplat_sandbox.stripe.form import Params
from smplat_sandbox.stripe.listing import matching, page

FIELDS = ("name", "description", "statement_descriptor", "tax_code", "unit_label", "url")


def create(account: Account, call: Call) -> Obj:
    params = call.params
    chosen = params.filled("id")
    if chosen is not None and chosen in account.table("product"):
        raise StripeError("Product already exists.", code="resource_already_exists", param="id")
    params.ignore("type", "shippable")
    product = build(account, params, id=chosen)
    params.finish()
    account.add(product)
    account.effect("product_created", product["name"], id=product["id"])
    account.emit("product.created", product)
    return product


def build(account: Account, params: Params, *, id: str | None = None) -> Obj:  # noqa: A002  Stripe's word
    """A product of these parameters; of `product_data` too, which names fewer."""
    now = account.now()
    metadata = params.metadata() or {}
    active = params.flag("active")
    return {
        "id": id or account.new_id("product"),
        "object": "product",
        "active": True if active is None else active,
        "created": now,
        "default_price": None,
        "description": params.filled("description", longest=40_000),
        "images": params.texts("images") or [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {key: value for key, value in metadata.items() if value},
        "name": params.required("name"),
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": params.filled("statement_descriptor", longest=22),
        "tax_code": params.filled("tax_code"),
        "type": "service",
        "unit_label": params.filled("unit_label", longest=12),
        "updated": now,
        "url": params.filled("url"),
    }


def retrieve(account: Account, call: Call) -> Obj:
    call.params.finish()
    return account.get("product", call.ids["id"])


def update(account: Account, call: Call) -> Obj:
    product = account.get("product", call.ids["id"])
    params = call.params
    sent: Obj = {name: params.text(name) or None for name in FIELDS if params.has(name)}
    active = params.flag("active")
    if active is not None:
        sent["active"] = active
    if params.has("images"):
        sent["images"] = params.texts("images") or []
    if (default := params.filled("default_price")) is not None:
        sent["default_price"] = account.get("price", default, param="default_price")["id"]
    if (metadata := params.metadata()) is not None:
        sent["metadata"] = merged(product["metadata"], metadata)
    params.finish()
    if "name" in sent and not sent["name"]:
        raise StripeError("Product name cannot be blank.", param="name")
    return change(account, product, sent)


def change(account: Account, product: Obj, sent: Obj) -> Obj:
    previous = {name: product[name] for name, value in sent.items() if product[name] != value}
    if previous:
        previous["updated"] = product["updated"]
        product.update(sent, updated=account.now())
        account.world.changed()
        account.emit("product.updated", product, previous=previous)
    return product


def delete(account: Account, call: Call) -> Obj:
    call.params.finish()
    product = account.get("product", call.ids["id"])
    if any(price["product"] == product["id"] for price in account.table("price").values()):
        raise StripeError(
            "This product cannot be deleted because it has one or more user-created prices."
        )
    del account.table("product")[product["id"]]
    account.world.changed()
    account.emit("product.deleted", product)
    return {"id": product["id"], "object": "product", "deleted": True}


def list_all(account: Account, call: Call) -> Obj:
    params = call.params
    active = params.flag("active")
    ids = params.texts("ids")
    found = [
        product
        for product in matching(account.table("product").values(), active=active)
        if ids is None or product["id"] in ids
    ]
    return page(found, params, kind="product", url="/v1/products")


def merged(old: dict[str, str], sent: dict[str, str]) -> dict[str, str]:
    """Metadata after an update: sent keys win, empty values forget, nothing sent forgets all."""
    if not sent:
        return {}
    return {key: value for key, value in {**old, **sent}.items() if value}
