"""What every route has in common."""

import re

from litestar.testing import AsyncTestClient

from smplat_api import ApiParts, create_app
from smplat_app.testing import MemoryShape
from smplat_core.access import SCOPES, Allowance
from smplat_memory import MemoryRateLimiter
from tests.unit.api.conftest import Client

NEW_KEY = {"name": "importer", "scopes": ["pricing:write"]}


async def test_without_a_key_the_answer_is_401_and_says_how_to_send_one(client: Client) -> None:
    answer = await client.get("/api/v1/job-runs", headers={"Authorization": ""})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "access.not_authenticated"


async def test_a_key_without_the_scope_gets_403_naming_the_scope(client: Client) -> None:
    issued = await client.post("/api/v1/api-keys", json=NEW_KEY)
    token = issued.json()["token"]

    answer = await client.get("/api/v1/job-runs", headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.json()["code"]) == (403, "access.scope_missing")
    assert "jobs:read" in answer.json()["detail"]


async def test_a_revoked_key_stops_working_at_once(client: Client) -> None:
    issued = (await client.post("/api/v1/api-keys", json=NEW_KEY)).json()
    await client.post(f"/api/v1/api-keys/{issued['key']['id']}/revoke")

    answer = await client.get(
        "/api/v1/api-keys", headers={"Authorization": f"Bearer {issued['token']}"}
    )

    assert answer.status_code == 401


async def test_a_listed_key_never_shows_its_token(client: Client) -> None:
    issued = (await client.post("/api/v1/api-keys", json=NEW_KEY)).json()

    listed = await client.get("/api/v1/api-keys")

    assert issued["token"] not in listed.text
    assert issued["key"]["prefix"] in listed.text


async def test_an_unknown_scope_is_refused_with_a_pointer_and_the_known_ones(
    client: Client,
) -> None:
    answer = await client.post("/api/v1/api-keys", json={"name": "x", "scopes": ["orders:eat"]})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (400, "/scopes")
    assert "orders:read" in error["accepted"]


