"""Couriers under test: each with a way to make it say things, in its own format."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from typing import Final

import httpx
from attrs import Factory, define

from smplat_core.fulfillment import (
    Courier,
    CourierCode,
    TrackingErrorKind,
    TrackingEvent,
    TrackingStatus,
)
from smplat_core.testing.suites import CourierUnderTest, SignedCourierUnderTest
from smplat_core.testing.suites.courier import NOON, RETRY_AFTER_SECONDS, Webhook
from smplat_couriers import (
    CanadaPostSettings,
    ChitChatsSettings,
    CouriersSettings,
    DhlSettings,
    UspsSettings,
    couriers,
)
from smplat_memory import MemoryCourier

SECRET: Final = "a shared secret"  # noqa: S105 - of couriers that do not exist
OLD_SECRET: Final = "the one before"  # noqa: S105 - as above


@define
class MemoryParty(CourierUnderTest):
    courier: MemoryCourier = Factory(lambda: MemoryCourier(secret=SECRET))
    numbers: tuple[str, str] = ("7035114477138472", "4002847016405018")

    def event(self, number: str, status: TrackingStatus) -> TrackingEvent:
        return TrackingEvent(
            courier=self.courier.code, tracking_number=number, status=status, code="x", at=NOON
        )

    def says(self, number: str, status: TrackingStatus) -> None:
        self.courier.says(self.event(number, status))

    def refuses(self, number: str, kind: TrackingErrorKind) -> None:
        self.courier.refuses(number, kind)

    def asked(self) -> list[str]:
        return list(self.courier.asked)

    def webhook(self, number: str, *, sent_at: datetime, secret: str | None = None) -> Webhook:
        event = self.event(number, TrackingStatus.DELIVERED)
        body, headers = self.courier.webhook(event, sent_at=sent_at)
        return body, {**headers, "signature": secret or SECRET}


STATUS: Final = {
    TrackingErrorKind.NOT_FOUND: 404,
    TrackingErrorKind.REFUSED: 401,
    TrackingErrorKind.RATE_LIMITED: 429,
    TrackingErrorKind.UNAVAILABLE: 503,
    TrackingErrorKind.UNREADABLE: 200,
}


@define
class HttpParty(SignedCourierUnderTest):
    """A courier over HTTP whose other side is this object."""

    numbers: tuple[str, str]
    code: str
    document: Callable[[str, TrackingStatus], str]
    error: Callable[[int], str]
    number_in: Callable[[httpx.Request], str]
    signature: Callable[[bytes, datetime, str], dict[str, str]]
    old_secret: str = OLD_SECRET
    replies: dict[str, httpx.Response] = Factory(dict)
    requests: list[httpx.Request] = Factory(list)
    courier: Courier = Factory(lambda self: self.connected(), takes_self=True)

    def connected(self) -> Courier:
        settings = CouriersSettings(
            canada_post=CanadaPostSettings(
                base_url="https://cpc.example",
                username="us",
                password="pw",  # noqa: S106 - of nobody
                webhook_secrets=(SECRET, OLD_SECRET),
                parallel=1,
            ),
            chit_chats=ChitChatsSettings(
                base_url="https://chitchats.example",
                client_id="99",
                access_token="key",  # noqa: S106 - of nobody
                webhook_secrets=(SECRET, OLD_SECRET),
                parallel=1,
            ),
            dhl=DhlSettings(
                base_url="https://dhl.example/",
                api_key="key",
                webhook_secrets=(SECRET, OLD_SECRET),
                parallel=1,
            ),
            usps=UspsSettings(
                base_url="https://usps.example",
                client_id="us",
                client_secret="pw",  # noqa: S106 - of nobody
                webhook_secrets=(SECRET, OLD_SECRET),
                parallel=1,
            ),
        )
        http = httpx.AsyncClient(transport=httpx.MockTransport(self.answer))
        return couriers(settings, http)[CourierCode(self.code)]

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies.get(self.number_in(request))
        return reply or httpx.Response(404, text=self.error(404))

    def says(self, number: str, status: TrackingStatus) -> None:
        self.replies[number] = httpx.Response(200, text=self.document(number, status))

    def refuses(self, number: str, kind: TrackingErrorKind) -> None:
        status = STATUS[kind]
        text = "<!--" if kind is TrackingErrorKind.UNREADABLE else self.error(status)
        self.replies[number] = httpx.Response(
            status, text=text, headers={"Retry-After": str(RETRY_AFTER_SECONDS)}
        )

    def asked(self) -> list[str]:
        return [self.number_in(request) for request in self.requests]

    def webhook(self, number: str, *, sent_at: datetime, secret: str | None = None) -> Webhook:
        body = self.document(number, TrackingStatus.DELIVERED).encode()
        return body, self.sign(body, sent_at, secret or SECRET)

    def sign(self, body: bytes, sent_at: datetime, secret: str) -> dict[str, str]:
        return self.signature(body, sent_at, secret)


# --- a relay that signs for couriers without webhooks of their own -----------------------


def relay_signature(body: bytes, sent_at: datetime, secret: str) -> dict[str, str]:
    stamp = str(int(sent_at.timestamp()))
    signed = hmac.digest(secret.encode(), b"d-1." + stamp.encode() + b"." + body, hashlib.sha256)
    return {
        "webhook-id": "d-1",
        "webhook-timestamp": stamp,
        "webhook-signature": "v1,bm9wZQ== v1," + base64.b64encode(signed).decode(),
    }


# --- Canada Post ------------------------------------------------------------------------


def canada_post_document(number: str, status: TrackingStatus) -> str:
    code = {TrackingStatus.IN_TRANSIT: "0100", TrackingStatus.DELIVERED: "1496"}[status]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <tracking-detail xmlns="http://www.canadapost.ca/ws/track-v2"><pin>{number}</pin>
    <significant-events><occurrence><event-identifier>{code}</event-identifier>
    <event-date>2026-11-20</event-date><event-time>07:00:00</event-time>
    <event-time-zone>EST</event-time-zone><event-description>x</event-description>
    <event-site>OTTAWA</event-site><event-province>ON</event-province></occurrence>
    </significant-events></tracking-detail>"""


