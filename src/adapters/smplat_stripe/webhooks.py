"""Webhooks of Stripe: proved by their signature, then read."""

import json
from typing import Any, Final, TypeGuard

from attrs import frozen

from smplat_core.payments import (
    BadSignature,
    Fact,
    FactReader,
    Message,
    MessageVerifier,
    NoWebhookSecret,
    SignatureTooOld,
    UnreadableMessage,
)
from smplat_stripe.settings import StripeSettings
from smplat_stripe.translate import fact_of_event

LONGEST_ID: Final = 255


@frozen
class StripeWebhooks(MessageVerifier):
    """Checks ``Stripe-Signature`` over the raw body with Stripe's own library."""

    settings: StripeSettings

    @property
    def source(self) -> str:
        return "stripe"

    def verify(self, body: bytes, signature: str) -> Message:
        import stripe  # noqa: PLC0415 - a fifth of a second, owed only by those who call Stripe

        secret = self.settings.webhook_secret
        if not secret.strip():
            raise NoWebhookSecret("no webhook secret of Stripe is set", retry_after_seconds=300)
        if not signature.isascii():
            raise BadSignature("the Stripe-Signature header is not ASCII")
        try:
            payload = body.decode()
        except UnicodeDecodeError:
            raise UnreadableMessage("the body is not UTF-8") from None
        try:
            stripe.WebhookSignature.verify_header(
                payload, signature, secret, self.settings.webhook_tolerance_seconds
            )
        except stripe.SignatureVerificationError as error:
            if "tolerance" in str(error):
                accepted = self.settings.webhook_tolerance_seconds
                raise SignatureTooOld(f"signed more than {accepted} seconds ago") from error
            raise BadSignature("the Stripe-Signature header does not prove this body") from error
        return _message(payload)


@frozen
class StripeFacts(FactReader):
    """Reads stored events; any version of this package can read what an older one stored."""

    def read(self, payload: str) -> Fact | None:
        event = _json_object(payload)
        try:
            return fact_of_event(event)
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
            said = f"{type(error).__name__}: {error}"
            raise UnreadableMessage(f"not the shape of {event.get('type')}: {said}") from error


def _message(payload: str) -> Message:
    event = _json_object(payload)
    external_id, kind = event.get("id"), event.get("type")
    if not (_is_name(external_id) and _is_name(kind)):
        raise UnreadableMessage("the body has no id and type, so it is no event")
    if "\x00" in payload:
        raise UnreadableMessage("the body holds a NUL, which cannot be kept")
    return Message(external_id=external_id, kind=kind, payload=payload)


def _is_name(value: object) -> TypeGuard[str]:
    """As Stripe promises its ids: up to 255 characters. NUL, which no table takes, is none."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable()


def _json_object(payload: str) -> dict[str, Any]:
    try:
        event = json.loads(payload)
    except (ValueError, RecursionError):
        raise UnreadableMessage("the body is not JSON") from None
    if not isinstance(event, dict):
        raise UnreadableMessage("the body is JSON, but no object")
    return event
