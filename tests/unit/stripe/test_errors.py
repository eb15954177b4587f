"""Stripe's failures become our refusals."""

from typing import Any

import pytest
import stripe

from smplat_core.kernel import NotAllowed, NotFound, Refusal, Unavailable
from smplat_stripe import (
    StripeCardDeclined,
    StripeNotAuthorized,
    StripeUnavailable,
    readable,
    translated,
)

# the library's own errors are built by its untyped constructors
CardError: Any = stripe.CardError
ConnectionFailed: Any = stripe.APIConnectionError
BadRequest: Any = stripe.InvalidRequestError


def a_card_error() -> stripe.StripeError:
    body = {"error": {"decline_code": "insufficient_funds", "payment_intent": {"id": "pi_1"}}}
    error: stripe.StripeError = CardError(
        "no funds", "card", "card_declined", json_body=body, http_status=402
    )
    return error


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (stripe.RateLimitError("slow down", http_status=429), Unavailable, "stripe.rate_limited"),
        (ConnectionFailed("timeout"), Unavailable, "stripe.unavailable"),
        (stripe.APIError("oops", http_status=500), Unavailable, "stripe.unavailable"),
        (stripe.APIError("lock", http_status=409), Unavailable, "stripe.unavailable"),
        (stripe.APIError("cut off", http_status=200), Unavailable, "stripe.unavailable"),
        (stripe.AuthenticationError("who?"), Unavailable, "stripe.not_authorized"),
        (stripe.PermissionError("no"), Unavailable, "stripe.not_authorized"),
        (stripe.IdempotencyError("other body"), NotAllowed, "stripe.idempotency_key_reused"),
        (
            BadRequest("gone", "id", code="resource_missing", http_status=404),
            NotFound,
            "stripe.no_such_object",
        ),
        (
            BadRequest("bad", "x", code="amount_too_small", http_status=400),
            NotAllowed,
            "stripe.refused",
        ),
        (a_card_error(), NotAllowed, "stripe.card_declined"),
    ],
)
def test_every_failure_has_a_kind_and_a_code(
    error: stripe.StripeError, kind: type[Refusal], code: str
) -> None:
    with pytest.raises(kind) as refused, translated():
        raise error

    assert refused.value.code == code
    assert refused.value.__cause__ is error


def test_a_decline_tells_why_and_which_payment() -> None:
    with pytest.raises(StripeCardDeclined) as refused, translated():
        raise a_card_error()

    assert refused.value.decline_code == "insufficient_funds"
    assert refused.value.payment_intent == "pi_1"


def test_the_wait_stripe_asks_for_is_passed_on() -> None:
    limited: Any = stripe.RateLimitError("slow", http_status=429, headers={"Retry-After": "42"})

    with pytest.raises(Unavailable) as refused, translated():
        raise limited

    assert refused.value.retry_after_seconds == 42


def test_a_refused_key_is_never_repeated_in_the_answer() -> None:
    with pytest.raises(StripeNotAuthorized) as refused, translated():
        raise stripe.AuthenticationError("Invalid API Key provided: sk_live_secret")

    assert "sk_live" not in str(refused.value)


def test_other_errors_pass_untouched() -> None:
    with pytest.raises(ZeroDivisionError), translated():
        _ = 1 / 0


def test_a_server_that_fails_is_unavailable() -> None:
    with pytest.raises(StripeUnavailable), translated():
        raise stripe.APIError("bad gateway", http_status=502)


@pytest.mark.parametrize("surprise", [KeyError("id"), TypeError("NoneType"), ValueError("XXX")])
def test_an_answer_of_another_shape_is_no_answer(surprise: Exception) -> None:
    with pytest.raises(StripeUnavailable) as refused, readable():
        raise surprise

    assert refused.value.__cause__ is surprise
