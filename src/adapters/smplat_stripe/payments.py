"""Payment pages at Stripe Checkout."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from attrs import frozen

from smplat_core.kernel import NotAllowed, Unavailable
from smplat_core.payments import (
    CheckoutIntent,
    CheckoutNotFound,
    CheckoutRefused,
    HostedCheckout,
    PaymentFact,
    PaymentProcessor,
    ProcessorUnavailable,
)
from smplat_stripe.client import StripeApi
from smplat_stripe.errors import StripeNoSuchObject, StripeRefused, readable, translated
from smplat_stripe.translate import checkout_params, fact_of_session, hosted_of

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams


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
