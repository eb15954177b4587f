"""The whole sandbox inside the test, with somebody who receives its webhooks."""

import asyncio
import json
import queue
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from attrs import define, field, frozen
from litestar import Litestar
from litestar.di import Provide
from litestar.testing import AsyncTestClient

from smplat_sandbox import CourierSettings, SandboxSettings, create_sandbox
from smplat_sandbox.world import World

NOON = "2026-11-20T12:00:00+00:00"
PATIENCE = 10.0
XML = "application/vnd.cpc.track-v2+xml"
RELAY_KEY = "cmVsYXkta2V5"
SETTINGS = CourierSettings(
    webhook_url="http://shop.test/api/v1/webhooks/couriers/{courier}",
    canada_post_username="me",
    canada_post_password="mine",  # noqa: S106  known to nobody but these tests
    canada_post_webhook_secret=f"whsec_{RELAY_KEY}",
    dhl_api_key="the-key",
    dhl_webhook_secret="push-secret",  # noqa: S106  known to nobody but these tests
)
JSON = dict[str, Any]


@frozen
class Delivery:
    path: str
    headers: dict[str, str]
    body: bytes


@define
class Receiver:
    """Takes webhooks and answers with the next of `answers`, or 202 when there is none."""

    got: "queue.Queue[Delivery]" = field(factory=queue.Queue)
    """Filled by the sandbox, which lives on the test client's own thread."""
    answers: list[int] = field(factory=list)

    async def take(self, request: httpx.Request) -> httpx.Response:
        self.got.put(Delivery(request.url.path, dict(request.headers), request.content))
        return httpx.Response(self.answers.pop(0) if self.answers else 202)

    async def next(self) -> Delivery:
        return await asyncio.to_thread(self.got.get, timeout=PATIENCE)

    async def several(self, count: int) -> list[Delivery]:
        return [await self.next() for _ in range(count)]


@define
class Outside:
    app: Litestar
    client: AsyncTestClient[Litestar]
    receiver: Receiver

    @property
    def transport(self) -> httpx.ASGITransport:
        """For a client of ours that is to meet this sandbox."""
        return httpx.ASGITransport(self.app)  # type: ignore[arg-type]  # ASGI, spelled otherwise

    async def forget(self) -> None:
        """Back to noon, with nothing done and nothing on its way."""
        await self.control("/reset")
        await self.control("/clock", at=NOON)
        self.receiver.answers.clear()
        while not self.receiver.got.empty():
            self.receiver.got.get()

    async def control(self, path: str, **body: object) -> JSON:
        answer = await self.client.post(f"/_sandbox{path}", json=body)
        assert answer.is_success, answer.text
        found: JSON = answer.json()
        return found

    async def parcel(self, courier: str, number: str, **more: object) -> JSON:
        body = {"tracking_number": number, "seconds_per_step": None, **more}
        return await self.control(f"/couriers/{courier}/parcels", **body)

    async def advance(self, courier: str, number: str, *, times: int = 1) -> JSON:
        for _ in range(times):
            view = await self.control(f"/couriers/{courier}/parcels/{number}/advance")
        return view

    async def canada_post(self, number: str) -> httpx.Response:
        return await self.client.get(
            f"/couriers/canada_post/vis/track/pin/{number}/detail",
            auth=("me", "mine"),
            headers={"accept": XML},
        )

    async def dhl(self, number: str) -> httpx.Response:
        return await self.client.get(
            "/couriers/dhl/track/shipments",
            params={"trackingNumber": number},
            headers={"dhl-api-key": "the-key"},
        )

    async def perform(self, key: str, body: object, **headers: str) -> httpx.Response:
        return await self.client.post(
            "/legacy/operations",
            content=body if isinstance(body, bytes) else json.dumps(body).encode(),
            headers={
                "authorization": "Bearer legacy-sandbox",
                "idempotency-key": key,
                "x-correlation-id": "cor-1",
                **headers,
            },
        )

    async def effects(self) -> list[JSON]:
        found: list[JSON] = (await self.client.get("/_sandbox/effects")).json()["effects"]
        return found


@asynccontextmanager
async def outside(
    *, couriers: CourierSettings = SETTINGS, data_dir: Path | None = None
) -> AsyncIterator[Outside]:
    """It is noon and stays noon, unless a saved state says otherwise."""
    app = create_sandbox(SandboxSettings(couriers=couriers, data_dir=data_dir))
    provided = app.dependencies["world"]
    assert isinstance(provided, Provide)
    world = provided.dependency()
    assert isinstance(world, World)
    receiver = Receiver()
    await world.http.aclose()
    world.http = httpx.AsyncClient(transport=httpx.MockTransport(receiver.take))
    async with AsyncTestClient(app) as client:
        found = Outside(app, client, receiver)
        if world.clock.frozen_at is None:
            await found.control("/clock", at=NOON)
        yield found
