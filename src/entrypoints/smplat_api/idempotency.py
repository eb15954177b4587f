"""``Idempotency-Key``: the same request made twice has one effect and one answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

import structlog
from attrs import Factory, define
from litestar import Request
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from smplat_api.access import CALLER
from smplat_core.access import AccessWork, Answer, BadIdempotencyKey
from smplat_core.kernel import Begin, Clock

LONGEST_KEY: Final = 255
HOLD: Final = timedelta(seconds=15)
"""How long after the death of a process a request it was answering may be tried again."""

RENEWAL: Final = HOLD / 3
"""A request that calls outside may take longer, and says so while it lives."""

OPT: Final = "idempotency"
RECORDED: Final = "recorded"
KEPT_HEADERS: Final = {b"content-type", b"etag", b"location"}


log = structlog.get_logger("smplat.api")


class _Undo(Exception):
    pass


@define
class _Capture:
    """Holds the answer back until its effect is certain."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = Factory(list)
    body: bytes = b""
    messages: list[Message] = Factory(list)

    async def send(self, message: Message) -> None:
        self.messages.append(message)
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message["body"]

    def answer(self) -> Answer:
        kept = tuple(
            (name.decode(), value.decode())
            for name, value in self.headers
            if name.lower() in KEPT_HEADERS
        )
        return Answer(self.status, kept, self.body)

    @property
    def refused(self) -> bool:
        return self.status >= 400  # noqa: PLR2004 - where HTTP's refusals begin


class Idempotency(ASGIMiddleware):
    """Around every POST that carries the key.

    Usually the whole request is one unit of work together with its record: effect and answer
    exist both or neither, whatever crashes. Routes with ``opt={"idempotency": "recorded"}``
    call outside parties and so cannot hold a transaction: they are idempotent by themselves,
    and the record only spares the repetition.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, begin: Begin[AccessWork], clock: Clock) -> None:
        self.begin = begin
        self.clock = clock

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if (
            scope["type"] != ScopeType.HTTP
            or scope["method"] != "POST"
            or CALLER not in scope["state"]
            or (key := _key(scope)) is None
        ):
            await next_app(scope, receive, send)
            return
        if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
            raise BadIdempotencyKey("an Idempotency-Key is 1 to 255 printable ASCII characters")
        caller = scope["state"][CALLER].key_id
        request: Request[Any, Any, Any] = Request(scope, receive)
        fingerprint = _fingerprint(scope, await request.body())
        recorded = scope["route_handler"].opt.get(OPT) == RECORDED
        whole: AbstractAsyncContextManager[AccessWork | None]
        whole = nullcontext() if recorded else self.begin()
        held = self._held(caller, key) if recorded else nullcontext()
        captured = _Capture()
        try:
            async with whole as work:
                unit = self.begin if work is None else _inside(work)
                earlier = await self._claim(unit, caller, key, fingerprint)
                if earlier is None:
                    async with held:
                        await next_app(scope, receive, captured.send)
                    if captured.refused and not recorded:
                        raise _Undo  # noqa: TRY301 - the way out of the unit of work
                    await self._keep(unit, caller, key, captured)
        except _Undo:
            pass
        except Exception:
            # The answer was held back, so the one that tells of this failure may still begin.
            ScopeState.from_scope(scope).response_started = False
            raise
        await _deliver(earlier, captured, send)

    async def _claim(
        self, unit: Begin[AccessWork], caller: str, key: str, fingerprint: str
    ) -> Answer | None:
        now = self.clock.now()
        async with unit() as work:
            return await work.idempotency.claim(
                caller, key, fingerprint, now=now, held_until=now + HOLD
            )

    @asynccontextmanager
    async def _held(self, caller: str, key: str) -> AsyncIterator[None]:
        """Nobody else takes the request over while this process works on it."""
        renewing = asyncio.create_task(self._renew(caller, key))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.wait([renewing])

    async def _renew(self, caller: str, key: str) -> None:
        while True:
            await asyncio.sleep(RENEWAL.total_seconds())
            try:
                async with self.begin() as work:
                    until = self.clock.now() + HOLD
                    await work.idempotency.hold(caller, key, until=until)
            except Exception as error:  # noqa: BLE001 - the database is away; the next time will do
                log.warning("idempotency.not_held", error=f"{type(error).__name__}: {error}")

    async def _keep(
        self, unit: Begin[AccessWork], caller: str, key: str, captured: _Capture
    ) -> None:
        async with unit() as work:
            if captured.refused:
                await work.idempotency.release(caller, key)
            else:
                await work.idempotency.settle(caller, key, captured.answer())


def _inside(work: AccessWork) -> Begin[AccessWork]:
    """The unit already open, for those who would begin one: cheaper than one within it."""

    def begin() -> AbstractAsyncContextManager[AccessWork]:
        return nullcontext(work)

    return begin


def _key(scope: HTTPScope) -> str | None:
    return Headers.from_scope(scope).get("idempotency-key")


def _fingerprint(scope: HTTPScope, body: bytes) -> str:
    head = f"{scope['method']} {scope['path']}?".encode() + scope["query_string"]
    return sha256(head + b"\n" + body).hexdigest()


async def _deliver(earlier: Answer | None, captured: _Capture, send: Send) -> None:
    if earlier is None:
        for message in captured.messages:
            await send(message)
        return
    headers = [(name.encode(), value.encode()) for name, value in earlier.headers]
    headers.append((b"idempotent-replayed", b"true"))
    headers.append((b"content-length", str(len(earlier.body)).encode()))
    await send({"type": "http.response.start", "status": earlier.status, "headers": headers})
    await send({"type": "http.response.body", "body": earlier.body, "more_body": False})
