"""What Chit Chats says of a shipment: the words of its API, in `status`, and types of its own."""

from typing import Final

from smplat_sandbox.couriers.story import Place, Scan, Story, stories

VANCOUVER: Final = Place("Vancouver BC", "CA", "America/Vancouver")
BLAINE: Final = Place("Blaine WA", "US", "America/Los_Angeles")
SEATTLE: Final = Place("Seattle WA", "US", "America/Los_Angeles")

CREATED: Final = Scan(
    "informed", "pending", "Shipment created", VANCOUVER, status="create_shipment"
)
BOUGHT: Final = Scan(
    "bought", "ready", "Postage purchased", VANCOUVER, status="buy_shipment_postage"
)
RECEIVED: Final = Scan(
    "picked_up", "received", "Received by Chit Chats", VANCOUVER, status="receive_shipment"
)
RELEASED: Final = Scan("released", "released", "Released to carrier", BLAINE)
INDUCTED: Final = Scan("inducted", "inducted", "Accepted by carrier", BLAINE)
MOVING: Final = Scan("in_transit", "in_transit", "Arrived at carrier facility", SEATTLE)
DELIVERED: Final = Scan("delivered", "delivered", "Delivered, In/At Mailbox", SEATTLE)

TROUBLE: Final = Scan("exception", "exception", "Delivery exception", SEATTLE)
BACK: Final = Scan("returned", "returned", "Returned to sender", VANCOUVER)
SILENT: Final = Scan("unknown", "", "Consolidated at partner hub", SEATTLE)
NEW_WORD: Final = Scan("unknown", "rehomed", "Rehomed", SEATTLE)

STORIES: Final = stories(
    (CREATED, BOUGHT, RECEIVED, RELEASED, INDUCTED, MOVING, DELIVERED),
    {
        Story.DELAYED: (CREATED, BOUGHT, RECEIVED, RELEASED, INDUCTED, TROUBLE, MOVING, DELIVERED),
        Story.RETURNED: (CREATED, BOUGHT, RECEIVED, RELEASED, INDUCTED, TROUBLE, BACK),
        Story.LOST: (CREATED, BOUGHT, RECEIVED, RELEASED, INDUCTED, TROUBLE),
        Story.UNKNOWN_CODES: (CREATED, BOUGHT, RECEIVED, SILENT, NEW_WORD, MOVING, DELIVERED),
        Story.ATTEMPTED: (CREATED, BOUGHT, RECEIVED, RELEASED, INDUCTED, TROUBLE, DELIVERED),
        Story.PICKUP: (CREATED, BOUGHT, RECEIVED, RELEASED, INDUCTED, MOVING, DELIVERED),
    },
)
"""Chit Chats has one word for all trouble: an attempt and a delay are an `exception` alike."""
