"""What Canada Post's scanners say: codes and texts of its table of tracking scan events."""

from typing import Final

from smplat_sandbox.couriers.story import Place, Scan, Story, stories

MISSISSAUGA: Final = Place("MISSISSAUGA", "CA", "America/Toronto", region="ON")
WINNIPEG: Final = Place("WINNIPEG", "CA", "America/Winnipeg", region="MB")
CALGARY: Final = Place("CALGARY", "CA", "America/Edmonton", region="AB")

INFORMED: Final = Scan(
    "informed",
    "3000",
    "Electronic information submitted by shipper",
    MISSISSAUGA,
    zoneless=True,  # Canada Post leaves <event-time-zone/> of this one empty
)
PICKED_UP: Final = Scan("picked_up", "2300", "Shipment picked up by Canada Post", MISSISSAUGA)
PROCESSED: Final = Scan("processed", "0100", "Item processed", MISSISSAUGA)
IN_TRANSIT: Final = Scan("in_transit", "0175", "Item in transit", WINNIPEG)
ARRIVED: Final = Scan("arrived", "0170", "Item processed", CALGARY)
OUT: Final = Scan("out_for_delivery", "0174", "Item out for delivery", CALGARY)
DELIVERED: Final = Scan("delivered", "1496", "Item successfully delivered", CALGARY)

WEATHER: Final = Scan(
    "delayed", "0159", "Delivery may be delayed due to extreme weather conditions", WINNIPEG
)
REROUTED: Final = Scan(
    "delayed", "0172", "Item re-routed due to processing error; Possible delay", CALGARY
)
CARDED: Final = Scan(
    "attempted",
    "1479",
    "Attempted delivery. Notice card left indicating where and when to pick up item",
    CALGARY,
)
REFUSED: Final = Scan(
    "returning",
    "1482",
    "Item refused by recipient. Item being returned to sender.",
    CALGARY,
)
BACK: Final = Scan("returned", "1496", "Item was successfully returned to the sender", MISSISSAUGA)
UNDELIVERABLE: Final = Scan(
    "undeliverable", "1483", "Item cannot be delivered; more details to be provided", CALGARY
)
DISPOSED: Final = Scan("lost", "0150", "Hold period expired; Item has been disposed of", CALGARY)
NEW_CODE: Final = Scan("unknown", "9917", "Item consolidated at regional hub", WINNIPEG)
SIGNATURE: Final = Scan("unknown", "20", "Signature image recorded for Online viewing", CALGARY)
"""Says nothing about where the parcel is: no table of places lists it."""

WAITING: Final = Scan("ready_for_pickup", "1701", "Item available for pickup", CALGARY)

STORIES: Final = stories(
    (INFORMED, PICKED_UP, PROCESSED, IN_TRANSIT, ARRIVED, OUT, DELIVERED),
    {
        Story.DELAYED: (
            INFORMED,
            PICKED_UP,
            PROCESSED,
            WEATHER,
            REROUTED,
            ARRIVED,
            OUT,
            DELIVERED,
        ),
        Story.RETURNED: (INFORMED, PICKED_UP, ARRIVED, OUT, CARDED, REFUSED, IN_TRANSIT, BACK),
        Story.LOST: (INFORMED, PICKED_UP, PROCESSED, IN_TRANSIT, UNDELIVERABLE, DISPOSED),
        Story.ATTEMPTED: (INFORMED, PICKED_UP, ARRIVED, OUT, CARDED, OUT, DELIVERED),
        Story.PICKUP: (INFORMED, PICKED_UP, ARRIVED, WAITING, DELIVERED),
        Story.UNKNOWN_CODES: (INFORMED, PICKED_UP, NEW_CODE, ARRIVED, OUT, SIGNATURE, DELIVERED),
    },
)
