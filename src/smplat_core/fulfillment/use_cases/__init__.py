"""What callers can do with fulfillment, one verb per file."""

from smplat_core.fulfillment.use_cases.ask_couriers import NOT_ASKED, AskCouriers
from smplat_core.fulfillment.use_cases.change_fulfillment import (
    CancelFulfillment,
    RecordPrepared,
)
from smplat_core.fulfillment.use_cases.change_shipment import ChangeShipment, ShipmentChanges
from smplat_core.fulfillment.use_cases.check_completion import CHECK_JOB, CheckCompletion
from smplat_core.fulfillment.use_cases.courier_deliveries import (
    PROCESS_JOB,
    ProcessCourierDelivery,
    Receipt,
    ReceiveCourierDelivery,
)
from smplat_core.fulfillment.use_cases.couriers import ReadCouriers, SaveCourier
from smplat_core.fulfillment.use_cases.create_fulfillment import CreateFulfillment
from smplat_core.fulfillment.use_cases.describing import Destination, Destinations
from smplat_core.fulfillment.use_cases.draft_shipment import DraftShipment, NewShipment
from smplat_core.fulfillment.use_cases.move_shipment import MoveShipment
from smplat_core.fulfillment.use_cases.poll_tracking import POLL_JOB, PollTracking
from smplat_core.fulfillment.use_cases.record_tracking import Recorded, RecordTracking
from smplat_core.fulfillment.use_cases.refresh_tracking import RefreshTracking, ResumeTracking

__all__ = [
    "CHECK_JOB",
    "NOT_ASKED",
    "POLL_JOB",
    "PROCESS_JOB",
    "AskCouriers",
    "CancelFulfillment",
    "ChangeShipment",
    "CheckCompletion",
    "CreateFulfillment",
    "Destination",
    "Destinations",
    "DraftShipment",
    "MoveShipment",
    "NewShipment",
    "PollTracking",
    "ProcessCourierDelivery",
    "ReadCouriers",
    "Receipt",
    "ReceiveCourierDelivery",
    "RecordPrepared",
    "RecordTracking",
    "Recorded",
    "RefreshTracking",
    "ResumeTracking",
    "SaveCourier",
    "ShipmentChanges",
]
