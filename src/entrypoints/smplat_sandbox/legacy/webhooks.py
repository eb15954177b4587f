"""The processor's messages as the legacy system takes them: signed, each once, and acted upon."""

import hashlib
import hmac
import json
from typing import Any, Final

from litestar import Controller, Request, Response, get, post

from smplat_sandbox.legacy.api import TheOffice, said

TOLERANCE_SECONDS: Final = 300


class LegacyWebhooks(Controller):
    path = "/webhooks"

    @post("/stripe", operation="webhooks.receive", status_code=200)
    async def receive(self, request: Request[Any, Any, Any], office: TheOffice) -> Response[bytes]:
        body = await request.body()
        given = request.headers.get("stripe-signature", "")
        secret = office.world.settings.legacy.webhook_secret
        if not genuine(body, given, secret, now=office.world.clock.now().timestamp()):
            return said({"error": "bad_signature"}, status=400)
        event = json.loads(body)
        if str(event["id"]) in office.webhooks.taken:
            return said({"received": True, "duplicate": True}, status=409)
        about = office.webhooks.take(event)
        office.world.record("legacy", "webhook", str(event["id"]), detail={"type": event["type"]})
        if about is None:
            return said({"received": True})
        order, status = about
        return said({"received": True, "outcome": {"order": order, "payment_status": status}})

    @get("/", operation="webhooks.list")
    async def taken(self, office: TheOffice) -> Response[bytes]:
        """For people: what came, in order, and what was made of it. No token needed."""
        return said(office.webhooks.snapshot())


def genuine(body: bytes, given: str, secret: str, *, now: float) -> bool:
    """Signed with the secret they share, not longer ago than the tolerance."""
    parts = dict(part.partition("=")[::2] for part in given.split(","))
    second = parts.get("t", "")
    if not (second.isascii() and second.isdigit()) or abs(now - int(second)) > TOLERANCE_SECONDS:
        return False
    proof = hmac.new(secret.encode(), second.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(proof, parts.get("v1", ""))
