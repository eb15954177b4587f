"""Automation steps, tasks and scenarios over HTTP."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from smplat_app.testing import MemoryShape
from smplat_core.automation import AutomationStep, Scenario
from smplat_core.fulfillment import Shipment
from smplat_core.jobs import JobRequest, Queue
from smplat_core.kernel import evolve
from smplat_core.legacy import OperationRefused
from tests.builders.automation import OURS, a_company, a_mirror, a_queued
from tests.builders.fulfillment import a_fulfillment, a_shipment
from tests.unit.api.conftest import Client

API = "/api/v1"


@pytest.fixture
async def shipment(shape: MemoryShape) -> Shipment:
    """A draft shipment of one item, of a company with its mirror."""
    fulfillment = evolve(a_fulfillment(3), company_id=OURS)
    async with shape.database.begin() as work:
        await work.company_mirrors.save(a_mirror())
        await work.companies.save(a_company())
        await work.fulfillment_orders.save(fulfillment)
        return await work.shipments.save(a_shipment(fulfillment, 3))


@pytest.fixture
async def failed(shape: MemoryShape, shipment: Shipment) -> AutomationStep:
    """A step of that shipment that failed, with its open task."""
    shape.legacy.failures.append(OperationRefused("unknown device"))
    step = evolve(a_queued(), shipment_id=shipment.id, next_attempt_at=shape.clock.now())
    async with shape.database.begin() as work:
        saved = await work.automation_steps.save(step)
    await attempt(shape, saved)
    return shape.database.tables.automation.steps[saved.id]


async def attempt(shape: MemoryShape, step: AutomationStep) -> None:
    """One attempt, as a worker would make it."""
    async with shape.database.begin() as work:
        request = JobRequest(
            name="automation.run_step", queue=Queue.AUTOMATION, payload={"step_id": str(step.id)}
        )
        (job_id,) = await work.jobs.enqueue(request)
        job = await work.job_runs.get(job_id)
    await shape.use_cases.run_step()(job)


def plan(shipment: Shipment, **changes: object) -> dict[str, object]:
    return {
        "shipment_item_id": str(shipment.items[0].id),
        "scenario": "sensor_return",
        "payload": {"returned_device": "D-1"},
        **changes,
    }


async def test_a_step_is_planned_and_listed_with_its_shipment(
    client: Client, shipment: Shipment
) -> None:
    url = f"{API}/shipments/{shipment.id}/automation-steps"

    planned = await client.post(url, json=plan(shipment))
    listed = await client.get(url)
    read = await client.get(f"{API}/automation-steps/{planned.json()['id']}")

    assert (planned.status_code, planned.headers["etag"]) == (201, '"1"')
    assert planned.json()["state"] == "planned"
    assert planned.json()["payload"] == {"returned_device": "D-1", "reason": None}
    assert (planned.json()["sku"], planned.json()["quantity"]) == ("SENS-T100", 3)
    assert listed.json() == [read.json()]


@pytest.mark.parametrize(
    ("changes", "status", "code", "pointers"),
    [
        ({"scenario": "sensor_party"}, 404, "automation.unknown_scenario", []),
        ({"payload": {}}, 400, "automation.bad_payload", ["/payload/returned_device"]),
        (
            {"payload": {"returned_device": 7, "color": "red"}},
            400,
            "automation.bad_payload",
            ["/payload/color", "/payload/returned_device"],
        ),
        ({"payload": {"returned_device": "a\u0000b"}}, 400, "http.invalid_input", None),
        (
            {"shipment_item_id": str(UUID(int=404))},
            400,
            "automation.item_not_in_shipment",
            ["/shipment_item_id"],
        ),
        ({"shipment_item_id": "none"}, 400, "http.invalid_input", ["/shipment_item_id"]),
    ],
)
async def test_a_plan_that_makes_no_sense_is_refused(
    client: Client,
    shipment: Shipment,
    changes: Mapping[str, object],
    status: int,
    code: str,
    pointers: list[str] | None,
) -> None:
    url = f"{API}/shipments/{shipment.id}/automation-steps"

    answer = await client.post(url, json=plan(shipment, **changes))

    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code)
    if pointers is not None:
        assert [error["pointer"] for error in body["errors"]] == pointers
    assert (await client.get(url)).json() == []


async def test_nothing_is_planned_for_an_unknown_or_a_finished_shipment(
    client: Client, shape: MemoryShape, shipment: Shipment
) -> None:
    url = f"{API}/shipments/{UUID(int=404)}/automation-steps"
    unknown = await client.post(url, json=plan(shipment))
    async with shape.database.begin() as work:
        held = await work.shipments.get(shipment.id)
        await work.shipments.save(held.cancel(reason="lost", at=shape.clock.now()))

    finished = await client.post(
        f"{API}/shipments/{shipment.id}/automation-steps", json=plan(shipment)
    )

    assert (unknown.status_code, unknown.json()["code"]) == (404, "fulfillment.shipment_not_found")
    assert (finished.status_code, finished.json()["code"]) == (409, "automation.too_late_to_plan")


async def test_a_step_is_edited_at_the_version_the_client_knows(
    client: Client, shipment: Shipment
) -> None:
    url = f"{API}/shipments/{shipment.id}/automation-steps"
    step = (await client.post(url, json=plan(shipment))).json()
    target = f"{API}/automation-steps/{step['id']}"

    edited = await client.patch(
        target, json={"payload": {"reason": "broken"}}, headers={"If-Match": '"1"'}
    )
    stale = await client.patch(
        target, json={"payload": {"reason": "late"}}, headers={"If-Match": '"1"'}
    )

    assert edited.json()["payload"] == {"returned_device": "D-1", "reason": "broken"}
    assert edited.headers["etag"] == '"2"'
    assert (stale.status_code, stale.json()["code"]) == (409, "automation.step_changed")
    assert stale.json()["current_version"] == 2


async def test_another_scenario_starts_with_a_payload_of_its_own(
    client: Client, shipment: Shipment
) -> None:
    url = f"{API}/shipments/{shipment.id}/automation-steps"
    step = (await client.post(url, json=plan(shipment))).json()
    target = f"{API}/automation-steps/{step['id']}"

    alone = await client.patch(target, json={"scenario": "sensor_partner_first_time"})
    whole = await client.patch(
        target, json={"scenario": "sensor_partner_first_time", "payload": {"partner": "P-1"}}
    )

    assert (alone.status_code, alone.json()["code"]) == (400, "automation.bad_payload")
    assert whole.json()["payload"] == {"partner": "P-1", "site": None}


async def test_a_failed_step_leaves_a_task_that_can_be_assigned(
    client: Client, failed: AutomationStep
) -> None:
    (task,) = (await client.get(f"{API}/tasks")).json()["items"]

    assigned = await client.post(f"{API}/tasks/{task['id']}/assign", json={"owner": "user:ann"})

    assert (task["subject_kind"], task["subject_id"]) == ("automation_step", str(failed.id))
    assert (task["state"], task["owner"]) == ("open", "team:operations")
    assert task["instructions"].startswith("Register the delivered sensors")
    assert assigned.json()["owner"] == "user:ann"
    mine = (await client.get(f"{API}/tasks?owner=user:ann&step_id={failed.id}")).json()
    assert [item["id"] for item in mine["items"]] == [task["id"]]


async def test_a_retry_that_succeeds_closes_the_task(
    client: Client, shape: MemoryShape, failed: AutomationStep
) -> None:
    retried = await client.post(f"{API}/automation-steps/{failed.id}/retry")
    await attempt(shape, failed)

    step = (await client.get(f"{API}/automation-steps/{failed.id}")).json()
    assert (retried.json()["state"], retried.json()["attempts"]) == ("queued", 0)
    assert (step["state"], step["operation_id"]) == ("succeeded", "op-1")
    assert (await client.get(f"{API}/tasks")).json()["items"] == []
    closed = (await client.get(f"{API}/tasks?state=canceled")).json()["items"]
    assert closed[0]["resolution"] == "the automation succeeded after all"


async def test_a_fallback_settles_step_and_task(client: Client, failed: AutomationStep) -> None:
    url = f"{API}/automation-steps/{failed.id}"

    settled = await client.post(f"{url}/fallback", json={"notes": "registered by phone"})
    again = await client.post(f"{url}/retry")

    assert settled.json()["state"] == "fallback_triggered"
    assert settled.json()["fallback_notes"] == "registered by phone"
    assert (again.status_code, again.json()["code"]) == (409, "lifecycle.action_not_allowed")
    assert (await client.get(f"{API}/tasks")).json()["items"] == []


@pytest.mark.parametrize("notes", ["", "   ", "x" * 2_001, "a\u0007b"])
async def test_notes_are_readable_text(client: Client, failed: AutomationStep, notes: str) -> None:
    answer = await client.post(
        f"{API}/automation-steps/{failed.id}/fallback", json={"notes": notes}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "automation.bad_text")
    assert answer.json()["errors"][0]["pointer"] == "/notes"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"/automation-steps/{UUID(int=404)}", 404, "automation.step_not_found"),
        ("/tasks?due_before=2026-01-05T12:00:00", 400, "http.invalid_input"),
        ("/tasks?due_before=tomorrow", 400, "http.invalid_input"),
        ("/tasks?owner=a%00b", 400, "http.invalid_input"),
        ("/tasks?state=lost", 400, "http.invalid_input"),
        ("/tasks?cursor=WyJ4IiwieSJd", 400, "paging.bad_page"),
        ("/tasks?limit=201", 400, "paging.bad_page"),
    ],
)
async def test_a_bad_question_is_refused(client: Client, path: str, status: int, code: str) -> None:
    answer = await client.get(f"{API}{path}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_an_unknown_task_is_not_assigned(client: Client) -> None:
    answer = await client.post(f"{API}/tasks/{UUID(int=404)}/assign", json={"owner": "user:ann"})

    assert (answer.status_code, answer.json()["code"]) == (404, "automation.task_not_found")


async def test_scenarios_are_listed_and_edited(client: Client) -> None:
    listed = (await client.get(f"{API}/automation-scenarios")).json()

    edited = await client.patch(
        f"{API}/automation-scenarios/sensor_return",
        json={"max_attempts": 5, "retry_delay_seconds": 60},
    )

    assert len(listed) == 5
    assert listed[0]["scenario"] == "sensor_vendor_first_time"
    assert (listed[0]["max_attempts"], listed[0]["retry_delay_seconds"]) == (3, 600)
    assert edited.headers["etag"] == '"1"'
    assert (edited.json()["max_attempts"], edited.json()["timeout_seconds"]) == (5, 20)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"max_attempts": 0}, "/max_attempts"),
        ({"timeout_seconds": 41}, "/timeout_seconds"),
        ({"retry_delay_seconds": 10**8}, "/retry_delay_seconds"),
        ({"retry_delay_seconds": 10**12}, "/retry_delay_seconds"),
        ({"task_due_in_seconds": -1}, "/task_due_in_seconds"),
        ({"operation": "no blanks"}, "/operation"),
        ({"fallback_description": ""}, "/fallback_description"),
        ({"fallback_description": "a\u0000b"}, "/fallback_description"),
    ],
)
async def test_settings_out_of_bounds_are_refused(
    client: Client, change: Mapping[str, object], pointer: str
) -> None:
    answer = await client.patch(f"{API}/automation-scenarios/sensor_return", json=change)

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_an_unknown_scenario_is_not_edited(client: Client) -> None:
    answer = await client.patch(f"{API}/automation-scenarios/party", json={"max_attempts": 5})

    assert (answer.status_code, answer.json()["code"]) == (404, "automation.unknown_scenario")


async def test_a_task_is_claimed_done_and_asked_for_again(
    client: Client, failed: AutomationStep
) -> None:
    (task,) = (await client.get(f"{API}/tasks")).json()["items"]
    path = f"{API}/tasks/{task['id']}"

    claimed = (await client.post(f"{path}/claim")).json()
    done = (await client.post(f"{path}/complete", json={"resolution": "by phone"})).json()
    settled = (await client.get(f"{API}/automation-steps/{failed.id}")).json()
    again = (await client.post(f"{path}/reopen", json={"reason": "not there"})).json()
    step = (await client.get(f"{API}/automation-steps/{failed.id}")).json()

    assert claimed["owner"].startswith("key:")
    assert (done["state"], done["resolution"]) == ("done", "by phone")
    assert (settled["state"], settled["fallback_notes"]) == ("fallback_triggered", "by phone")
    assert (again["state"], again["owner"], again["closed_at"]) == ("open", claimed["owner"], None)
    assert (step["state"], step["fallback_notes"]) == ("failed", None)
    assert (await client.get(path)).json() == again


@pytest.mark.usefixtures("failed")
async def test_a_task_somebody_has_taken_is_not_claimed(client: Client) -> None:
    (task,) = (await client.get(f"{API}/tasks")).json()["items"]
    await client.post(f"{API}/tasks/{task['id']}/assign", json={"owner": "user:ann"})

    answer = await client.post(f"{API}/tasks/{task['id']}/claim")

    assert (answer.status_code, answer.json()["code"]) == (409, "automation.task_taken")


async def test_overdue_tasks_are_listed(
    client: Client, shape: MemoryShape, failed: AutomationStep
) -> None:
    before = (await client.get(f"{API}/tasks?overdue=true")).json()["items"]
    shape.clock.advance(timedelta(hours=25))
    after = (await client.get(f"{API}/tasks?overdue=true")).json()["items"]

    assert before == []
    assert [item["subject_id"] for item in after] == [str(failed.id)]


async def test_the_metrics_tell_how_often_people_step_in(
    client: Client, shape: MemoryShape, failed: AutomationStep
) -> None:
    await client.post(f"{API}/automation-steps/{failed.id}/fallback", json={"notes": "by hand"})
    shape.clock.advance(timedelta(minutes=1))

    metrics = (await client.get(f"{API}/automation-metrics")).json()
    wrong = await client.get(f"{API}/automation-metrics", params={"since": "2026-01-05T12:00:00"})

    mine = next(one for one in metrics if one["scenario"] == failed.scenario)
    assert (mine["settled"], mine["fallback_permille"]) == (1, 1000)
    assert len(metrics) == len(Scenario)
    assert wrong.status_code == 400


async def test_who_changed_which_setting_is_remembered(client: Client) -> None:
    path = f"{API}/automation-scenarios/sensor_return"
    await client.patch(path, json={"max_attempts": 4})

    (told,) = (await client.get(f"{path}/timeline")).json()["items"]

    change = {"setting": "max_attempts", "before": "3", "after": "4"}
    assert (told["name"], told["data"]["changes"]) == ("automation.scenario_changed", [change])
    assert told["actor"].startswith("key:")
