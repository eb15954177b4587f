"""DHL's words in ours, in its three dialects."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from smplat_core.fulfillment import (
    CourierPayloadUnreadable,
    Doubt,
    TrackingErrorKind,
    TrackingEvent,
    TrackingStatus,
)
from smplat_couriers.calling import Reply
from smplat_couriers.dhl.translate import answers
from smplat_couriers.polling import answer_in

NUMBER = "3318810025"


def unified(**event: object) -> bytes:
    one = {"timestamp": "2026-11-20T07:53:47+01:00", "statusCode": "transit", **event}
    return json.dumps({"shipments": [{"id": NUMBER, "events": [one]}]}).encode()


def express(code: str, **event: object) -> bytes:
    one = {"date": "2026-11-20", "time": "17:00:00", "typeCode": code, **event}
    shipment = {"shipmentTrackingNumber": NUMBER, "events": [one]}
    return json.dumps({"shipments": [shipment]}).encode()


def the_event(payload: bytes) -> TrackingEvent:
    (event,) = answers(payload).events
    return event


@pytest.mark.parametrize(
    ("status_code", "status"),
    [
        ("pre-transit", TrackingStatus.PENDING),
        ("transit", TrackingStatus.IN_TRANSIT),
        ("delivered", TrackingStatus.DELIVERED),
        ("failure", TrackingStatus.EXCEPTION),
        ("unknown", TrackingStatus.UNKNOWN),
        ("teleported", TrackingStatus.UNKNOWN),
        ("", TrackingStatus.UNKNOWN),
    ],
)
def test_each_status_code_has_one_reading(status_code: str, status: TrackingStatus) -> None:
    assert the_event(unified(statusCode=status_code)).status is status


@pytest.mark.parametrize("status_code", ["pre-transit", "transit", "failure", "unknown"])
def test_a_code_and_a_text_that_deny_one_another_deliver_nothing(status_code: str) -> None:
    event = the_event(unified(statusCode=status_code, status="DELIVERED"))

    assert event.status is TrackingStatus.UNKNOWN
    assert Doubt.CONTRADICTION in event.doubts


@pytest.mark.parametrize("status", ["TRANSIT", "Not delivered", "Delivery attempt; undeliverable"])
def test_a_delivered_code_is_not_believed_against_its_text(status: str) -> None:
    event = the_event(unified(statusCode="delivered", status=status))

    assert event.status is TrackingStatus.UNKNOWN
    assert Doubt.CONTRADICTION in event.doubts


@pytest.mark.parametrize(
    ("status_code", "text", "status"),
    [
        ("delivered", "Delivered - signed for by J. DOE", TrackingStatus.DELIVERED),
        ("delivered", "Returned to sender", TrackingStatus.RETURN_TO_SENDER),
        ("delivered", "Delivered to PACKSTATION 123", TrackingStatus.AVAILABLE_FOR_PICKUP),
        ("transit", "Out for delivery", TrackingStatus.OUT_FOR_DELIVERY),
        ("transit", "Shipment picked up", TrackingStatus.PICKED_UP),
        ("transit", "Ready for pick-up at the ServicePoint", TrackingStatus.AVAILABLE_FOR_PICKUP),
        ("transit", "Shipment is on hold", TrackingStatus.ON_HOLD),
        ("transit", "Delayed by customs", TrackingStatus.DELAYED),
        ("failure", "Delivery attempted; recipient not home", TrackingStatus.DELIVERY_ATTEMPTED),
        ("failure", "Being returned to shipper", TrackingStatus.RETURN_TO_SENDER),
    ],
)
def test_the_text_says_exactly_what_a_code_leaves_open(
    status_code: str, text: str, status: TrackingStatus
) -> None:
    assert the_event(unified(statusCode=status_code, description=text)).status is status


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("PU", TrackingStatus.PICKED_UP),
        ("DF", TrackingStatus.IN_TRANSIT),
        ("WC", TrackingStatus.OUT_FOR_DELIVERY),
        ("OK", TrackingStatus.DELIVERED),
        ("CC", TrackingStatus.AVAILABLE_FOR_PICKUP),
        ("NH", TrackingStatus.DELIVERY_ATTEMPTED),
        ("UD", TrackingStatus.DELAYED),
        ("OH", TrackingStatus.ON_HOLD),
        ("RT", TrackingStatus.RETURN_TO_SENDER),
        ("DD", TrackingStatus.EXCEPTION),
        ("PD", TrackingStatus.EXCEPTION),
        ("QQ", TrackingStatus.UNKNOWN),
    ],
)
def test_each_express_code_has_one_reading(code: str, status: TrackingStatus) -> None:
    event = the_event(express(code))

    assert (event.status, event.code) == (status, code)


def test_an_offset_is_taken_at_its_word() -> None:
    event = the_event(unified())

    assert event.at == datetime(2026, 11, 20, 6, 53, 47, tzinfo=UTC)
    assert event.at.utcoffset() == timedelta(hours=1)
    assert event.doubts == ()


def test_an_express_offset_stands_beside_the_time() -> None:
    event = the_event(express("PU", GMTOffset="-05:00"))

    assert event.at == datetime(2026, 11, 20, 22, tzinfo=UTC)


def test_without_an_offset_utc_is_assumed_and_the_event_says_so() -> None:
    event = the_event(unified(timestamp="2026-11-20T07:53:47"))

    assert event.at == datetime(2026, 11, 20, 7, 53, 47, tzinfo=UTC)
    assert event.doubts == (Doubt.ZONE_ASSUMED,)


def test_without_events_the_status_is_the_event() -> None:
    status = {"timestamp": "2026-11-20T07:53:47Z", "statusCode": "pre-transit"}
    body = json.dumps({"shipments": [{"id": 3318810025, "status": status}]}).encode()

    event = the_event(body)

    assert (event.tracking_number, event.status) == (NUMBER, TrackingStatus.PENDING)


def test_an_express_document_holds_several_parcels_and_one_error_spares_the_others() -> None:
    body = b"""<req:TrackingResponse xmlns:req="http://www.dhl.com">
    <AWBInfo><AWBNumber>1</AWBNumber><Status><ActionStatus>No Shipments Found</ActionStatus>
      <Condition><ConditionCode>209</ConditionCode><ConditionData>No Shipments</ConditionData>
      </Condition></Status></AWBInfo>
    <AWBInfo><AWBNumber>2</AWBNumber><Status><ActionStatus>success</ActionStatus></Status>
      <ShipmentInfo><ShipmentEvent><Date>2026-11-20</Date><Time>10:09:00</Time>
        <ServiceEvent><EventCode>OK</EventCode><Description>Shipment delivered</Description>
        </ServiceEvent><ServiceArea><Description>Milan</Description></ServiceArea>
      </ShipmentEvent></ShipmentInfo></AWBInfo></req:TrackingResponse>"""

    found = answers(body)

    (event,), (refused,) = found.events, found.errors
    assert (event.tracking_number, event.status) == ("2", TrackingStatus.DELIVERED)
    assert event.location == "Milan"
    assert refused.tracking_number == "1"
    assert refused.error is not None
    assert refused.error.kind is TrackingErrorKind.NOT_FOUND


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x00\xff",
        b"[]",
        b"{}",
        b'"text"',
        b"null",
        b'{"shipments": {}}',
        b'{"shipments": [1]}',
        b'{"shipments": [{}]}',
        b'{"shipments": [{"id": "1", "events": [7]}]}',
        b'{"shipments": [{"id": "1", "events": 7}]}',
        b"[" * 100_000,
        b"<a/>",
        unified()[:-9],
        unified(timestamp="soon"),
        unified(timestamp=None),
        express("OK", date=""),
        b" " * 1_000_001,
    ],
)
def test_what_cannot_be_read_is_refused(payload: bytes) -> None:
    with pytest.raises(CourierPayloadUnreadable):
        answers(payload)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, TrackingErrorKind.NOT_FOUND),
        (401, TrackingErrorKind.REFUSED),
        (429, TrackingErrorKind.RATE_LIMITED),
        (503, TrackingErrorKind.UNAVAILABLE),
        (400, TrackingErrorKind.REFUSED),
    ],
)
def test_each_refusal_is_sorted_by_what_to_do(status: int, kind: TrackingErrorKind) -> None:
    body = json.dumps({"title": "No", "detail": "because", "status": status}).encode()

    found = answer_in(Reply(status, body, 7), NUMBER, read=answers)

    assert found.error is not None
    assert (found.error.kind, found.error.message) == (kind, "No: because")
    assert found.error.retry_after_seconds == 7


def test_what_no_database_takes_is_left_out() -> None:
    event = the_event(unified(description="a\x00b\ud800c \n d"))

    assert event.description == "a b c d"
    assert len(event.fingerprint) == 64


def test_a_number_is_written_as_we_write_it() -> None:
    event = {"timestamp": "2026-11-20T07:53:47Z", "statusCode": "transit"}
    body = json.dumps({"shipments": [{"id": "jjd 00 99", "events": [event]}]}).encode()

    assert the_event(body).tracking_number == "JJD0099"


@pytest.mark.parametrize("year", ["0001", "1989", "9999"])
def test_a_year_in_which_nothing_was_sent_is_refused(year: str) -> None:
    with pytest.raises(CourierPayloadUnreadable):
        answers(unified(timestamp=f"{year}-01-01T00:00:00+14:00"))
