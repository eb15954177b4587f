"""Chit Chats' words in ours: of the client's shipment and of the public page."""

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
from smplat_couriers.chit_chats.translate import answers
from smplat_couriers.polling import answer_in

NUMBER = "8ERNJ8SCQ9"


def a_step(at: str = "2026-11-20T09:53:32.991-08:00", **changes: object) -> dict[str, object]:
    return {"title": "x", "subtitle": None, "created_at": at, "status": None, **changes}


def a_shipment(*steps: dict[str, object], **changes: object) -> bytes:
    """The client's own."""
    shipment = {"id": NUMBER, "status": "", "tracking_events": list(steps), **changes}
    return json.dumps({"shipment": shipment}).encode()


def a_page(*steps: dict[str, object], **changes: object) -> bytes:
    """The public one."""
    page = {"shipment_id": NUMBER, "resolution": "unknown", "resolved_at": None, **changes}
    return json.dumps({"shipment": {**page, "tracking_events": list(steps)}}).encode()


def the_event(payload: bytes) -> TrackingEvent:
    (event,) = answers(payload).events
    return event


def the_standing(payload: bytes) -> TrackingEvent:
    return answers(payload).events[-1]


@pytest.mark.parametrize(
    ("type_", "status"),
    [
        ("create_shipment", TrackingStatus.PENDING),
        ("buy_shipment_postage", TrackingStatus.PENDING),
        ("receive_shipment", TrackingStatus.PICKED_UP),
        ("teleport_shipment", TrackingStatus.UNKNOWN),
    ],
)
def test_each_type_has_one_reading(type_: str, status: TrackingStatus) -> None:
    event = the_event(a_shipment(a_step(type=type_)))

    assert (event.status, event.code) == (status, type_)


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Shipment created, Chit Chats awaiting item", TrackingStatus.PENDING),
        ("Postage purchased", TrackingStatus.PENDING),
        ("Received by Chit Chats", TrackingStatus.PICKED_UP),
        ("Delivered, Front Door", TrackingStatus.UNKNOWN),
    ],
)
def test_on_the_public_page_only_documented_titles_are_believed(
    title: str, status: TrackingStatus
) -> None:
    event = the_event(a_page(a_step(title=title)))

    assert (event.status, event.code) == (status, title)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("pending", TrackingStatus.PENDING),
        ("ready", TrackingStatus.PENDING),
        ("received", TrackingStatus.PICKED_UP),
        ("released", TrackingStatus.IN_TRANSIT),
        ("inducted", TrackingStatus.IN_TRANSIT),
        ("Delivered", TrackingStatus.DELIVERED),
        ("exception", TrackingStatus.EXCEPTION),
        ("canceled", TrackingStatus.CANCELLED),
        ("voided", TrackingStatus.CANCELLED),
        ("resolved", TrackingStatus.UNKNOWN),
        ("rerouted", TrackingStatus.UNKNOWN),
        ("teleported", TrackingStatus.UNKNOWN),
    ],
)
def test_each_status_of_an_event_and_of_a_shipment_has_one_reading(
    word: str, status: TrackingStatus
) -> None:
    said = the_event(a_shipment(a_step(status=word, type="any")))
    stands = the_standing(a_shipment(a_step(type="any"), status=word))

    assert (said.status, said.code) == (status, word)
    assert (stands.status, stands.code) == (status, word)


def test_where_a_shipment_stands_is_told_once() -> None:
    payload = a_shipment(a_step(type="receive_shipment"), status="received")

    assert the_event(payload).code == "receive_shipment"


@pytest.mark.parametrize("resolution", ["unknown", "Unknown", "", None])
def test_an_unresolved_shipment_stands_nowhere(resolution: str | None) -> None:
    assert answers(a_page(resolution=resolution)).events == ()


def test_an_unknown_standing_is_told_beside_unknown_events() -> None:
    codes = [one.code for one in answers(a_page(a_step(title="x"), resolution="rerouted")).events]

    assert codes == ["x", "rerouted"]


@pytest.mark.parametrize(
    ("changes", "at", "doubts"),
    [
        ({"resolved_at": "2026-11-21T10:00:00-08:00"}, datetime(2026, 11, 21, 18, tzinfo=UTC), ()),
        (
            {"resolved_at": "2026-11-19T10:00:00-08:00"},
            datetime(2026, 11, 20, 17, tzinfo=UTC),
            (Doubt.TIME_ASSUMED,),
        ),
        ({}, datetime(2026, 11, 20, 17, tzinfo=UTC), (Doubt.TIME_ASSUMED,)),
    ],
)
def test_a_delivery_is_no_older_than_the_newest_event(
    changes: dict[str, object], at: datetime, doubts: tuple[Doubt, ...]
) -> None:
    step = a_step("2026-11-20T09:00:00-08:00")

    event = the_standing(a_page(step, resolution="delivered", **changes))

    assert (event.status, event.at, event.doubts) == (TrackingStatus.DELIVERED, at, doubts)


def test_without_events_a_shipment_stands_since_it_was_made() -> None:
    event = the_event(a_shipment(status="ready", created_at="2026-11-20T09:00:00-08:00"))

    assert event.at == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert event.doubts == (Doubt.TIME_ASSUMED,)


