"""What happens around every request: who acts, how long it took, and safe headers."""

import re
import time
from typing import Final
from uuid import uuid4

import structlog
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from smplat_api.access import CALLER, Caller
from smplat_api.auditing import SERVER_ERROR, AuditWriter
from smplat_api.limits import TooManyRequests
from smplat_api.metrics import REQUEST_SECONDS
from smplat_core.access import Authenticate, NotAuthenticated, RateLimiter
from smplat_core.kernel import Cause, SpanKind, acting_as, current_cause, span

PUBLIC: Final = "public"
"""A route with ``opt={"public": True}`` answers callers without an API key."""

CORRELATION_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,128}")

SAFE_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"cache-control", b"no-store"),
)

log = structlog.get_logger("smplat.api")


async def framed(
    scope: HTTPScope, receive: Receive, send: Send, app: ASGIApp, audit: AuditWriter | None
) -> None:
    """Around everything, refusals of unknown routes included: gives the request its correlation
    id, logs it, measures and traces it, takes down who asked, guards its headers.
    """
    said = Headers.from_scope(scope)
    given = said.get("x-correlation-id", "")
    correlation_id = given if CORRELATION_ID.fullmatch(given) else str(uuid4())
    started, status = time.perf_counter(), 500

    async def guarded(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = message["headers"] = list(message["headers"])
            set_already = {name.lower() for name, _ in headers}
            headers.append((b"x-correlation-id", correlation_id.encode()))
            headers += [header for header in SAFE_HEADERS if header[0] not in set_already]
        await send(message)

    method, parent = scope["method"], said.get("traceparent")
    with (
        acting_as(Cause("anonymous", correlation_id)),
        span(method, SpanKind.SERVER, parent=parent, correlation_id=correlation_id) as request,
    ):
        await app(scope, receive, guarded)
        route = scope.get("path_template", "") or "unmatched"
        request.rename(f"{method} {route}")
        request.note("http.request.method", method)
        request.note("http.route", route)
        request.note("http.response.status_code", status)
        if status >= SERVER_ERROR:
            request.fail(str(status))
    spent = time.perf_counter() - started
    REQUEST_SECONDS.labels(scope["method"], route, str(status)).observe(spent)
    log.info(
        "request",
        method=scope["method"],
        route=route,
        path=scope["path"],
        status=status,
        milliseconds=round(spent * 1000, 1),
        actor=_actor(scope),
        correlation_id=correlation_id,
    )
    if audit is not None:
        audit.heard(scope, status, correlation_id)


class Gate(ASGIMiddleware):
    """Lets in who has a good API key and does not ask too often."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, authenticate: Authenticate, limiter: RateLimiter) -> None:
        self.authenticate = authenticate
        self.limiter = limiter

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["route_handler"].opt.get(PUBLIC):
            await self._limit(f"ip:{_address(scope)}")
            await next_app(scope, receive, send)
            return
        key = await self.authenticate(_token(Headers.from_scope(scope)))
        caller = Caller.of(key)
        await self._limit(caller.actor)
        scope["state"][CALLER] = caller
        with acting_as(Cause(caller.actor, current_cause().correlation_id)):
            await next_app(scope, receive, send)

    async def _limit(self, who: str) -> None:
        wait = await self.limiter.wait_for(who)
        if wait:
            raise TooManyRequests(wait)


def _token(headers: Headers) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    if key := headers.get("x-api-key"):
        return key.strip()
    raise NotAuthenticated("send an API key: Authorization: Bearer <key>, or X-API-Key: <key>")


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else "local"


def _actor(scope: Scope) -> str:
    caller = scope.get("state", {}).get(CALLER)
    return caller.actor if isinstance(caller, Caller) else "anonymous"
