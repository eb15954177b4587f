"""The least an HTTP server could do: one SQL statement per request, with the rows we write.

``python -m benchmarks.bare PORT`` serves it just as ``smplat serve`` serves the product: Litestar
in granian, one process, ten connections. No validation, no prices, no keys, no transaction.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import msgspec
import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar, MediaType, Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from benchmarks.rows import KEEP_EVENT, LIST, PLACE, READ, event_values, order_values
from smplat_app.settings import load_settings

POOL: Final = 10


class Line(msgspec.Struct):
    sku: str
    quantity: int


class NewOrder(msgspec.Struct):
    billing_contact_id: UUID
    billing_address_id: UUID
    company_id: UUID
    currency: str
    lines: list[Line]


@post("/orders")
async def place(state: State, data: JSONBody[NewOrder]) -> dict[str, Any]:
    values = order_values([(line.sku, line.quantity) for line in data.lines])
    await state.pool.fetch(PLACE, *values)
    return {"id": str(values[0]), "lines": [msgspec.to_builtins(line) for line in data.lines]}


@get("/orders/{order_id:uuid}", media_type=MediaType.JSON)
async def read(state: State, order_id: FromPath[UUID]) -> bytes:
    rows = await state.pool.fetch(READ, order_id)
    return str(rows[0]["order"]).encode()


@get("/products", media_type=MediaType.JSON)
async def list_products(state: State) -> bytes:
    rows = await state.pool.fetch(LIST)
    return str(rows[0]["page"]).encode()


@post("/webhook")
async def hear(state: State, request: Request[Any, Any, State]) -> dict[str, bool]:
    body = await request.body()
    await state.pool.fetch(KEEP_EVENT, *event_values(uuid4(), body.decode()))
    return {"received": True}


@get("/alive")
async def alive() -> dict[str, bool]:
    return {"alive": True}


@asynccontextmanager
async def pool(app: Litestar) -> AsyncIterator[None]:
    url = load_settings().database.url
    async with asyncpg.create_pool(url, min_size=1, max_size=POOL) as app.state.pool:
        yield


async def main(port: int) -> None:
    app = Litestar([place, read, list_products, hear, alive], lifespan=[pool], logging_config=None)
    server = Server(app, port=port, interface=Interfaces.ASGI, websockets=False, log_access=False)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    await server.serve()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
