"""Names the oversight context is spoken in: what can be stuck, and how well things should go."""

from enum import StrEnum

from smplat_core.kernel import Invalid


class StuckKind(StrEnum):
    """What should have moved on by itself, and has not."""

    JOB_DEAD = "job_dead"
    JOB_OVERDUE = "job_overdue"
    EVENT_DEAD = "event_dead"
    EVENT_UNDELIVERED = "event_undelivered"
    WORKER_SILENT = "worker_silent"
    SCHEDULE_STALE = "schedule_stale"
    ORDER_UNFULFILLED = "order_unfulfilled"
    CHECKOUT_PROCESSING = "checkout_processing"
    REFUND_PENDING = "refund_pending"
    INVOICE_OVERDUE = "invoice_overdue"
    SHIPMENT_SILENT = "shipment_silent"
    TRACKING_RETIRED = "tracking_retired"
    AUTOMATION_WAITING = "automation_waiting"
    TASK_OVERDUE = "task_overdue"
    PRICE_UNSYNCED = "price_unsynced"
    AGREED_PRICE_UNSYNCED = "agreed_price_unsynced"
    WEBHOOK_WAITING = "webhook_waiting"
    WEBHOOK_UNMATCHED = "webhook_unmatched"
    COURIER_UNMATCHED = "courier_unmatched"
    FORWARDING_WAITING = "forwarding_waiting"
    MIRROR_WRITE_WAITING = "mirror_write_waiting"
    BRIDGE_OPEN = "bridge_open"
    LEGACY_DRIFT = "legacy_drift"


class Outcome(StrEnum):
    """How a command of somebody ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class BadPeriod(Invalid):
    """A period ends after it begins, and both moments say their zone."""

    code = "oversight.bad_period"
