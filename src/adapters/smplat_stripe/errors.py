"""Stripe's failures in the words of the core."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from smplat_core.kernel import (
    InputError,
    NotAllowed,
    NotFound,
    Refusal,
    SpanKind,
    Unavailable,
    span,
)

if TYPE_CHECKING:
    import stripe

WAIT_WHEN_LIMITED: Final = 10
WAIT_WHEN_DOWN: Final = 30
WAIT_FOR_OPERATOR: Final = 300
SERVER_ERROR: Final = 500
CLIENT_ERROR: Final = 400
CONFLICT: Final = 409


class StripeUnavailable(Unavailable):
    """Stripe is down, too slow, or busy with the same object.

    Whether the call took effect is unknown: repeat it under the same idempotency key.
    """

    code = "stripe.unavailable"


class StripeRateLimited(Unavailable):
    """We asked too often. Nothing happened."""

    code = "stripe.rate_limited"


class StripeNotAuthorized(Unavailable):
    """The secret key is wrong, revoked or too weak. Works again once an operator has mended it."""

    code = "stripe.not_authorized"


class StripeCardDeclined(NotAllowed):
    """The buyer's bank or Stripe's fraud rules said no; another card may work."""

    code = "stripe.card_declined"

    def __init__(self, detail: str, *, decline_code: str, payment_intent: str | None) -> None:
        super().__init__(detail)
        self.decline_code = decline_code
        """Stripe's word for it, such as ``insufficient_funds``."""
        self.payment_intent = payment_intent


class StripeNoSuchObject(NotFound):
    """The account has no object with this id (any more)."""

    code = "stripe.no_such_object"


class StripeKeyReused(NotAllowed):
    """The idempotency key was used before with other parameters: a defect of ours, never retried."""

    code = "stripe.idempotency_key_reused"


class StripeRefused(NotAllowed):
    """Stripe understood the call and will not do it; repeating it will not help."""

    code = "stripe.refused"

    def __init__(
        self, detail: str, *, stripe_code: str | None = None, errors: tuple[InputError, ...] = ()
    ) -> None:
        super().__init__(detail, errors=errors)
        self.stripe_code = stripe_code
        """Stripe's own code, such as ``amount_too_small``."""


@contextmanager
def translated() -> Iterator[None]:
    """Calls made inside raise our refusals instead of the library's errors."""
    import stripe  # noqa: PLC0415 - a fifth of a second, owed only by those who call Stripe

    with span("stripe", SpanKind.CLIENT):
        try:
            yield
        except stripe.StripeError as error:
            raise refusal_of(error) from error


@contextmanager
def readable() -> Iterator[None]:
    """Answers read inside that are not what Stripe promises count as no answer at all."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as surprise:
        raise StripeUnavailable(
            "Stripe answers in a shape we cannot read", retry_after_seconds=WAIT_WHEN_DOWN
        ) from surprise


def refusal_of(error: "stripe.StripeError") -> Refusal:
    """The refusal that says the same. Its text never shows a key."""
    import stripe  # noqa: PLC0415 - as above

    said = error.user_message or str(error)
    refusal: Refusal
    match error:
        case stripe.CardError():
            refusal = _declined(error, said)
        case stripe.RateLimitError():
            wait = _retry_after(error, WAIT_WHEN_LIMITED)
            refusal = StripeRateLimited("Stripe limits our calls", retry_after_seconds=wait)
        case stripe.AuthenticationError() | stripe.PermissionError():
            refusal = StripeNotAuthorized(
                "Stripe does not accept our key for this; check the secret key of this account",
                retry_after_seconds=WAIT_FOR_OPERATOR,
            )
        case stripe.IdempotencyError():
            refusal = StripeKeyReused(said)
        case stripe.APIConnectionError():
            refusal = StripeUnavailable(
                "Stripe does not answer", retry_after_seconds=WAIT_WHEN_DOWN
            )
        case stripe.InvalidRequestError(code="resource_missing"):
            refusal = StripeNoSuchObject(said)
        case _:
            refusal = _by_status(error, said)
    return refusal


def _by_status(error: "stripe.StripeError", said: str) -> Refusal:
    status = error.http_status or SERVER_ERROR
    if status < CLIENT_ERROR:  # done perhaps, but the answer broke on its way
        return StripeUnavailable(
            "Stripe's answer cannot be read", retry_after_seconds=WAIT_WHEN_DOWN
        )
    if status < SERVER_ERROR and status != CONFLICT:
        return StripeRefused(said, stripe_code=error.code)
    wait = _retry_after(error, WAIT_WHEN_DOWN)
    return StripeUnavailable(f"Stripe answers with an error ({status})", retry_after_seconds=wait)


def _declined(error: "stripe.CardError", said: str) -> StripeCardDeclined:
    facts = error.error.to_dict() if error.error is not None else {}
    intent = facts.get("payment_intent")
    return StripeCardDeclined(
        said,
        decline_code=str(facts.get("decline_code") or error.code or "card_declined"),
        payment_intent=intent.get("id") if isinstance(intent, dict) else intent,
    )


def _retry_after(error: "stripe.StripeError", default: int) -> int:
    headers = error.headers or {}
    said = str({name.lower(): value for name, value in headers.items()}.get("retry-after", ""))
    return int(said) if said.isdecimal() else default
