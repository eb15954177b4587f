"""Couriers as an operator meets them: who there is, what asking costs, how they keep their word."""

from datetime import timedelta
from typing import Any

import pytest

from smplat_app.testing import MemoryShape
from smplat_core.fulfillment import EventSource, TrackingErrorKind, TrackingStatus
from tests.builders.fulfillment import CANADA_POST, DHL_NUMBER, PIN, an_event
from tests.unit.api.conftest import Client
from tests.unit.api.test_fulfillment import API, a_shipment, fulfillment, order_id

__all__ = ["fulfillment", "order_id"]

Json = dict[str, Any]
PAGE = "https://bob.example/{tracking_number}"


async def ready(client: Client, made: Json, **changes: object) -> str:
    shipment = await a_shipment(client, made, **changes)
    moved = await client.post(f"{API}/shipments/{shipment['id']}/status", json={"status": "ready"})
    assert moved.status_code == 200
    return str(shipment["id"])


# --- profiles -----------------------------------------------------------------------------


async def test_a_courier_is_added_once_read_retired_and_restored(client: Client) -> None:
    body = {"code": "bicycle_bob", "name": "Bob", "tracking_url": PAGE}

    added = await client.post(f"{API}/couriers", json=body)
    again = await client.post(f"{API}/couriers", json=body)
    read = await client.get(f"{API}/couriers/bicycle_bob")
    retired = await client.post(f"{API}/couriers/bicycle_bob/retire")
    restored = await client.post(f"{API}/couriers/bicycle_bob/restore")

    assert (added.status_code, again.status_code) == (201, 409)
    assert again.json()["code"] == "fulfillment.courier_exists"
    assert read.json() == added.json()
    assert (retired.json()["active"], restored.json()["active"]) == (False, True)


async def test_a_retired_courier_gets_no_new_parcels(client: Client, fulfillment: Json) -> None:
    await client.post(f"{API}/couriers/canada_post/retire")

    items = [{"fulfillment_item_id": fulfillment["items"][0]["id"], "quantity": 1}]
    refused = await client.post(
        f"{API}/fulfillments/{fulfillment['id']}/shipments",
        json={"items": items, "courier": "canada_post", "address": {}},
    )

    assert refused.status_code == 400


@pytest.mark.parametrize("path", ["pigeon", "Pigeon!"])
async def test_a_courier_nobody_knows_is_not_found(client: Client, path: str) -> None:
    for method, end in (("GET", ""), ("POST", "/retire"), ("POST", "/restore")):
        answer = await client.request(method, f"{API}/couriers/{path}{end}")

        assert (answer.status_code, answer.json()["code"]) == (404, "fulfillment.unknown_courier")


# --- numbers ------------------------------------------------------------------------------


async def test_a_number_is_guessed(client: Client) -> None:
    found = await client.get(f"{API}/couriers/guess", params={"tracking_number": PIN})
    wrong = await client.get(f"{API}/couriers/guess", params={"tracking_number": "?"})

    (guess,) = found.json()["items"]
    assert (guess["courier"], guess["check_digit"], guess["decisive"]) == (
        "canada_post",
        True,
        True,
    )
    assert wrong.json()["code"] == "fulfillment.bad_tracking_number"


async def test_a_number_of_another_courier_is_kept_when_somebody_insists(
    client: Client, fulfillment: Json
) -> None:
    items = [{"fulfillment_item_id": fulfillment["items"][0]["id"], "quantity": 1}]
    shipment = await a_shipment(client, fulfillment, items=items)
    body = {"courier": "canada_post", "tracking_number": DHL_NUMBER}

    refused = await client.patch(f"{API}/shipments/{shipment['id']}", json=body)
    kept = await client.patch(
        f"{API}/shipments/{shipment['id']}", json=body | {"number_trust": "insisted"}
    )

    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["code"]) == (400, "fulfillment.foreign_tracking_number")
    assert "courier dhl" in error["accepted"]
    assert (kept.status_code, kept.json()["tracking_check"]) == (200, "unverified")


# --- asking -------------------------------------------------------------------------------


