"""Lists as Stripe pages them: newest first, by the id of the last one seen."""

from collections.abc import Iterable, Sequence

from smplat_sandbox.stripe.account import Obj
from smplat_sandbox.stripe.errors import StripeError, no_such
from smplat_sandbox.stripe.form import Params

MOST = 100
USUAL = 10


def matching(objects: Iterable[Obj], **wanted: object) -> list[Obj]:
    """Those whose fields have the wanted values; None wants nothing."""
    filters = {name: value for name, value in wanted.items() if value is not None}
    return [obj for obj in objects if all(obj[name] == value for name, value in filters.items())]


def page(found: Sequence[Obj], params: Params, *, kind: str, url: str) -> Obj:
    """One page of `found` (oldest first, as the tables keep them)."""
    limit = params.integer("limit")
    if limit is not None and not 1 <= limit <= MOST:
        raise StripeError(
            f"Invalid limit: {limit}; must be between 1 and {MOST}.",
            code="parameter_invalid_integer",
            param="limit",
        )
    size = limit or USUAL
    after = params.filled("starting_after")
    before = params.filled("ending_before")
    newest = list(reversed(created_within(found, params)))
    params.finish()
    ids = [obj["id"] for obj in newest]
    if after is not None:
        newest = newest[position(ids, after, kind=kind, param="starting_after") + 1 :]
    elif before is not None:
        newest = newest[: position(ids, before, kind=kind, param="ending_before")]
        more = len(newest) > size
        return listed(newest[-size:], more=more, url=url)
    return listed(newest[:size], more=len(newest) > size, url=url)


def listed(data: Sequence[Obj], *, more: bool, url: str) -> Obj:
    return {"object": "list", "data": list(data), "has_more": more, "url": url}


def position(ids: Sequence[str], id: str, *, kind: str, param: str) -> int:  # noqa: A002  Stripe's word
    try:
        return ids.index(id)
    except ValueError:
        raise no_such(kind, id, param=param, status=400) from None


def created_within(found: Sequence[Obj], params: Params) -> Sequence[Obj]:
    """Those created in the range `created[gte]` and its kin ask for, or at exactly `created`."""
    if isinstance(params.tree.get("created"), str):
        exact = params.integer("created")
        return [obj for obj in found if obj["created"] == exact]
    span = params.child("created")
    if span is None:
        return found
    gt, gte, lt, lte = (span.integer(name) for name in ("gt", "gte", "lt", "lte"))
    return [
        obj
        for obj in found
        if (gt is None or obj["created"] > gt)
        and (gte is None or obj["created"] >= gte)
        and (lt is None or obj["created"] < lt)
        and (lte is None or obj["created"] <= lte)
    ]
