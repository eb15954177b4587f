"""Checkout sessions, payments, refunds and the inbox of processors in dictionaries."""

from datetime import datetime
from operator import attrgetter

from attrs import Factory, define, frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_core.orders import OrderId
from smplat_core.payments import (
    CheckoutBusy,
    CheckoutChanged,
    CheckoutNotFound,
    CheckoutSession,
    CheckoutSessionId,
    CheckoutSessions,
    CheckoutState,
    DueCheckouts,
    DueRefunds,
    PaymentChanged,
    PaymentNames,
    PaymentQueries,
    ProcessorEvent,
    ProcessorEventId,
    ProcessorEventNotFound,
    ProcessorEvents,
    ProcessorEventState,
    ProcessorPayment,
    ProcessorPaymentId,
    ProcessorPayments,
    Refund,
    RefundChanged,
    RefundId,
    RefundNotFound,
    Refunds,
    RefundSaid,
    RefundState,
)
from smplat_memory.log import MemoryLog


@define
class PaymentsTables:
    sessions: dict[CheckoutSessionId, CheckoutSession] = Factory(dict)
    events: dict[ProcessorEventId, ProcessorEvent] = Factory(dict)
    seen: dict[tuple[str, str], ProcessorEventId] = Factory(dict)
    payments: dict[ProcessorPaymentId, ProcessorPayment] = Factory(dict)
    refunds: dict[RefundId, Refund] = Factory(dict)


@frozen
class MemoryCheckoutSessions(CheckoutSessions):
    tables: PaymentsTables
    log: MemoryLog

    async def get(self, session_id: CheckoutSessionId) -> CheckoutSession:
        try:
            return self.tables.sessions[session_id]
        except KeyError:
            raise CheckoutNotFound(f"no checkout session {session_id}") from None

    async def of_order(self, order_id: OrderId) -> tuple[CheckoutSession, ...]:
        return _of_order(self.tables, order_id)

    async def owner(
        self,
        *,
        session_id: CheckoutSessionId | None = None,
        processor_session_id: str | None = None,
        payment_id: str | None = None,
    ) -> OrderId | None:
        sessions = self.tables.sessions.values()
        by_our_id = [s for s in sessions if s.id == session_id]
        by_page = [s for s in sessions if _same(s.processor_session_id, processor_session_id)]
        by_payment = [s for s in sessions if _same(s.payment_id, payment_id)]
        return next((s.order_id for s in (*by_our_id, *by_page, *by_payment)), None)

    async def save(self, session: CheckoutSession) -> CheckoutSession:
        stored = self.tables.sessions.get(session.id)
        current = stored.version if stored else 0
        if session.version != current:
            raise CheckoutChanged(
                f"checkout session {session.id} was saved by someone else", current_version=current
            )
        siblings = _of_order(self.tables, session.order_id)
        if session.is_live and any(s.is_live and s.id != session.id for s in siblings):
            raise CheckoutBusy(f"order {session.order_id} has another live checkout session")
        saved = evolve(session, version=session.version + 1, news=())
        self.tables.sessions[session.id] = saved
        self.log.publish(aggregate="checkout_session", aggregate_id=session.id, news=session.news)
        return saved


def _same(known: str | None, asked: str | None) -> bool:
    return known is not None and known == asked


def _of_order(tables: PaymentsTables, order_id: OrderId) -> tuple[CheckoutSession, ...]:
    mine = (session for session in tables.sessions.values() if session.order_id == order_id)
    return tuple(sorted(mine, key=attrgetter("attempt")))


