"""How payments go: counters over a day and a week, and what failed last. No personal data."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from attrs import frozen

from smplat_core.orders import OrderId

DAY: Final = timedelta(hours=24)
WEEK: Final = timedelta(days=7)
RECENT: Final = 20
"""How many failures are shown."""


@frozen(kw_only=True)
class CheckoutCounts:
    """Payment pages opened in the window, and those that ended in it."""

    opened: int = 0
    completed: int = 0
    failed: int = 0
    expired: int = 0
    superseded: int = 0
    mismatched: int = 0

    @property
    def success_rate(self) -> float | None:
        """Completed, of those that ended by themselves; ``None`` when none did."""
        ended = self.completed + self.failed + self.expired + self.mismatched
        return round(self.completed / ended, 4) if ended else None


@frozen(kw_only=True)
class WebhookCounts:
    """Messages received in the window, by what became of them."""

    received: int = 0
    processed: int = 0
    duplicate: int = 0
    """Deliveries of messages that were there already."""
    failed: int = 0
    """Not readable: a defect of ours, or of theirs."""
    ignored: int = 0
    unmatched: int = 0
    waiting: int = 0
    """Not processed yet."""


@frozen(kw_only=True)
class RefundCounts:
    """Refunds asked for here in the window, and those that ended in it."""

    requested: int = 0
    succeeded: int = 0
    failed: int = 0


@frozen(kw_only=True)
class MoneyCounts:
    """What processors said of money in the window, refunds and disputes made elsewhere included."""

    received: int = 0
    refunded: int = 0
    refund_failed: int = 0
    disputes_opened: int = 0
    disputes_won: int = 0
    disputes_lost: int = 0


@frozen(kw_only=True)
class Window:
    since: datetime
    checkouts: CheckoutCounts
    refunds: RefundCounts
    money: MoneyCounts
    webhooks: WebhookCounts | None
    """``None`` for a company: messages are the house's."""


class FailureKind(StrEnum):
    CHECKOUT = "checkout"
    REFUND = "refund"
    WEBHOOK = "webhook"


@frozen(kw_only=True)
class Failure:
    """One thing that went wrong, with where to look."""

    kind: FailureKind
    at: datetime
    reason: str
    order_id: OrderId | None = None
    order_reference: str | None = None


@frozen(kw_only=True)
class PaymentObservability:
    at: datetime
    day: Window
    week: Window
    recent_failures: tuple[Failure, ...]
    """Newest first."""
