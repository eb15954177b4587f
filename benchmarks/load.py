"""Clients in a process of their own: raw HTTP/1.1 over kept connections, as fast as answers come.

Reads what to do as JSON from stdin and tells as JSON what it saw; see ``House.load``.
"""

import asyncio
import importlib
import json
import sys
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Any, Final, cast

import uvloop
from attrs import Factory, define

HEAD_END: Final = b"\r\n\r\n"
WARM_UP: Final = 0.1
"""Share of the requests sent before the clock starts."""


@define
class Round:
    """Requests waiting to be sent, and how long each answered one took."""

    waiting: Iterator[bytes]
    ended: "asyncio.Future[None]"
    clients: int
    seconds: list[float] = Factory(list)
    refused: int = 0
    why: str = ""

    def leave(self) -> None:
        self.clients -= 1
        if not self.clients and not self.ended.done():
            self.ended.set_result(None)


class Client(asyncio.Protocol):
    """One connection: sends the next request as soon as the last one is answered."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.buffer = b""
        self.started = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._send_next()

    def _send_next(self) -> None:
        request = next(self.round.waiting, None)
        if request is None:
            self.transport.close()
            return
        self.started = perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, body = self.buffer.partition(HEAD_END)
        if not found or len(body) < _length(head):
            return
        self.round.seconds.append(perf_counter() - self.started)
        if head[9:10] != b"2":
            self.round.refused += 1
            self.round.why = (head[:20] + body[:300]).decode(errors="replace")
        self.buffer = b""
        self._send_next()

    def connection_lost(self, _: Exception | None) -> None:
        self.round.leave()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def http(method: str, path: str, token: str, body: Any = None, **headers: str) -> bytes:  # noqa: ANN401 - any JSON
    """One request, ready to be written."""
    content = (
        body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    )
    lines = [
        f"{method} {path} HTTP/1.1",
        "host: bench",
        f"authorization: Bearer {token}",
        f"content-length: {len(content)}",
        "content-type: application/json",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + HEAD_END + content


async def send(port: int, requests: Sequence[bytes], clients: int) -> tuple[Round, float]:
    loop = asyncio.get_running_loop()
    round_ = Round(iter(requests), loop.create_future(), clients)
    started = perf_counter()
    for _ in range(clients):
        await loop.create_connection(lambda: Client(round_), "127.0.0.1", port)
    await round_.ended
    return round_, perf_counter() - started


async def main(wish: dict[str, Any]) -> dict[str, Any]:
    module, _, name = wish["requests"].partition(":")
    make = getattr(importlib.import_module(module), name)
    warm = int(wish["count"] * WARM_UP)
    requests: list[bytes] = list(make(wish["count"] + warm, wish["options"]))
    await send(wish["port"], requests[:warm], wish["clients"])
    round_, spent = await send(wish["port"], requests[warm:], wish["clients"])
    seconds = sorted(round_.seconds)
    return {
        "per_second": len(seconds) / spent,
        "p50": seconds[len(seconds) // 2],
        "p95": seconds[len(seconds) * 95 // 100],
        "refused": round_.refused,
        "why": round_.why,
    }


if __name__ == "__main__":
    found = uvloop.run(main(json.load(sys.stdin)))
    sys.stdout.write(json.dumps(found))
