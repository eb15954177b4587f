"""USPS's words in ours, in JSON and in the older XML."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from smplat_core.fulfillment import (
    CourierPayloadUnreadable,
    Doubt,
    TrackingErrorKind,
    TrackingEvent,
    TrackingReason,
    TrackingStatus,
)
from smplat_couriers.calling import Reply
from smplat_couriers.granting import Token, read_token
from smplat_couriers.polling import answer_in
from smplat_couriers.usps.translate import answers, serial_of

NUMBER = "9400111206206406260787"


def an_event(
    code: str | None = "10", text: str | None = "", **changes: object
) -> dict[str, object]:
    return {
        "eventType": text,
        "eventTimestamp": "2026-11-20T13:58:00",
        "GMTTimestamp": "2026-11-20T18:58:40Z",
        "GMTOffset": "-05:00",
        "eventCity": "HERNANDO",
        "eventState": "FL",
        "eventZIP": "34442",
        "eventCountry": None,
        "eventCode": code,
        **changes,
    }


def a_document(*events: dict[str, object], number: object = NUMBER) -> bytes:
    return json.dumps({"trackingNumber": number, "trackingEvents": list(events)}).encode()


def an_old_event(day: str, time: str, code: str, *, state: str = "IL", tag: str = "Detail") -> str:
    return (
        f"<Track{tag}><EventTime>{time}</EventTime><EventDate>{day}</EventDate>"
        f"<Event>x</Event><EventCity>CHICAGO</EventCity><EventState>{state}</EventState>"
        f"<EventCountry/><EventCode>{code}</EventCode></Track{tag}>"
    )


def an_old_document(*inside: str, number: str = NUMBER) -> bytes:
    info = f'<TrackInfo ID="{number}"><Class>x</Class>{"".join(inside)}</TrackInfo>'
    return f"<TrackResponse>{info}</TrackResponse>".encode()


def the_event(payload: bytes) -> TrackingEvent:
    (event,) = answers(payload).events
    return event


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("GX", TrackingStatus.PENDING),
        ("MA", TrackingStatus.PENDING),
        ("80", TrackingStatus.PENDING),
        ("82", TrackingStatus.PENDING),
        ("03", TrackingStatus.PICKED_UP),
        ("OA", TrackingStatus.PICKED_UP),
        ("07", TrackingStatus.IN_TRANSIT),
        ("t1", TrackingStatus.IN_TRANSIT),
        ("OF", TrackingStatus.OUT_FOR_DELIVERY),
        ("01", TrackingStatus.DELIVERED),
        ("14", TrackingStatus.AVAILABLE_FOR_PICKUP),
        ("16", TrackingStatus.AVAILABLE_FOR_PICKUP),
        ("02", TrackingStatus.DELIVERY_ATTEMPTED),
        ("55", TrackingStatus.DELIVERY_ATTEMPTED),
        ("71", TrackingStatus.DELAYED),
        ("09", TrackingStatus.RETURN_TO_SENDER),
        ("28", TrackingStatus.RETURN_TO_SENDER),
        ("05", TrackingStatus.EXCEPTION),
        ("17", TrackingStatus.UNKNOWN),
        ("43", TrackingStatus.UNKNOWN),
        ("ZZ", TrackingStatus.UNKNOWN),
        ("1", TrackingStatus.UNKNOWN),
    ],
)
def test_each_code_has_one_reading(code: str, status: TrackingStatus) -> None:
    event = the_event(a_document(an_event(code)))

    assert (event.status, event.code) == (status, code)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Delivered, In/At Mailbox", TrackingStatus.DELIVERED),
        ("Delivered, Parcel Locker", TrackingStatus.DELIVERED),
        ("Delivered, Individual Picked Up at Post Office", TrackingStatus.DELIVERED),
        ("Delivered, To Original Sender", TrackingStatus.RETURN_TO_SENDER),
        ("Delivered to Agent for Final Delivery", TrackingStatus.IN_TRANSIT),
    ],
)
def test_who_got_it_is_in_the_text(text: str, status: TrackingStatus) -> None:
    assert the_event(a_document(an_event("01", text))).status is status


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("01", "Available for Pickup"),
        ("01", "Delivery Attempted - No Access to Delivery Location"),
        ("01", "Could not be delivered"),
        ("OF", "Delivered, Front Door/Porch"),
        ("16", "Delivered"),
        ("GX", "Delivered"),
    ],
)
def test_a_code_and_a_text_that_deny_one_another_deliver_nothing(code: str, text: str) -> None:
    event = the_event(a_document(an_event(code, text)))

    assert event.status is TrackingStatus.UNKNOWN
    assert event.doubts == (Doubt.CONTRADICTION,)


def test_a_text_without_a_code_is_told_and_moves_nothing() -> None:
    event = the_event(a_document(an_event(None, "Delivered")))

    assert (event.status, event.code) == (TrackingStatus.UNKNOWN, "Delivered")


def test_whose_doing_it_is_comes_along() -> None:
    event = the_event(a_document(an_event("53", "Receptacle Blocked")))

    assert event.reason is TrackingReason.CONSIGNEE


def test_the_clock_on_the_spot_counts_with_the_offset_beside_it() -> None:
    event = the_event(a_document(an_event(GMTTimestamp="2026-11-19T18:58:40Z")))

    assert event.at == datetime(2026, 11, 20, 18, 58, tzinfo=UTC)
    assert event.at.utcoffset() == timedelta(hours=-5)
    assert event.doubts == ()


def test_without_an_offset_the_time_in_utc_counts() -> None:
    event = the_event(a_document(an_event(GMTOffset=None)))

    assert event.at == datetime(2026, 11, 20, 18, 58, 40, tzinfo=UTC)
    assert event.doubts == ()


@pytest.mark.parametrize(("state", "hour"), [("HI", 23), ("FL", 18), (None, 13), ("XX", 13)])
def test_without_any_zone_the_state_decides_and_the_event_says_so(
    state: str | None, hour: int
) -> None:
    event = the_event(a_document(an_event(GMTOffset=None, GMTTimestamp=None, eventState=state)))

    assert event.at == datetime(2026, 11, 20, hour, 58, tzinfo=UTC)
    assert event.doubts == (Doubt.ZONE_ASSUMED,)


def test_events_come_oldest_first_whatever_the_document_does() -> None:
    newest_first = a_document(
        an_event("01", "Delivered"), an_event("OF", eventTimestamp="2026-11-20T09:10:00")
    )

    assert [event.code for event in answers(newest_first).events] == ["OF", "01"]


def test_in_a_list_one_error_spares_the_others() -> None:
    good = json.loads(a_document(an_event("01", "Delivered")))
    bad = {"trackingNumber": "1", "error": {"code": "400", "errors": [{"code": "150001"}]}}

    found = answers(json.dumps([bad, good]).encode())

    (event,), (refused,) = found.events, found.errors
    assert (event.tracking_number, event.status) == (NUMBER, TrackingStatus.DELIVERED)
    assert refused.tracking_number == "1"
    assert refused.error is not None
    assert refused.error.kind is TrackingErrorKind.NOT_FOUND


# --- the older XML ----------------------------------------------------------------------


def test_the_older_xml_tells_summary_and_details_in_the_time_of_the_state() -> None:
    payload = an_old_document(
        an_old_event("November 20, 2026", "12:24 pm", "OF", tag="Summary"),
        an_old_event("November 20, 2026", "12:05 am", "07"),
    )

    arrived, left = answers(payload).events

    assert (arrived.status, left.status) == (
        TrackingStatus.IN_TRANSIT,
        TrackingStatus.OUT_FOR_DELIVERY,
    )
    assert arrived.at == datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
    assert left.at == datetime(2026, 11, 20, 18, 24, tzinfo=UTC)
    assert left.doubts == (Doubt.ZONE_ASSUMED,)
    assert left.location == "CHICAGO, IL"


def test_a_day_without_a_time_is_its_beginning() -> None:
    event = the_event(an_old_document(an_old_event("November 20, 2026", "", "MA", state="")))

    assert event.at == datetime(2026, 11, 20, tzinfo=UTC)
    assert event.doubts == (Doubt.TIME_ASSUMED, Doubt.ZONE_ASSUMED)
    assert event.status is TrackingStatus.PENDING


def test_in_the_older_xml_one_error_spares_the_others() -> None:
    good = an_old_document(an_old_event("November 20, 2026", "1:00 pm", "07"))
    bad = (
        b'<TrackInfo ID="22"><Error><Number>-2147219283</Number>'
        b"<Description>no</Description></Error></TrackInfo>"
    )
    sentence = b'<TrackInfo ID="33"><TrackSummary>It was delivered.</TrackSummary></TrackInfo>'
    payload = good.replace(b"</TrackResponse>", bad + sentence + b"</TrackResponse>")

    found = answers(payload)

    assert [event.tracking_number for event in found.events] == [NUMBER]
    kinds = {one.tracking_number: one.error.kind for one in found.errors if one.error}
    assert kinds == {"22": TrackingErrorKind.NOT_FOUND, "33": TrackingErrorKind.UNREADABLE}


# --- errors -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code", "message", "kind"),
    [
        (404, "404", "Not found", TrackingErrorKind.NOT_FOUND),
        (400, "150001", "12: no", TrackingErrorKind.NOT_FOUND),
        (
            400,
            "400",
            "A status update is not yet available on your package.",
            TrackingErrorKind.NOT_FOUND,
        ),
        (200, "429", "Too many", TrackingErrorKind.RATE_LIMITED),
        (401, "401", "Unauthorized", TrackingErrorKind.REFUSED),
        (403, "403", "Forbidden", TrackingErrorKind.REFUSED),
        (429, "string", "Too many", TrackingErrorKind.RATE_LIMITED),
        (503, "503", "Later", TrackingErrorKind.UNAVAILABLE),
        (400, "string", "string", TrackingErrorKind.REFUSED),
    ],
)
def test_each_refusal_is_sorted_by_what_to_do(
    status: int, code: str, message: str, kind: TrackingErrorKind
) -> None:
    cause = {"status": "x", "code": code, "title": message, "detail": ""}
    body = {"apiVersion": "v3", "error": {"code": "400", "message": message, "errors": [cause]}}

    found = answer_in(Reply(status, json.dumps(body).encode(), 7), NUMBER, read=answers)

    assert found.error is not None
    assert (found.error.kind, found.error.code, found.error.message) == (kind, code, message)
    assert found.error.retry_after_seconds == 7


def test_the_refusal_of_a_token_is_told_in_its_own_words() -> None:
    body = b'{"error": "invalid_client", "error_description": "Client authentication failed."}'

    (refused,) = answers(body).errors

    assert refused.error is not None
    assert (refused.error.kind, refused.error.code) == (
        TrackingErrorKind.REFUSED,
        "invalid_client",
    )
    assert refused.error.message == "Client authentication failed."


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x00\xff",
        b"[]",
        b"[[]]",
        b"{}",
        b"null",
        b'"text"',
        b'{"error": 7}',
        b'{"error": {"errors": [7]}}',
        b'{"trackingEvents": []}',
        b'{"trackingNumber": "1", "trackingEvents": {}}',
        b'{"trackingNumber": "1", "trackingEvents": [1]}',
        b"[" * 100_000,
        b"<a/>",
        b"<TrackResponse/>",
        b"<TrackResponse><TrackInfo/></TrackResponse>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        an_old_document(an_old_event("yesterday", "", "MA")),
        an_old_document(an_old_event("November 20, 2026", "noon", "MA")),
        a_document(an_event(eventTimestamp="soon")),
        a_document(an_event(eventTimestamp=None, GMTTimestamp=None)),
        a_document(an_event(eventTimestamp="0001-01-01T00:00:00")),
        a_document(an_event(GMTOffset="west")),
        a_document(an_event(GMTOffset="-99:00")),
        b" " * 1_000_001,
    ],
)
def test_what_cannot_be_read_is_refused(payload: bytes) -> None:
    with pytest.raises(CourierPayloadUnreadable):
        answers(payload)


@pytest.mark.parametrize(
    "whole",
    [
        a_document(an_event("01", "Delivered"), an_event()),
        an_old_document(an_old_event("November 20, 2026", "1:00 pm", "07")),
    ],
)
def test_a_document_cut_anywhere_is_refused(whole: bytes) -> None:
    for length in range(len(whole)):
        with pytest.raises(CourierPayloadUnreadable):
            answers(whole[:length])


# --- tokens and numbers -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "token"),
    [
        (b'{"access_token": "t", "expires_in": "28799"}', Token("t", 28_799)),
        (b'{"access_token": "t", "expires_in": 3600}', Token("t", 3_600)),
        (b'{"access_token": "t", "expires_in": 999999999}', Token("t", 0)),
        (b'{"access_token": "t"}', Token("t", 0)),
        (b'{"access_token": ""}', None),
        (b'{"access_token": "a\\nb"}', None),
        (b'{"access_token": 7}', None),
        (b"[]", None),
        (b"<html>", None),
    ],
)
def test_a_token_is_taken_from_nothing_else(body: bytes, token: Token | None) -> None:
    assert read_token(body, of="usps") == token


@pytest.mark.parametrize(
    ("number", "serial"),
    [
        (NUMBER, NUMBER),
        ("420787459400111206206406260787", NUMBER),
        ("4201028200009261290113185417468510", "9261290113185417468510"),
        ("4200000000", "4200000000"),
        ("RB123456785US", "RB123456785US"),
    ],
)
def test_the_way_to_the_receiver_is_no_part_of_the_number(number: str, serial: str) -> None:
    assert serial_of(number) == serial
