"""What USPS's scanners say: event codes of Publication 199, and the category beside them."""

from typing import Final

from smplat_sandbox.couriers.story import Place, Scan, Story, stories

JAMAICA: Final = Place("JAMAICA", "US", "America/New_York", region="NY", postal_code="11430")
CHICAGO: Final = Place("CHICAGO", "US", "America/Chicago", region="IL", postal_code="60666")
DENVER: Final = Place("DENVER", "US", "America/Denver", region="CO", postal_code="80202")

MOVING: Final = "In Transit"
ALERT: Final = "Alert"

INFORMED: Final = Scan(
    "informed",
    "GX",
    "Shipping Label Created, USPS Awaiting Item",
    JAMAICA,
    status="Pre-Shipment",
    zoneless=True,
)
PICKED_UP: Final = Scan("picked_up", "03", "USPS in possession of item", JAMAICA, status="Accepted")
PROCESSED: Final = Scan(
    "processed", "10", "Arrived at USPS Regional Origin Facility", JAMAICA, status=MOVING
)
IN_TRANSIT: Final = Scan(
    "in_transit", "T1", "Departed USPS Regional Facility", CHICAGO, status=MOVING
)
ARRIVED: Final = Scan("arrived", "07", "Arrived at Post Office", DENVER, status=MOVING)
OUT: Final = Scan("out_for_delivery", "OF", "Out for Delivery", DENVER, status="Out for Delivery")
DELIVERED: Final = Scan("delivered", "01", "Delivered, In/At Mailbox", DENVER, status="Delivered")

DELAYED: Final = Scan("delayed", "71", "In Transit, Arriving Late", CHICAGO, status=ALERT)
ATTEMPTED: Final = Scan(
    "attempted", "02", "Notice Left (No Authorized Recipient Available)", DENVER, status=ALERT
)
FETCH: Final = Scan(
    "ready_for_pickup", "14", "Available for Pickup", DENVER, status="Available for Pickup"
)
RETURNING: Final = Scan(
    "returning", "04", "Refused, Return to Sender Processed", DENVER, status=ALERT
)
BACK: Final = Scan(
    "returned", "01", "Delivered, To Original Sender", JAMAICA, status="Delivered to Sender"
)
UNDELIVERABLE: Final = Scan(
    "undeliverable", "05", "Undeliverable as Addressed", DENVER, status=ALERT
)
DEAD: Final = Scan("lost", "11", "Sent to Mail Recovery Center", CHICAGO, status=ALERT)
NEW_CODE: Final = Scan("unknown", "Q7", "Consolidated by Partner", CHICAGO, status=MOVING)
CONTRADICTION: Final = Scan("unknown", "07", "Delivered, Front Desk", DENVER, status=MOVING)

STORIES: Final = stories(
    (INFORMED, PICKED_UP, PROCESSED, IN_TRANSIT, ARRIVED, OUT, DELIVERED),
    {
        Story.DELAYED: (INFORMED, PICKED_UP, PROCESSED, DELAYED, ARRIVED, OUT, DELIVERED),
        Story.RETURNED: (INFORMED, PICKED_UP, ARRIVED, OUT, ATTEMPTED, RETURNING, IN_TRANSIT, BACK),
        Story.LOST: (INFORMED, PICKED_UP, PROCESSED, IN_TRANSIT, UNDELIVERABLE, DEAD),
        Story.UNKNOWN_CODES: (INFORMED, PICKED_UP, NEW_CODE, CONTRADICTION, OUT, DELIVERED),
        Story.ATTEMPTED: (INFORMED, PICKED_UP, ARRIVED, OUT, ATTEMPTED, OUT, DELIVERED),
        Story.PICKUP: (INFORMED, PICKED_UP, ARRIVED, FETCH, DELIVERED),
    },
)
