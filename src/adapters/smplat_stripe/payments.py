"""Payment pages at Stripe Checkout, and refunds of what was paid there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast

from attrs import frozen

from smplat_core.kernel import NotAllowed, Refusal, Unavailable
from smplat_core.payments import (
    CheckoutIntent,
    CheckoutNotFound,
    CheckoutRefused,
    HostedCheckout,
    MoneyFact,
    PaymentFact,
    PaymentProcessor,
    ProcessorUnavailable,
    RefundIntent,
    RefundNotFound,
    RefundRefused,
)
from smplat_stripe.client import StripeApi
from smplat_stripe.errors import StripeNoSuchObject, StripeRefused, readable, translated
from smplat_stripe.money_back import fact_of_refunds, refund_params
from smplat_stripe.translate import checkout_params, fact_of_session, hosted_of
from smplat_stripe.wire import Wire

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams, RefundListParams
    from stripe.params.checkout import SessionCreateParams

GONE_ALREADY: Final = "charge_already_refunded"
LONGEST_LIST: Final = 100


@frozen
class StripePayments(PaymentProcessor):
    api: StripeApi

    async def create_checkout(self, intent: CheckoutIntent) -> HostedCheckout:
        params = cast("SessionCreateParams", checkout_params(intent))
        try:
            with _in_words_of_the_port(), translated():
                session = await self.api.client.v1.checkout.sessions.create_async(
                    params, {"idempotency_key": intent.idempotency_key}
                )
        except StripeNoSuchObject as gone:
            raise CheckoutRefused(gone.detail) from gone
        with _in_words_of_the_port(), readable():
            return hosted_of(session.to_dict())

    async def read_checkout(self, processor_session_id: str) -> PaymentFact:
        try:
            with _in_words_of_the_port(), translated():
                session = await self.api.client.v1.checkout.sessions.retrieve_async(
                    processor_session_id, {"expand": ["payment_intent"]}
                )
        except StripeNoSuchObject as gone:
            raise CheckoutNotFound(gone.detail) from gone
        with _in_words_of_the_port(), readable():
            return fact_of_session(session.to_dict())

    async def expire_checkout(self, processor_session_id: str) -> None:
        try:
            with translated():
                await self.api.client.v1.checkout.sessions.expire_async(processor_session_id)
        except (StripeNoSuchObject, StripeRefused):
            return  # over already: paid, expired or unknown, which reading it will tell
        except Unavailable as down:
            raise _unavailable(down) from down

    async def refund(self, intent: RefundIntent) -> MoneyFact:
        if intent.is_old:
            known = await self._refunds_of(intent)
            if known and any(said.refund_id == intent.refund_id for said in known.refunds):
                return known
        params = cast("RefundCreateParams", refund_params(intent))
        try:
            with translated():
                refund = await self.api.client.v1.refunds.create_async(
                    params, {"idempotency_key": intent.idempotency_key}
                )
        except StripeRefused as refused:
            if refused.stripe_code != GONE_ALREADY:
                raise RefundRefused(refused.detail) from refused
            return await self._refunds_of(intent) or MoneyFact(
                at=datetime.now(UTC), payment_id=intent.payment_id, charge_id=intent.charge_id
            )
        except Unavailable as down:
            raise _unavailable(down) from down
        except Refusal as refused:
            raise RefundRefused(refused.detail) from refused
        with _in_words_of_the_port(), readable():
            return _told((refund.to_dict(),))

    async def read_refund(self, processor_refund_id: str) -> MoneyFact:
        try:
            with _in_words_of_the_port(), translated():
                refund = await self.api.client.v1.refunds.retrieve_async(processor_refund_id)
        except StripeNoSuchObject as gone:
            raise RefundNotFound(gone.detail) from gone
        with _in_words_of_the_port(), readable():
            return _told((refund.to_dict(),))

    async def _refunds_of(self, intent: RefundIntent) -> MoneyFact | None:
        """All refunds of the payment; ``None`` when there are none."""
        named = (
            {"payment_intent": intent.payment_id}
            if intent.payment_id
            else {"charge": intent.charge_id}
        )
        params = cast("RefundListParams", {**named, "limit": LONGEST_LIST})
        with _in_words_of_the_port(), translated():
            listed = await self.api.client.v1.refunds.list_async(params)
        with _in_words_of_the_port(), readable():
            refunds = [refund.to_dict() for refund in listed.data]
            return _told(refunds) if refunds else None


def _told(refunds: Sequence[Wire]) -> MoneyFact:
    """What an answer says, as of now: refunds do not tell when they failed."""
    return fact_of_refunds(refunds, at=datetime.now(UTC))


@contextmanager
def _in_words_of_the_port() -> Iterator[None]:
    try:
        yield
    except Unavailable as down:
        raise _unavailable(down) from down
    except NotAllowed as refused:
        raise CheckoutRefused(refused.detail, errors=refused.errors) from refused


def _unavailable(down: Unavailable) -> ProcessorUnavailable:
    return ProcessorUnavailable(down.detail, retry_after_seconds=down.retry_after_seconds)
