"""Who is late, and how late: a pure function of the ledger and a moment."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from smplat_core.billing.model import Invoice
from smplat_core.billing.vocabulary import Reminded

STEPS: Final = (1, 7, 14, 30, 60, 90)
"""Days overdue after which the house tells of it, once each."""


class AgingBucket(StrEnum):
    """How long ago something was due."""

    NOT_DUE = "not_due"
    UP_TO_30 = "1-30"
    UP_TO_60 = "31-60"
    UP_TO_90 = "61-90"
    OVER_90 = "over_90"


BOUNDS: Final = (
    (0, AgingBucket.NOT_DUE),
    (30, AgingBucket.UP_TO_30),
    (60, AgingBucket.UP_TO_60),
    (90, AgingBucket.UP_TO_90),
)


def days_overdue(invoice: Invoice, moment: datetime) -> int:
    """Whole days since the day it was due, by the calendar of UTC; 0 when nothing is late."""
    if not invoice.is_owing or invoice.due_on is None:
        return 0
    return max(0, (moment.astimezone(UTC).date() - invoice.due_on).days)


def overdue(invoice: Invoice, moment: datetime) -> bool:
    """Whether something is owed that was due before the day of ``moment``."""
    return days_overdue(invoice, moment) > 0


def bucket_of(days: int) -> AgingBucket:
    """The aging bucket of something this many days overdue."""
    return next((bucket for most, bucket in BOUNDS if days <= most), AgingBucket.OVER_90)


def reminder_due(invoice: Invoice, moment: datetime) -> Reminded | None:
    """What is to be told of now: the highest step that is reached and was not told of.

    Money that is allocated begins a new round, which counts its days from that day on: whoever
    has just paid something is not told the next morning how late they are.
    """
    wanted = remind_on(invoice)
    if wanted is None or moment.astimezone(UTC).date() < wanted:
        return None
    reached = (moment.astimezone(UTC).date() - _counted_from(invoice)).days
    step = max(step for step in STEPS if step <= reached)
    return Reminded(round=len(invoice.allocations), step=step)


def remind_on(invoice: Invoice) -> date | None:
    """The next day on which something is to be told; ``None`` when nothing ever is, as it stands."""
    if not invoice.is_owing or invoice.due_on is None:
        return None
    told = _told_step(invoice)
    step = next((step for step in STEPS if step > told), None)
    return None if step is None else _counted_from(invoice) + timedelta(days=step)


def _told_step(invoice: Invoice) -> int:
    reminded = invoice.reminded
    this_round = reminded is not None and reminded.round == len(invoice.allocations)
    return reminded.step if reminded is not None and this_round else 0


def _counted_from(invoice: Invoice) -> date:
    allocated = [each.at.astimezone(UTC).date() for each in invoice.allocations]
    return max([*allocated, invoice.due_on or date.min])
