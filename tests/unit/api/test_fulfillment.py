"""Fulfillment orders, shipments and couriers as a client meets them."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from smplat_app.testing import MemoryShape
from smplat_core.fulfillment import PROCESS_JOB, EventSource, FulfillmentOrderId, TrackingStatus
from smplat_core.jobs import JobFilter
from smplat_core.kernel import PageRequest
from smplat_core.orders import OrderStatus, PaymentStatus
from tests.builders.fulfillment import DHL_NUMBER, PIN, an_event
from tests.builders.orders import an_item, an_order
from tests.unit.api.conftest import Client

API = "/api/v1"

DOOR = {
    "recipient": "Ana Lima",
    "line1": "12 Dock Street",
    "city": "Toronto",
    "region": "ON",
    "postal_code": "M5V 2T6",
    "country": "CA",
}

Json = dict[str, Any]


@pytest.fixture
async def order_id(shape: MemoryShape) -> str:
    """A paid order of three and two sensors."""
    order = an_order(
        items=(an_item(1, quantity=3), an_item(2, sku="GATE-G1", quantity=2)),
        status=OrderStatus.PROCESSING,
        payment_status=PaymentStatus.PAID,
    )
    async with shape.database.begin() as work:
        await work.orders.save(order)
    return str(order.id)


@pytest.fixture
async def fulfillment(client: Client, order_id: str) -> Json:
    made = await client.post(f"{API}/fulfillments", json={"order_id": order_id})
    assert made.status_code == 201
    body: Json = made.json()
    return body


def of_each(fulfillment: Json, *quantities: int) -> list[Json]:
    return [
        {"fulfillment_item_id": item["id"], "quantity": quantity}
        for item, quantity in zip(fulfillment["items"], quantities, strict=False)
    ]


async def a_shipment(client: Client, fulfillment: Json, **changes: object) -> Json:
    body = {
        "items": of_each(fulfillment, 1),
        "address": DOOR,
        "courier": "canada_post",
        "tracking_number": PIN,
        **changes,
    }
    made = await client.post(f"{API}/fulfillments/{fulfillment['id']}/shipments", json=body)
    assert made.status_code == 201, made.text
    shipment: Json = made.json()
    return shipment


async def test_a_fulfillment_order_shows_every_quantity(client: Client, fulfillment: Json) -> None:
    found = await client.get(f"{API}/fulfillments/{fulfillment['id']}")

    assert found.headers["etag"] == '"1"'
    assert found.json()["reference"] == "FUL-000001"
    assert [item["unallocated"] for item in found.json()["items"]] == [3, 2]


async def test_a_second_fulfillment_order_is_refused(client: Client, fulfillment: Json) -> None:
    again = await client.post(f"{API}/fulfillments", json={"order_id": fulfillment["order_id"]})

    assert (again.status_code, again.json()["code"]) == (409, "fulfillment.exists")


async def test_a_shipment_goes_all_the_way_and_its_timeline_tells(
    client: Client, fulfillment: Json
) -> None:
    shipment = await a_shipment(client, fulfillment)
    url = f"{API}/shipments/{shipment['id']}"

    for status in ("ready", "in_transit", "delivered"):
        moved = await client.post(f"{url}/status", json={"status": status})
        assert (moved.status_code, moved.json()["status"]) == (200, status)

    timeline = (await client.get(f"{url}/timeline")).json()["items"]
    assert [entry["name"] for entry in timeline] == [
        "shipment.drafted",
        "shipment.ready",
        "shipment.in_transit",
        "shipment.delivered",
    ]
    assert all(entry["actor"].startswith("key:") for entry in timeline)
    assert all(entry["correlation_id"] for entry in timeline)
    order = (await client.get(f"{API}/fulfillments/{fulfillment['id']}")).json()
    assert (order["state"], order["fulfillment_status"]) == ("in_transit", "partially_fulfilled")


async def test_over_allocation_points_at_the_line_and_says_what_is_left(
    client: Client, fulfillment: Json
) -> None:
    body = {"items": of_each(fulfillment, 1, 5), "address": DOOR}

    refused = await client.post(f"{API}/fulfillments/{fulfillment['id']}/shipments", json=body)

    assert (refused.status_code, refused.json()["code"]) == (409, "fulfillment.over_allocated")
    (error,) = refused.json()["errors"]
    assert (error["pointer"], error["accepted"]) == ("/items/1/quantity", "at most 2")


@pytest.mark.parametrize(
    ("changes", "status", "code", "pointer"),
    [
        (
            {"tracking_number": DHL_NUMBER},
            400,
            "fulfillment.foreign_tracking_number",
            "/tracking_number",
        ),
        ({"tracking_number": "a/b"}, 400, "fulfillment.bad_tracking_number", "/tracking_number"),
        ({"courier": "pigeon"}, 400, "fulfillment.bad_courier", "/courier"),
        ({"courier": None}, 400, "fulfillment.tracking_number_without_courier", "/tracking_number"),
        ({"address": None}, 400, "fulfillment.address_choice", "/address"),
        (
            {"address": {**DOOR, "postal_code": "1"}},
            400,
            "customers.bad_address",
            "/address/postal_code",
        ),
        ({"address": {"line1": "x"}}, 400, "http.invalid_input", "/address"),
        (
            {"items": [{"fulfillment_item_id": str(uuid4()), "quantity": 1}]},
            400,
            "fulfillment.item_not_found",
            "/items/0/fulfillment_item_id",
        ),
        (
            {"items": [{"fulfillment_item_id": "x", "quantity": 1}]},
            400,
            "http.invalid_input",
            "/items",
        ),
    ],
)
async def test_bad_input_is_refused_where_it_is(
    client: Client, fulfillment: Json, changes: Json, status: int, code: str, pointer: str
) -> None:
    body = {
        "items": of_each(fulfillment, 1),
        "address": DOOR,
        "courier": "canada_post",
        "tracking_number": PIN,
        **changes,
    }

    refused = await client.post(f"{API}/fulfillments/{fulfillment['id']}/shipments", json=body)

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (status, code)
    assert any(error["pointer"].startswith(pointer) for error in problem["errors"]), problem


@pytest.mark.parametrize("quantity", [0, -1, 10**12])
async def test_a_senseless_quantity_is_refused(
    client: Client, fulfillment: Json, quantity: int
) -> None:
    body = {"items": of_each(fulfillment, quantity), "address": DOOR}

    refused = await client.post(f"{API}/fulfillments/{fulfillment['id']}/shipments", json=body)

    assert (refused.status_code, refused.json()["code"]) == (400, "fulfillment.bad_quantity")


async def test_a_change_on_an_old_version_is_refused_with_the_current_one(
    client: Client, fulfillment: Json
) -> None:
    shipment = await a_shipment(client, fulfillment)
    url = f"{API}/shipments/{shipment['id']}"
    body = {"items": of_each(fulfillment, 2)}
    first = await client.patch(url, json=body, headers={"If-Match": '"1"'})

    second = await client.patch(url, json=body, headers={"If-Match": '"1"'})

    assert first.status_code == 200
    assert (second.status_code, second.json()["current_version"]) == (409, 2)


async def test_the_same_request_twice_makes_one_shipment(client: Client, fulfillment: Json) -> None:
    body = {"items": of_each(fulfillment, 1), "address": DOOR}
    url = f"{API}/fulfillments/{fulfillment['id']}/shipments"
    headers = {"Idempotency-Key": "once"}

    answers = [await client.post(url, json=body, headers=headers) for _ in range(2)]

    assert answers[0].json()["id"] == answers[1].json()["id"]
    listed = await client.get(f"{API}/shipments")
    assert len(listed.json()["items"]) == 1


async def test_prepared_units_are_counted(client: Client, fulfillment: Json) -> None:
    counted = await client.post(
        f"{API}/fulfillments/{fulfillment['id']}/prepared",
        json={"items": of_each(fulfillment, 3)},
    )

    assert (counted.status_code, counted.json()["state"]) == (200, "awaiting_shipment")


async def test_cancelling_says_why(client: Client, fulfillment: Json) -> None:
    cancelled = await client.post(
        f"{API}/fulfillments/{fulfillment['id']}/cancel", json={"reason": "sold out"}
    )

    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")


async def test_lists_are_narrowed(client: Client, fulfillment: Json) -> None:
    await a_shipment(client, fulfillment)

    async def count(path: str, **params: str) -> int:
        answer = await client.get(f"{API}/{path}", params=params)
        return len(answer.json()["items"])

    assert await count("fulfillments", status="ready_to_prepare") == 1
    assert await count("fulfillments", order_id=str(uuid4())) == 0
    assert await count("shipments", status="draft", courier="canada_post") == 1
    assert await count("shipments", tracking_number="7") == 0


async def test_a_webhook_is_taken_at_once_and_believed_by_the_worker(
    client: Client, shape: MemoryShape, fulfillment: Json
) -> None:
    shipment = await a_shipment(client, fulfillment)
    await client.post(f"{API}/shipments/{shipment['id']}/status", json={"status": "ready"})
    body, headers = shape.courier.webhook(
        an_event(TrackingStatus.DELIVERED), sent_at=shape.clock.now()
    )
    url = f"{API}/webhooks/couriers/canada_post"
    del client.headers["Authorization"]

    first = await client.post(url, content=body, headers=headers)
    again = await client.post(url, content=body, headers=headers)

    assert (first.status_code, first.json()["repeated"]) == (202, False)
    assert (again.status_code, again.json()["repeated"]) == (202, True)
    wanted = JobFilter(name=PROCESS_JOB)
    (run,) = (await shape.use_cases.job_queries().list(wanted, PageRequest())).items
    await shape.use_cases.process_courier_delivery()(run)
    async with shape.database.begin() as work:
        (delivered,) = await work.shipments.of_fulfillment(
            FulfillmentOrderId(UUID(fulfillment["id"]))
        )
    assert delivered.state == "delivered"


@pytest.mark.parametrize(
    ("path", "changes", "status", "code"),
    [
        ("canada_post", {"signature": "wrong"}, 401, "fulfillment.webhook_signature_wrong"),
        ("canada_post", {"signature": None}, 401, "fulfillment.webhook_signature_missing"),
        ("canada_post", {"sent-at": "1"}, 401, "fulfillment.webhook_too_old"),
        ("canada_post", {"body": b"<cut"}, 400, "fulfillment.courier_payload_unreadable"),
        ("usps", {}, 404, "fulfillment.courier_without_webhooks"),
        ("pigeon", {}, 404, "fulfillment.unknown_courier"),
    ],
)
async def test_a_webhook_that_proves_nothing_is_refused(
    client: Client, shape: MemoryShape, path: str, changes: Json, status: int, code: str
) -> None:
    body, headers = shape.courier.webhook(sent_at=shape.clock.now())
    body = changes.pop("body", body)
    headers = {k: v for k, v in {**headers, **changes}.items() if v is not None}

    refused = await client.post(f"{API}/webhooks/couriers/{path}", content=body, headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_a_courier_can_be_added(client: Client) -> None:
    body = {"name": "Bob", "tracking_url": "https://bob.example/{tracking_number}"}

    saved = await client.put(f"{API}/couriers/bicycle_bob", json=body)

    assert saved.status_code == 200
    codes = [one["code"] for one in (await client.get(f"{API}/couriers")).json()["items"]]
    assert codes == ["bicycle_bob", "canada_post", "chit_chats", "dhl", "usps"]


@pytest.mark.parametrize(
    ("code", "body", "pointer"),
    [
        ("B", {"name": "Bob"}, "/code"),
        ("bob", {"name": " "}, "/name"),
        ("bob", {"name": "Bob", "tracking_url": "http://bob.example"}, "/tracking_url"),
        ("bob", {"name": "Bob", "adapter": "telepathy"}, "/adapter"),
    ],
)
async def test_a_courier_that_cannot_be_used_is_refused(
    client: Client, code: str, body: Json, pointer: str
) -> None:
    refused = await client.put(f"{API}/couriers/{code}", json=body)

    assert (refused.status_code, refused.json()["code"]) == (400, "fulfillment.bad_courier")
    assert refused.json()["errors"][0]["pointer"] == pointer


async def test_what_couriers_said_can_be_read(
    client: Client, shape: MemoryShape, fulfillment: Json
) -> None:
    shipment = await a_shipment(client, fulfillment)
    await client.post(f"{API}/shipments/{shipment['id']}/status", json={"status": "ready"})
    heard = await shape.use_cases.record_tracking()(
        (an_event(TrackingStatus.IN_TRANSIT), an_event(TrackingStatus.PENDING, number="1")),
        source=EventSource.POLL,
    )

    tracking = (await client.get(f"{API}/shipments/{shipment['id']}/tracking")).json()
    unmatched = (await client.get(f"{API}/couriers/events/unmatched")).json()["items"]
    assert (heard.recorded, heard.unmatched) == (1, 1)
    assert [event["status"] for event in tracking["events"]] == ["in_transit"]
    assert tracking["polling"]["failures"] == 0
    assert [event["tracking_number"] for event in unmatched] == ["1"]


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("shipments", {"courier": "a\x00"}),
        ("shipments", {"tracking_number": "a\x00"}),
        ("shipments", {"status": "x"}),
        ("shipments", {"limit": "0"}),
        ("fulfillments", {"cursor": "x"}),
        ("fulfillments/x", {}),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    client: Client, path: str, params: dict[str, str]
) -> None:
    refused = await client.get(f"{API}/{path}", params=params)

    assert refused.status_code in (400, 404)


async def test_a_reason_must_be_printable(client: Client, fulfillment: Json) -> None:
    refused = await client.post(
        f"{API}/fulfillments/{fulfillment['id']}/cancel", json={"reason": "a\x07b"}
    )

    assert (refused.status_code, refused.json()["code"]) == (400, "fulfillment.bad_reason")


@pytest.mark.parametrize("code", ["%07", "A", "x" * 60])
async def test_a_webhook_of_nobody_is_refused(client: Client, code: str) -> None:
    refused = await client.post(f"{API}/webhooks/couriers/{code}", content=b"{}")

    assert (refused.status_code, refused.json()["code"]) == (404, "fulfillment.unknown_courier")
