"""Webhooks of the couriers: one per scan, signed, repeated, and with scripted faults."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest

from smplat_sandbox import CourierSettings
from tests.unit.sandbox.outside import RELAY_KEY, XML, Delivery, Outside, outside

PIN = "7023210039414604"
AWB = "7777777770"


def canada_post_proof(delivery: Delivery) -> str:
    signed = f"{delivery.headers['webhook-id']}.{delivery.headers['webhook-timestamp']}.".encode()
    key = base64.b64decode(RELAY_KEY)
    digest = hmac.new(key, signed + delivery.body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def dhl_proof(delivery: Delivery) -> str:
    at = delivery.headers["dhl-webhook-signature"].partition(",")[0]
    signed = f"{at[2:]}.{delivery.headers['dhl-webhook-id']}.".encode() + delivery.body
    return f"{at},v1={hmac.new(b'push-secret', signed, hashlib.sha256).hexdigest()}"


def words(delivery: Delivery) -> list[str]:
    [shipment] = json.loads(delivery.body)["shipments"]
    return [event["status"] for event in shipment["events"]]


async def test_canada_posts_relay_sends_the_whole_document_signed(world: Outside) -> None:
    await world.parcel("canada_post", PIN)
    await world.advance("canada_post", PIN)

    first, second = await world.receiver.several(2)

    assert first.path == "/api/v1/webhooks/couriers/canada_post"
    assert first.headers["content-type"] == XML
    assert first.body.count(b"<occurrence>") == 1
    assert second.body.count(b"<occurrence>") == 2
    assert first.headers["webhook-id"] != second.headers["webhook-id"]
    for delivery in (first, second):
        assert delivery.headers["webhook-signature"] == canada_post_proof(delivery)


async def test_dhl_sends_each_new_event_signed(world: Outside) -> None:
    await world.parcel("dhl", AWB)
    await world.advance("dhl", AWB)

    first, second = await world.receiver.several(2)

    assert first.path == "/api/v1/webhooks/couriers/dhl"
    assert words(first) == ["SHIPMENT INFORMATION RECEIVED"]
    assert words(second) == ["PICKED UP"]
    for delivery in (first, second):
        assert delivery.headers["dhl-webhook-signature"] == dhl_proof(delivery)


async def test_a_push_is_repeated_with_the_same_id_until_it_is_accepted(world: Outside) -> None:
    world.receiver.answers = [500, 401]

    await world.parcel("dhl", AWB)

    ids = {delivery.headers["dhl-webhook-id"] for delivery in await world.receiver.several(3)}
    assert len(ids) == 1


async def test_a_duplicated_parcel_is_told_twice_as_two_deliveries(world: Outside) -> None:
    await world.parcel("dhl", AWB, story="duplicated")

    first, second = await world.receiver.several(2)

    assert first.body == second.body
    assert first.headers["dhl-webhook-id"] != second.headers["dhl-webhook-id"]


async def test_a_scripted_duplicate_is_one_delivery_twice(world: Outside) -> None:
    await world.control("/faults", party="couriers", operation="webhook.dhl.*", fault="duplicate")

    await world.parcel("dhl", AWB)

    first, second = await world.receiver.several(2)
    assert first.headers["dhl-webhook-id"] == second.headers["dhl-webhook-id"]


async def test_a_scripted_reorder_lets_the_next_scan_overtake(world: Outside) -> None:
    await world.control(
        "/faults", party="couriers", operation="webhook.dhl.informed", fault="reorder", seconds=9
    )

    await world.parcel("dhl", AWB)
    await world.advance("dhl", AWB)

    first, second = await world.receiver.several(2)
    assert words(first) + words(second) == ["PICKED UP", "SHIPMENT INFORMATION RECEIVED"]


async def test_a_dropped_push_never_comes(world: Outside) -> None:
    await world.control(
        "/faults", party="couriers", operation="webhook.canada_post.informed", fault="drop"
    )

    await world.parcel("canada_post", PIN)
    await world.advance("canada_post", PIN)

    assert (await world.receiver.next()).body.count(b"<occurrence>") == 2
    log = (await world.client.get("/_sandbox/couriers/canada_post/deliveries")).json()
    assert log["deliveries"][0]["state"] == "dropped"


@pytest.mark.parametrize(
    ("courier", "number", "header"),
    [("canada_post", PIN, "webhook-signature"), ("dhl", AWB, "dhl-webhook-signature")],
)
async def test_a_wrong_signature_does_not_hold_and_the_next_one_does(
    world: Outside, courier: str, number: str, header: str
) -> None:
    proof = canada_post_proof if courier == "canada_post" else dhl_proof
    world.receiver.answers = [401]
    await world.control(
        "/faults", party="couriers", operation=f"webhook.{courier}.*", fault="wrong_signature"
    )

    await world.parcel(courier, number)

    forged, honest = await world.receiver.several(2)
    assert forged.headers[header] != proof(forged)
    assert honest.headers[header] == proof(honest)


async def test_a_plain_address_gets_the_courier_as_its_last_step() -> None:
    settings = CourierSettings(webhook_url="http://shop.test/hooks/")

    async with outside(couriers=settings) as world:
        await world.parcel("dhl", AWB)

        assert (await world.receiver.next()).path == "/hooks/dhl"


async def test_without_an_address_nothing_is_pushed() -> None:
    async with outside(couriers=CourierSettings()) as world:
        await world.parcel("dhl", AWB)

        log = (await world.client.get("/_sandbox/couriers/dhl/deliveries")).json()
        assert log == {"deliveries": []}


async def test_a_relay_secret_that_is_no_base64_is_refused_at_the_start() -> None:
    settings = CourierSettings(canada_post_webhook_secret="whsec_!")  # noqa: S106  public

    with pytest.raises(ValueError, match="base64"):
        async with outside(couriers=settings):
            pass


async def test_pushes_that_wait_survive_a_restart(tmp_path: Path) -> None:
    async with outside(data_dir=tmp_path) as before:
        before.receiver.answers = [503] * 500
        await before.parcel("dhl", AWB)
        lost = await before.receiver.next()

    async with outside(data_dir=tmp_path) as after:
        found = await after.receiver.next()

    assert found.headers["dhl-webhook-id"] == lost.headers["dhl-webhook-id"]
    assert found.body == lost.body
