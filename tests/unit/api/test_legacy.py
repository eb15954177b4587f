"""The mirror of the legacy system as a client meets it."""

import pytest

from smplat_app.testing import MemoryShape
from smplat_core.legacy import BridgeUnavailable, ThingStatus
from tests.builders.things import a_device
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


async def test_the_bridge_is_seen_opening_and_is_closed_by_hand(
    client: Client, shape: MemoryShape, mirror_id: str
) -> None:
    shape.legacy.failures.extend([BridgeUnavailable("no answer")] * 9)
    for _ in range(5):
        await client.post(f"{SYNC}/company/{mirror_id}/refresh")
    refused = await client.post(f"{SYNC}/company/{mirror_id}/refresh")

    opened = (await client.get(f"{SYNC}/bridge")).json()
    reset = (await client.post(f"{SYNC}/bridge/reset")).json()

    assert (refused.status_code, refused.json()["code"]) == (503, "legacy.bridge_open")
    assert int(refused.headers["Retry-After"]) == opened["open_seconds"]
    assert (opened["state"], reset["state"]) == ("open", "closed")
    told = (await client.get(f"{SYNC}/bridge/timeline")).json()["items"]
    assert [one["name"] for one in told] == ["legacy.bridge_opened", "legacy.bridge_closed"]


async def test_a_device_is_read_listed_changed_and_its_holder_remembered(
    client: Client, shape: MemoryShape, mirror_id: str
) -> None:
    shape.legacy.put(a_device("D-1", company=None))

    read = await client.get(f"{SYNC}/device/D-1")
    changed = await client.patch(f"{SYNC}/device/D-1", json={"company": "LEG-1"})
    listed = (await client.get(f"{SYNC}/device", params={"company": "LEG-1"})).json()["items"]
    held = (await client.get(f"{SYNC}/assignments", params={"legacy_id": "D-1"})).json()["items"]
    told = (await client.get(f"{SYNC}/device/D-1/timeline")).json()["items"]

    assert mirror_id
    asked, done = "legacy.sync_requested", "legacy.sync_completed"
    assert [one["name"] for one in told] == [asked, done, asked, "legacy.called", done]
    assert (read.json()["age_seconds"], read.json()["stale_because"]) == (0, None)
    assert (changed.status_code, changed.json()["write"]["state"]) == (200, "done")
    assert changed.headers["ETag"] == f'"{changed.json()["record"]["version"]}"'
    assert [one["facts"]["company"] for one in listed] == ["LEG-1"]
    assert [(one["company_legacy_id"], one["until"]) for one in held] == [("LEG-1", None)]


async def test_a_change_is_accepted_while_the_legacy_system_is_away(
    client: Client, shape: MemoryShape
) -> None:
    shape.legacy.put(a_device("D-1"))
    await client.get(f"{SYNC}/device/D-1")
    shape.legacy.failures.append(BridgeUnavailable("no answer"))

    waiting = await client.patch(f"{SYNC}/device/D-1", json={"status": "retired"})

    pending = (await client.get(f"{SYNC}/writes", params={"state": "pending"})).json()["items"]
    assert (waiting.status_code, waiting.json()["write"]["state"]) == (202, "pending")
    one = (await client.get(f"{SYNC}/writes/{pending[0]['id']}")).json()
    assert one == waiting.json()["write"]


@pytest.mark.parametrize("body", [{}, {"id": "D-1", "all": True}, {"ids": []}])
async def test_a_refresh_says_what_to_refresh(client: Client, body: dict[str, object]) -> None:
    answer = await client.post(f"{SYNC}/device/refresh", json=body)

    assert (answer.status_code, answer.json()["code"]) == (400, "legacy.bad_refresh")


async def test_a_refresh_of_all_is_a_job(client: Client) -> None:
    first = await client.post(f"{SYNC}/asset/refresh", json={"all": True})
    again = await client.post(f"{SYNC}/asset/refresh", json={"all": True})

    assert first.status_code == 202
    assert first.json()["job_id"] == again.json()["job_id"]


async def test_drift_is_found_by_a_job_and_repaired(client: Client, shape: MemoryShape) -> None:
    shape.legacy.put(a_device("D-1"))
    await client.get(f"{SYNC}/device/D-1")
    shape.legacy.put(a_device("D-1", status=ThingStatus.RETIRED))
    started = await client.post(f"{SYNC}/reports")
    await shape.use_cases.detect_drift()(next(iter(shape.database.tables.jobs.runs.values())))

    (report,) = (await client.get(f"{SYNC}/reports")).json()["items"]
    findings = await client.get(f"{SYNC}/reports/{report['id']}/findings", params={"state": "open"})
    (finding,) = findings.json()["items"]
    repaired = await client.post(
        f"{SYNC}/findings/{finding['id']}/repair", json={"how": "accept_legacy"}
    )

    assert (started.status_code, report["findings"]) == (202, 1)
    assert (finding["field"], finding["ours"], finding["theirs"]) == ("status", "active", "retired")
    assert repaired.json()["state"] == "accepted"


async def test_a_moment_without_an_offset_is_refused(client: Client) -> None:
    answer = await client.get(f"{SYNC}/assignments", params={"at": "2026-01-05T12:00:00"})

    assert answer.status_code == 400