async def test_a_body_of_the_wrong_shape_is_refused_with_pointers(client: Client) -> None:
    answer = await client.post("/api/v1/api-keys", json={"name": 7, "scopes": []})

    (error,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert (error["pointer"], error["accepted"]) == ("/name", "str")


async def test_a_text_that_is_too_long_is_told_how_long_it_may_be(client: Client) -> None:
    answer = await client.post("/api/v1/api-keys", json={"name": "x" * 9_999, "scopes": []})

    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/name"
    assert error["accepted"].startswith("str of length <= ")


async def test_a_missing_field_is_named_by_its_pointer(client: Client) -> None:
    answer = await client.post("/api/v1/api-keys", json={"name": "x"})

    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/scopes", "http.missing_input")


async def test_a_body_that_is_not_json_is_refused(client: Client) -> None:
    answer = await client.post(
        "/api/v1/api-keys", content=b"{", headers={"Content-Type": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "http.malformed_body")


async def test_a_body_of_two_megabytes_is_refused(client: Client) -> None:
    answer = await client.post("/api/v1/api-keys", content=b'"' + b"x" * 2_000_000 + b'"')

    assert (answer.status_code, answer.json()["code"]) == (413, "http.body_too_large")


async def test_an_unknown_route_is_a_problem_too(client: Client) -> None:
    answer = await client.get("/api/v1/nothing-here")

    assert (answer.status_code, answer.json()["code"]) == (404, "http.no_such_route")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_correlation_id_comes_back_and_is_in_the_problem(client: Client) -> None:
    answer = await client.get("/api/v1/job-runs?limit=0", headers={"X-Correlation-Id": "abc-1"})

    assert answer.headers["x-correlation-id"] == "abc-1"
    assert answer.json()["correlation_id"] == "abc-1"
    assert answer.json()["code"] == "paging.bad_page"


async def test_answers_carry_safe_headers(client: Client) -> None:
    answer = await client.get("/api/v1/job-runs")

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_the_same_post_with_one_idempotency_key_has_one_effect_and_one_answer(
    client: Client,
) -> None:
    headers = {"Idempotency-Key": "import-1"}

    first = await client.post("/api/v1/api-keys", json=NEW_KEY, headers=headers)
    again = await client.post("/api/v1/api-keys", json=NEW_KEY, headers=headers)
    listed = await client.get("/api/v1/api-keys")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert [key["name"] for key in listed.json()["items"]].count("importer") == 1


async def test_an_idempotency_key_used_for_another_body_is_refused(client: Client) -> None:
    headers = {"Idempotency-Key": "import-1"}
    await client.post("/api/v1/api-keys", json=NEW_KEY, headers=headers)

    other = await client.post(
        "/api/v1/api-keys", json={**NEW_KEY, "name": "other"}, headers=headers
    )

    assert (other.status_code, other.json()["code"]) == (400, "idempotency.key_reused")


async def test_a_refused_request_does_not_use_up_its_idempotency_key(client: Client) -> None:
    headers = {"Idempotency-Key": "import-1"}
    refused = await client.post(
        "/api/v1/api-keys", json={"name": "importer", "scopes": ["no:no"]}, headers=headers
    )

    corrected = await client.post("/api/v1/api-keys", json=NEW_KEY, headers=headers)

    assert (refused.status_code, corrected.status_code) == (400, 201)


async def test_who_asks_too_often_is_told_when_to_ask_again(shape: MemoryShape) -> None:
    _, token = await shape.use_cases.issue_api_key()(name="greedy", scopes=SCOPES)
    limiter = MemoryRateLimiter(shape.clock, Allowance(per_second=1, burst=2))
    app = create_app(shape.use_cases, ApiParts(limiter))

    async with AsyncTestClient(app) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        answers = [await client.get("/api/v1/job-runs") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "1"
    assert answers[-1].json()["code"] == "http.too_many_requests"


async def test_a_defect_of_ours_is_a_problem_without_a_traceback(shape: MemoryShape) -> None:
    async def broken() -> None:
        raise RuntimeError("secret detail")

    app = create_app(
        shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock), checks={"database": broken})
    )
    async with AsyncTestClient(app) as client:
        ready = await client.get("/health/readyz")
        alive = await client.get("/health/livez")

    assert (ready.status_code, alive.status_code) == (503, 200)
    assert ready.json()["dependencies"][0]["reason"] == "RuntimeError"
    assert "secret detail" not in ready.text


async def test_the_api_describes_itself_and_its_page_needs_nothing_from_elsewhere(
    client: Client,
) -> None:
    schema = (await client.get("/docs/openapi.json")).json()
    page = await client.get("/docs", headers={"Authorization": ""})
    script = await client.get("/docs/assets/swagger-ui-bundle.js", headers={"Authorization": ""})

    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/job-runs" in schema["paths"]
    assert (page.status_code, script.status_code) == (200, 200)
    assert not re.search(r"(src|href)=.https?:", page.text)


async def test_the_metrics_tell_of_requests_and_of_waiting_work(client: Client) -> None:
    await client.get("/api/v1/job-runs")

    metrics = await client.get("/api/v1/observability/prometheus")

    assert metrics.status_code == 200
    assert 'route="/api/v1/job-runs"' in metrics.text
    assert 'smplat_job_runs{queue="orders",status="queued"} 0.0' in metrics.text
    assert "smplat_dead_deliveries 0.0" in metrics.text


async def test_every_answer_is_framed_even_those_no_handler_gave(client: Client) -> None:
    headers = {"X-Correlation-Id": "abc-2", "Authorization": ""}

    unknown = await client.get("/nowhere", headers=headers)
    stranger = await client.get("/api/v1/job-runs", headers=headers)

    for answer in (unknown, stranger):
        assert answer.headers["x-correlation-id"] == "abc-2"
        assert answer.json()["correlation_id"] == "abc-2"
        assert answer.headers["x-content-type-options"] == "nosniff"
