"""Webhooks signed as Stripe signs them: `t=...,v1=HMAC-SHA256(secret, "t.payload")`."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from smplat_sandbox.postbox import Letter, Sign


def webhook(event: Mapping[str, Any], *, url: str) -> Letter:
    return Letter(
        id=event["id"],
        operation=f"webhook.{event['type']}",
        url=url,
        body=json.dumps(event, indent=2),
        headers={
            "content-type": "application/json; charset=utf-8",
            "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        },
    )


def signer(secret: str) -> Sign:
    """Sign at the moment of sending, in real time: receivers compare it with their own clock."""

    def sign(letter: Letter, wrongly: bool) -> Mapping[str, str]:  # noqa: FBT001  the shape of Sign
        return {
            "stripe-signature": signature(
                letter.body, secret=f"{secret}-forged" if wrongly else secret, at=int(time.time())
            )
        }

    return sign


def signature(payload: str, *, secret: str, at: int) -> str:
    digest = hmac.new(secret.encode(), f"{at}.{payload}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
