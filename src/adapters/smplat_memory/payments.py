"""Checkout sessions and the inbox of processors in dictionaries."""

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
    PaymentQueries,
    ProcessorEvent,
    ProcessorEventId,
    ProcessorEventNotFound,
    ProcessorEvents,
    ProcessorEventState,
)


@define
class PaymentsTables:
    sessions: dict[CheckoutSessionId, CheckoutSession] = Factory(dict)
    events: dict[ProcessorEventId, ProcessorEvent] = Factory(dict)
    seen: dict[tuple[str, str], ProcessorEventId] = Factory(dict)


@frozen
class MemoryCheckoutSessions(CheckoutSessions):
    tables: PaymentsTables

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
        saved = evolve(session, version=session.version + 1)
        self.tables.sessions[session.id] = saved
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
        if (event.source, event.external_id) in self.tables.seen:
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
        self.tables.events[event.id] = event


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
