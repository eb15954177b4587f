"""The door every request to a party goes through: faults and the request log."""

import asyncio
from typing import Final

from attrs import define, field
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from smplat_sandbox.faults import Fault, FaultKind
from smplat_sandbox.ledger import LoggedRequest
from smplat_sandbox.world import Failure, Speaker, World

PROMISED: Final = 65536
"""Bytes announced and never sent, so that the client sees a cut connection."""


class Door(ASGIMiddleware):
    """Applies the scripted fault of each request and writes it to the log."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, world: World, party: Speaker) -> None:
        self.world = world
        self.party = party

    def __deepcopy__(self, memo: object) -> "Door":
        """Litestar copies the middleware of a router; the world it leads to is one."""
        return self

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        operation = str(scope["route_handler"].opt.get("operation", scope["path"]))
        fault = self.world.faults.next(self.party.name, operation)
        answer = Answer()

        if fault is not None and fault.kind in (FaultKind.LATENCY, FaultKind.TIMEOUT):
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind.status is not None:
            answer = refusal(fault.kind.status, self.party.failure(fault.kind.status))
        elif fault is None or fault.kind is not FaultKind.TIMEOUT:
            await next_app(scope, receive, answer.collect)

        self._log(scope, operation, answer=answer, fault=fault)
        await answer.give(send, fault=fault)

    def _log(self, scope: Scope, operation: str, *, answer: "Answer", fault: Fault | None) -> None:
        headers = {key.decode("latin-1"): v.decode("latin-1") for key, v in scope["headers"]}
        self.world.requests.add(
            LoggedRequest(
                party=self.party.name,
                operation=operation,
                method=str(scope.get("method", "")),
                path=scope["path"],
                status=answer.status,
                at=self.world.clock.now(),
                correlation_id=headers.get("x-correlation-id"),
                idempotency_key=headers.get("idempotency-key"),
                request_id=answer.header("request-id"),
                api_version=headers.get("stripe-version"),
                fault=fault.kind.value if fault else None,
            )
        )


@define
class Answer:
    """A whole answer held back until its fault, if any, is known."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(factory=list)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        found = (value for key, value in self.headers if key.decode("latin-1").lower() == name)
        value = next(found, None)
        return None if value is None else value.decode("latin-1")

    async def collect(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message["body"]

    async def give(self, send: Send, *, fault: Fault | None) -> None:
        kind = fault.kind if fault else None
        if kind in (FaultKind.DROP, FaultKind.TIMEOUT):
            await cut(send)
            return
        body = self.body
        headers = self.headers
        if kind is FaultKind.MALFORMED:
            body = body[: max(1, len(body) * 2 // 3)]
            headers = [(key, value) for key, value in headers if key != b"content-length"]
            headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})


def refusal(status: int, failure: Failure) -> Answer:
    headers = {"content-type": failure.content_type, **failure.headers}
    lines = [(key.lower().encode(), value.encode()) for key, value in headers.items()]
    lines.append((b"content-length", str(len(failure.body)).encode()))
    return Answer(status=status, headers=lines, body=failure.body)


async def cut(send: Send) -> None:
    """Begin an answer and never finish it: the server closes the connection."""
    headers = [(b"content-length", str(PROMISED).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b" ", "more_body": False})
