"""`expand[]`: ids turned into the objects they name, in a copy."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Final

from smplat_sandbox.stripe.account import Account, Obj
from smplat_sandbox.stripe.errors import StripeError
from smplat_sandbox.stripe.listing import listed

KINDS: Final = {
    "charge": "charge",
    "customer": "customer",
    "default_price": "price",
    "latest_charge": "charge",
    "payment_intent": "payment_intent",
    "payment_method": "payment_method",
    "product": "product",
}
DEEPEST: Final = 4
WORDS: Final = frozenset({*KINDS, "data", "line_items", "price", "refunds"})
LINES_INCLUDED: Final = 10
"""Only the first lines come with a session; the rest must be asked for page by page."""


def check_paths(paths: Sequence[str]) -> Sequence[str]:
    """Refuse, before anything is done, what no object of this API can expand."""
    for path in paths:
        parts = path.split(".")
        if len(parts) > DEEPEST + (parts[0] == "data"):
            raise StripeError(
                f"You cannot expand more than {DEEPEST} levels of a property: {path}.",
                param="expand",
            )
        if not WORDS.issuperset(parts):
            raise StripeError(
                f"This property cannot be expanded ({path}). You may want to try expanding "
                "another property.",
                param="expand",
            )
    return paths


def expanded(account: Account, obj: Obj, paths: Sequence[str]) -> Obj:
    """A copy with every path that leads somewhere expanded."""
    copy = deepcopy(obj)
    for path in paths:
        grow(account, copy, path.split("."))
    return copy


def grow(account: Account, node: Obj, parts: Sequence[str]) -> None:
    head, *rest = parts
    if head == "line_items" and node.get("object") == "checkout.session":
        include_lines(account, node)
    elif head == "refunds" and node.get("object") == "charge":
        include_refunds(account, node)
    elif head in KINDS and isinstance(node.get(head), str):
        found = account.table(KINDS[head]).get(node[head])
        node[head] = deepcopy(found) if found is not None else node[head]
    below = node.get(head)
    if not rest:
        return
    for child in below if isinstance(below, list) else [below]:
        if isinstance(child, dict):
            grow(account, child, rest)


def include_lines(account: Account, session: Obj) -> None:
    lines = account.table("private")[session["id"]]["line_items"]
    session["line_items"] = listed(
        deepcopy(lines[:LINES_INCLUDED]),
        more=len(lines) > LINES_INCLUDED,
        url=f"/v1/checkout/sessions/{session['id']}/line_items",
    )


def include_refunds(account: Account, charge: Obj) -> None:
    made = [r for r in account.table("refund").values() if r["charge"] == charge["id"]]
    url = f"/v1/charges/{charge['id']}/refunds"
    charge["refunds"] = listed(deepcopy(made[::-1]), more=False, url=url)
