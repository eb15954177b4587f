"""How payments go, counted over dictionaries."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import EventRecord
from smplat_core.orders import OrderId
from smplat_core.payments import (
    DAY,
    RECENT,
    WEEK,
    CheckoutCounts,
    CheckoutSession,
    CheckoutState,
    Failure,
    FailureKind,
    MoneyCounts,
    PaymentHealth,
    PaymentObservability,
    ProcessorEventState,
    Refund,
    RefundCounts,
    RefundState,
    WebhookCounts,
    Window,
)
from smplat_memory.log import LogTables
from smplat_memory.orders import OrdersTables
from smplat_memory.payments import PaymentsTables

BROKEN = {CheckoutState.FAILED, CheckoutState.EXPIRED, CheckoutState.MISMATCHED}


@frozen
class MemoryPaymentHealth(PaymentHealth):
    payments: PaymentsTables
    orders: OrdersTables
    log: LogTables

    async def observe(self, *, at: datetime, company: CompanyId | None) -> PaymentObservability:
        sessions = [
            one for one in self.payments.sessions.values() if company in (None, one.company_id)
        ]
        refunds = [
            one for one in self.payments.refunds.values() if company in (None, one.company_id)
        ]
        failures = [
            failure
            for failure in self._failures(sessions, refunds, is_house=company is None)
            if failure.at >= at - WEEK
        ]
        newest = sorted(failures, key=lambda failure: failure.at, reverse=True)
        day, week = (
            Window(
                since=since,
                checkouts=_checkouts(sessions, since),
                refunds=_refunds(refunds, since),
                money=_money(self._told(since, company)),
                webhooks=self._webhooks(since) if company is None else None,
            )
            for since in (at - DAY, at - WEEK)
        )
        return PaymentObservability(
            at=at, day=day, week=week, recent_failures=tuple(newest[:RECENT])
        )

    def _told(self, since: datetime, company: CompanyId | None) -> list[EventRecord]:
        return [
            record
            for record in self.log.records
            if record.aggregate == "payment"
            and record.at >= since
            and (company is None or record.payload["company_id"] == str(company))
        ]

    def _webhooks(self, since: datetime) -> WebhookCounts:
        events = [one for one in self.payments.events.values() if one.received_at >= since]
        by_state = Counter(event.state for event in events)
        state = ProcessorEventState
        return WebhookCounts(
            received=len(events),
            processed=sum(
                by_state[one] for one in (state.APPLIED, state.UNCHANGED, state.MISMATCHED)
            ),
            duplicate=sum(event.deliveries - 1 for event in events),
            failed=by_state[state.UNREADABLE],
            ignored=by_state[state.IGNORED],
            unmatched=by_state[state.UNMATCHED],
            waiting=by_state[state.RECEIVED],
        )

    def _failures(
        self, sessions: list[CheckoutSession], refunds: list[Refund], *, is_house: bool
    ) -> Iterator[Failure]:
        for session in sessions:
            if session.state in BROKEN and session.ended_at:
                reason = session.failure or session.state.value
                kind = FailureKind.CHECKOUT
                yield self._failure(kind, session.ended_at, reason, session.order_id)
        for refund in refunds:
            if refund.state is RefundState.FAILED and refund.ended_at:
                kind, reason = FailureKind.REFUND, refund.failure or refund.state.value
                yield self._failure(kind, refund.ended_at, reason, refund.order_id)
        for event in self.payments.events.values() if is_house else ():
            if event.state is ProcessorEventState.UNREADABLE:
                kind = FailureKind.WEBHOOK
                yield self._failure(kind, event.received_at, event.detail, event.order_id)

    def _failure(
        self, kind: FailureKind, at: datetime, reason: str, order_id: OrderId | None
    ) -> Failure:
        order = self.orders.orders.get(order_id) if order_id else None
        reference = order.reference if order else None
        return Failure(
            kind=kind, at=at, reason=reason, order_id=order_id, order_reference=reference
        )


def _checkouts(sessions: list[CheckoutSession], since: datetime) -> CheckoutCounts:
    ended = Counter(one.state for one in sessions if one.ended_at and one.ended_at >= since)
    return CheckoutCounts(
        opened=sum(1 for one in sessions if one.url is not None and one.created_at >= since),
        completed=ended[CheckoutState.COMPLETED],
        failed=ended[CheckoutState.FAILED],
        expired=ended[CheckoutState.EXPIRED],
        superseded=ended[CheckoutState.SUPERSEDED],
        mismatched=ended[CheckoutState.MISMATCHED],
    )


def _refunds(refunds: list[Refund], since: datetime) -> RefundCounts:
    ended = Counter(one.state for one in refunds if one.ended_at and one.ended_at >= since)
    return RefundCounts(
        requested=sum(1 for one in refunds if one.created_at >= since),
        succeeded=ended[RefundState.SUCCEEDED],
        failed=ended[RefundState.FAILED],
    )


def _money(records: list[EventRecord]) -> MoneyCounts:
    told = Counter((record.name, record.payload.get("outcome")) for record in records)
    return MoneyCounts(
        received=told["payment.received", None],
        refunded=told["payment.refunded", None],
        refund_failed=told["payment.refund_failed", None],
        disputes_opened=told["payment.dispute_opened", None],
        disputes_won=told["payment.dispute_closed", "won"],
        disputes_lost=told["payment.dispute_closed", "lost"],
    )
