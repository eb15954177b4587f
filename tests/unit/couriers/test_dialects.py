"""Documents of other generations and services of the same couriers."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from smplat_core.fulfillment import (
    CourierCode,
    Doubt,
    TrackingAnswers,
    TrackingErrorKind,
    TrackingEvent,
    TrackingStatus,
    WebhookSignatureMissing,
    WebhookSignatureWrong,
    WebhookTooOld,
)
from smplat_couriers import READERS, UspsSettings
from smplat_couriers.reading import zone_named
from smplat_couriers.usps import UspsClient, UspsCourier

T, K = TrackingStatus, TrackingErrorKind
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def read(courier: str, document: object) -> TrackingAnswers:
    text = document if isinstance(document, str) else json.dumps(document)
    return READERS[CourierCode(courier)](text.encode())


def only(courier: str, document: object) -> TrackingEvent:
    (event,) = read(courier, document).events
    return event


# --- DHL eCommerce ------------------------------------------------------------------------


def a_package(**event: object) -> dict[str, object]:
    told = {"date": "2026-11-20", "time": "07:00:00", "timeZone": "ET", **event}
    return {"packages": [{"package": {"trackingId": "GM2951173225174494"}, "events": [told]}]}


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ({"primaryEventId": 600, "primaryEventDescription": "DELIVERED"}, T.DELIVERED),
        (
            {"primaryEventId": 598, "primaryEventDescription": "OUT FOR DELIVERY"},
            T.OUT_FOR_DELIVERY,
        ),
        ({"primaryEventDescription": "LABEL CREATED"}, T.PENDING),
        ({"primaryEventDescription": "Tendered to Delivery Service Provider"}, T.IN_TRANSIT),
        ({"primaryEventDescription": "RETURNED TO SENDER"}, T.RETURN_TO_SENDER),
        ({"primaryEventDescription": "READY FOR COLLECTION"}, T.AVAILABLE_FOR_PICKUP),
        ({"primaryEventId": 4711, "primaryEventDescription": "HOPPED"}, T.UNKNOWN),
    ],
)
def test_a_package_is_read_by_number_and_text(
    event: dict[str, object], status: TrackingStatus
) -> None:
    found = only("dhl", a_package(**event))

    assert (found.status, found.at, found.doubts) == (status, NOON, ())


@pytest.mark.parametrize(
    "event",
    [
        {"primaryEventId": 600, "primaryEventDescription": "DELIVERY ATTEMPT FAILED"},
        {"primaryEventId": 520, "primaryEventDescription": "DELIVERED"},
    ],
)
def test_number_and_text_that_deny_one_another_deliver_nothing(event: dict[str, object]) -> None:
    found = only("dhl", a_package(**event))

    assert (found.status, found.doubts) == (T.UNKNOWN, (Doubt.CONTRADICTION,))


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"packages": []}, K.NOT_FOUND),
        ({"type": "https://api.dhlecs.com/docs/errors/401.0000007", "title": "x"}, K.REFUSED),
        ({"type": "https://api.dhlecs.com/docs/errors/429.0000001", "title": "x"}, K.RATE_LIMITED),
        ({"type": "https://api.dhlecs.com/docs/errors/503.0000001", "title": "x"}, K.UNAVAILABLE),
    ],
)
def test_ecommerce_says_no(document: object, kind: TrackingErrorKind) -> None:
    (answer,) = read("dhl", document).answers

    assert answer.error is not None
    assert answer.error.kind is kind


# --- MyDHL and Express --------------------------------------------------------------------


def test_events_of_a_piece_count_when_the_shipment_tells_none() -> None:
    event = {"date": "2026-11-20", "time": "13:00:00", "GMTOffset": "+01:00", "typeCode": "OK"}
    shipment = {"shipmentTrackingNumber": 9356579890, "pieces": [{"events": [event, event]}]}

    found = only("dhl", {"shipments": [shipment]})

    assert (found.status, found.at, found.doubts) == (T.DELIVERED, NOON, ())


def test_the_soap_lists_of_express_are_read_once() -> None:
    event = (
        "<ArrayOfShipmentEventItem><Date>2026-11-20</Date><Time>12:00:00</Time>"
        "<ServiceEvent><EventCode>{}</EventCode></ServiceEvent></ArrayOfShipmentEventItem>"
    )
    events = event.format("PU") + event.format("OK").replace("12:00", "13:00")
    bill = (
        "<ArrayOfAWBInfoItem><AWBNumber>{}</AWBNumber><Status><ActionStatus>{}</ActionStatus>"
        "</Status><ShipmentInfo><ShipmentEvent>{}</ShipmentEvent></ShipmentInfo></ArrayOfAWBInfoItem>"
    )
    good = bill.format("3318810025", "Success", events)
    bad = bill.format("8487135506", "No Shipments Found", "")

    found = read("dhl", f"<r><AWBInfo>{good}{bad}</AWBInfo></r>")

    assert [event.status for event in found.events] == [T.PICKED_UP, T.DELIVERED]
    (refused,) = found.errors
    assert refused.tracking_number == "8487135506"


def test_an_ok_that_says_it_went_back_is_no_delivery() -> None:
    event = {"date": "2026-11-20", "time": "12:00:00", "typeCode": "OK"}
    told = event | {"description": "Returned to shipper"}

    found = only("dhl", {"shipments": [{"shipmentTrackingNumber": "1", "events": [told]}]})

    assert found.status is T.RETURN_TO_SENDER


# --- Canada Post --------------------------------------------------------------------------


def a_summary(kind: str, text: str = "x", place: str = "OTTAWA, ON") -> str:
    return (
        "<tracking-summary><pin-summary><pin>7035114477138472</pin>"
        "<expected-delivery-date>2026-11-21</expected-delivery-date>"
        f"<event-date-time>20261120:070000</event-date-time><event-type>{kind}</event-type>"
        f"<event-description>{text}</event-description><event-location>{place}</event-location>"
        "</pin-summary></tracking-summary>"
    )


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("INDUCTION", T.PICKED_UP),
        ("VEHICLE_INFO", T.IN_TRANSIT),
        ("OUT", T.OUT_FOR_DELIVERY),
        ("ATTEMPTED", T.DELIVERY_ATTEMPTED),
        ("TO_RETAIL", T.AVAILABLE_FOR_PICKUP),
        ("DELIVERED", T.DELIVERED),
        ("SIGNATURE", T.UNKNOWN),
        ("INFO", T.UNKNOWN),
    ],
)
def test_a_summary_tells_its_last_event(kind: str, status: TrackingStatus) -> None:
    found = only("canada_post", a_summary(kind))

    assert (found.status, found.at, found.code) == (status, NOON, kind)
    assert found.doubts == (Doubt.ZONE_ASSUMED,)


def test_a_summary_that_denies_itself_delivers_nothing() -> None:
    back = only("canada_post", a_summary("DELIVERED", "Item returned to sender"))
    denied = only("canada_post", a_summary("DELIVERED", "Item could not be delivered"))

    assert back.status is T.RETURN_TO_SENDER
    assert (denied.status, Doubt.CONTRADICTION in denied.doubts) == (T.UNKNOWN, True)


def test_a_promised_day_ends_where_the_parcel_is() -> None:
    found = read("canada_post", a_summary("OUT"))

    (by,) = found.promises.values()
    assert by == datetime(2026, 11, 22, 4, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Rejected by SLM Monitor", K.RATE_LIMITED),
        ("Internal Error (from server)", K.UNAVAILABLE),
    ],
)
def test_the_gateway_calls_itself_server_whatever_is_wrong(
    text: str, kind: TrackingErrorKind
) -> None:
    document = f"<m><message><code>Server</code><description>{text}</description></message></m>"

    (answer,) = read("canada_post", document).answers

    assert answer.error is not None
    assert answer.error.kind is kind


# --- USPS ---------------------------------------------------------------------------------


def standing(**more: object) -> dict[str, object]:
    return {
        "trackingNumber": "9400111206206406260787",
        "statusCategory": "Delivered",
        "status": "Delivered, In/At Mailbox",
        "statusSummary": "It was delivered at 7:00 am on November 20, 2026 in HERNANDO, FL 34442.",
        **more,
    }


def test_an_answer_without_events_says_where_the_parcel_stands() -> None:
    found = only("usps", standing())

    assert (found.status, found.code) == (T.DELIVERED, "Delivered")
    assert found.at == datetime(2026, 11, 20, 7, tzinfo=UTC)
    assert found.doubts == (Doubt.ZONE_ASSUMED,)


def test_an_alert_may_be_anything() -> None:
    found = only("usps", standing(statusCategory="Alert", status="Alert"))

    assert found.status is T.UNKNOWN


def test_a_list_of_answers_yields_those_beside_errors() -> None:
    wrong = {"trackingNumber": "1", "errors": [{"code": "150001", "title": "not yet"}]}

    found = read("usps", [standing(), wrong, 7])

    assert len(found.events) == 1
    kinds = [answer.error.kind for answer in found.errors if answer.error]
    assert kinds == [K.NOT_FOUND, K.UNREADABLE]


SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of nobody


def pushed(secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """An envelope as Subscriptions - Tracking sends it."""
    stamp, payload = "2026-11-20T12:00:00Z", json.dumps(standing())
    proof = hmac.digest(secret.encode(), (stamp + payload).encode(), hashlib.sha256)
    envelope = {"subscriptionId": "s", "timestamp": stamp, "payload": payload}
    return json.dumps(envelope).encode(), {"x-hmac": base64.b64encode(proof).decode()}


def a_usps() -> UspsCourier:
    settings = UspsSettings(webhook_secrets=(SECRET,))
    return UspsCourier(settings, UspsClient(settings, httpx.AsyncClient()))


def test_uspss_own_push_is_proven_and_read() -> None:
    body, headers = pushed()

    push = a_usps().read_webhook(body, headers, received_at=NOON)

    assert [event.status for event in push.events] == [T.DELIVERED]
    assert push.delivery_id == hashlib.sha256(body).hexdigest()


def test_a_push_of_somebody_else_is_refused() -> None:
    body, headers = pushed("guess")

    with pytest.raises(WebhookSignatureWrong):
        a_usps().read_webhook(body, headers, received_at=NOON)


def test_a_push_whose_payload_was_changed_is_refused() -> None:
    body, headers = pushed()

    with pytest.raises(WebhookSignatureWrong):
        a_usps().read_webhook(body.replace(b"Mailbox", b"Porch"), headers, received_at=NOON)


def test_a_push_of_last_week_is_refused() -> None:
    body, headers = pushed()

    with pytest.raises(WebhookTooOld):
        a_usps().read_webhook(body, headers, received_at=NOON + timedelta(days=7))


def test_a_push_without_a_timestamp_proves_nothing() -> None:
    with pytest.raises(WebhookSignatureMissing):
        a_usps().read_webhook(b'{"payload": "{}"}', {"x-hmac": "x"}, received_at=NOON)


# --- zones --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("-05:00", -5),
        ("+0530", 5.5),
        ("+01", 1),
        ("GMT+2", 2),
        ("UTC-03:00", -3),
        ("Z", 0),
        ("est", -5),
        ("NST", -3.5),
        ("ET", -5),
        ("America/Toronto", -5),
        ("Europe/Berlin", 1),
    ],
)
def test_a_zone_is_known_by_many_names(name: str, hours: float) -> None:
    zone = zone_named(name)

    assert zone is not None
    assert zone.utcoffset(datetime(2026, 11, 20, 12)) == timedelta(hours=hours)  # noqa: DTZ001 - the zone is what is asked


@pytest.mark.parametrize("name", ["", "LT", "+99:00", "Mars/Olympus", "../etc", "5"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert zone_named(name) is None


@pytest.mark.parametrize(
    ("event", "at"),
    [
        ({"eventTimestamp": "2026-11-20T05:00:00Z", "GMTOffset": "-7:00"}, NOON),
        (
            {"eventTimestamp": "2026-11-20T12:00:00Z", "GMTOffset": "-7:00"},
            NOON + timedelta(hours=7),
        ),
        (
            {
                "eventTimestamp": "2026-11-20T12:00:00Z",
                "GMTTimestamp": "2026-11-20T12:00:00Z",
                "GMTOffset": "-7:00",
            },
            NOON,
        ),
    ],
)
def test_the_clock_on_the_spot_may_be_decorated_with_a_z(
    event: dict[str, object], at: datetime
) -> None:
    told = {"eventCode": "10", "eventType": "Arrived", **event}

    found = only("usps", {"trackingNumber": "1", "trackingEvents": [told]})

    assert (found.at, found.doubts) == (at, ())
