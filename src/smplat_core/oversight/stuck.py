"""What is stuck: which wait is too long, whose it is, and which how-to repairs it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.oversight.vocabulary import StuckKind


@frozen
class Rule:
    """When one kind of thing counts as stuck, where it is read, and how it is repaired."""

    meaning: str
    patience: timedelta
    """How long it may wait before it is listed, unless the settings say otherwise."""
    link: str
    """Path under ``/api/v1`` where the record is read; ``{id}`` is the thing's id, ``{first}`` what
    stands in it before the first colon."""
    how_to: str
    """Name of the page under ``docs/how-to`` that repairs it."""


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


NOW: Final = timedelta()
JOBS: Final = "watch-and-repair-jobs"
STUCK: Final = "answer-what-is-stuck"
K = StuckKind

# fmt: off
RULES: Final[Mapping[StuckKind, Rule]] = {
    K.JOB_DEAD: Rule("a job that failed for good", NOW, "/job-runs/{id}", JOBS),
    K.JOB_OVERDUE: Rule("a job that is due and not begun, or begun and silent", _minutes(5), "/job-runs/{id}", JOBS),
    K.EVENT_DEAD: Rule("an event whose reaction was given up", NOW, "/audit?position={first}", STUCK),
    K.EVENT_UNDELIVERED: Rule("an event whose reaction has not happened", _minutes(5), "/audit?position={first}", STUCK),
    K.WORKER_SILENT: Rule("a worker that fell silent without saying goodbye", _minutes(2), "/job-runs/workers", JOBS),
    K.SCHEDULE_STALE: Rule("a schedule whose tick nobody took", _minutes(5), "/schedules/{id}", JOBS),
    K.ORDER_UNFULFILLED: Rule("a paid order without a fulfillment order", _minutes(5), "/orders/{id}", STUCK),
    K.CHECKOUT_PROCESSING: Rule("a payment the processor neither finished nor refused", timedelta(days=3), "/orders/{id}", "recover-a-checkout"),
    K.REFUND_PENDING: Rule("a refund asked for and not confirmed", timedelta(days=1), "/orders/{id}", STUCK),
    K.INVOICE_OVERDUE: Rule("an issued invoice past its day", NOW, "/invoices/{id}", STUCK),
    K.SHIPMENT_SILENT: Rule("a parcel on its way of which nothing is heard", timedelta(days=5), "/shipments/{id}", STUCK),
    K.TRACKING_RETIRED: Rule("a parcel the courier is no longer asked about", NOW, "/shipments/{id}", STUCK),
    K.AUTOMATION_WAITING: Rule("a step of automation that should have ended", timedelta(hours=1), "/automation-steps/{id}", STUCK),
    K.TASK_OVERDUE: Rule("a task of a person past its promise", NOW, "/tasks/{id}", JOBS),
    K.PRICE_UNSYNCED: Rule("a price the processor does not hold", _minutes(30), "/price-entries/{id}", STUCK),
    K.AGREED_PRICE_UNSYNCED: Rule("a price of an active agreement the processor does not hold", _minutes(30), "/price-agreements/{first}", STUCK),
    K.WEBHOOK_WAITING: Rule("a message of an outside party nobody has read", _minutes(5), "/processor-events?event_state=received", STUCK),
    K.WEBHOOK_UNMATCHED: Rule("a message of the processor about nothing we know", NOW, "/processor-events?event_state=unmatched", STUCK),
    K.COURIER_UNMATCHED: Rule("courier events about a parcel that is not ours", NOW, "/couriers/events/unmatched", STUCK),
    K.FORWARDING_WAITING: Rule("a message of the processor the other system has not taken", timedelta(hours=1), "/fan-out/{first}", STUCK),
    K.MIRROR_WRITE_WAITING: Rule("a change the legacy system has not taken", timedelta(hours=1), "/legacy-sync/writes/{id}", STUCK),
    K.BRIDGE_OPEN: Rule("the way to the legacy system, closed by its breaker", _minutes(1), "/legacy-sync/bridge", STUCK),
    K.LEGACY_DRIFT: Rule("a record that differs between here and the legacy system", NOW, "/legacy-sync/reports", STUCK),
}
# fmt: on


@frozen(kw_only=True)
class StuckThing:
    """One record that waits too long."""

    kind: StuckKind
    id: str
    since: datetime
    """Since when it should have moved on, or has been as it is."""
    what: str
    """What it is, for a person; says nothing personal."""
    owner: str | None = None
    """Who is answerable: an actor, a queue, or a reaction; ``None`` is nobody yet."""
    company_id: CompanyId | None = None

    @property
    def link(self) -> str:
        return RULES[self.kind].link.format(id=self.id, first=self.id.partition(":")[0])

    @property
    def how_to(self) -> str:
        return RULES[self.kind].how_to

    @property
    def key(self) -> str:
        """Tells it from everything else that is stuck since the same moment."""
        return f"{self.kind}:{self.id}"


@frozen
class StuckCount:
    """How many of one kind, and the oldest."""

    kind: StuckKind
    number: int
    oldest_since: datetime | None


Patience = Mapping[StuckKind, timedelta]
"""Instead of a rule's own patience."""


def limits(patience: Patience, *, now: datetime) -> dict[StuckKind, datetime]:
    """Per kind, the moment before which a wait must have begun to be too long."""
    return {kind: now - patience.get(kind, rule.patience) for kind, rule in RULES.items()}
