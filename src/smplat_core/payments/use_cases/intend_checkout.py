"""Deciding which session of an order the buyer pays at, before the processor hears of it."""

from datetime import timedelta
from typing import Final

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.guardrails import Judged, JudgedFor, JudgeMargins
from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.orders import Order, OrderId, OrderItem, order_for_change
from smplat_core.payments.lifecycle import CheckoutState
from smplat_core.payments.model import CheckoutSession
from smplat_core.payments.ports import PaymentProcessor, PaymentsWork
from smplat_core.payments.requests import close_request, reconcile_request
from smplat_core.payments.use_cases.close_page import close_page
from smplat_core.payments.use_cases.record_payment_fact import RecordPaymentFact
from smplat_core.payments.vocabulary import (
    CheckoutSessionId,
    NothingToPay,
    ProcessorUnavailable,
    checked_url,
)
from smplat_core.pricing import CheckRates, CheckStripePrices, PricedLine, configured_sale

PATIENCE: Final = timedelta(seconds=30)
"""How long the caller has to finish before the reconciler does it for him."""

LIFE: Final = timedelta(hours=23)
"""How long a buyer can pay. Stripe ends a page after 24 hours by its own clock, so ours is first."""


@frozen(kw_only=True)
class Pages:
    """Where the processor sends the buyer afterwards."""

    success_url: str
    cancel_url: str

    def checked(self) -> "Pages":
        """These; or ``BadReturnUrl``."""
        checked_url(self.success_url, "/success_url")
        checked_url(self.cancel_url, "/cancel_url")
        return self


@frozen(kw_only=True)
class CheckoutWish:
    """Whose order somebody wants to have paid, and what they knew of it."""

    order_id: OrderId
    pages: Pages
    company: CompanyId | None = None
    """The caller's own company; ``None`` may ask for every order."""
    expected_version: int | None = None
    key: str | None = None
    """What tells this wish from every other of anybody: told again, it means the same page."""


@frozen
class IntendCheckout:
    """Choose the session a buyer pays at: the usable one, else a new one kept as an intent.

    A new one needs an order that can be paid, lines that still earn enough (``MarginBlocked``
    names the others) at exchange rates that may still be used, the strict price check, and that nobody can pay at an older page any more.
    The last two ask the processor and therefore run between units of work; what was true before
    is looked at again after it. Should an older page turn out to be paid, that money is believed
    and no new page is made.
    """

    begin: Begin[PaymentsWork]
    clock: Clock
    ids: Ids
    check_prices: CheckStripePrices
    processor: PaymentProcessor
    record: RecordPaymentFact
    judge: JudgeMargins
    check_rates: CheckRates

    async def __call__(
        self, wish: CheckoutWish, *, keep: frozenset[CheckoutState]
    ) -> tuple[CheckoutSession, Order]:
        """The session and its order. Live sessions in the states to ``keep`` are used as they
        are while there is time; others give way to a new one.
        """
        wish.pages.checked()
        async with self.begin() as work:
            order, sessions = await _held(work, wish)
            if usable := self._usable(sessions, wish, keep):
                return usable, order
        await self._check_margins(order)
        if any(item.configuration is not None for item in order.items):
            await self.check_rates([item.id for item in order.items])
        price_ids = await self.check_prices([_priced(item) for item in order.items])
        for old in await self._given_up(wish, keep):
            await close_page(old, self.processor, self.record)
        async with self.begin() as work:
            order, sessions = await _held(work, wish)
            if usable := self._usable(sessions, wish, keep):
                return usable, order
            if any(session.may_still_be_paid for session in sessions):
                raise ProcessorUnavailable("the page before is not closed yet")
            return await self._kept(work, order, sessions, wish, price_ids), order

    async def _check_margins(self, order: Order) -> None:
        """Costs and rates may have moved since the order was placed; its price did not."""
        sales = [
            configured_sale(
                item.configuration,
                price=item.line_total,
                quantity=item.quantity,
                label=item.label,
                pointer=f"/lines/{place}",
            )
            for place, item in enumerate(order.items)
            if item.configuration is not None
        ]
        if sales:
            await self.judge(sales, Judged(purpose=JudgedFor.CHECKOUT, id=order.id))

    def _usable(
        self,
        sessions: tuple[CheckoutSession, ...],
        wish: CheckoutWish,
        keep: frozenset[CheckoutState],
    ) -> CheckoutSession | None:
        now = self.clock.now()
        for session in sessions:
            is_answer = wish.key is not None and session.wish_key == wish.key
            if session.state not in keep and not is_answer:
                continue
            if session.state is CheckoutState.OPEN and now < session.expires_at:
                return session
            if session.state is CheckoutState.CREATING and session.can_open(at=now):
                return session
        return None

    async def _given_up(
        self, wish: CheckoutWish, keep: frozenset[CheckoutState]
    ) -> tuple[CheckoutSession, ...]:
        """Sessions that make way for a new one, marked so; those whose page has to be closed."""
        now = self.clock.now()
        pages: list[CheckoutSession] = []
        async with self.begin() as work:
            _, sessions = await _held(work, wish)
            if self._usable(sessions, wish, keep):
                return ()
            for session in sessions:
                given_up = session
                if session.state is CheckoutState.OPEN:
                    given_up = await work.checkout_sessions.save(session.superseded(at=now))
                    await work.jobs.enqueue(close_request(session))
                elif session.state is CheckoutState.CREATING:
                    late = session.abandoned("no time was left to open it", at=now)
                    given_up = await work.checkout_sessions.save(late)
                if given_up.may_still_be_paid:
                    pages.append(given_up)
        return tuple(pages)

    async def _kept(
        self,
        work: PaymentsWork,
        order: Order,
        sessions: tuple[CheckoutSession, ...],
        wish: CheckoutWish,
        price_ids: tuple[str, ...],
    ) -> CheckoutSession:
        now = self.clock.now()
        created = await work.checkout_sessions.save(
            CheckoutSession(
                id=CheckoutSessionId(self.ids.new()),
                order_id=order.id,
                company_id=order.company_id,
                attempt=len(sessions) + 1,
                amount=order.total,
                processor_price_ids=price_ids,
                success_url=wish.pages.success_url,
                cancel_url=wish.pages.cancel_url,
                created_at=now,
                expires_at=now + LIFE,
                checked_at=now,
                wish_key=wish.key,
            ).intended()
        )
        await work.jobs.enqueue(reconcile_request(created, due_at=now + PATIENCE))
        return created


def _priced(item: OrderItem) -> PricedLine:
    """What was configured has a price of its own: the entry it began with is but its source."""
    snapshot, is_bare = item.snapshot, item.configuration is None
    return PricedLine(
        sku=item.sku,
        label=item.label,
        unit_price=item.unit_price,
        price_book_entry_id=snapshot.price_book_entry_id if is_bare else None,
        price_agreement_id=snapshot.price_agreement_id,
    )


async def _held(
    work: PaymentsWork, wish: CheckoutWish
) -> tuple[Order, tuple[CheckoutSession, ...]]:
    """The order, if it can be paid, and its sessions."""
    order = await order_for_change(
        work, wish.order_id, company=wish.company, expected_version=wish.expected_version
    )
    order.check_payable()
    if not order.total:
        raise NothingToPay(f"order {order.reference} costs nothing")
    return order, await work.checkout_sessions.of_order(order.id)
