"""The relay that pushes for couriers who push nothing themselves, signed the Standard Webhooks way."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping

from smplat_sandbox.postbox import Letter


def key_of(secret: str) -> bytes:
    """The Standard Webhooks key: what follows `whsec_` is base64, anything else is the key.

    Refuses with ValueError what begins so and is no base64.
    """
    encoded = secret.removeprefix("whsec_")
    return base64.b64decode(encoded, validate=True) if encoded != secret else secret.encode()


def relay_headers(letter: Letter, key: bytes) -> Mapping[str, str]:
    """In real time: receivers compare it with their own clock."""
    at = int(time.time())
    signed = f"{letter.id}.{at}.".encode() + letter.body.encode()
    proof = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return {
        "webhook-id": letter.id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{proof}",
    }


def forged(key: bytes) -> bytes:
    """A key that is not the one shared."""
    return key + b"-forged"