@frozen
class MemoryProcessorEvents(ProcessorEvents):
    tables: PaymentsTables

    async def receive(self, event: ProcessorEvent) -> bool:
        known = self.tables.seen.get((event.source, event.external_id))
        if known is not None:
            again = self.tables.events[known]
            self.tables.events[known] = evolve(again, deliveries=again.deliveries + 1)
            return False
        self.tables.seen[event.source, event.external_id] = event.id
        self.tables.events[event.id] = event
        return True

    async def get(self, event_id: ProcessorEventId) -> ProcessorEvent:
        try:
            return self.tables.events[event_id]
        except KeyError:
            raise ProcessorEventNotFound(f"no processor event {event_id}") from None

    async def save(self, event: ProcessorEvent) -> None:
        deliveries = self.tables.events[event.id].deliveries
        self.tables.events[event.id] = evolve(event, deliveries=deliveries)

    async def match(self, payment: ProcessorPayment, *, at: datetime) -> None:
        if payment.order_id is None:
            return
        for event in list(self.tables.events.values()):
            waits = event.state is ProcessorEventState.UNMATCHED
            if waits and event.payment_id == payment.id:
                self.tables.events[event.id] = event.matched(payment.order_id, at=at)


@frozen
class MemoryProcessorPayments(ProcessorPayments):
    tables: PaymentsTables
    log: MemoryLog

    async def owner(self, names: PaymentNames) -> OrderId | None:
        called = (one for one in self._payments() if one.is_called(names))
        return next((one.order_id for one in called if one.order_id is not None), None)

    async def around(
        self, names: PaymentNames, *, order_id: OrderId | None
    ) -> tuple[ProcessorPayment, ...]:
        return tuple(
            one
            for one in self._payments()
            if one.is_called(names) or (order_id is not None and one.order_id == order_id)
        )

    async def of_order(self, order_id: OrderId) -> tuple[ProcessorPayment, ...]:
        return payments_of(self.tables, order_id)

    async def save(self, payment: ProcessorPayment) -> ProcessorPayment:
        stored = self.tables.payments.get(payment.id)
        current = stored.version if stored else 0
        others = (one for one in self.tables.payments.values() if one.id != payment.id)
        if payment.payment_id and any(one.payment_id == payment.payment_id for one in others):
            raise PaymentChanged(f"another message told of payment {payment.payment_id}")
        if payment.version != current:
            raise PaymentChanged(
                f"payment {payment.id} was saved by someone else", current_version=current
            )
        saved = evolve(payment, version=current + 1, news=())
        self.tables.payments[payment.id] = saved
        self.log.publish(aggregate="payment", aggregate_id=payment.id, news=payment.news)
        return saved

    async def give_up(self, payment: ProcessorPayment, *, in_favor_of: ProcessorPaymentId) -> None:
        for event in list(self.tables.events.values()):
            if event.payment_id == payment.id:
                self.tables.events[event.id] = evolve(event, payment_id=in_favor_of)
        del self.tables.payments[payment.id]

    def _payments(self) -> list[ProcessorPayment]:
        return sorted(self.tables.payments.values(), key=attrgetter("created_at", "id"))


def payments_of(tables: PaymentsTables, order_id: OrderId) -> tuple[ProcessorPayment, ...]:
    """Payments of an order, oldest first."""
    mine = (payment for payment in tables.payments.values() if payment.order_id == order_id)
    return tuple(sorted(mine, key=attrgetter("created_at", "id")))


@frozen
class MemoryRefunds(Refunds):
    tables: PaymentsTables
    log: MemoryLog

    async def owner(self, refund_id: RefundId) -> OrderId | None:
        refund = self.tables.refunds.get(refund_id)
        return refund.order_id if refund else None

    async def get(self, refund_id: RefundId) -> Refund:
        try:
            return self.tables.refunds[refund_id]
        except KeyError:
            raise RefundNotFound(f"no refund {refund_id}") from None

    async def of_order(self, order_id: OrderId) -> tuple[Refund, ...]:
        return refunds_of(self.tables, order_id)

    async def told_of(self, said: RefundSaid) -> Refund | None:
        for refund in self.tables.refunds.values():
            if refund.id == said.refund_id or refund.processor_refund_id == said.id:
                return refund
        return None

    async def save(self, refund: Refund) -> Refund:
        stored = self.tables.refunds.get(refund.id)
        current = stored.version if stored else 0
        if refund.version != current:
            raise RefundChanged(
                f"refund {refund.id} was saved by someone else", current_version=current
            )
        saved = evolve(refund, version=current + 1, news=())
        self.tables.refunds[refund.id] = saved
        self.log.publish(aggregate="refund", aggregate_id=refund.id, news=refund.news)
        return saved


