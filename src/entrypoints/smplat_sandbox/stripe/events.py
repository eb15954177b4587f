"""Events that were kept, and the account itself."""

from fnmatch import fnmatchcase

from smplat_sandbox.stripe.account import Account, Call, Obj
from smplat_sandbox.stripe.listing import page


def retrieve(account: Account, call: Call) -> Obj:
    call.params.finish()
    return account.get("event", call.ids["id"])


def list_all(account: Account, call: Call) -> Obj:
    """By exact `type` (a `*` stands for anything) or any of `types[]`."""
    params = call.params
    one = params.filled("type")
    wanted = [one] if one is not None else params.texts("types")
    params.flag("delivery_success")
    found = [
        event
        for event in account.table("event").values()
        if wanted is None or any(fnmatchcase(event["type"], name) for name in wanted)
    ]
    return page(found, params, kind="event", url="/v1/events")


def own_account(account: Account, call: Call) -> Obj:
    call.params.finish()
    return {
        "id": "acct_1SandboxMerchant",
        "object": "account",
        "business_profile": {"name": account.settings.merchant},
        "charges_enabled": True,
        "country": "US",
        "default_currency": "usd",
        "details_submitted": True,
        "email": None,
        "payouts_enabled": True,
        "settings": {"dashboard": {"display_name": account.settings.merchant}},
        "type": "standard",
    }
