"""The lines of a fulfillment order, and what may be asked of them."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from smplat_core.fulfillment.vocabulary import (
    LARGEST_QUANTITY,
    BadQuantity,
    FulfillmentItemId,
    ItemNamedTwice,
    ItemNotFound,
    OverAllocated,
    OverPrepared,
)
from smplat_core.kernel import InputError
from smplat_core.orders import OrderItemId


@frozen(kw_only=True)
class Wanted:
    """Units of one item, as a caller asks for them. The place in the request is the pointer."""

    item_id: FulfillmentItemId
    quantity: int


@frozen(kw_only=True)
class FulfillmentItem:
    """One hardware line of the order, and how many of its units are how far.

    Always ``delivered <= shipped <= packed <= min(allocated, prepared)``, and ``allocated`` and
    ``prepared`` never pass ``ordered``.
    """

    id: FulfillmentItemId
    order_item_id: OrderItemId
    line_number: int
    sku: str
    label: str
    ordered: int
    allocated: int = 0
    """In a shipment that was not cancelled."""
    prepared: int = 0
    """Picked and ready to be packed."""
    packed: int = 0
    """In a shipment that is ready or further."""
    shipped: int = 0
    delivered: int = 0

    @property
    def unallocated(self) -> int:
        """How many units may still be put into shipments."""
        return self.ordered - self.allocated

    @property
    def remaining(self) -> int:
        """How many units have not been delivered."""
        return self.ordered - self.delivered


def check_wanted(
    wanted: Sequence[Wanted], *, known: Sequence[FulfillmentItem], least: int = 1
) -> None:
    """Refuses unknown items, items named twice, and quantities outside ``least`` and the bound."""
    ids, seen = {item.id for item in known}, set[FulfillmentItemId]()
    unknown, twice, bad = list[InputError](), list[InputError](), list[InputError]()
    for place, one in enumerate(wanted):
        where = f"/items/{place}"
        if one.item_id not in ids:
            unknown.append(
                InputError(
                    f"{where}/fulfillment_item_id",
                    ItemNotFound.code,
                    f"no item {one.item_id} in this fulfillment order",
                    "the id of one of its items",
                )
            )
        elif one.item_id in seen:
            twice.append(
                InputError(
                    f"{where}/fulfillment_item_id",
                    ItemNamedTwice.code,
                    f"item {one.item_id} is named twice",
                    "each item once, with all its units",
                )
            )
        if not least <= one.quantity <= LARGEST_QUANTITY:
            bad.append(
                InputError(
                    f"{where}/quantity",
                    BadQuantity.code,
                    f"{one.quantity} is no quantity",
                    f"{least} to {LARGEST_QUANTITY}",
                )
            )
        seen.add(one.item_id)
    errors = (*unknown, *twice, *bad)
    if errors:
        kind = ItemNotFound if unknown else ItemNamedTwice if twice else BadQuantity
        raise kind("; ".join(error.detail for error in errors), errors=errors)


def check_free(
    wanted: Sequence[Wanted],
    *,
    free: Mapping[FulfillmentItemId, int],
    known: Sequence[FulfillmentItem],
) -> None:
    """Refuses more units than are free, saying how many are left."""
    items = {item.id: item for item in known}
    errors = tuple(
        InputError(
            f"/items/{place}/quantity",
            OverAllocated.code,
            f"{one.quantity} of {items[one.item_id].sku} were asked for,"
            f" {free[one.item_id]} of {items[one.item_id].ordered} are left",
            f"at most {free[one.item_id]}",
        )
        for place, one in enumerate(wanted)
        if one.quantity > free[one.item_id]
    )
    if errors:
        raise OverAllocated("; ".join(error.detail for error in errors), errors=errors)


def check_prepared(counted: Sequence[Wanted], *, known: Sequence[FulfillmentItem]) -> None:
    """Refuses a count past what was ordered or below what is packed."""
    items = {item.id: item for item in known}
    errors = tuple(
        _prepared_error(place, one.quantity, items[one.item_id])
        for place, one in enumerate(counted)
        if not items[one.item_id].packed <= one.quantity <= items[one.item_id].ordered
    )
    if errors:
        raise OverPrepared("; ".join(error.detail for error in errors), errors=errors)


def _prepared_error(place: int, quantity: int, item: FulfillmentItem) -> InputError:
    return InputError(
        f"/items/{place}/quantity",
        OverPrepared.code,
        f"{quantity} of {item.sku} cannot be prepared:"
        f" {item.ordered} were ordered and {item.packed} are packed",
        f"{item.packed} to {item.ordered}",
    )