def refunds_of(tables: PaymentsTables, order_id: OrderId) -> tuple[Refund, ...]:
    """Refunds of an order, oldest first."""
    mine = (refund for refund in tables.refunds.values() if refund.order_id == order_id)
    return tuple(sorted(mine, key=attrgetter("created_at", "id")))


@frozen
class MemoryDueRefunds(DueRefunds):
    tables: PaymentsTables

    async def not_ended_since(self, moment: datetime, *, limit: int) -> tuple[Refund, ...]:
        under_way = {RefundState.REQUESTED, RefundState.SENT}
        silent = [
            refund
            for refund in self.tables.refunds.values()
            if refund.state in under_way and refund.checked_at < moment
        ]
        return tuple(sorted(silent, key=attrgetter("checked_at", "id"))[:limit])


@frozen
class MemoryDueCheckouts(DueCheckouts):
    tables: PaymentsTables

    async def not_heard_of_since(
        self, moment: datetime, *, limit: int
    ) -> tuple[CheckoutSession, ...]:
        waiting = {CheckoutState.OPEN, CheckoutState.PROCESSING}
        silent = [
            session
            for session in self.tables.sessions.values()
            if session.state in waiting and session.checked_at < moment
        ]
        return tuple(sorted(silent, key=attrgetter("checked_at", "id"))[:limit])

    async def past_their_end(self, moment: datetime, *, limit: int) -> tuple[CheckoutSession, ...]:
        unpaid = {CheckoutState.CREATING, CheckoutState.OPEN}
        over = [
            session
            for session in self.tables.sessions.values()
            if session.state in unpaid and session.expires_at < moment
        ]
        return tuple(sorted(over, key=attrgetter("expires_at", "id"))[:limit])


@frozen
class MemoryPaymentQueries(PaymentQueries):
    tables: PaymentsTables

    async def sessions(
        self, order_id: OrderId, *, company: CompanyId | None
    ) -> tuple[CheckoutSession, ...]:
        newest_first = reversed(_of_order(self.tables, order_id))
        return tuple(s for s in newest_first if company in (None, s.company_id))

    async def session_at(self, processor_session_id: str) -> CheckoutSession | None:
        for session in self.tables.sessions.values():
            if session.processor_session_id == processor_session_id:
                return session
        return None

    async def processor_events(
        self, page: PageRequest, *, state: ProcessorEventState | None, order_id: OrderId | None
    ) -> Page[ProcessorEvent]:
        before = page.last_id()
        rows = [
            event
            for event in sorted(self.tables.events.values(), key=attrgetter("id"), reverse=True)
            if state in (None, event.state)
            and order_id in (None, event.order_id)
            and (before is None or event.id < before)
        ]
        return Page.cut(rows[: page.limit + 1], page.limit, lambda event: (str(event.id),))

    async def payments(
        self, order_id: OrderId, *, company: CompanyId | None
    ) -> tuple[ProcessorPayment, ...]:
        mine = payments_of(self.tables, order_id)
        return tuple(payment for payment in mine if company in (None, payment.company_id))

    async def refunds(
        self, order_id: OrderId, page: PageRequest, *, company: CompanyId | None
    ) -> Page[Refund]:
        before = page.last_id()
        rows = [
            refund
            for refund in reversed(refunds_of(self.tables, order_id))
            if company in (None, refund.company_id) and (before is None or refund.id < before)
        ]
        return Page.cut(rows[: page.limit + 1], page.limit, lambda refund: (str(refund.id),))

    async def refund(
        self, order_id: OrderId, refund_id: RefundId, *, company: CompanyId | None
    ) -> Refund:
        refund = self.tables.refunds.get(refund_id)
        if (
            refund is None
            or refund.order_id != order_id
            or company not in (None, refund.company_id)
        ):
            raise RefundNotFound(f"order {order_id} has no refund {refund_id}")
        return refund
