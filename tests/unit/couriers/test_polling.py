"""One reply made into one answer, whatever the reply is."""

from datetime import UTC, datetime

import pytest

from smplat_core.fulfillment import TrackingErrorKind
from smplat_couriers.calling import Reply, seconds_asked
from smplat_couriers.canada_post.translate import answers
from smplat_couriers.polling import answer_in
from tests.unit.couriers.test_canada_post import PIN, a_document, an_occurrence


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, TrackingErrorKind.UNREADABLE),
        (400, TrackingErrorKind.UNREADABLE),
        (401, TrackingErrorKind.REFUSED),
        (403, TrackingErrorKind.REFUSED),
        (404, TrackingErrorKind.NOT_FOUND),
        (429, TrackingErrorKind.RATE_LIMITED),
        (500, TrackingErrorKind.UNAVAILABLE),
        (599, TrackingErrorKind.UNAVAILABLE),
    ],
)
def test_a_body_nobody_can_read_is_sorted_by_its_status(
    status: int, kind: TrackingErrorKind
) -> None:
    found = answer_in(Reply(status, b"<html>Oops", 60), PIN, read=answers)

    assert found.error is not None
    assert (found.tracking_number, found.error.kind, found.error.code) == (PIN, kind, str(status))
    assert found.error.retry_after_seconds == 60


def test_an_event_at_no_moment_is_an_error_about_its_number_and_nothing_more() -> None:
    document = a_document(an_occurrence("1496", date="yesterday"))

    found = answer_in(Reply(200, document), PIN, read=answers)

    assert found.error is not None
    assert found.error.kind is TrackingErrorKind.UNREADABLE


def test_in_a_reply_about_several_the_one_asked_for_is_found() -> None:
    other = a_document(an_occurrence("0100"), pin="22").split(b"?>")[1]
    own = a_document(an_occurrence("1496")).split(b"?>")[1]

    found = answer_in(Reply(200, b"<all>" + other + own + b"</all>"), PIN, read=answers)

    assert [event.code for event in found.events] == ["1496"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("9", 9),
        ("999999999999", 86_400),
        ("Fri, 20 Nov 2026 12:01:30 GMT", 90),
        ("Fri, 20 Nov 2026 11:59:00 GMT", None),
        ("Fri, 20 Nov 2099 12:00:00 GMT", 86_400),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("٣", None),
    ],
)
def test_a_courier_says_how_long_it_wants_silence(text: str, seconds: int | None) -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()

    assert seconds_asked(text, now=noon) == seconds
