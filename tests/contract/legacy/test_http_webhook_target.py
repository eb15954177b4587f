"""The wire to a system that takes the processor's messages, and what counts as taken."""

import hashlib
import hmac
from collections.abc import AsyncIterator

import httpx
import pytest
from attrs import Factory, define, frozen

from smplat_core.payments import (
    ForwardedMessage,
    MessageRefused,
    TargetOutcome,
    TargetUnavailable,
)
from smplat_legacy import HttpWebhookTarget, LegacySettings
from smplat_memory import ManualClock
from smplat_sandbox.legacy.webhooks import genuine

SECRET = "whsec_of_these_tests"  # noqa: S105 - known to nobody else
MESSAGE = ForwardedMessage(delivery_id="legacy-1", attempt=3, payload='{"id": "evt_é"}')
URL = "https://legacy.example/hooks"


@define
class FarEnd:
    """Answers as scripted, and remembers what came."""

    answer: httpx.Response | httpx.HTTPError = Factory(lambda: httpx.Response(200))
    seen: list[httpx.Request] = Factory(list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if isinstance(self.answer, httpx.HTTPError):
            raise self.answer
        return self.answer


@frozen
class Line:
    target: HttpWebhookTarget
    far: FarEnd
    clock: ManualClock

    async def deliver(self, answer: httpx.Response | httpx.HTTPError) -> TargetOutcome | None:
        self.far.answer = answer
        return await self.target.deliver(MESSAGE)


def settings(url: str = URL, secret: str = SECRET) -> LegacySettings:
    return LegacySettings(
        base_url="https://legacy.example",
        token="t",  # noqa: S106 - known to nobody else
        webhook_url=url,
        webhook_secret=secret,
    )


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    far, clock = FarEnd(), ManualClock()
    async with HttpWebhookTarget(settings(), clock, httpx.MockTransport(far)) as target:
        yield Line(target, far, clock)


async def test_the_body_goes_unchanged_with_a_fresh_signature_and_one_name(line: Line) -> None:
    await line.deliver(httpx.Response(200))

    (request,) = line.far.seen
    second = int(line.clock.now().timestamp())
    body = MESSAGE.payload.encode()
    proof = hmac.new(SECRET.encode(), f"{second}.".encode() + body, hashlib.sha256).hexdigest()
    assert (str(request.url), request.content) == (URL, body)
    assert request.headers["Stripe-Signature"] == f"t={second},v1={proof}"
    assert request.headers["Smplat-Delivery-Id"] == "legacy-1"
    assert request.headers["Smplat-Delivery-Attempt"] == "3"


async def test_the_far_end_of_the_sandbox_believes_it_and_no_other(line: Line) -> None:
    await line.deliver(httpx.Response(200))

    given = line.far.seen[0].headers["Stripe-Signature"]
    body, now = MESSAGE.payload.encode(), line.clock.now().timestamp()
    assert genuine(body, given, SECRET, now=now)
    assert not genuine(body + b" ", given, SECRET, now=now)
    assert not genuine(body, given, "another", now=now)
    assert not genuine(body, given, SECRET, now=now + 301)
    assert not genuine(body, "", SECRET, now=now)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200),
        httpx.Response(204),
        httpx.Response(200, text="OK"),
        httpx.Response(202, json={"received": True}),
        httpx.Response(200, json={"status": "ok", "error": None}),
        httpx.Response(409, json={"error": "duplicate"}),
    ],
)
async def test_these_answers_say_that_it_was_taken(line: Line, answer: httpx.Response) -> None:
    assert await line.deliver(answer) is None


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"status": "error", "error": "ORA-03113"}),
        httpx.Response(200, json={"error": "out of disk"}),
        httpx.Response(200, json={"status": "failed"}),
        httpx.Response(200, json={"ok": False}),
        httpx.Response(200, html="<h1>We are down for maintenance</h1>"),
        httpx.Response(200, json=["what is this"]),
        httpx.Response(200, text="x" * 500),
        httpx.Response(302, headers={"Location": "/login"}),
        httpx.Response(401),
        httpx.Response(404),
        httpx.Response(429),
        httpx.Response(500, text="boom"),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
    ],
)
async def test_after_these_nobody_knows_and_it_is_sent_again(
    line: Line, answer: httpx.Response | httpx.HTTPError
) -> None:
    with pytest.raises(TargetUnavailable):
        await line.deliver(answer)


@pytest.mark.parametrize("code", [400, 410, 413, 422])
async def test_these_refuse_this_very_message(line: Line, code: int) -> None:
    with pytest.raises(MessageRefused, match=str(code)):
        await line.deliver(httpx.Response(code, json={"error": "no such thing"}))


async def test_what_it_made_of_the_message_is_heard(line: Line) -> None:
    told = {"outcome": {"order": "ORD-000123", "payment_status": "paid"}}

    outcome = await line.deliver(httpx.Response(200, json=told))

    assert outcome == TargetOutcome("ORD-000123", "paid")


@pytest.mark.parametrize(
    "told", [{}, {"outcome": None}, {"outcome": {"order": 7}}, {"outcome": []}]
)
async def test_an_outcome_that_cannot_be_read_is_none(line: Line, told: object) -> None:
    assert await line.deliver(httpx.Response(200, json=told)) is None


@pytest.mark.parametrize(("url", "secret"), [("", ""), (URL, ""), ("", SECRET)])
def test_without_address_and_secret_nothing_is_handed_on(url: str, secret: str) -> None:
    target = HttpWebhookTarget(settings(url, secret), ManualClock())

    assert not target.is_configured