def canada_post_error(status: int) -> str:
    code = {404: "004", 401: "E002", 429: "Server"}.get(status, "9999")
    return (
        f"<messages><message><code>{code}</code><description>no</description></message></messages>"
    )


def canada_post() -> HttpParty:
    return HttpParty(
        numbers=("7035114477138472", "4002847016405018"),
        code="canada_post",
        document=canada_post_document,
        error=canada_post_error,
        number_in=lambda request: request.url.path.split("/")[-2],
        signature=relay_signature,
    )


# --- Chit Chats -------------------------------------------------------------------------


def chit_chats_document(number: str, status: TrackingStatus) -> str:
    word = {TrackingStatus.IN_TRANSIT: "inducted", TrackingStatus.DELIVERED: "delivered"}[status]
    step = {"type": "track_shipment", "status": word, "created_at": "2026-11-20T04:00:00-08:00"}
    shipment = {"id": number, "status": word, "tracking_events": [step]}
    return json.dumps({"shipment": shipment})


def chit_chats_error(status: int) -> str:
    return json.dumps({"error": {"message": f"no: {status}"}})


def chit_chats() -> HttpParty:
    return HttpParty(
        numbers=("8ERNJ8SCQ9", "B5T85U7E1C"),
        code="chit_chats",
        document=chit_chats_document,
        error=chit_chats_error,
        number_in=lambda request: request.url.path.split("/")[-1],
        signature=relay_signature,
    )


# --- DHL --------------------------------------------------------------------------------


def dhl_document(number: str, status: TrackingStatus) -> str:
    code = {TrackingStatus.IN_TRANSIT: "transit", TrackingStatus.DELIVERED: "delivered"}[status]
    event = {"timestamp": "2026-11-20T13:00:00+01:00", "statusCode": code}
    return json.dumps({"shipments": [{"id": number, "events": [event]}]})


def dhl_error(status: int) -> str:
    return json.dumps({"title": "No", "detail": "no", "status": status})


def dhl_signature(body: bytes, sent_at: datetime, secret: str) -> dict[str, str]:
    stamp = str(int(sent_at.timestamp()))
    signed = hmac.digest(secret.encode(), stamp.encode() + b".d-1." + body, hashlib.sha256)
    return {
        "dhl-webhook-id": "d-1",
        "dhl-webhook-signature": f"t={stamp},v1=00ff,v1={signed.hex()}",
    }


def dhl() -> HttpParty:
    return HttpParty(
        numbers=("3318810025", "8487135506"),
        code="dhl",
        document=dhl_document,
        error=dhl_error,
        number_in=lambda request: request.url.params["trackingNumber"],
        signature=dhl_signature,
    )


# --- USPS -------------------------------------------------------------------------------


@define
class UspsParty(HttpParty):
    """Gives out tokens as well, and tells nothing without one."""

    tokens: list[httpx.Request] = Factory(list)
    token: httpx.Response = Factory(
        lambda: httpx.Response(200, text='{"access_token": "tok", "expires_in": "28799"}')
    )

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth2/v3/token":
            self.tokens.append(request)
            return self.token
        if request.headers["authorization"] != "Bearer tok":
            return httpx.Response(401, text=self.error(401))
        return HttpParty.answer(self, request)


def usps_document(number: str, status: TrackingStatus) -> str:
    code, text = {
        TrackingStatus.IN_TRANSIT: ("10", "Arrived at USPS Regional Facility"),
        TrackingStatus.DELIVERED: ("01", "Delivered, In/At Mailbox"),
    }[status]
    event = {
        "eventType": text,
        "eventCode": code,
        "eventTimestamp": "2026-11-20T07:00:00",
        "GMTOffset": "-05:00",
    }
    return json.dumps({"trackingNumber": number, "trackingEvents": [event]})


def usps_error(status: int) -> str:
    return json.dumps({"apiVersion": "v3", "error": {"code": str(status), "message": "no"}})


def usps() -> UspsParty:
    return UspsParty(
        numbers=("9400111206206406260787", "9405803699300124287899"),
        code="usps",
        document=usps_document,
        error=usps_error,
        number_in=lambda request: request.url.path.split("/")[-1],
        signature=relay_signature,
    )


HTTP_PARTIES: Final[dict[str, Callable[[], HttpParty]]] = {
    "canada_post": canada_post,
    "chit_chats": chit_chats,
    "dhl": dhl,
    "usps": usps,
}
PARTIES: Final[dict[str, Callable[[], CourierUnderTest]]] = {"memory": MemoryParty, **HTTP_PARTIES}
