"""What every ``Courier`` promises."""

import json
from datetime import timedelta

import httpx
import pytest

from smplat_core.fulfillment import (
    CourierPayloadUnreadable,
    CourierWithoutWebhooks,
    TrackingErrorKind,
    TrackingStatus,
    WebhookSignatureMissing,
    WebhookSignatureWrong,
    WebhookTooOld,
)
from smplat_couriers import CouriersSettings, couriers
from smplat_memory import MemoryCourier
from tests.contract.couriers.parties import (
    NOON,
    OLD_SECRET,
    PARTIES,
    CourierUnderTest,
    HttpParty,
    canada_post,
    chit_chats,
    dhl,
    usps,
)


@pytest.fixture(params=sorted(PARTIES))
def party(request: pytest.FixtureRequest) -> CourierUnderTest:
    return PARTIES[request.param]()


@pytest.mark.parametrize("status", [TrackingStatus.IN_TRANSIT, TrackingStatus.DELIVERED])
async def test_what_it_says_comes_in_our_words(
    party: CourierUnderTest, status: TrackingStatus
) -> None:
    number = party.numbers[0]
    party.says(number, status)

    found = await party.courier.track((number,))

    (event,) = found.events
    assert (event.courier, event.tracking_number) == (party.courier.code, number)
    assert (event.status, event.at) == (status, NOON)


@pytest.mark.parametrize("kind", list(TrackingErrorKind))
async def test_an_error_for_one_number_yields_the_others(
    party: CourierUnderTest, kind: TrackingErrorKind
) -> None:
    bad, good = party.numbers
    party.refuses(bad, kind)
    party.says(good, TrackingStatus.DELIVERED)

    found = await party.courier.track((good, bad))

    assert [answer.tracking_number for answer in found.answers] == [good, bad]
    assert [event.tracking_number for event in found.events] == [good]
    (refused,) = found.errors
    assert refused.error is not None
    assert refused.error.kind is kind


async def test_a_number_it_does_not_know_is_an_answer(party: CourierUnderTest) -> None:
    found = await party.courier.track(party.numbers)

    kinds = [answer.error.kind for answer in found.answers if answer.error]
    assert kinds == [TrackingErrorKind.NOT_FOUND] * 2


async def test_asking_about_nothing_is_answered_with_nothing(party: CourierUnderTest) -> None:
    found = await party.courier.track(())

    assert (found.answers, party.asked()) == ((), [])


def test_a_signed_webhook_is_read(party: CourierUnderTest) -> None:
    body, headers = party.webhook(party.numbers[0], sent_at=NOON)

    push = party.courier.read_webhook(body, headers, received_at=NOON)

    assert push.delivery_id == "d-1"
    assert [event.status for event in push.events] == [TrackingStatus.DELIVERED]


def test_a_webhook_signed_with_another_secret_is_refused(party: CourierUnderTest) -> None:
    body, headers = party.webhook(party.numbers[0], sent_at=NOON, secret="guess")  # noqa: S106 - wrong on purpose

    with pytest.raises(WebhookSignatureWrong):
        party.courier.read_webhook(body, headers, received_at=NOON)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_webhook_from_another_time_is_refused(party: CourierUnderTest, minutes: int) -> None:
    body, headers = party.webhook(party.numbers[0], sent_at=NOON)

    with pytest.raises(WebhookTooOld):
        party.courier.read_webhook(body, headers, received_at=NOON + timedelta(minutes=minutes))


def test_a_webhook_that_says_not_who_sent_it_is_refused(party: CourierUnderTest) -> None:
    body, headers = party.webhook(party.numbers[0], sent_at=NOON)

    for missing in headers:
        partial = {name: value for name, value in headers.items() if name != missing}
        with pytest.raises(WebhookSignatureMissing):
            party.courier.read_webhook(body, partial, received_at=NOON)


# --- what only signatures over the body can promise -------------------------------------


HTTP_PARTIES = [canada_post, chit_chats, dhl, usps]


@pytest.fixture(params=HTTP_PARTIES, ids=lambda made: made.__name__)
def http_party(request: pytest.FixtureRequest) -> HttpParty:
    made: HttpParty = request.param()
    return made


def test_a_body_that_was_changed_on_the_way_is_refused(http_party: HttpParty) -> None:
    body, headers = http_party.webhook(http_party.numbers[0], sent_at=NOON)

    with pytest.raises(WebhookSignatureWrong):
        http_party.courier.read_webhook(body[:-1], headers, received_at=NOON)


def test_a_signed_body_that_cannot_be_read_is_refused(http_party: HttpParty) -> None:
    headers = http_party.sign(b"<cut", NOON, OLD_SECRET)

    with pytest.raises(CourierPayloadUnreadable):
        http_party.courier.read_webhook(b"<cut", headers, received_at=NOON)


def test_the_secret_before_holds_while_it_is_replaced(http_party: HttpParty) -> None:
    body, headers = http_party.webhook(http_party.numbers[0], sent_at=NOON, secret=OLD_SECRET)

    push = http_party.courier.read_webhook(body, headers, received_at=NOON)

    assert push.delivery_id == "d-1"


async def test_after_a_rate_limit_the_rest_is_not_asked(http_party: HttpParty) -> None:
    first, second = http_party.numbers
    http_party.refuses(first, TrackingErrorKind.RATE_LIMITED)

    found = await http_party.courier.track((first, second))

    assert http_party.asked() == [first]
    kinds = [answer.error.kind for answer in found.answers if answer.error]
    assert kinds == [TrackingErrorKind.RATE_LIMITED] * 2
    assert found.answers[0].error is not None
    assert found.answers[0].error.retry_after_seconds == 9


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
