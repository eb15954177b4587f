"""What is done about checkouts when nobody asks: finish, close, ask the processor, give up."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock
from smplat_core.orders import Order, OrderId, OrderStatus
from smplat_core.payments.lifecycle import CheckoutState
from smplat_core.payments.model import CheckoutSession
from smplat_core.payments.ports import DueCheckouts, PaymentProcessor, PaymentsWork
from smplat_core.payments.requests import id_in
from smplat_core.payments.use_cases.close_page import close_page, own_fact
from smplat_core.payments.use_cases.open_checkout import OpenCheckout
from smplat_core.payments.use_cases.record_payment_fact import RecordPaymentFact
from smplat_core.payments.vocabulary import (
    CheckoutNotFound,
    CheckoutSessionId,
    PaymentFactKind,
)

SILENCE: Final = timedelta(minutes=10)
"""A session nobody told us about for this long is asked for."""

GRACE: Final = timedelta(minutes=5)
"""How far our clock may be ahead of the processor's before we believe that a session is over."""

BATCH: Final = 100


@frozen
class ReconcileCheckout:
    """Finish a session whose opening was not settled: the answer, or we, got lost."""

    begin: Begin[PaymentsWork]
    clock: Clock
    open_checkout: OpenCheckout

    async def __call__(self, run: JobRun) -> None:
        session_id = CheckoutSessionId(id_in(run, "checkout_session_id"))
        async with self.begin() as work:
            order_id = await work.checkout_sessions.owner(session_id=session_id)
            if order_id is None:
                raise CheckoutNotFound(f"no checkout session {session_id}")
            order = await work.orders.get(order_id)
            session = await work.checkout_sessions.get(session_id)
            if session.state is not CheckoutState.CREATING:
                return
            if reason := self._why_not(order, session):
                abandoned = session.abandoned(reason, at=self.clock.now())
                await work.checkout_sessions.save(abandoned)
                return
        await self.open_checkout(session, order)

    def _why_not(self, order: Order, session: CheckoutSession) -> str | None:
        if order.status is OrderStatus.CANCELED:
            return "the order was canceled first"
        if order.is_paid_for:
            return "the order was paid first"
        return None if session.can_open(at=self.clock.now()) else "no time was left to open it"


@frozen
class CloseCheckout:
    """Close a page nobody should pay at any more, and learn whether somebody just did."""

    begin: Begin[PaymentsWork]
    processor: PaymentProcessor
    record: RecordPaymentFact

    async def __call__(self, run: JobRun) -> None:
        session_id = CheckoutSessionId(id_in(run, "checkout_session_id"))
        async with self.begin() as work:
            session = await work.checkout_sessions.get(session_id)
        await close_page(session, self.processor, self.record)


@frozen
class ReconcileOpenSessions:
    """Ask the processor about sessions it has told us nothing about: webhooks do get lost."""

    clock: Clock
    due: DueCheckouts
    processor: PaymentProcessor
    record: RecordPaymentFact

    async def __call__(self, run: JobRun) -> None:
        del run
        silent_since = self.clock.now() - SILENCE
        for session in await self.due.not_heard_of_since(silent_since, limit=BATCH):
            if session.processor_session_id is None:
                continue
            try:
                fact = await self.processor.read_checkout(session.processor_session_id)
            except CheckoutNotFound:
                fact = own_fact(session, PaymentFactKind.OPEN)
            await self.record(fact)


@frozen
class SweepExpiredCheckouts:
    """End the sessions whose time is over by our clock.

    One the processor knows is closed there first and believed afterwards, so a payment in the
    last second is not lost. One that was never opened is given up.
    """

    begin: Begin[PaymentsWork]
    clock: Clock
    due: DueCheckouts
    processor: PaymentProcessor
    record: RecordPaymentFact

    async def __call__(self, run: JobRun) -> None:
        del run
        over_since = self.clock.now() - GRACE
        for session in await self.due.past_their_end(over_since, limit=BATCH):
            if session.processor_session_id is None:
                await self._give_up(session.order_id, session.id)
                continue
            await close_page(session, self.processor, self.record)

    async def _give_up(self, order_id: OrderId, session_id: CheckoutSessionId) -> None:
        async with self.begin() as work:
            await work.orders.get(order_id)
            session = await work.checkout_sessions.get(session_id)
            if session.state is CheckoutState.CREATING:
                abandoned = session.abandoned("it was never opened", at=self.clock.now())
                await work.checkout_sessions.save(abandoned)
