"""Real documents of the couriers, kept outside the repository because they are not ours."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from smplat_core.fulfillment import (
    ON_THE_WAY,
    CourierCode,
    CourierPayloadUnreadable,
    Doubt,
    TrackingStatus,
)
from smplat_couriers import READERS

SAMPLES = Path(__file__).parents[3].parent / "shared" / "data" / "couriers"

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason=f"the courier samples are not at {SAMPLES}"
)

NOT_OF_THE_COURIER = {"normalized_TrackingResponse.json", "status_vocabulary.json"}
"""What somebody else made of them."""

DOCUMENTS = [
    (courier, path)
    for courier in ("canada_post", "chit_chats", "dhl", "usps")
    for path in sorted((SAMPLES / courier).glob("*"))
    if path.name not in NOT_OF_THE_COURIER
]


def read(courier: str, name: str) -> list[tuple[TrackingStatus, str]]:
    found = READERS[CourierCode(courier)]((SAMPLES / courier / name).read_bytes())
    return [(event.status, event.code) for event in found.events]


@pytest.mark.parametrize(
    ("courier", "path"), DOCUMENTS, ids=lambda value: getattr(value, "name", value)
)
def test_every_sample_is_read_whole(courier: str, path: Path) -> None:
    found = READERS[CourierCode(courier)](path.read_bytes())

    assert bool(found.errors) == ("Error" in path.name or "Unknown" in path.name)
    assert bool(found.events) != bool(found.errors)
    assert all(event.at.tzinfo is not None for event in found.events)


@pytest.mark.parametrize(
    ("courier", "path"), DOCUMENTS, ids=lambda value: getattr(value, "name", value)
)
def test_every_sample_cut_anywhere_is_refused(courier: str, path: Path) -> None:
    whole = path.read_bytes().rstrip()

    for length in range(0, len(whole) - 1, max(1, len(whole) // 50)):
        with pytest.raises(CourierPayloadUnreadable):
            READERS[CourierCode(courier)](whole[:length])


def test_a_signature_image_is_no_delivery() -> None:
    events = read("canada_post", "TrackingResponse.xml")

    assert (TrackingStatus.UNKNOWN, "20") in events
    assert [code for status, code in events if status is TrackingStatus.DELIVERED] == ["1496"]


def test_the_sample_that_says_two_things_at_once_delivers_nothing() -> None:
    payload = (SAMPLES / "dhl" / "universal_TrackingResponse.json").read_bytes()

    (event,) = READERS[CourierCode("dhl")](payload).events

    assert event.status is TrackingStatus.UNKNOWN
    assert Doubt.CONTRADICTION in event.doubts


def test_the_express_sample_holds_three_parcels() -> None:
    payload = (SAMPLES / "dhl" / "express_TrackingResponse.xml").read_bytes()

    found = READERS[CourierCode("dhl")](payload)

    last = [answer.events[-1].status for answer in found.answers]
    assert last == [
        TrackingStatus.DELIVERED,
        TrackingStatus.PICKED_UP,
        TrackingStatus.IN_TRANSIT,
    ]


def test_usps_is_read_as_others_read_it() -> None:
    path = SAMPLES / "usps" / "normalized_TrackingResponse.json"
    ((theirs,), _) = json.loads(path.read_bytes())
    payload = (SAMPLES / "usps" / "TrackingResponse.json").read_bytes()

    ours = READERS[CourierCode("usps")](payload).events

    # their moments are the clock on the spot with a Z behind it
    clock = "%Y-%m-%dT%H:%M:%S.000Z"
    told = [(one.code, one.description, one.at.strftime(clock)) for one in reversed(ours)]
    assert told == [(e["code"], e["description"], e["timestamp"]) for e in theirs["events"]]
    same = [(e["code"], e["status"]) for e in theirs["events"] if "status" in e]
    assert [(e.code, e.status) for e in reversed(ours) if e.code in dict(same)] == same
    assert ours[0].status is TrackingStatus.PENDING
    assert {event.at.utcoffset() for event in ours} == {timedelta(hours=-5)}


def test_chit_chats_stands_where_its_vocabulary_puts_it() -> None:
    path = SAMPLES / "chit_chats" / "status_vocabulary.json"
    theirs = json.loads(path.read_bytes())["expected_machine_states_for_smplat"]
    payload = (SAMPLES / "chit_chats" / "shipment_received_8ernj8scq9.json").read_bytes()

    reached = {}
    for word in theirs:
        told = json.loads(payload)["shipment"] | {"status": word, "tracking_events": []}
        (event,) = READERS[CourierCode("chit_chats")](json.dumps(told).encode()).events
        reached[word] = event.status

    moving = {word for word, status in reached.items() if status in ON_THE_WAY}
    assert moving == {"received", "released", "inducted", "exception"}
    assert [word for word, status in reached.items() if status is TrackingStatus.DELIVERED] == [
        "delivered"
    ]
