"""Names and small values the fulfillment context is spoken in."""

import re
from typing import Final, NewType
from uuid import UUID

from smplat_core.access import NotAuthenticated
from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale, Unavailable

FulfillmentOrderId = NewType("FulfillmentOrderId", UUID)
FulfillmentItemId = NewType("FulfillmentItemId", UUID)
ShipmentId = NewType("ShipmentId", UUID)
ShipmentItemId = NewType("ShipmentItemId", UUID)
CourierEventId = NewType("CourierEventId", UUID)
CourierDeliveryId = NewType("CourierDeliveryId", UUID)

CourierCode = NewType("CourierCode", str)
"""``canada_post``, ``dhl``: lower case, permanent."""

COURIER_CODE: Final = r"[a-z][a-z0-9_]{1,39}"

LONGEST_REASON: Final = 500

LARGEST_QUANTITY: Final = 1_000_000
"""Units of one item in one shipment: more than any parcel holds, far below what overflows."""

LARGEST_COURIER_BODY: Final = 1_000_000
"""Bytes of a courier's answer or webhook; the largest real ones have a few hundred events."""


class FulfillmentNotFound(NotFound):
    """No fulfillment order has this id, or not for this caller."""

    code = "fulfillment.not_found"


class FulfillmentChanged(Stale):
    """Somebody else changed the fulfillment order first."""

    code = "fulfillment.changed"


class FulfillmentExists(NotAllowed):
    """The order already has a fulfillment order that was not cancelled."""

    code = "fulfillment.exists"


class OrderNotPaid(NotAllowed):
    """Only what has been paid for is sent."""

    code = "fulfillment.order_not_paid"


class NothingToFulfill(NotAllowed):
    """The order has no hardware left that was not delivered."""

    code = "fulfillment.nothing_to_fulfill"


class ItemNotFound(Invalid):
    """No item of this fulfillment order has this id."""

    code = "fulfillment.item_not_found"


class ItemNamedTwice(Invalid):
    """One request names the same item twice; put the quantities together."""

    code = "fulfillment.item_named_twice"


class BadQuantity(Invalid):
    """A quantity is a whole number of units within bounds."""

    code = "fulfillment.bad_quantity"


class BadReason(Invalid):
    """A change made by hand says why, in a few printable words."""

    code = "fulfillment.bad_reason"


class OverAllocated(NotAllowed):
    """More units were asked for than are left to put into shipments."""

    code = "fulfillment.over_allocated"


class OverPrepared(NotAllowed):
    """More units prepared than ordered, or fewer than already packed."""

    code = "fulfillment.over_prepared"


class ShipmentNotFound(NotFound):
    """No shipment has this id, or not for this caller."""

    code = "fulfillment.shipment_not_found"


class ShipmentChanged(Stale):
    """Somebody else changed the shipment first."""

    code = "fulfillment.shipment_changed"


class ShipmentFrozen(NotAllowed):
    """A shipment that has left, or was cancelled, keeps its items, address and number."""

    code = "fulfillment.shipment_frozen"


class ShipmentNotReady(NotAllowed):
    """A ready shipment has items, a courier and a tracking number; this one lacks some."""

    code = "fulfillment.shipment_not_ready"


class AddressChoice(Invalid):
    """A shipment goes to one address: a saved one or one written out, not both and not none."""

    code = "fulfillment.address_choice"


class ForeignAddress(NotAllowed):
    """The saved address belongs to another company."""

    code = "fulfillment.foreign_address"


class UnknownCourier(NotFound):
    """No courier has this code."""

    code = "fulfillment.unknown_courier"


class BadCourier(Invalid):
    """The courier's code or tracking address cannot be used."""

    code = "fulfillment.bad_courier"


class CourierExists(NotAllowed):
    """A courier has this code already."""

    code = "fulfillment.courier_exists"


class TrackingNumberWithoutCourier(Invalid):
    """A tracking number means nothing until the courier is known."""

    code = "fulfillment.tracking_number_without_courier"


class BadTrackingNumber(Invalid):
    """No courier writes tracking numbers like this."""

    code = "fulfillment.bad_tracking_number"


class ForeignTrackingNumber(Invalid):
    """The number is another courier's: its form and check digit say so."""

    code = "fulfillment.foreign_tracking_number"


class TrackingNumberTaken(NotAllowed):
    """Another shipment under way already has this number."""

    code = "fulfillment.tracking_number_taken"


class CourierPayloadUnreadable(Invalid):
    """The courier's document is cut off, too large, or in a form we do not know."""

    code = "fulfillment.courier_payload_unreadable"


class CourierWithoutWebhooks(NotFound):
    """This courier sends no webhooks, or no secret was set to check them with."""

    code = "fulfillment.courier_without_webhooks"


class WebhookSignatureMissing(NotAuthenticated):
    """The delivery does not say who sent it."""

    code = "fulfillment.webhook_signature_missing"


class WebhookSignatureWrong(NotAuthenticated):
    """The delivery was not signed with the secret we share with the courier."""

    code = "fulfillment.webhook_signature_wrong"


class WebhookTooOld(NotAuthenticated):
    """The delivery was signed too long ago, or in the future: it may be a replay."""

    code = "fulfillment.webhook_too_old"


class CourierUnavailable(Unavailable):
    """The courier does not answer now."""

    code = "fulfillment.courier_unavailable"


class CourierCallsSpent(Unavailable):
    """The calls this courier allows us are used up for now; others are asking as well."""

    code = "fulfillment.courier_calls_spent"


class BadPeriod(Invalid):
    """Figures are about a number of days back from now."""

    code = "fulfillment.bad_period"


class TrackingNotFollowed(NotAllowed):
    """Nobody can be asked about this shipment: it is not under way, or its courier has no adapter."""

    code = "fulfillment.tracking_not_followed"


def checked_reason(reason: str) -> str:
    """The reason on one line; ``BadReason`` when it cannot be printed or is too long."""
    text = " ".join(reason.split())
    if not text.isprintable() or len(text) > LONGEST_REASON:
        raise BadReason.at(
            "/reason",
            "the reason is too long or cannot be printed",
            accepted=f"up to {LONGEST_REASON} printable characters",
        )
    return text


def courier_code(text: str) -> CourierCode:
    """The text as a courier's code; ``UnknownCourier`` when no courier can be called that."""
    if not re.fullmatch(COURIER_CODE, text):
        raise UnknownCourier(f"no courier can have the code {text[:60]!r}")
    return CourierCode(text)


class CourierDeliveryNotFound(NotFound):
    """No webhook delivery has this id."""

    code = "fulfillment.courier_delivery_not_found"
