"""An export over HTTP: fill, start, watch, pause, download."""

import json
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from smplat_app.testing import MemoryShape
from tests.unit.api.conftest import Client
from tests.unit.api.working import work_on, work_round

LOCATIONS = "/api/v1/sensor-locations"
EXPORTS = "/api/v1/exports"
RUNS = "/api/v1/job-runs"


def locations(count: int) -> dict[str, Any]:
    return {
        "locations": [
            {"code": f"LOC-{n}", "name": f"Aisle {n}", "site": "Toronto DC 1"} for n in range(count)
        ]
    }


async def test_an_export_is_started_watched_and_downloaded(
    client: Client, shape: MemoryShape
) -> None:
    imported = (await client.post(f"{LOCATIONS}/import", json=locations(25))).json()
    started = await client.post(EXPORTS, json={"part_size": 10})
    path = f"{EXPORTS}/{started.json()['id']}"
    early = await client.get(f"{path}/manifest")

    await work_on(shape)
    done = (await client.get(path)).json()
    manifest = await client.get(f"{path}/manifest")
    parts = [await client.get(f"{path}/parts/{n}") for n in (1, 2, 3)]

    assert imported == {"added": 25, "updated": 0}
    assert (started.status_code, started.json()["status"]) == (201, "queued")
    assert (early.status_code, early.json()["code"]) == (409, "insights.export_not_ready")
    assert (done["status"], done["progress"], done["parts"]) == ("completed", 100, 3)
    assert done["manifest_sha256"] == sha256(manifest.content).hexdigest()
    assert manifest.headers["content-type"] == "application/json"
    sums = [part["sha256"] for part in manifest.json()["parts"]]
    assert sums == [sha256(part.content).hexdigest() for part in parts]
    assert parts[0].headers["content-type"] == "application/x-ndjson"
    codes = [json.loads(line)["code"] for part in parts for line in part.content.splitlines()]
    assert codes == [f"LOC-{n}" for n in range(25)]


async def test_an_export_is_paused_resumed_and_watched_as_the_job_of_its_id(
    client: Client, shape: MemoryShape
) -> None:
    await client.post(f"{LOCATIONS}/import", json=locations(30))
    export_id = (await client.post(EXPORTS, json={"part_size": 10})).json()["id"]
    await work_round(shape)

    paused = (await client.post(f"{RUNS}/{export_id}/pause")).json()
    await work_on(shape)
    still = (await client.get(f"{RUNS}/{export_id}")).json()
    await client.post(f"{RUNS}/{export_id}/resume")
    await work_on(shape)
    done = (await client.get(f"{RUNS}/{export_id}")).json()

    assert (paused["state"], paused["batches"]) == ("paused", 3)
    assert (still["status"], still["long_run"]["state"]) == ("delayed", "paused")
    assert (done["status"], done["long_run"]["last_processed"]) == ("completed", 3)
    assert done["result"] == f"{EXPORTS}/{export_id}"
    batches = (await client.get(f"{RUNS}?parent_id={export_id}")).json()["items"]
    assert {batch["name"] for batch in batches} == {"insights.export_retarget_batch"}
    timeline = (await client.get(f"{EXPORTS}/{export_id}/timeline")).json()["items"]
    assert [event["name"] for event in timeline] == [
        "export.started",
        "job.paused",
        "job.resumed",
        "export.finished",
    ]


async def test_what_is_wrong_with_an_import_is_told_place_by_place(client: Client) -> None:
    body = locations(2)
    body["locations"][0]["code"] = "has space"
    body["locations"][1]["name"] = ""

    answer = await client.post(f"{LOCATIONS}/import", json=body)
    listed = (await client.get(LOCATIONS)).json()["items"]

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "/locations/0/code",
        "/locations/1/name",
    ]
    assert listed == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 409, "insights.nothing_to_export"),
        ({"part_size": 0}, 400, "insights.bad_part_size"),
        ({"part_size": 5_001}, 400, "insights.bad_part_size"),
        ({"kind": "everything"}, 400, "http.invalid_input"),
    ],
)
async def test_an_export_that_makes_no_sense_is_refused(
    client: Client, body: dict[str, Any], status: int, code: str
) -> None:
    answer = await client.post(EXPORTS, json=body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("path", ["", "/manifest", "/parts/1", "/timeline"])
async def test_an_export_that_never_was_is_not_found(client: Client, path: str) -> None:
    answer = await client.get(f"{EXPORTS}/{uuid4()}{path}")

    assert (answer.status_code, answer.json()["code"]) == (404, "insights.export_not_found")


async def test_a_part_that_is_none_of_it_is_not_found(client: Client, shape: MemoryShape) -> None:
    await client.post(f"{LOCATIONS}/import", json=locations(5))
    export_id = (await client.post(EXPORTS, json={})).json()["id"]
    await work_on(shape)

    answers = [await client.get(f"{EXPORTS}/{export_id}/parts/{n}") for n in (2, 0, 2**70)]

    assert {answer.status_code for answer in answers} <= {400, 404}
