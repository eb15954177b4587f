"""Names and small values the orders context is spoken in."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, NewType
from uuid import UUID

from attrs import frozen

from smplat_core.catalog import Configuration
from smplat_core.kernel import InputError, Invalid, Money, NotAllowed, NotFound, Stale, maker
from smplat_core.pricing import (
    ItemKind,
    PriceAgreementId,
    PriceEntryId,
    PriceType,
    PricingResolution,
    Sku,
)

OrderId = NewType("OrderId", UUID)
OrderItemId = NewType("OrderItemId", UUID)

PlatformContext = Mapping[str, str]
"""What the storefront knew about a line (``platform``, ``experiment``, ...), kept to the receipt."""

ItemAttributes = Mapping[str, Mapping[str, str]]
"""What the house froze into a line: ``pricing_experiment`` says which variant its price is of."""

NO_ATTRIBUTES: Final[ItemAttributes] = MappingProxyType({})

MOST_LINES: Final = 200
LONGEST_REASON: Final = 500
MOST_CONTEXT_ENTRIES: Final = 20
LONGEST_CONTEXT_TEXT: Final = 200


LineKind = ItemKind
"""What a line sells, as its price said: a thing that is shipped, or a service performed."""


class OrderNotFound(NotFound):
    """No order has this id, or not for this caller."""

    code = "orders.not_found"


class OrderChanged(Stale):
    """The order was changed by somebody else since it was read."""

    code = "orders.changed"


class BadOrder(Invalid):
    """The order as asked for makes no sense; every wrong input is named at once."""

    code = "orders.bad_order"


class BadReason(Invalid):
    """A change made by hand says why, in a few words."""

    code = "orders.bad_reason"


class NotPayable(NotAllowed):
    """The order is canceled, so no money is asked for it."""

    code = "orders.not_payable"


class HeldElsewhere(NotAllowed):
    """An order on hold goes back to the state it came from, and to no other."""

    code = "orders.held_elsewhere"


@frozen(weakref_slot=False)
class PriceSnapshot:
    """The price a line was bound at, with where it came from. It never changes."""

    price_type: PriceType
    label: str
    unit_price: Money
    resolved_at: datetime
    price_book_entry_id: PriceEntryId | None = None
    price_agreement_id: PriceAgreementId | None = None
    stripe_price_id: str | None = None
    """The processor's price as it was known then; checkout looks it up anew."""
    bespoke_notes: str | None = None

    @classmethod
    def of(cls, resolution: PricingResolution) -> "PriceSnapshot":
        return cls(
            price_type=resolution.price_type,
            label=resolution.label,
            unit_price=resolution.unit_price,
            resolved_at=resolution.resolved_at,
            price_book_entry_id=resolution.price_book_entry_id,
            price_agreement_id=resolution.price_agreement_id,
            stripe_price_id=resolution.stripe_price_id,
            bespoke_notes=resolution.bespoke_notes,
        )


@frozen(weakref_slot=False)
class OrderItem:
    """One line of an order, as it was bound."""

    id: OrderItemId
    line_number: int
    """1, 2, 3 ... in the order the buyer gave."""
    sku: Sku
    label: str
    kind: LineKind
    quantity: int
    unit_price: Money
    line_total: Money
    snapshot: PriceSnapshot
    platform_context: PlatformContext
    configuration: Configuration | None = None
    """What was chosen, of which version of which product; ``None`` for a bare SKU.

    One unit of ``quantity`` is one of what was configured."""
    attributes: ItemAttributes = NO_ATTRIBUTES


make_item: Final = maker(OrderItem)


def checked_reason(reason: str) -> str:
    """The reason without surrounding space; ``BadReason`` when it is empty or too long."""
    text = reason.strip()
    if not 1 <= len(text) <= LONGEST_REASON:
        said = "no reason was given" if not text else f"the reason has {len(text)} characters"
        raise BadReason.at("/reason", said, accepted=f"1 to {LONGEST_REASON} characters")
    return text


def context_errors(context: PlatformContext, pointer: str) -> tuple[InputError, ...]:
    """What is wrong with the platform context of one line, if anything."""
    code, accepted = (
        "orders.bad_platform_context",
        f"at most {MOST_CONTEXT_ENTRIES} entries of at most {LONGEST_CONTEXT_TEXT} characters",
    )
    if len(context) > MOST_CONTEXT_ENTRIES:
        return (InputError(pointer, code, f"{len(context)} entries are too many", accepted),)
    return tuple(
        InputError(f"{pointer}/{key[:40]}", code, "the key or the value is too long", accepted)
        for key, value in context.items()
        if not key or max(len(key), len(value)) > LONGEST_CONTEXT_TEXT
    )
