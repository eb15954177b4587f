"""What each courier answers when it is asked, in its own words."""

import json

import httpx
import pytest
from defusedxml.ElementTree import fromstring

from tests.unit.sandbox.outside import XML, Outside

PIN = "7023210039414604"
AWB = "7777777770"
TRACK = "{http://www.canadapost.ca/ws/track-v2}"
CP = f"/couriers/canada_post/vis/track/pin/{PIN}/detail"
DHL = f"/couriers/dhl/track/shipments?trackingNumber={AWB}"


def codes(answer: httpx.Response) -> list[str | None]:
    root = fromstring(answer.content)
    return [one.text for one in root.iter(f"{TRACK}event-identifier")]


async def test_canada_post_lists_the_newest_first_in_the_time_of_the_place(world: Outside) -> None:
    await world.parcel("canada_post", PIN, seconds_per_step=3600)
    await world.control("/clock", advance=6 * 3600)

    answer = await world.canada_post(PIN)

    assert answer.headers["content-type"] == XML
    assert codes(answer) == ["1496", "0174", "0170", "0175", "0100", "2300", "3000"]
    newest, *_, oldest = fromstring(answer.content).iter(f"{TRACK}occurrence")
    facts = {child.tag.removeprefix(TRACK): child.text for child in newest}
    assert facts["event-date"] == "2026-11-20"
    assert facts["event-time"] == "11:00:00"
    assert facts["event-time-zone"] == "MST"
    assert facts["event-site"] == "CALGARY"
    assert facts["event-province"] == "AB"
    assert [child.text for child in oldest if child.tag.endswith("zone")] == [None]


async def test_canada_post_calls_summer_time_by_its_name(world: Outside) -> None:
    await world.parcel("canada_post", PIN, started_at="2026-07-01T12:00:00Z", seconds_per_step=3600)

    answer = await world.canada_post(PIN)

    zones = {one.text for one in fromstring(answer.content).iter(f"{TRACK}event-time-zone")}
    assert zones == {None, "EDT", "CDT", "MDT"}


async def test_canada_post_knows_no_strangers(world: Outside) -> None:
    answer = await world.canada_post(PIN)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == XML
    assert b"<code>004</code><description>No Pin History</description>" in answer.content


@pytest.mark.parametrize("auth", [None, ("me", "yours"), ("", "")])
async def test_canada_post_refuses_others(world: Outside, auth: tuple[str, str] | None) -> None:
    answer = await world.client.get(CP, auth=auth, headers={"accept": XML})

    assert answer.status_code == 401
    assert b"<code>E002</code>" in answer.content


@pytest.mark.parametrize("accept", ["*/*", "application/xml"])
async def test_canada_post_insists_on_its_own_media_type(world: Outside, accept: str) -> None:
    answer = await world.client.get(CP, auth=("me", "mine"), headers={"accept": accept})

    assert answer.status_code == 406
    assert b"<messages" in answer.content


async def test_dhl_says_where_the_parcel_is_with_the_offset_of_the_place(world: Outside) -> None:
    await world.parcel("dhl", AWB, seconds_per_step=3600)
    await world.control("/clock", advance=2 * 3600)

    answer = await world.dhl(AWB)

    [shipment] = answer.json()["shipments"]
    assert shipment["id"] == AWB
    assert [event["timestamp"] for event in shipment["events"]] == [
        "2026-11-20T15:00:00+01:00",
        "2026-11-20T14:00:00+01:00",
        "2026-11-20T12:00:00",
    ]
    assert shipment["status"] == shipment["events"][0]
    assert shipment["status"]["location"]["address"]["addressLocality"] == "Leipzig"


async def test_a_duplicated_parcel_is_listed_twice_over(world: Outside) -> None:
    await world.parcel("dhl", AWB, story="duplicated")

    [shipment] = (await world.dhl(AWB)).json()["shipments"]

    assert shipment["events"] == [shipment["status"]] * 2


async def test_dhl_knows_no_strangers(world: Outside) -> None:
    answer = await world.dhl(AWB)

    assert answer.status_code == 404
    assert answer.json() == {
        "title": "No result found",
        "detail": "No shipment with given tracking number found.",
        "status": 404,
        "instance": f"/shipment/{AWB}",
    }


@pytest.mark.parametrize(
    "headers", [{}, {"dhl-api-key": "another"}, {"dhl-api-key": "ключ".encode()}]
)
async def test_dhl_refuses_others(world: Outside, headers: dict[str, str]) -> None:
    answer = await world.client.get(DHL, headers=headers)

    assert answer.status_code == 401
    assert answer.json()["title"] == "Unauthorized"


async def test_dhl_needs_a_number(world: Outside) -> None:
    answer = await world.client.get(
        "/couriers/dhl/track/shipments", headers={"dhl-api-key": "the-key"}
    )

    assert answer.status_code == 400
    assert answer.json()["status"] == 400


@pytest.mark.parametrize("fault", ["429", "500", "503"])
async def test_each_courier_words_its_own_troubles(world: Outside, fault: str) -> None:
    await world.control("/faults", party="couriers", operation="*.track", fault=fault, times=2)

    xml, unified = await world.canada_post(PIN), await world.dhl(AWB)

    assert (xml.status_code, unified.status_code) == (int(fault), int(fault))
    assert b"<messages" in xml.content
    assert unified.json()["status"] == int(fault)


async def test_a_fault_can_be_of_one_courier_alone(world: Outside) -> None:
    await world.control("/faults", party="couriers", operation="dhl.track", fault="429")

    xml, unified = await world.canada_post(PIN), await world.dhl(AWB)

    assert (xml.status_code, unified.status_code) == (404, 429)
    assert unified.headers["retry-after"] == "1"


async def test_a_malformed_answer_is_cut_off(world: Outside) -> None:
    await world.parcel("dhl", AWB)
    await world.control("/faults", party="couriers", operation="dhl.track", fault="malformed")

    answer = await world.dhl(AWB)

    with pytest.raises(json.JSONDecodeError):
        answer.json()


async def test_questions_are_written_down_without_secrets(world: Outside) -> None:
    await world.dhl(AWB)

    text = (await world.client.get("/_sandbox/requests?party=couriers")).text

    assert '"operation":"dhl.track"' in text
    assert "the-key" not in text
    assert await world.effects() == []
