"""Customers, as much of them as a checkout needs."""

from smplat_sandbox.stripe.account import Account, Call, Obj
from smplat_sandbox.stripe.listing import matching, page
from smplat_sandbox.stripe.products import merged

FIELDS = ("name", "email", "phone", "description")


def create(account: Account, call: Call) -> Obj:
    params = call.params
    metadata = params.metadata() or {}
    customer: Obj = {
        "id": account.new_id("customer"),
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": account.now(),
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": params.filled("description"),
        "discount": None,
        "email": params.filled("email", longest=512),
        "livemode": False,
        "metadata": {key: value for key, value in metadata.items() if value},
        "name": params.filled("name", longest=256),
        "phone": params.filled("phone", longest=20),
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    params.finish()
    account.add(customer)
    account.effect("customer_created", customer["email"] or customer["id"], id=customer["id"])
    account.emit("customer.created", customer)
    return customer


def retrieve(account: Account, call: Call) -> Obj:
    call.params.finish()
    return account.get("customer", call.ids["id"])


def update(account: Account, call: Call) -> Obj:
    customer = account.get("customer", call.ids["id"])
    params = call.params
    sent: Obj = {name: params.text(name) or None for name in FIELDS if params.has(name)}
    if (metadata := params.metadata()) is not None:
        sent["metadata"] = merged(customer["metadata"], metadata)
    params.finish()
    previous = {name: customer[name] for name, value in sent.items() if customer[name] != value}
    if previous:
        customer.update(sent)
        account.world.changed()
        account.emit("customer.updated", customer, previous=previous)
    return customer


def list_all(account: Account, call: Call) -> Obj:
    params = call.params
    found = matching(account.table("customer").values(), email=params.filled("email"))
    return page(found, params, kind="customer", url="/v1/customers")
