"""Reading the parts all objects of Stripe's are made of. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from smplat_core.kernel import LARGEST_MINOR, Currency, Money, UnknownCurrency
from smplat_core.orders import OrderId
from smplat_core.payments import CheckoutSessionId, RefundId
from smplat_core.pricing import NotPresentable
from smplat_stripe.amounts import decimals, from_stripe

Wire = Mapping[str, Any]
"""A JSON object of Stripe's."""


def id_of(reference: object) -> str | None:
    """The id, whether Stripe sent the id alone or the whole object."""
    if isinstance(reference, Mapping):
        return str(reference["id"])
    return str(reference) if reference else None


def our_session(metadata: Wire) -> CheckoutSessionId | None:
    found = _uuid(metadata.get("checkout_session_id"))
    return CheckoutSessionId(found) if found else None


def our_order(metadata: Wire) -> OrderId | None:
    found = _uuid(metadata.get("order_id"))
    return OrderId(found) if found else None


def our_refund(metadata: Wire) -> RefundId | None:
    found = _uuid(metadata.get("refund_id"))
    return RefundId(found) if found else None


def money_of(amount: int, code: str) -> Money | None:
    """What Stripe means; ``None`` for a currency we do not know, or a fraction of our own unit.

    Raises ``ValueError`` for what is no amount of money at all.
    """
    if type(amount) is not int or abs(amount) > LARGEST_MINOR:
        raise ValueError(f"{str(amount)[:40]!r} is no amount")
    try:
        currency = Currency.of(code)
        finer_by = decimals(currency) - currency.exponent
    except (UnknownCurrency, NotPresentable):
        return None
    if finer_by > 0 and amount % 10**finer_by:
        return None
    return from_stripe(amount, code)


def said_of(amount: int, code: str) -> str:
    """Amount and currency as Stripe wrote them."""
    return f"{amount} {code} in Stripe's units"


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _uuid(text: object) -> UUID | None:
    """Metadata can be edited by hand at Stripe; what is no id of ours is as good as absent."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
