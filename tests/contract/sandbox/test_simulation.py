"""``smplat simulate courier``: a story makes the same timeline, byte for byte, wherever it is told."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any, get_args

import httpx
import pytest
from attrs import define
from dependency_injector.providers import Object
from litestar.testing import TestClient

from smplat_api import ApiParts, create_app
from smplat_app.testing import memory_shape
from smplat_cli.remote import Remote
from smplat_cli.simulate import ABOUT, START
from smplat_cli.simulate import Story as Named
from smplat_cli.simulation import SandboxDesk, Simulation, rendered
from smplat_cli.telling import Refused
from smplat_core.access import SCOPES, Allowance
from smplat_core.fulfillment import CallRate, CourierCode
from smplat_core.orders import OrderStatus, PaymentStatus
from smplat_couriers.usps import UspsClient, UspsCourier, UspsSettings
from smplat_memory import MemoryRateLimiter
from smplat_sandbox import CourierSettings, SandboxSettings, create_sandbox
from smplat_sandbox.couriers.story import Story
from tests.builders.orders import an_item, an_order
from tests.unit.api.test_fulfillment import DOOR


@define
class Stack:
    """Our API and the sandbox in one process, and an order whose units wait for parcels."""

    simulation: Simulation
    api: httpx.Client
    parcels: int = 0

    def parcel(self) -> dict[str, str]:
        """A shipment with a number of USPS of its own, ready to go."""
        self.parcels += 1
        number = with_check_digit(f"9400111{self.parcels:014}")
        (fulfillment,) = self.api.get("/api/v1/fulfillments").json()["items"]
        item = {"fulfillment_item_id": fulfillment["items"][0]["id"], "quantity": 1}
        body = {"items": [item], "address": DOOR, "courier": "usps", "tracking_number": number}
        path = f"/api/v1/fulfillments/{fulfillment['id']}/shipments"
        shipment: dict[str, str] = self.api.post(path, json=body).json()
        self.api.post(f"/api/v1/shipments/{shipment['id']}/status", json={"status": "ready"})
        return shipment

    def timeline(self, named: str = "", *, story: str = "normal", seed: int = 7) -> str:
        """Of this shipment, or of a new one."""
        start = datetime.fromisoformat(START)
        named = named or self.parcel()["id"]
        return rendered(self.simulation(named, story=story, by="polling", seed=seed, start=start))


@contextmanager
def running() -> Iterator[Stack]:
    shape = memory_shape()
    world = create_sandbox(SandboxSettings(couriers=CourierSettings()))
    settings = UspsSettings(
        base_url="http://sandbox/couriers/usps",
        client_id="sandbox",
        client_secret="sandbox",  # noqa: S106 - of nobody
    )
    http = httpx.AsyncClient(transport=httpx.ASGITransport(world))  # type: ignore[arg-type]  # ASGI, spelled otherwise
    usps = UspsCourier(settings, UspsClient(settings, http))
    shape.use_cases.couriers.override(Object({CourierCode("usps"): usps}))
    rates = {CourierCode("usps"): CallRate(burst=100_000)}
    shape.use_cases.call_rates.override(Object(rates))
    token = asyncio.run(_prepared(shape))
    app = create_app(
        shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock, Allowance(burst=100_000)))
    )
    with ExitStack() as life:
        api = life.enter_context(TestClient(app, base_url="http://testserver.local"))
        sandbox = life.enter_context(TestClient(world, base_url="http://testserver.local/_sandbox"))
        api.headers["Authorization"] = f"Bearer {token}"
        run = Simulation(Remote(api), SandboxDesk(sandbox), lambda _: None)
        yield Stack(run, api)


async def _prepared(shape: Any) -> str:
    order = an_order(
        items=(an_item(1, quantity=100),),
        status=OrderStatus.PROCESSING,
        payment_status=PaymentStatus.PAID,
    )
    async with shape.database.begin() as work:
        await work.orders.save(order)
    await shape.use_cases.create_fulfillment()(order.id)
    _, token = await shape.use_cases.issue_api_key()(name="operator", scopes=SCOPES)
    return str(token)


def with_check_digit(digits: str) -> str:
    total = sum(int(one) * (1 if place % 2 else 3) for place, one in enumerate(digits))
    return f"{digits}{-total % 10}"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running() as found:
        yield found


@pytest.mark.parametrize("story", ["normal", "out_of_order", "duplicated", "unknown_codes"])
def test_the_same_seed_makes_the_same_timeline_byte_for_byte(stack: Stack, story: str) -> None:
    first = stack.timeline(story=story)
    again = stack.timeline(story=story)

    assert first.encode() == again.encode()
    assert len(first.splitlines()) >= 5


def test_the_same_seed_makes_the_same_timeline_elsewhere(stack: Stack) -> None:
    with running() as elsewhere:
        there = elsewhere.timeline(story="out_of_order")

    assert there.encode() == stack.timeline(story="out_of_order").encode()


def test_another_seed_makes_another_timeline(stack: Stack) -> None:
    assert stack.timeline(seed=1) != stack.timeline(seed=2)


def test_a_timeline_reads_as_the_story_goes(stack: Stack) -> None:
    lines = stack.timeline(story="returned").splitlines()

    words = [line.split()[1] for line in lines]
    assert words[0] == "pending"
    assert words[-1] == "return_to_sender"
    assert "delivered" not in words
    assert lines[0].startswith("2026-01-05T08:00:00+00:00  pending")


def test_a_parcel_lives_one_story(stack: Stack) -> None:
    shipment = stack.parcel()["id"]
    stack.timeline(shipment, story="lost")

    with pytest.raises(Refused, match="one story"):
        stack.timeline(shipment, story="lost")


def test_a_parcel_that_arrived_lives_no_story(stack: Stack) -> None:
    shipment = stack.parcel()["id"]
    stack.timeline(shipment)

    with pytest.raises(Refused, match="is delivered"):
        stack.timeline(shipment)


@pytest.mark.parametrize("named", ["nonsense", "9400111206206406260787"])
def test_a_shipment_nobody_knows_is_refused(stack: Stack, named: str) -> None:
    with pytest.raises(Refused, match="no shipment has"):
        stack.timeline(named)


def test_a_shipment_can_be_named_by_its_number(stack: Stack) -> None:
    by_number = stack.timeline(stack.parcel()["tracking_number"])

    assert by_number == stack.timeline()


def test_the_command_line_knows_the_stories_of_the_sandbox() -> None:
    assert {story.value: story.about for story in Story} == ABOUT
    assert set(get_args(Named)) == {story.value for story in Story}
