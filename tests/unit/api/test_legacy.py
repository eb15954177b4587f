"""The mirror of the legacy system as a client meets it."""

import pytest

from smplat_app.testing import MemoryShape
from smplat_core.legacy import BridgeUnavailable
from tests.unit.api.conftest import Client

SYNC = "/api/v1/legacy-sync"


@pytest.fixture
async def mirror_id(client: Client, shape: MemoryShape) -> str:
    shape.legacy.add("LEG-1", name="ACME SENSORS INC")
    body = {"name": "Acme", "legacy_company_id": "LEG-1"}
    made = await client.post("/api/v1/companies", json=body)
    found: str = made.json()["company_mirror_id"]
    return found


async def test_a_mirror_is_refreshed_by_either_id_in_path_or_body(
    client: Client, shape: MemoryShape, mirror_id: str
) -> None:
    shape.legacy.add("LEG-1", name="ACME LTD")

    answers = [
        await client.post(f"{SYNC}/company/LEG-1/refresh"),
        await client.post(f"{SYNC}/company/{mirror_id}/refresh"),
    ]
    in_body = await client.post(f"{SYNC}/company/refresh", json={"id": "LEG-1"})

    shown = [*(answer.json() for answer in answers), *in_body.json()["refreshed"]]
    assert [(one["name"], one["id"]) for one in shown] == [("ACME LTD", mirror_id)] * 3


async def test_a_kind_of_record_that_does_not_exist_is_refused_naming_those_that_do(
    client: Client,
) -> None:
    answers = [
        await client.post(f"{SYNC}/sandwich/D-1/refresh"),
        await client.post(f"{SYNC}/sandwich/refresh", json={"id": "D-1"}),
        await client.get(f"{SYNC}/sandwich"),
        await client.get(f"{SYNC}/sandwich/D-1"),
        await client.patch(f"{SYNC}/sandwich/D-1", json={"status": "retired"}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.json()["code"] for answer in answers} == {"legacy.unknown_entity"}
    assert "company, device, asset" in answers[0].json()["detail"]


async def test_a_refresh_while_the_legacy_system_is_away_leaves_a_trace(
    client: Client, shape: MemoryShape, mirror_id: str
) -> None:
    shape.legacy.failures.append(BridgeUnavailable("no answer"))

    refused = await client.post(
        f"{SYNC}/company/{mirror_id}/refresh", headers={"X-Correlation-Id": "corr-42"}
    )

    calls = (await client.get(f"{SYNC}/calls", params={"correlation_id": "corr-42"})).json()
    assert (refused.status_code, refused.json()["code"]) == (503, "legacy.bridge_unavailable")
    (call,) = calls["items"]
    assert (call["outcome"], call["operation"]) == ("unavailable", "fetch_company")
    assert (call["reference"], call["correlation_id"]) == ("LEG-1", "corr-42")


@pytest.mark.usefixtures("mirror_id")
async def test_a_mirror_can_be_read(client: Client) -> None:
    answer = await client.get(f"{SYNC}/company/LEG-1")

    assert (answer.status_code, answer.json()["status"]) == (200, "active")


@pytest.mark.parametrize("path", ["company/LEG-404", "company/a%07"])
async def test_a_mirror_that_does_not_exist_is_refused(client: Client, path: str) -> None:
    answer = await client.get(f"{SYNC}/{path}")

    assert answer.status_code in (400, 404)
    assert answer.json()["code"].startswith("legacy.")


@pytest.mark.parametrize("text", ["a\x00b", "x" * 200, "ü"])
async def test_a_correlation_id_nobody_gave_out_is_refused(client: Client, text: str) -> None:
    answer = await client.get(f"{SYNC}/calls", params={"correlation_id": text})

    assert answer.status_code == 400