async def test_a_person_asks_now_and_it_is_counted(
    client: Client, shape: MemoryShape, fulfillment: Json
) -> None:
    shipment = await ready(client, fulfillment)
    shape.courier.says(an_event(TrackingStatus.IN_TRANSIT))

    told = await client.post(f"{API}/shipments/{shipment}/tracking/refresh")
    calls = (await client.get(f"{API}/couriers/calls")).json()

    assert [event["status"] for event in told.json()["events"]] == ["in_transit"]
    assert told.json()["polling"]["calls"] == 1
    assert [(one["feature"], one["calls"]) for one in calls["usage"]] == [("refresh", 1)]
    (allowance,) = calls["allowances"]
    assert (allowance["connection"], allowance["calls_left"]) == ("canada_post", 99)


async def test_with_nothing_left_a_person_is_told_when_to_come_again(
    client: Client, shape: MemoryShape, fulfillment: Json
) -> None:
    shipment = await ready(client, fulfillment)
    shape.courier.refuses(PIN, TrackingErrorKind.RATE_LIMITED, retry_after_seconds=90)
    first = await client.post(f"{API}/shipments/{shipment}/tracking/refresh")

    second = await client.post(f"{API}/shipments/{shipment}/tracking/refresh")

    assert (first.status_code, first.json()["code"]) == (503, "fulfillment.courier_unavailable")
    assert (second.status_code, second.json()["code"]) == (503, "fulfillment.courier_calls_spent")
    assert second.headers["retry-after"] == "90"


async def test_without_somebody_to_ask_the_state_forbids_it(
    client: Client, fulfillment: Json
) -> None:
    shipment = await ready(client, fulfillment, courier="usps", tracking_number="RB123456785US")

    refused = await client.post(f"{API}/shipments/{shipment}/tracking/refresh")

    assert (refused.status_code, refused.json()["code"]) == (
        409,
        "fulfillment.tracking_not_followed",
    )


async def test_what_was_given_up_is_listed_and_taken_up_again(
    client: Client, shape: MemoryShape, fulfillment: Json
) -> None:
    shipment = await ready(client, fulfillment)
    shape.clock.advance(timedelta(days=91))
    await client.post(f"{API}/shipments/{shipment}/tracking/refresh")

    listed = (await client.get(f"{API}/couriers/tracking/retired")).json()["items"]
    shown = (await client.get(f"{API}/shipments/{shipment}/tracking")).json()["polling"]
    resumed = await client.post(f"{API}/shipments/{shipment}/tracking/resume")

    assert [one["shipment_id"] for one in listed] == [shipment]
    assert (shown["next_poll_at"], shown["retired_at"] is None) == (None, False)
    assert (resumed.status_code, resumed.json()["retired_at"]) == (200, None)


# --- figures ------------------------------------------------------------------------------


async def test_promises_are_held_against_deliveries(
    client: Client, shape: MemoryShape, fulfillment: Json
) -> None:
    await ready(client, fulfillment)
    now = shape.clock.now()
    events = [
        an_event(TrackingStatus.PICKED_UP, at=now - timedelta(hours=30)),
        an_event(TrackingStatus.DELIVERED, at=now - timedelta(hours=6)),
    ]
    promises = {(CANADA_POST, PIN): now - timedelta(hours=7)}
    await shape.use_cases.record_tracking()(events, source=EventSource.POLL, promises=promises)

    found = (await client.get(f"{API}/couriers/delivery-times", params={"days": 2})).json()

    (times,) = found["couriers"]
    assert times == {
        "courier": "canada_post",
        "delivered": 1,
        "promised": 1,
        "late": 1,
        "late_share": 1.0,
        "transit_p50_seconds": 86_400.0,
        "transit_p95_seconds": 86_400.0,
    }


@pytest.mark.parametrize("days", [0, -1, 367])
@pytest.mark.parametrize("path", ["calls", "delivery-times"])
async def test_a_period_that_makes_no_sense_is_refused(
    client: Client, path: str, days: int
) -> None:
    refused = await client.get(f"{API}/couriers/{path}", params={"days": days})

    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"], error["accepted"]) == (400, "/days", "1 to 366")
