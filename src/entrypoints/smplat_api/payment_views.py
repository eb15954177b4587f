"""What payments at processors, and their health, look like over HTTP."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from smplat_api.wire import MoneyBody
from smplat_core.kernel import Currency, Money
from smplat_core.payments import (
    CheckoutCounts,
    Dispute,
    DisputeOutcome,
    Failure,
    FailureKind,
    PaymentObservability,
    ProcessorPayment,
    WebhookCounts,
    Window,
)


@frozen
class DisputeView:
    """The payer's bank asks for the money back. ``outcome`` is null while it is open."""

    dispute_id: str
    amount: MoneyBody
    reason: str
    is_inquiry: bool
    outcome: DisputeOutcome | None

    @classmethod
    def of(cls, dispute: Dispute) -> "DisputeView":
        return cls(
            dispute_id=dispute.id,
            amount=MoneyBody.of(dispute.amount),
            reason=dispute.reason,
            is_inquiry=dispute.is_inquiry,
            outcome=dispute.outcome,
        )


@frozen
class PaymentView:
    """One payment at the processor. ``received`` is null while only a refund of it is known."""

    id: UUID
    reference: str | None
    charge_ids: tuple[str, ...]
    checkout_session_id: UUID | None
    received: MoneyBody | None
    refunded: MoneyBody | None
    lost: MoneyBody | None
    """Taken back by disputes."""
    kept: MoneyBody | None
    """What is still ours."""
    disputes: tuple[DisputeView, ...]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, payment: ProcessorPayment) -> "PaymentView":
        currency = payment.received.currency if payment.received else None
        return cls(
            id=payment.id,
            reference=payment.reference or payment.payment_id,
            charge_ids=payment.charge_ids,
            checkout_session_id=payment.checkout_session_id,
            received=MoneyBody.of(payment.received) if payment.received else None,
            refunded=_money(payment.refunded, currency),
            lost=_money(payment.lost, currency),
            kept=_money(payment.kept, currency),
            disputes=tuple(DisputeView.of(dispute) for dispute in payment.disputes),
            created_at=payment.created_at,
            updated_at=payment.updated_at,
        )


def _money(minor: int, currency: Currency | None) -> MoneyBody | None:
    return MoneyBody.of(Money(minor, currency)) if currency else None


@frozen
class CheckoutCountsView:
    opened: int
    completed: int
    failed: int
    expired: int
    superseded: int
    mismatched: int
    success_rate: float | None
    """Completed, of those that ended by themselves; null when none did."""

    @classmethod
    def of(cls, counts: CheckoutCounts) -> "CheckoutCountsView":
        return cls(
            opened=counts.opened,
            completed=counts.completed,
            failed=counts.failed,
            expired=counts.expired,
            superseded=counts.superseded,
            mismatched=counts.mismatched,
            success_rate=counts.success_rate,
        )


@frozen
class WebhookCountsView:
    received: int
    processed: int
    duplicate: int
    failed: int
    ignored: int
    unmatched: int
    waiting: int

    @classmethod
    def of(cls, counts: WebhookCounts) -> "WebhookCountsView":
        return cls(
            received=counts.received,
            processed=counts.processed,
            duplicate=counts.duplicate,
            failed=counts.failed,
            ignored=counts.ignored,
            unmatched=counts.unmatched,
            waiting=counts.waiting,
        )


@frozen
class RefundCountsView:
    requested: int
    succeeded: int
    failed: int


@frozen
class MoneyCountsView:
    received: int
    refunded: int
    refund_failed: int
    disputes_opened: int
    disputes_won: int
    disputes_lost: int


@frozen
class WindowView:
    """Counters since a moment."""

    since: datetime
    checkouts: CheckoutCountsView
    refunds: RefundCountsView
    money: MoneyCountsView
    """Payments, refunds and disputes the processor told of, wherever they were made."""
    webhooks: WebhookCountsView | None

    @classmethod
    def of(cls, window: Window) -> "WindowView":
        refunds, money, webhooks = window.refunds, window.money, window.webhooks
        return cls(
            since=window.since,
            checkouts=CheckoutCountsView.of(window.checkouts),
            refunds=RefundCountsView(refunds.requested, refunds.succeeded, refunds.failed),
            money=MoneyCountsView(
                money.received,
                money.refunded,
                money.refund_failed,
                money.disputes_opened,
                money.disputes_won,
                money.disputes_lost,
            ),
            webhooks=WebhookCountsView.of(webhooks) if webhooks else None,
        )


@frozen
class FailureView:
    kind: FailureKind
    at: datetime
    reason: str
    order_id: UUID | None
    order_reference: str | None

    @classmethod
    def of(cls, failure: Failure) -> "FailureView":
        return cls(
            kind=failure.kind,
            at=failure.at,
            reason=failure.reason,
            order_id=failure.order_id,
            order_reference=failure.order_reference,
        )


@frozen
class ObservabilityView:
    """How payments go."""

    at: datetime
    last_24_hours: WindowView
    last_7_days: WindowView
    recent_failures: tuple[FailureView, ...]
    """Newest first, at most 20."""

    @classmethod
    def of(cls, seen: PaymentObservability) -> "ObservabilityView":
        return cls(
            at=seen.at,
            last_24_hours=WindowView.of(seen.day),
            last_7_days=WindowView.of(seen.week),
            recent_failures=tuple(FailureView.of(failure) for failure in seen.recent_failures),
        )
