"""Idempotency keys: one answer per key for a day, and never two at once."""

import hashlib
import json
from typing import Final

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from smplat_sandbox.stripe.account import Account, Obj
from smplat_sandbox.stripe.errors import StripeError

REMEMBERED: Final = 24 * 60 * 60
"""Seconds of virtual time."""
LONGEST_KEY: Final = 255


def fingerprint(path: str, body: str) -> str:
    return hashlib.sha256(f"{path}\n{body}".encode()).hexdigest()


def recall(account: Account, key: str, *, asked: str) -> Obj | None:
    """The answer this key had, or None. Raises when the key was used for something else."""
    if len(key) > LONGEST_KEY:
        raise StripeError(f"Idempotency keys can be at most {LONGEST_KEY} characters.")
    kept = account.table("idempotency").get(key)
    if kept is None or kept["created"] <= account.now() - REMEMBERED:
        return None
    if kept["asked"] != asked:
        raise StripeError(
            "Keys for idempotent requests can only be used with the same parameters they were "
            f"first used with. Try using a key other than '{key}' if you meant to execute a "
            "different request.",
            kind="idempotency_error",
        )
    return kept


def remember(account: Account, key: str, answer: Obj) -> None:
    """Keep an answer, and let go of the ones that are a day old."""
    table = account.table("idempotency")
    table.pop(key, None)
    oldest = account.now() - REMEMBERED
    while table and next(iter(table.values()))["created"] <= oldest:
        del table[next(iter(table))]
    table[key] = {**answer, "created": account.now()}
    account.world.changed()


class OneAtATime(ASGIMiddleware):
    """Refuses a second request with a key whose first request is still being answered."""

    scopes = (ScopeType.HTTP,)

    def __init__(self) -> None:
        self.busy: set[str] = set()

    def __deepcopy__(self, memo: object) -> "OneAtATime":
        """Litestar copies the middleware of a router; the busy keys are one set."""
        return self

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        key = dict(scope["headers"]).get(b"idempotency-key", b"").decode("latin-1")
        if not key or scope.get("method") != "POST":
            await next_app(scope, receive, send)
        elif key in self.busy:
            await refuse(key, send)
        else:
            self.busy.add(key)
            try:
                await next_app(scope, receive, send)
            finally:
                self.busy.discard(key)


async def refuse(key: str, send: Send) -> None:
    error = StripeError(
        "There is currently another in-progress request using this Stripe-Idempotency key "
        f"(that probably means you submitted twice, and the other request is still going through): "
        f"{key}.",
        status=409,
        kind="idempotency_error",
        code="idempotency_key_in_use",
    )
    body = json.dumps({"error": error.body}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"stripe-should-retry", b"true"),
    ]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
