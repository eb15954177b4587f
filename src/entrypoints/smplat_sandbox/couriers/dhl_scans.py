"""What DHL's checkpoints say in Shipment Tracking - Unified: `statusCode`, `status` and text."""

from typing import Final

from smplat_sandbox.couriers.story import Place, Scan, Story, stories

AMSTERDAM: Final = Place("Amsterdam", "NL", "Europe/Amsterdam", postal_code="1043 AG")
LEIPZIG: Final = Place("Leipzig", "DE", "Europe/Berlin", postal_code="04435")
CINCINNATI: Final = Place("Cincinnati Hub", "US", "America/New_York", postal_code="41048")
CHICAGO: Final = Place("Chicago", "US", "America/Chicago", postal_code="60666")
NOWHERE: Final = Place("", "", "UTC")

INFORMED: Final = Scan(
    "informed",
    "pre-transit",
    "The instruction data for this shipment have been provided by the sender to DHL electronically",
    NOWHERE,
    status="SHIPMENT INFORMATION RECEIVED",
    zoneless=True,  # written by a system and not at a place: UTC, without saying so
)
PICKED_UP: Final = Scan("picked_up", "transit", "Shipment picked up", AMSTERDAM, status="PICKED UP")
PROCESSED: Final = Scan(
    "processed", "transit", "Processed at LEIPZIG - GERMANY", LEIPZIG, status="PROCESSED"
)
CLEARED: Final = Scan(
    "cleared",
    "transit",
    "Clearance processing complete at CINCINNATI HUB - USA",
    CINCINNATI,
    status="CLEARANCE COMPLETE",
)
ARRIVED: Final = Scan(
    "arrived", "transit", "Arrived at DHL facility in CHICAGO - USA", CHICAGO, status="ARRIVED"
)
OUT: Final = Scan(
    "out_for_delivery",
    "transit",
    "Shipment is out for delivery with courier",
    CHICAGO,
    status="OUT FOR DELIVERY",
)
DELIVERED: Final = Scan(
    "delivered", "delivered", "Delivered - Signed for by: J. ROSEN", CHICAGO, status="DELIVERED"
)

WEATHER: Final = Scan(
    "delayed",
    "transit",
    "Shipment delayed due to adverse weather conditions",
    CINCINNATI,
    status="DELAYED",
)
ATTEMPTED: Final = Scan(
    "attempted",
    "failure",
    "Delivery attempted; recipient not home",
    CHICAGO,
    status="DELIVERY ATTEMPTED",
)
RETURNING: Final = Scan(
    "returning", "failure", "Shipment is being returned to shipper", CHICAGO, status="RETURNING"
)
BACK: Final = Scan(
    "returned",
    "delivered",
    "The shipment has been returned to sender",
    AMSTERDAM,
    status="RETURNED TO SENDER",
)
"""DHL calls a parcel that is back with its sender `delivered` as well."""
SEARCHED: Final = Scan(
    "searched", "failure", "A search for the shipment has been started", LEIPZIG, status="TRACE"
)
LOST: Final = Scan(
    "lost",
    "failure",
    "The shipment could not be found and is considered lost",
    LEIPZIG,
    status="LOST",
)
NEW_CODE: Final = Scan(
    "unknown", "handover", "Shipment handed to regional partner", LEIPZIG, status="PARTNER HANDOVER"
)
UNKNOWN: Final = Scan("unknown", "unknown", "Status not available", CINCINNATI, status="UNKNOWN")
CONTRADICTION: Final = Scan(
    "unknown",
    "pre-transit",
    "Pending completion of customs inspection",
    CINCINNATI,
    status="DELIVERED",
)
"""DHL's own published sample says both at once."""

WAITING: Final = Scan(
    "ready_for_pickup",
    "transit",
    "Shipment is ready for collection at the ServicePoint",
    CHICAGO,
    status="READY FOR COLLECTION",
)

STORIES: Final = stories(
    (INFORMED, PICKED_UP, PROCESSED, CLEARED, ARRIVED, OUT, DELIVERED),
    {
        Story.DELAYED: (
            INFORMED,
            PICKED_UP,
            PROCESSED,
            WEATHER,
            CLEARED,
            ARRIVED,
            OUT,
            DELIVERED,
        ),
        Story.RETURNED: (INFORMED, PICKED_UP, PROCESSED, OUT, ATTEMPTED, RETURNING, ARRIVED, BACK),
        Story.LOST: (INFORMED, PICKED_UP, PROCESSED, SEARCHED, LOST),
        Story.ATTEMPTED: (INFORMED, PICKED_UP, PROCESSED, OUT, ATTEMPTED, OUT, DELIVERED),
        Story.PICKUP: (INFORMED, PICKED_UP, PROCESSED, ARRIVED, WAITING, DELIVERED),
        Story.UNKNOWN_CODES: (
            INFORMED,
            PICKED_UP,
            NEW_CODE,
            UNKNOWN,
            CONTRADICTION,
            OUT,
            DELIVERED,
        ),
    },
)
