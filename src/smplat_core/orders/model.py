"""The order: an immutable value that answers every action with its next self."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import field, frozen

from smplat_core.customers import AddressId, CompanyId, ContactId, PostalAddress
from smplat_core.kernel import Event, Money, evolve, maker
from smplat_core.orders import events as told
from smplat_core.orders.lifecycle import (
    MONEY_TAKEN,
    ORDER_LIFECYCLE,
    PAYMENT_LIFECYCLE,
    FulfillmentStatus,
    OrderAction,
    OrderStatus,
    PaymentAction,
    PaymentStatus,
)
from smplat_core.orders.vocabulary import (
    HeldElsewhere,
    NotPayable,
    OrderId,
    OrderItem,
    checked_reason,
)


@frozen(weakref_slot=False)
class StateChange:
    """One line of the audit trail, not yet kept."""

    subject: str
    """Which fact moved: ``status``, ``payment_status`` or ``fulfillment_status``."""
    before: str | None
    """``None`` when the order was made."""
    after: str
    reason: str
    at: datetime
    metadata: Mapping[str, str]
    """What else is worth knowing: the action of the table that was taken."""


make_change: Final = maker(StateChange)


@frozen(kw_only=True, weakref_slot=False)
class Order:
    """What a company asked for, bound at its prices, and how far along it is.

    It holds no shipping address: shipments own their destinations. Items never change.
    """

    id: OrderId
    reference: str
    company_id: CompanyId
    billing_contact_id: ContactId
    billing_address_id: AddressId
    billing_address: PostalAddress
    """As it was when the order was placed."""
    items: tuple[OrderItem, ...]
    total: Money
    created_at: datetime
    updated_at: datetime
    status: OrderStatus = ORDER_LIFECYCLE.initial
    held_from: OrderStatus | None = None
    """Where an order on hold goes back to."""
    payment_status: PaymentStatus = PAYMENT_LIFECYCLE.initial
    payment_reference: str | None = None
    """The processor's id of the payment that paid the order."""
    payment_mismatches: tuple[str, ...] = ()
    """Ids of payments that were not what the order costs."""
    fulfillment_status: FulfillmentStatus = FulfillmentStatus.UNFULFILLED
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)
    audit: tuple[StateChange, ...] = field(default=(), eq=False)
    """Changes of state not yet kept. Saving keeps them with actor and correlation id."""

    @classmethod
    def place(
        cls,
        order_id: OrderId,
        *,
        reference: str,
        company_id: CompanyId,
        billing_contact_id: ContactId,
        billing_address_id: AddressId,
        billing_address: PostalAddress,
        items: tuple[OrderItem, ...],
        at: datetime,
    ) -> "Order":
        """A new order at provisional prices: nobody has been asked for money yet."""
        total = Money.total((item.line_total for item in items), items[0].line_total.currency)
        created = told.OrderCreated(
            at=at,
            order_id=order_id,
            reference=reference,
            company_id=company_id,
            total=total,
            line_count=len(items),
        )
        return cls(
            id=order_id,
            reference=reference,
            company_id=company_id,
            billing_contact_id=billing_contact_id,
            billing_address_id=billing_address_id,
            billing_address=billing_address,
            items=items,
            total=total,
            created_at=at,
            updated_at=at,
            news=(created,),
            audit=(make_change("status", None, ORDER_LIFECYCLE.initial.value, "placed", at, {}),),
        )

    # --- money: one door, where late and repeated facts change nothing -------------------

    @property
    def is_paid_for(self) -> bool:
        """Whether the total arrived once, even if some of it was given back since."""
        return self.payment_status in MONEY_TAKEN

    def check_payable(self) -> None:
        """Refuses when a checkout may not be sent: canceled, paid, or the bank is busy with it."""
        if self.status is OrderStatus.CANCELED:
            raise NotPayable(f"order {self.reference} is canceled; place a new one")
        PAYMENT_LIFECYCLE.after(self.payment_status, PaymentAction.SEND_CHECKOUT)

    def checkout_sent(self, checkout_session_id: UUID, *, at: datetime) -> "Order":
        """The buyer can pay at this session. Sent anew, it is told anew."""
        self.check_payable()
        event = told.OrderCheckoutSent(
            at=at, checkout_session_id=checkout_session_id, **self._whose()
        )
        return self._money(PaymentAction.SEND_CHECKOUT, event, "checkout sent", at=at)

    def payment_processing(self, *, checkout_session_id: UUID | None, at: datetime) -> "Order":
        """The bank is at work. Changes nothing when that is known, or the money is there."""
        if self.is_paid_for or self.payment_status is PaymentStatus.PAYMENT_PROCESSING:
            return self
        event = told.OrderPaymentProcessing(
            at=at, checkout_session_id=checkout_session_id, **self._whose()
        )
        return self._money(PaymentAction.START_PAYMENT, event, "the bank is at work", at=at)

    def paid(
        self, payment_reference: str, *, checkout_session_id: UUID | None, at: datetime
    ) -> "Order":
        """The whole total is there: a pending order starts.

        Changes nothing when this payment is known. A canceled order takes the money without
        starting and says so, because it has to be given back.
        """
        if self.is_paid_for:
            return self
        canceled = self.status is OrderStatus.CANCELED
        event = (told.OrderPaidAfterCancel if canceled else told.OrderPaid)(
            at=at,
            total=self.total,
            payment_reference=payment_reference,
            checkout_session_id=checkout_session_id,
            **self._whose(),
        )
        order = self._money(PaymentAction.PAY, event, f"payment {payment_reference}", at=at)
        order = evolve(order, payment_reference=payment_reference)
        if self.status is OrderStatus.PENDING:
            return _step(order, OrderAction.START, "paid", at=at)
        return order

    def payment_failed(
        self, reason: str, *, checkout_session_id: UUID | None, at: datetime
    ) -> "Order":
        """This attempt brought no money; another may. Changes nothing when paid or known."""
        if not PAYMENT_LIFECYCLE.allows(self.payment_status, PaymentAction.FAIL):
            return self
        event = told.OrderPaymentFailed(
            at=at, reason=reason, checkout_session_id=checkout_session_id, **self._whose()
        )
        return self._money(PaymentAction.FAIL, event, reason, at=at)

    def checkout_expired(self, *, checkout_session_id: UUID | None, at: datetime) -> "Order":
        """The buyer did not come in time; a new checkout may be sent. Changes nothing when late."""
        if not PAYMENT_LIFECYCLE.allows(self.payment_status, PaymentAction.EXPIRE):
            return self
        event = told.OrderCheckoutExpired(
            at=at, checkout_session_id=checkout_session_id, **self._whose()
        )
        return self._money(PaymentAction.EXPIRE, event, "checkout expired", at=at)

    def payment_mismatched(
        self, payment_reference: str, *, received: str, reason: str, at: datetime
    ) -> "Order":
        """Money came that does not pay this order. Told once per payment; no status moves."""
        if payment_reference in self.payment_mismatches:
            return self
        event = told.PaymentMismatch(
            at=at,
            expected=self.total,
            received=received,
            payment_reference=payment_reference,
            reason=reason,
            **self._whose(),
        )
        known = (*self.payment_mismatches, payment_reference)
        return evolve(self, payment_mismatches=known, news=(*self.news, event), updated_at=at)

    def money_kept(self, kept: Money, *, at: datetime) -> "Order":
        """What is left of the money of a paid order: all of the total, a part of it, or nothing.

        ``kept`` counts every payment of the order, so one paid twice stays paid when one of them
        goes back. Changes nothing while the order was never paid, or says so already.
        """
        after = PaymentStatus.PARTIALLY_REFUNDED if kept.minor > 0 else PaymentStatus.REFUNDED
        if kept >= self.total:
            after = PaymentStatus.PAID
        if not self.is_paid_for or after is self.payment_status:
            return self
        action = PAYMENT_LIFECYCLE.action_to(self.payment_status, after)
        event = told.OrderPaymentStatusChanged(
            at=at, before=self.payment_status, after=after, kept=kept, **self._whose()
        )
        return self._money(action, event, f"{kept} of the money is left", at=at)

    # --- status --------------------------------------------------------------------------

    def fulfillment_progressed(self, status: FulfillmentStatus, *, at: datetime) -> "Order":
        """Quantities moved. The status follows by itself, except while on hold or canceled.

        Changes nothing when the quantities say what they said before.
        """
        if status is self.fulfillment_status:
            return self
        event = told.OrderFulfillmentProgressed(
            at=at, before=self.fulfillment_status, after=status, **self._whose()
        )
        change = make_change(
            "fulfillment_status", self.fulfillment_status.value, status.value, "quantities", at, {}
        )
        order = evolve(
            self,
            fulfillment_status=status,
            news=(*self.news, event),
            audit=(*self.audit, change),
            updated_at=at,
        )
        return _follow_quantities(order, at=at)

    def complete(self, *, reason: str, at: datetime) -> "Order":
        return _told_step(self, OrderAction.COMPLETE, checked_reason(reason), at=at)

    def hold(self, *, reason: str, at: datetime) -> "Order":
        """Stop working on the order until it is resumed."""
        before = self.status
        held = _told_step(self, OrderAction.HOLD, checked_reason(reason), at=at)
        return evolve(held, held_from=before)

    def resume(self, *, reason: str, at: datetime) -> "Order":
        """Go back to where the hold came from, and catch up with what was delivered since."""
        active = self.held_from is OrderStatus.ACTIVE
        action = OrderAction.RESUME_ACTIVE if active else OrderAction.RESUME_PROCESSING
        resumed = _told_step(self, action, checked_reason(reason), at=at)
        return _follow_quantities(evolve(resumed, held_from=None), at=at)

    def cancel(self, *, reason: str, at: datetime) -> "Order":
        """Stop for good. Money already taken stays where it is until somebody refunds it."""
        why = checked_reason(reason)
        event = told.OrderCanceled(
            at=at,
            before=self.status,
            payment_status=self.payment_status,
            reason=why,
            **self._whose(),
        )
        canceled = _step(self, OrderAction.CANCEL, why, at=at)
        return evolve(canceled, held_from=None, news=(*canceled.news, event))

    def move_to(self, target: OrderStatus, *, reason: str, at: datetime) -> "Order":
        """A person's override, for callers who speak in states; the table decides what is possible.

        Raises ``NoSuchStep`` when no single action leads there, ``HeldElsewhere`` when an order
        on hold came from another state.
        """
        action = ORDER_LIFECYCLE.action_to(self.status, target)
        if action is OrderAction.CANCEL:
            return self.cancel(reason=reason, at=at)
        if action is OrderAction.HOLD:
            return self.hold(reason=reason, at=at)
        if self.status is OrderStatus.ON_HOLD:
            if target is not self.held_from:
                raise HeldElsewhere(
                    f"order {self.reference} was held while {self.held_from}; "
                    f"it goes back there, not to {target}"
                )
            return self.resume(reason=reason, at=at)
        return _told_step(self, action, checked_reason(reason), at=at)

    # --- steps ---------------------------------------------------------------------------

    def _whose(self) -> "told.Whose":
        return {
            "order_id": self.id,
            "reference": self.reference,
            "company_id": self.company_id,
        }

    def _money(
        self, action: PaymentAction, event: told.OrderEvent, reason: str, *, at: datetime
    ) -> "Order":
        status = PAYMENT_LIFECYCLE.after(self.payment_status, action)
        change = make_change(
            "payment_status",
            self.payment_status.value,
            status.value,
            reason,
            at,
            {"action": action.value},
        )
        return evolve(
            self,
            payment_status=status,
            news=(*self.news, event),
            audit=(*self.audit, change),
            updated_at=at,
        )


