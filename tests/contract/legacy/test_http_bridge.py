"""What only the HTTP bridge has to get right: the wire."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from attrs import frozen

from smplat_core.kernel import Cause, acting_as
from smplat_core.legacy import (
    BridgeUnavailable,
    LegacyCompanyStatus,
    LegacyEntity,
    LegacyId,
    OperationRefused,
)
from smplat_legacy import HttpLegacyBridge, LegacyClient, LegacySettings
from tests.builders.legacy import an_operation
from tests.contract.legacy.far_end import TOKEN, FarEnd

SETTINGS = LegacySettings(base_url="https://legacy.example/api", token=TOKEN)
ACME = {
    "id": "L-100",
    "name": "Acme Sensors Inc.",
    "status": "active",
    "updated_at": "2026-01-01T08:30:00Z",
}

DEVICE: dict[str, object] = {
    "id": "D-1",
    "serial": "SN-1",
    "model": "SENS-T100",
    "status": "active",
    "company": None,
    "asset": "",
    "updated_at": "2026-01-01T08:30:00Z",
}


@frozen
class Line:
    bridge: HttpLegacyBridge
    far: FarEnd


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    far = FarEnd()
    async with LegacyClient(SETTINGS, httpx.MockTransport(far)) as client:
        yield Line(HttpLegacyBridge(client), far)


async def test_an_operation_carries_its_key_correlation_and_body(line: Line) -> None:
    await line.bridge.perform(an_operation("step-1:1", device="D-1", slot=2))

    (request,) = line.far.seen
    assert request.url == "https://legacy.example/api/operations"
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Idempotency-Key"] == "step-1:1"
    assert request.headers["X-Correlation-Id"] == "corr-1"
    expected = {"operation": "assign_device", "payload": {"device": "D-1", "slot": 2}}
    assert json.loads(request.content) == expected


async def test_a_read_carries_the_correlation_of_its_request(line: Line) -> None:
    line.far.companies["L-100"] = ACME

    with acting_as(Cause("key:1", "corr-7")):
        await line.bridge.fetch_company(LegacyId("L-100"))

    assert line.far.seen[0].headers["X-Correlation-Id"] == "corr-7"


async def test_a_status_we_do_not_know_is_kept_and_not_guessed(line: Line) -> None:
    line.far.companies["L-100"] = ACME | {"status": "on_ice"}

    company = await line.bridge.fetch_company(LegacyId("L-100"))

    assert company.attributes.status is LegacyCompanyStatus.UNKNOWN
    assert company.attributes.status_text == "on_ice"


async def test_characters_no_database_can_hold_are_replaced(line: Line) -> None:
    odd = json.dumps(ACME | {"name": "Acme\x00\ud800 \tInc."})
    line.far.scripted.append(httpx.Response(200, content=odd.encode()))

    company = await line.bridge.fetch_company(LegacyId("L-100"))

    assert company.name == "Acme?? ?Inc."


async def test_what_they_say_of_a_refusal_is_made_printable(line: Line) -> None:
    line.far.scripted.append(httpx.Response(422, json={"error": "bad\x00", "message": "no"}))

    with pytest.raises(OperationRefused, match=r"bad\?: no"):
        await line.bridge.perform(an_operation())


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b"<html>maintenance</html>"),
        httpx.Response(200, json=["a", "list"]),
        httpx.Response(200, json={}),
        httpx.Response(200, json=ACME | {"id": "L-999"}),
        httpx.Response(200, json=ACME | {"name": 7}),
        httpx.Response(200, json=ACME | {"updated_at": "yesterday"}),
        httpx.Response(200, json=ACME | {"updated_at": "2026-01-01T08:30:00"}),
        httpx.Response(302, headers={"Location": "https://elsewhere.example/"}),
        httpx.Response(400, json={"error": "bad_request"}),
        httpx.Response(401, json={"error": "unauthorized"}),
        httpx.Response(404, json={"error": "no_such_route"}),
        httpx.Response(429, json={"error": "slow_down"}),
        httpx.Response(500, json={"error": "boom"}),
        httpx.Response(503, content=b""),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut off"),
    ],
)
async def test_what_we_do_not_understand_is_unavailable(
    line: Line, answer: httpx.Response | httpx.HTTPError
) -> None:
    line.far.scripted.append(answer)

    with pytest.raises(BridgeUnavailable):
        await line.bridge.fetch_company(LegacyId("L-100"))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"operation_id": "op-1"}),
        httpx.Response(200, json={"operation_id": "op-1", "status": "queued"}),
        httpx.Response(200, json={"status": "done"}),
        httpx.Response(409, json={"error": "conflict"}),
        httpx.Response(409, json={"error": "already_done"}),
    ],
)
async def test_a_receipt_we_do_not_understand_is_unavailable(
    line: Line, answer: httpx.Response
) -> None:
    line.far.scripted.append(answer)

    with pytest.raises(BridgeUnavailable):
        await line.bridge.perform(an_operation())


async def test_we_stay_away_as_long_as_we_are_asked_to(line: Line) -> None:
    line.far.scripted.append(httpx.Response(429, json={}, headers={"Retry-After": "30"}))

    with pytest.raises(BridgeUnavailable) as refusal:
        await line.bridge.perform(an_operation())

    assert refusal.value.retry_after_seconds == 30


async def test_a_system_that_never_answers_is_given_up() -> None:
    async def silence(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    settings = LegacySettings(base_url=SETTINGS.base_url, token=TOKEN, timeout_seconds=0.01)
    async with LegacyClient(settings, httpx.MockTransport(silence)) as client:
        with pytest.raises(BridgeUnavailable, match="TimeoutError"):
            await HttpLegacyBridge(client).perform(an_operation())


def test_the_token_is_not_shown() -> None:
    assert TOKEN not in repr(SETTINGS)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"devices": {"id": "D-1"}},
        {"devices": ["D-1"]},
        {"devices": [{"id": "D-1"}]},
        {"devices": [DEVICE | {"serial": 7}]},
        {"devices": [DEVICE | {"updated_at": "yesterday"}]},
        {"devices": [DEVICE | {"id": "D-2"}]},
    ],
)
async def test_a_list_we_do_not_understand_is_unavailable(
    line: Line, body: dict[str, object]
) -> None:
    line.far.scripted.append(httpx.Response(200, json=body))

    with pytest.raises(BridgeUnavailable):
        await line.bridge.fetch(LegacyEntity.DEVICE, [LegacyId("D-1")])


async def test_many_ids_are_asked_for_at_once_whatever_is_in_them(line: Line) -> None:
    line.far.scripted.append(httpx.Response(200, json={"devices": [DEVICE]}))

    await line.bridge.fetch(LegacyEntity.DEVICE, [LegacyId("D-1"), LegacyId("a&b/ü")])

    assert line.far.seen[0].url.params.get_list("id") == ["D-1", "a&b/ü"]
