"""Whatever comes in as a courier's document: it is read, or it is refused, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smplat_core.fulfillment import CourierCode, CourierPayloadUnreadable, TrackingErrorKind
from smplat_couriers import READERS

SAMPLES = Path(__file__).parents[3].parent / "shared" / "data" / "couriers"

COURIERS = sorted(READERS)

OURS: dict[str, bytes] = {
    "canada_post": b"""<tracking-detail><pin>7035114477138472</pin>
        <expected-delivery-date>2026-11-24</expected-delivery-date><significant-events><occurrence>
        <event-identifier>1496</event-identifier><event-date>2026-11-20</event-date>
        <event-time>08:00:00</event-time><event-time-zone>EST</event-time-zone>
        <event-description>Item successfully delivered</event-description>
        <event-site>OTTAWA</event-site><event-province>ON</event-province>
        </occurrence></significant-events></tracking-detail>""",
    "chit_chats": json.dumps(
        {
            "shipment": {
                "id": "8ERNJ8SCQ9",
                "status": "delivered",
                "estimated_delivery_at": "2026-11-22",
                "tracking_events": [
                    {"status": "received", "created_at": "2026-11-20T04:00:00-08:00"}
                ],
            }
        }
    ).encode(),
    "dhl": json.dumps(
        {
            "shipments": [
                {
                    "id": 7777777770,
                    "events": [
                        {
                            "timestamp": "2026-11-20T13:00:00",
                            "timeZone": "Europe/Berlin",
                            "statusCode": "delivered",
                            "location": {"address": {"addressLocality": "Bonn"}},
                        }
                    ],
                }
            ],
            "packages": [],
        }
    ).encode(),
    "usps": json.dumps(
        {
            "trackingNumber": "9400111206206406260787",
            "trackingEvents": [
                {
                    "eventCode": "01",
                    "eventType": "Delivered",
                    "eventTimestamp": "2026-11-20T07:00:00",
                    "GMTOffset": "-05:00",
                }
            ],
        }
    ).encode(),
}


def documents(courier: str) -> list[bytes]:
    """Ours, and the real ones where they are at hand."""
    found = sorted((SAMPLES / courier).glob("*")) if SAMPLES.is_dir() else []
    return [OURS[courier], *(path.read_bytes() for path in found)]


def read(courier: str, payload: bytes) -> None:
    """Reads it; any exception but the one refusal fails the test."""
    try:
        found = READERS[CourierCode(courier)](payload)
    except CourierPayloadUnreadable:
        return
    for event in found.events:
        assert event.at.tzinfo is not None
        assert event.fingerprint
        assert len(event.tracking_number) <= 60
        assert all(text.isprintable() for text in (event.code, event.description, event.location))
    for by in found.promises.values():
        assert by.tzinfo is not None


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, -1, 0, 1e308, float("inf"), float("nan")]),
    st.text(max_size=20),
    st.sampled_from(
        [
            "",
            "\ud800",
            "2026-13-45",
            "0000-00-00T00:00:00",
            "9999-12-31T23:59:59-23:59",
            "+99:99",
            "../../etc/passwd",
            "America/../../etc",
            "x" * 5_000,
            "\x00\x07",
        ]
    ),
    st.just([]),
    st.just({}),
    st.just([[]]),
    st.just({"error": {"message": 7}}),
)


@st.composite
def spoiled(draw: st.DrawFn, value: Any) -> Any:
    """The document with some of its values put in the place of others'."""
    if draw(st.integers(0, 9)) == 0:
        return draw(ANYTHING)
    if isinstance(value, dict):
        return {name: draw(spoiled(one)) for name, one in value.items() if draw(st.integers(0, 19))}
    if isinstance(value, list):
        return [draw(spoiled(one)) for one in value[:4]]
    return value


@pytest.mark.parametrize("courier", COURIERS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_json_with_anything_in_the_place_of_anything(courier: str, data: st.DataObject) -> None:
    whole = [one for one in documents(courier) if one.lstrip()[:1] in b"[{"] or [b"{}"]
    document = json.loads(data.draw(st.sampled_from(whole)))

    read(courier, json.dumps(data.draw(spoiled(document))).encode(errors="replace"))


@pytest.mark.parametrize("courier", COURIERS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_xml_with_anything_in_the_place_of_a_text(courier: str, data: st.DataObject) -> None:
    whole = [one for one in documents(courier) if one.lstrip()[:1] == b"<"] or [b"<a/>"]
    text = data.draw(st.sampled_from(whole)).decode()
    texts = list(re.finditer(r">([^<>]+)<", text))
    if texts:
        found = data.draw(st.sampled_from(texts))
        put = data.draw(st.text(max_size=30).map(lambda one: one.replace("<", "")))
        text = text[: found.start(1)] + put + text[found.end(1) :]

    read(courier, text.encode(errors="replace"))


@pytest.mark.parametrize("courier", COURIERS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_documents_with_bytes_lost_added_and_changed(courier: str, data: st.DataObject) -> None:
    payload = bytearray(data.draw(st.sampled_from(documents(courier))))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, max(0, len(payload) - 1)))
        payload[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))

    read(courier, bytes(payload))


@pytest.mark.parametrize("courier", COURIERS)
@settings(max_examples=100, deadline=None)
@given(payload=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
@example(payload=b"\xff\xfe<\x00a\x00/\x00>\x00")
def test_what_is_no_document_at_all(courier: str, payload: bytes) -> None:
    read(courier, payload)


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><tracking-detail><pin>&c;</pin></tracking-detail>'
)
OUTSIDE = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><message><code>&a;</code></message>'
)
PAGE = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><hr></body></html>"
CLOSED_PAGE = b"<html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>"


@pytest.mark.parametrize("courier", COURIERS)
@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"   ",
        b"null",
        b"0",
        b'""',
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 10_000,
        b"<a>" * 100_000,
        BOMB,
        OUTSIDE,
        PAGE,
        CLOSED_PAGE,
        b" " * 1_000_001,
    ],
    ids=range(16),
)
def test_hostile_documents_are_refused(courier: str, payload: bytes) -> None:
    with pytest.raises(CourierPayloadUnreadable):
        READERS[CourierCode(courier)](payload)


def test_a_part_that_cannot_be_read_costs_only_itself() -> None:
    good = json.loads(OURS["dhl"])["shipments"][0]
    late = good | {"events": [*good["events"], {"timestamp": "soon", "statusCode": "transit"}]}
    document = {"shipments": [{"status": 7}, late, good | {"id": 8}, "nonsense"]}

    found = READERS[CourierCode("dhl")](json.dumps(document).encode())

    assert [event.tracking_number for event in found.events] == ["7777777770", "8"]
    kinds = [answer.error.kind for answer in found.errors if answer.error]
    assert kinds == [TrackingErrorKind.UNREADABLE] * 3


def test_a_number_no_courier_writes_is_refused() -> None:
    document = {"shipments": [{"id": "9" * 61, "events": []}]}

    with pytest.raises(CourierPayloadUnreadable, match="no tracking number"):
        READERS[CourierCode("dhl")](json.dumps(document).encode())
