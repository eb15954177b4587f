"""Canada Post's words in ours."""

from datetime import UTC, datetime, timedelta

import pytest

from smplat_core.fulfillment import (
    CourierCode,
    CourierPayloadUnreadable,
    Doubt,
    TrackingErrorKind,
    TrackingEvent,
    TrackingStatus,
)
from smplat_couriers import READERS
from smplat_couriers.calling import Reply
from smplat_couriers.canada_post.translate import answers
from smplat_couriers.polling import answer_in

PIN = "7035114477138472"


def an_occurrence(
    code: str,
    *,
    description: str = "Item processed",
    date: str = "2026-11-20",
    time: str = "11:59:59",
    zone: str = "EST",
    province: str = "ON",
) -> str:
    return f"""<occurrence><event-identifier>{code}</event-identifier>
    <event-date>{date}</event-date><event-time>{time}</event-time>
    <event-time-zone>{zone}</event-time-zone>
    <event-description>{description}</event-description><signatory-name/>
    <event-site>OTTAWA</event-site><event-province>{province}</event-province></occurrence>"""


def a_document(*occurrences: str, pin: str = PIN) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <tracking-detail xmlns="http://www.canadapost.ca/ws/track-v2"><pin>{pin}</pin>
    <significant-events>{"".join(occurrences)}</significant-events></tracking-detail>""".encode()


def the_event(*occurrences: str) -> TrackingEvent:
    (event,) = answers(a_document(*occurrences)).events
    return event


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("3000", TrackingStatus.PENDING),
        ("2300", TrackingStatus.PICKED_UP),
        ("0100", TrackingStatus.IN_TRANSIT),
        ("0174", TrackingStatus.OUT_FOR_DELIVERY),
        ("1496", TrackingStatus.DELIVERED),
        ("1441", TrackingStatus.DELIVERED),
        ("1405", TrackingStatus.AVAILABLE_FOR_PICKUP),
        ("1701", TrackingStatus.AVAILABLE_FOR_PICKUP),
        ("1479", TrackingStatus.DELIVERY_ATTEMPTED),
        ("0159", TrackingStatus.DELAYED),
        ("1484", TrackingStatus.ON_HOLD),
        ("1420", TrackingStatus.RETURN_TO_SENDER),
        ("1493", TrackingStatus.EXCEPTION),
        ("20", TrackingStatus.UNKNOWN),
        ("2001", TrackingStatus.UNKNOWN),
        ("9999", TrackingStatus.UNKNOWN),
        ("", TrackingStatus.UNKNOWN),
    ],
)
def test_each_code_has_one_reading(code: str, status: TrackingStatus) -> None:
    event = the_event(an_occurrence(code))

    assert (event.status, event.code) == (status, code)


@pytest.mark.parametrize(
    "description",
    ["Item successfully returned to sender", "L'article a été renvoyé avec succès à l'expéditeur."],
)
def test_a_delivery_to_the_sender_is_no_delivery(description: str) -> None:
    event = the_event(an_occurrence("1496", description=description))

    assert event.status is TrackingStatus.RETURN_TO_SENDER


def test_canada_post_is_taken_at_its_word_about_zones() -> None:
    event = the_event(an_occurrence("0100", date="2026-07-01", time="08:00:00", zone="MST"))

    assert event.at == datetime(2026, 7, 1, 15, tzinfo=UTC)
    assert event.at.utcoffset() == timedelta(hours=-7)
    assert event.doubts == ()


def test_without_a_zone_the_province_decides_and_the_event_says_so() -> None:
    event = the_event(an_occurrence("3000", time="08:00:00", zone="", province="BC"))

    assert event.at == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert event.doubts == (Doubt.ZONE_ASSUMED,)


def test_without_a_time_the_day_begins_and_the_event_says_so() -> None:
    event = the_event(an_occurrence("3000", time=""))

    assert event.at == datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert event.doubts == (Doubt.TIME_ASSUMED,)


def test_events_come_oldest_first_whatever_the_document_does() -> None:
    newest_first = a_document(
        an_occurrence("1496", time="15:00:00"), an_occurrence("0100", time="09:00:00")
    )

    codes = [event.code for event in answers(newest_first).events]

    assert codes == ["0100", "1496"]


def test_several_parcels_may_come_in_one_wrapper() -> None:
    one, two = a_document(an_occurrence("0100")), a_document(an_occurrence("1496"), pin="22")
    wrapper = b"<all>" + one.split(b"?>")[1] + two.split(b"?>")[1] + b"</all>"

    found = answers(wrapper)

    assert [each.tracking_number for each in found.answers] == [PIN, "22"]


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x00\xff",
        b"not xml",
        b"<html><body>Bad gateway</body></html>",
        b"<tracking-detail><pin/></tracking-detail>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<?xml version="1.0" encoding="no-such"?><tracking-detail/>',
        a_document(an_occurrence("0100", date="yesterday")),
        a_document(an_occurrence("0100"))[:-40],
        b" " * 1_000_001,
    ],
)
def test_what_cannot_be_read_is_refused(payload: bytes) -> None:
    with pytest.raises(CourierPayloadUnreadable):
        answers(payload)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, "004", TrackingErrorKind.NOT_FOUND),
        (200, "004", TrackingErrorKind.NOT_FOUND),
        (401, "E002", TrackingErrorKind.REFUSED),
        (429, "Server", TrackingErrorKind.RATE_LIMITED),
        (500, "Server error", TrackingErrorKind.UNAVAILABLE),
        (400, "9111", TrackingErrorKind.REFUSED),
    ],
)
def test_each_refusal_is_sorted_by_what_to_do(
    status: int, code: str, kind: TrackingErrorKind
) -> None:
    body = (
        f"<messages><message><code>{code}</code><description>no</description></message></messages>"
    )

    found = answer_in(Reply(status, body.encode(), None), PIN, read=answers)

    assert found.error is not None
    assert (found.error.kind, found.error.code, found.error.message) == (kind, code, "no")


def test_an_answer_about_another_parcel_is_not_believed() -> None:
    found = answer_in(
        Reply(200, a_document(an_occurrence("1496"), pin="1"), None), PIN, read=answers
    )

    assert found.events == ()
    assert found.error is not None
    assert found.error.kind is TrackingErrorKind.UNREADABLE


def test_the_reader_is_found_by_the_couriers_code() -> None:
    read = READERS[CourierCode("canada_post")]

    assert read(a_document(an_occurrence("1496"))).events[0].status is TrackingStatus.DELIVERED