def test_a_delivery_to_the_sender_is_no_delivery() -> None:
    event = the_event(a_shipment(a_step(status="delivered", title="Returned to sender")))
    stands = the_standing(a_page(a_step(title="Returned to sender"), resolution="delivered"))

    assert event.status is TrackingStatus.RETURN_TO_SENDER
    assert stands.status is TrackingStatus.RETURN_TO_SENDER


@pytest.mark.parametrize(
    ("status", "title"),
    [("delivered", "Attempted delivery"), ("inducted", "Delivered"), ("ready", "Delivered")],
)
def test_a_status_and_a_title_that_deny_one_another_deliver_nothing(
    status: str, title: str
) -> None:
    event = the_event(a_shipment(a_step(status=status, title=title)))

    assert event.status is TrackingStatus.UNKNOWN
    assert event.doubts == (Doubt.CONTRADICTION,)


def test_a_status_and_a_resolution_that_deny_one_another_deliver_nothing() -> None:
    payload = a_page(
        status="delivered", resolution="exception", resolved_at="2026-11-20T09:00:00-08:00"
    )

    event = the_event(payload)

    assert event.status is TrackingStatus.UNKNOWN
    assert event.doubts == (Doubt.CONTRADICTION,)


def test_an_offset_is_taken_at_its_word() -> None:
    event = the_event(a_shipment(a_step("2026-11-20T09:53:32.991-08:00")))

    assert event.at == datetime(2026, 11, 20, 17, 53, 32, 991_000, tzinfo=UTC)
    assert event.at.utcoffset() == timedelta(hours=-8)
    assert event.doubts == ()


def test_without_an_offset_utc_is_assumed_and_the_event_says_so() -> None:
    event = the_event(a_shipment(a_step("2026-11-20T09:53:32")))

    assert event.at == datetime(2026, 11, 20, 9, 53, 32, tzinfo=UTC)
    assert event.doubts == (Doubt.ZONE_ASSUMED,)


@pytest.mark.parametrize("form", ["alone", "list", "shipments"])
def test_shipments_come_alone_or_in_lists(form: str) -> None:
    one = json.loads(a_shipment(a_step(type="receive_shipment")))["shipment"]
    body = {"alone": one, "list": [one], "shipments": {"shipments": [one]}}[form]

    event = the_event(json.dumps(body).encode())

    assert (event.tracking_number, event.status) == (NUMBER, TrackingStatus.PICKED_UP)


def test_in_a_list_one_error_spares_the_others() -> None:
    good = json.loads(a_shipment(a_step(type="receive_shipment")))
    bad = {"id": "b5t85u7e1c", "error": {"code": "404", "message": "gone"}}

    found = answers(json.dumps([bad, good]).encode())

    assert [event.tracking_number for event in found.events] == [NUMBER]
    (refused,) = found.errors
    assert refused.tracking_number == "B5T85U7E1C"
    assert refused.error is not None
    assert (refused.error.kind, refused.error.message) == (TrackingErrorKind.NOT_FOUND, "gone")


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (404, {"error": "Not found"}, TrackingErrorKind.NOT_FOUND, "Not found"),
        (401, {"error": {"message": "no"}}, TrackingErrorKind.REFUSED, "no"),
        (403, {"message": "no"}, TrackingErrorKind.REFUSED, "no"),
        (422, {"errors": ["a", "b"]}, TrackingErrorKind.REFUSED, "a; b"),
        (429, {"status": 429, "error": "slow"}, TrackingErrorKind.RATE_LIMITED, "slow"),
        (500, {"error": "Oops"}, TrackingErrorKind.UNAVAILABLE, "Oops"),
    ],
)
def test_each_refusal_is_sorted_by_what_to_do(
    status: int, body: dict[str, object], kind: TrackingErrorKind, message: str
) -> None:
    found = answer_in(Reply(status, json.dumps(body).encode(), 7), NUMBER, read=answers)

    assert found.error is not None
    assert (found.error.kind, found.error.message) == (kind, message)
    assert found.error.retry_after_seconds == 7


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
        b"<a/>",
        b'{"shipment": []}',
        b'{"shipments": {}}',
        b'{"shipments": []}',
        b'{"id": "evt_1", "type": "x"}',
        b'{"shipment": {"status": "delivered"}}',
        b'{"shipment": {"id": "1", "tracking_events": {}}}',
        b'{"shipment": {"id": "1", "tracking_events": [7]}}',
        b"[" * 100_000,
        a_shipment(a_step("soon")),
        a_shipment(a_step("9999-12-31T23:59:59-08:00")),
        a_shipment(a_step("")),
        a_page(resolution="delivered"),
        b" " * 1_000_001,
    ],
)
def test_what_cannot_be_read_is_refused(payload: bytes) -> None:
    with pytest.raises(CourierPayloadUnreadable):
        answers(payload)


@pytest.mark.parametrize("whole", [a_shipment(a_step(), status="received"), a_page(a_step())])
def test_a_document_cut_anywhere_is_refused(whole: bytes) -> None:
    for length in range(len(whole)):
        with pytest.raises(CourierPayloadUnreadable):
            answers(whole[:length])
