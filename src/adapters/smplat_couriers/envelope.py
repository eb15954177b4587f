"""How a webhook proves its sender: signed over its id, its time and its body."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from attrs import frozen

from smplat_core.fulfillment import (
    CourierCode,
    CourierWithoutWebhooks,
    WebhookSignatureMissing,
    WebhookSignatureWrong,
    WebhookTooOld,
)
from smplat_couriers.access import CourierAccess

ID_HEADER: Final = "webhook-id"
TIME_HEADER: Final = "webhook-timestamp"
SIGNATURE_HEADER: Final = "webhook-signature"
LONGEST_STAMP: Final = 12


@frozen(kw_only=True)
class Seal:
    """What the headers of a delivery say; whatever is missing is empty."""

    delivery_id: str
    stamp: str
    """Unix seconds, as written."""
    signatures: tuple[str, ...]
    """Any one of them may hold."""

    @property
    def is_whole(self) -> bool:
        digits = self.stamp.isascii() and self.stamp.isdigit() and len(self.stamp) <= LONGEST_STAMP
        return bool(self.delivery_id and self.signatures and digits)


def proven(
    seal: Seal,
    *,
    sign: Callable[[str], str],
    access: CourierAccess,
    courier: CourierCode,
    received_at: datetime,
    needed: str,
) -> str:
    """The id of a delivery of which ``sign`` makes one of its signatures with one of our secrets.

    ``needed`` names the headers for whoever left one out.
    """
    if not access.webhook_secrets:
        raise CourierWithoutWebhooks(f"no secret is set to check webhooks of {courier} with")
    if not seal.is_whole:
        raise WebhookSignatureMissing(f"headers {needed} are needed")
    expected = [sign(secret).encode() for secret in access.webhook_secrets]
    given = [one.encode() for one in seal.signatures]
    if not any(hmac.compare_digest(ours, theirs) for ours in expected for theirs in given):
        raise WebhookSignatureWrong("no v1 signature in the header holds for this body")
    tolerance = access.webhook_tolerance_seconds
    if abs(received_at.timestamp() - int(seal.stamp)) > tolerance:
        raise WebhookTooOld(f"signed at {seal.stamp}, more than {tolerance} s from our clock")
    return seal.delivery_id


def proven_relay(
    body: bytes,
    headers: Mapping[str, str],
    *,
    access: CourierAccess,
    courier: CourierCode,
    received_at: datetime,
) -> str:
    """The id of a delivery that a relay signed the Standard Webhooks way."""
    delivery, stamp = headers.get(ID_HEADER, ""), headers.get(TIME_HEADER, "")
    written = headers.get(SIGNATURE_HEADER, "").split()
    signed = f"{delivery}.{stamp}.".encode() + body

    def sign(secret: str) -> str:
        made = hmac.digest(_key(secret), signed, hashlib.sha256)
        return "v1," + base64.b64encode(made).decode()

    return proven(
        Seal(delivery_id=delivery, stamp=stamp, signatures=tuple(written)),
        sign=sign,
        access=access,
        courier=courier,
        received_at=received_at,
        needed=f"{ID_HEADER}, {TIME_HEADER} (unix seconds) and {SIGNATURE_HEADER}",
    )


def _key(secret: str) -> bytes:
    encoded = secret.removeprefix("whsec_")
    if encoded != secret:
        try:
            return base64.b64decode(encoded, validate=True)
        except binascii.Error:
            return secret.encode()
    return secret.encode()
