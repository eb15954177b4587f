"""Operators ask the API what is stuck, how it does, and who did what."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from litestar.testing import AsyncTestClient
from prometheus_client.parser import text_string_to_metric_families

from smplat_api import ApiParts, create_app
from smplat_api.auditing import AuditWriter
from smplat_api.values import is_storable
from smplat_app.testing import MemoryShape
from smplat_core.jobs import JobRequest, Queue
from smplat_core.oversight import METRICS, TARGETS, StuckKind, StuckThing
from smplat_memory import MemoryAuditTrail, MemoryRateLimiter
from tests.unit.api.conftest import Client

OBSERVED = "/api/v1/observability"


async def actions(client: Client, **query: str) -> list[tuple[str, str]]:
    answer = await client.get("/api/v1/audit", params=query)
    assert answer.status_code == 200, answer.text
    return [(line["action"], line["outcome"]) for line in answer.json()["items"]]


async def test_every_metric_is_exposed_under_its_declared_name(client: Client) -> None:
    text = (await client.get(f"{OBSERVED}/prometheus")).text

    found = {family.name for family in text_string_to_metric_families(text)}

    assert {metric.name.removesuffix("_total") for metric in METRICS} <= found
    assert 'smplat_slo_target{slo="payment_success"} 0.98' in text
    assert 'smplat_stuck{kind="job_dead"} 0.0' in text


async def test_promises_stand_beside_what_is(client: Client) -> None:
    await client.get(f"{OBSERVED}/kpis")

    kpis = {kpi["name"]: kpi for kpi in (await client.get(f"{OBSERVED}/kpis")).json()}

    assert list(kpis) == [target.name for target in TARGETS]
    assert kpis["payment_success"]["measured"] is None
    assert kpis["kpi_api"]["cases"] >= 1


async def test_what_is_stuck_names_its_record_and_the_page_that_repairs_it(
    client: Client, shape: MemoryShape
) -> None:
    async with shape.database.begin() as work:
        (job,) = await work.jobs.enqueue(JobRequest(name="test.wait", queue=Queue.ORDERS))
    shape.clock.advance(timedelta(minutes=10))

    answer = await client.get(f"{OBSERVED}/stuck", params={"kind": "job_overdue"})

    (thing,) = answer.json()["items"]
    assert thing["link"] == f"/api/v1/job-runs/{job}"
    assert (thing["owner"], thing["how_to"]) == ("orders", "watch-and-repair-jobs")
    assert thing["age_seconds"] == 600
    assert (await client.get(thing["link"])).status_code == 200


@pytest.mark.parametrize("kind", list(StuckKind))
async def test_the_link_of_every_kind_is_a_route_of_ours(client: Client, kind: StuckKind) -> None:
    thing = StuckThing(kind=kind, id="9:x", since=datetime.now(UTC), what="")
    paths = client.app.openapi_schema.paths or {}

    asked = f"/api/v1{thing.link}".partition("?")[0]

    routes = [re.sub(r"\{[^}]*\}", "[^/]+", path) for path, item in paths.items() if item.get]
    assert any(re.fullmatch(route, asked) for route in routes), asked


async def test_an_unknown_kind_of_stuck_thing_is_refused(client: Client) -> None:
    answer = await client.get(f"{OBSERVED}/stuck", params={"kind": "unicorn"})

    assert answer.status_code == 400
    assert "job_dead" in answer.json()["errors"][0]["accepted"]


async def test_a_command_is_in_the_trail_with_the_key_that_gave_it(client: Client) -> None:
    body = {"name": "metrics", "scopes": ["ops:read"]}
    issued = (await client.post("/api/v1/api-keys", json=body)).json()
    await client.post(f"/api/v1/api-keys/{issued['key']['id']}/revoke")

    answer = await client.get("/api/v1/audit", params={"action": "revokeApiKey"})

    (line,) = answer.json()["items"]
    assert (line["actor_name"], line["outcome"]) == ("operator", "done")
    assert line["subject_id"] == issued["key"]["id"]
    events = await actions(client, subject_id=issued["key"]["id"])
    assert ("access.key_revoked", "done") in events


async def test_reading_leaves_no_trace_in_the_trail(client: Client) -> None:
    await client.get("/api/v1/api-keys")

    assert ("listApiKeys", "done") not in await actions(client)


async def test_who_was_turned_away_is_one_line_however_often(
    client: Client, shape: MemoryShape
) -> None:
    _, token = await shape.use_cases.issue_api_key()(name="poor", scopes=["ops:read"])
    poor = {"Authorization": f"Bearer {token}"}
    for _ in range(5):
        await client.get("/api/v1/orders", headers=poor)
    await client.get("/api/v1/orders", headers={"Authorization": "Bearer smp_wrong"})

    answer = await client.get("/api/v1/audit", params={"outcome": "refused"})

    lines = {line["details"]["code"]: line for line in answer.json()["items"]}
    assert lines["access.scope_missing"]["details"] == {
        "status": 403,
        "code": "access.scope_missing",
        "times": 5,
    }
    assert lines["access.scope_missing"]["actor_name"] == "poor"
    assert lines["access.not_authenticated"]["actor"] == "anonymous"
    assert "smp_wrong" not in answer.text


@pytest.mark.parametrize("name", ["%00", "%ED%A0%80", "a" * 3_000], ids=["nul", "half", "long"])
async def test_a_name_no_database_could_keep_does_not_hold_up_the_trail(
    client: Client, name: str
) -> None:
    await client.post(f"/api/v1/schedules/{name}/pause")

    answer = await client.get("/api/v1/audit", params={"action": "pauseSchedule"})

    (line,) = answer.json()["items"]
    subject = line["subject_id"] or ""
    assert is_storable(subject)
    assert len(subject) <= 200


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"from": "2026-11-21T00:00:00"}, "/from"),
        ({"from": "2026-11-21T00:00:00Z", "until": "2026-11-20T00:00:00Z"}, "/until"),
        ({"subject_id": "x"}, "/subject_id"),
        ({"outcome": "maybe"}, "/outcome"),
        ({"position": "0"}, "/position"),
        ({"cursor": "nonsense"}, "/cursor"),
    ],
    ids=["no-zone", "ends-early", "no-id", "no-outcome", "position", "cursor"],
)
async def test_a_question_that_makes_no_sense_is_refused(
    client: Client, query: dict[str, str], pointer: str
) -> None:
    answer = await client.get("/api/v1/audit", params=query)

    assert answer.status_code == 400
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


async def test_the_trail_needs_a_scope_of_its_own(client: Client, shape: MemoryShape) -> None:
    _, token = await shape.use_cases.issue_api_key()(name="ops", scopes=["ops:read"])

    answer = await client.get("/api/v1/audit", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 403


async def test_no_worker_means_that_no_work_gets_done(client: Client, shape: MemoryShape) -> None:
    before = await client.get("/health/workz")
    async with shape.database.begin() as work:
        await work.workers.join("w1", [Queue.ORDERS], now=shape.clock.now())

    after = await client.get("/health/workz")

    assert before.status_code == 503
    assert "no worker" in before.json()["dependencies"][0]["reason"]
    assert after.status_code == 200
    assert (await client.get("/health/readyz")).status_code == 200


async def test_events_that_wait_too_long_mean_the_same(client: Client, shape: MemoryShape) -> None:
    async with shape.database.begin() as work:
        await work.deliveries.subscribe({"access.key_issued": ["test.reaction"]})
    await shape.use_cases.issue_api_key()(name="told", scopes=["ops:read"])
    shape.clock.advance(timedelta(minutes=6))
    async with shape.database.begin() as work:
        await work.workers.join("w1", [Queue.ORDERS], now=shape.clock.now())

    answer = await client.get("/health/workz")

    assert answer.status_code == 503
    (relay,) = [d for d in answer.json()["dependencies"] if d["name"] == "relay"]
    assert "events wait since" in relay["reason"]


class Away(MemoryAuditTrail):
    """A trail whose database comes back only later."""

    gone = True

    async def append(self, entries: object) -> None:
        if type(self).gone:
            raise ConnectionError
        await super().append(entries)  # type: ignore[arg-type]  # as it was given


async def test_entries_wait_for_a_database_that_is_away(shape: MemoryShape) -> None:
    trail = Away(shape.database.tables.log)
    _, token = await shape.use_cases.issue_api_key()(name="operator", scopes=["keys:write"])
    app = create_app(shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock)))
    app.audit = AuditWriter(trail, shape.clock)  # type: ignore[attr-defined]  # our own application
    async with AsyncTestClient(app, base_url="http://testserver.local") as client:
        headers = {"Authorization": f"Bearer {token}"}
        body = {"name": "metrics", "scopes": ["ops:read"]}
        answer = await client.post("/api/v1/api-keys", json=body, headers=headers)
    with pytest.raises(ConnectionError):
        await app.audit.flush()  # type: ignore[attr-defined]  # our own application
    Away.gone = False

    await app.audit.flush()  # type: ignore[attr-defined]  # our own application

    assert answer.status_code == 201
    assert [entry.action for _, entry in trail.entries] == ["issueApiKey"]
