"""The suite on every ``Courier``, and how each of them wants to be asked."""

import json

import httpx
import pytest

from smplat_core.fulfillment import CourierWithoutWebhooks, TrackingErrorKind, TrackingStatus
from smplat_core.testing.suites import (
    CourierContract,
    CourierUnderTest,
    SignedCourierContract,
    SignedCourierUnderTest,
)
from smplat_core.testing.suites.courier import NOON
from smplat_couriers import CouriersSettings, couriers
from smplat_memory import MemoryCourier
from tests.contract.couriers.parties import (
    HTTP_PARTIES,
    PARTIES,
    canada_post,
    chit_chats,
    dhl,
    usps,
)


class TestCourier(CourierContract):
    """The one in memory, and each real one with its other side played."""

    @pytest.fixture(params=sorted(PARTIES))
    def party(self, request: pytest.FixtureRequest) -> CourierUnderTest:
        return PARTIES[request.param]()


class TestSignedCourier(SignedCourierContract):
    """Each real one."""

    @pytest.fixture(params=sorted(HTTP_PARTIES))
    def party(self, request: pytest.FixtureRequest) -> SignedCourierUnderTest:
        return HTTP_PARTIES[request.param]()


async def test_canada_post_is_asked_as_it_wants_to_be() -> None:
    party = canada_post()

    await party.courier.track(("7035114477138472",))

    (request,) = party.requests
    assert str(request.url) == "https://cpc.example/vis/track/pin/7035114477138472/detail"
    assert request.headers["accept"] == "application/vnd.cpc.track-v2+xml"
    assert request.headers["authorization"] == "Basic dXM6cHc="


async def test_dhl_is_asked_as_it_wants_to_be() -> None:
    party = dhl()

    await party.courier.track(("3318810025",))

    (request,) = party.requests
    assert str(request.url) == "https://dhl.example/track/shipments?trackingNumber=3318810025"
    assert request.headers["dhl-api-key"] == "key"


async def test_chit_chats_is_asked_as_it_wants_to_be() -> None:
    party = chit_chats()

    await party.courier.track(("8ERNJ8SCQ9",))

    (request,) = party.requests
    assert str(request.url) == "https://chitchats.example/api/v1/clients/99/shipments/8ERNJ8SCQ9"
    assert request.headers["authorization"] == "key"


async def test_without_a_token_chit_chats_is_asked_as_anybody_may() -> None:
    party = chit_chats()
    async with httpx.AsyncClient(transport=httpx.MockTransport(party.answer)) as http:
        courier = couriers(CouriersSettings(), http)[party.courier.code]

        await courier.track(("8ERNJ8SCQ9",))

    (request,) = party.requests
    assert str(request.url) == "https://chitchats.com/tracking/8ernj8scq9.json"
    assert "authorization" not in request.headers


async def test_usps_is_asked_as_it_wants_to_be() -> None:
    party = usps()

    await party.courier.track(("9400111206206406260787", "9405803699300124287899"))

    (token,) = party.tokens
    assert str(token.url) == "https://usps.example/oauth2/v3/token"
    assert json.loads(token.content) == {
        "grant_type": "client_credentials",
        "client_id": "us",
        "client_secret": "pw",
    }
    asked = [str(request.url) for request in party.requests]
    base = "https://usps.example/tracking/v3/tracking"
    assert asked == [
        f"{base}/9400111206206406260787?expand=DETAIL",
        f"{base}/9405803699300124287899?expand=DETAIL",
    ]


async def test_usps_is_asked_for_another_token_once_the_old_one_ends() -> None:
    party = usps()
    party.token = httpx.Response(200, text='{"access_token": "tok", "expires_in": 60}')

    await party.courier.track(party.numbers)

    assert len(party.tokens) == 2


async def test_usps_is_asked_for_another_token_once_the_old_one_is_revoked() -> None:
    party = usps()
    party.token = httpx.Response(200, text='{"access_token": "revoked", "expires_in": 3600}')
    before = await party.courier.track(party.numbers[:1])
    party.token = httpx.Response(200, text='{"access_token": "tok", "expires_in": 3600}')
    party.says(party.numbers[0], TrackingStatus.IN_TRANSIT)

    after = await party.courier.track(party.numbers[:1])

    assert [one.error.kind for one in before.errors if one.error] == [TrackingErrorKind.REFUSED]
    assert len(after.events) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, '{"error": "invalid_client"}', TrackingErrorKind.REFUSED),
        (400, '{"error": "invalid_request"}', TrackingErrorKind.REFUSED),
        (429, "{}", TrackingErrorKind.RATE_LIMITED),
        (503, "<html>", TrackingErrorKind.UNAVAILABLE),
        (404, "<html>", TrackingErrorKind.UNAVAILABLE),
        (200, "{}", TrackingErrorKind.UNAVAILABLE),
    ],
)
async def test_without_a_token_usps_is_not_asked_and_its_refusal_is_told(
    status: int, body: str, kind: TrackingErrorKind
) -> None:
    party = usps()
    party.token = httpx.Response(status, text=body)

    found = await party.courier.track(party.numbers[:1])

    assert [one.error.kind for one in found.errors if one.error] == [kind]
    assert party.asked() == []


async def test_usps_is_asked_by_the_number_behind_the_zip_code() -> None:
    party = usps()
    routed = "42078745" + party.numbers[0]
    party.says(party.numbers[0], TrackingStatus.DELIVERED)

    found = await party.courier.track((routed,))

    assert party.asked() == [party.numbers[0]]
    assert [event.tracking_number for event in found.events] == [routed]


async def test_a_courier_that_cannot_be_reached_is_unavailable() -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(_unreachable)) as http:
        for courier in couriers(CouriersSettings(), http).values():
            found = await courier.track(("3318810025",))

            (answer,) = found.answers
            assert answer.error is not None
            assert answer.error.kind is TrackingErrorKind.UNAVAILABLE


def _unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route", request=request)


async def test_without_a_secret_no_webhook_is_taken() -> None:
    async with httpx.AsyncClient() as http:
        every = [*couriers(CouriersSettings(), http).values(), MemoryCourier(secret=None)]

        for courier in every:
            with pytest.raises(CourierWithoutWebhooks):
                courier.read_webhook(b"", {}, received_at=NOON)