def _follow_quantities(order: Order, *, at: datetime) -> Order:
    """Delivery that began makes an order active, delivery that ended completes it."""
    status = order.fulfillment_status
    begun = status is not FulfillmentStatus.UNFULFILLED
    if begun and order.status is OrderStatus.PROCESSING:
        order = _told_step(order, OrderAction.ACTIVATE, "delivery began", at=at)
    if status is FulfillmentStatus.FULFILLED and order.status is OrderStatus.ACTIVE:
        order = _told_step(order, OrderAction.COMPLETE, "everything is delivered", at=at)
    return order


def _told_step(order: Order, action: OrderAction, reason: str, *, at: datetime) -> Order:
    """A step that has no event of its own."""
    stepped = _step(order, action, reason, at=at)
    event = told.OrderStatusChanged(
        at=at,
        order_id=order.id,
        reference=order.reference,
        company_id=order.company_id,
        before=order.status,
        after=stepped.status,
        reason=reason,
    )
    return evolve(stepped, news=(*stepped.news, event))


def _step(order: Order, action: OrderAction, reason: str, *, at: datetime) -> Order:
    status = ORDER_LIFECYCLE.after(order.status, action)
    change = make_change(
        "status", order.status.value, status.value, reason, at, {"action": action.value}
    )
    return evolve(order, status=status, audit=(*order.audit, change), updated_at=at)
