"""Checkout sessions and payment facts with every detail chosen."""

from datetime import datetime, timedelta
from uuid import uuid4

from smplat_core.kernel import Money, evolve
from smplat_core.orders import Order
from smplat_core.payments import (
    CheckoutSession,
    CheckoutSessionId,
    CheckoutState,
    PaymentFact,
    PaymentFactKind,
)
from smplat_core.testing.builders.orders import NOON


def a_session(
    order: Order,
    *,
    state: CheckoutState = CheckoutState.OPEN,
    attempt: int = 1,
    page: str | None = "cs_1",
    at: datetime = NOON,
) -> CheckoutSession:
    session = CheckoutSession(
        id=CheckoutSessionId(uuid4()),
        order_id=order.id,
        company_id=order.company_id,
        attempt=attempt,
        amount=order.total,
        processor_price_ids=("price_1",) * len(order.items),
        success_url="https://shop.example/thanks?session_id={CHECKOUT_SESSION_ID}",
        cancel_url="https://shop.example/cart",
        created_at=at,
        expires_at=at + timedelta(hours=23),
        checked_at=at,
    )
    if state is CheckoutState.CREATING:
        return session
    url = f"https://pay.example/{page}"
    return evolve(session, state=state, processor_session_id=page, url=url)


def a_fact(
    kind: PaymentFactKind,
    *,
    page: str | None = "cs_1",
    payment: str | None = "pi_1",
    amount: Money | None = None,
    at: datetime = NOON,
    failure: str | None = None,
) -> PaymentFact:
    return PaymentFact(
        kind=kind,
        at=at,
        processor_session_id=page,
        payment_id=payment,
        amount=amount,
        said=str(amount),
        failure=failure,
    )
