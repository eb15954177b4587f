"""The legacy system: companies, operations done once per key, and its troubles."""

from pathlib import Path

import pytest

from tests.unit.sandbox.outside import Outside, outside

OPERATION = {"operation": "register_devices", "payload": {"company": "LEG-1001", "quantity": 2}}
TOKEN = {"authorization": "Bearer legacy-sandbox"}


async def test_a_company_is_told_as_it_is(world: Outside) -> None:
    answer = await world.client.get("/legacy/companies/LEG-1001", headers=TOKEN)

    assert answer.json() == {
        "id": "LEG-1001",
        "name": "Northwind Cold Storage GmbH",
        "status": "active",
        "updated_at": "2026-01-12T08:30:00Z",
    }


async def test_an_unknown_company_is_not_found(world: Outside) -> None:
    answer = await world.client.get("/legacy/companies/LEG-9", headers=TOKEN)

    assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", "Basic legacy-sandbox", "legacy-sandbox"]
)
async def test_strangers_are_refused_everywhere(world: Outside, header: str) -> None:
    read = await world.client.get("/legacy/companies/LEG-1001", headers={"authorization": header})
    done = await world.perform("key-1", OPERATION, authorization=header)

    assert (read.status_code, done.status_code) == (401, 401)
    assert await world.effects() == []


async def test_an_operation_is_done_and_seen_as_one_effect(world: Outside) -> None:
    answer = await world.perform("key-1", OPERATION)

    assert answer.status_code == 200
    assert answer.json() == {
        "operation_id": "OP-000001",
        "status": "done",
        "echo": OPERATION["payload"],
        "devices": ["DEV-8001", "DEV-8002"],
    }
    [effect] = await world.effects()
    assert (effect["party"], effect["kind"], effect["key"]) == (
        "legacy",
        "register_devices",
        "key-1",
    )
    assert effect["detail"]["correlation_id"] == "cor-1"


async def test_the_same_call_again_is_already_done(world: Outside) -> None:
    await world.perform("key-1", OPERATION)

    again = await world.perform("key-1", dict(reversed(OPERATION.items())))

    assert again.status_code == 409
    assert again.json() == {
        "error": "already_done",
        "operation_id": "OP-000001",
        "devices": ["DEV-8001", "DEV-8002"],
    }
    assert len(await world.effects()) == 1


async def test_the_same_key_for_another_body_is_a_mistake(world: Outside) -> None:
    await world.perform("key-1", OPERATION)

    again = await world.perform("key-1", {**OPERATION, "operation": "return_device"})

    assert again.status_code == 422
    assert again.json()["error"] == "idempotency_mismatch"
    assert len(await world.effects()) == 1


@pytest.mark.parametrize(
    ("key", "body", "error"),
    [
        ("", OPERATION, "invalid_operation"),
        ("k" * 256, OPERATION, "invalid_operation"),
        ("k", {"operation": "drop_table", "payload": {}}, "invalid_operation"),
        ("k", {"operation": ["register_device"]}, "invalid_operation"),
        ("k", {}, "invalid_operation"),
        ("k", [], "invalid_operation"),
        ("k", {"operation": "register_device", "payload": []}, "invalid_payload"),
        ("k", {"operation": "register_device", "payload": {"a": 1.5}}, "invalid_payload"),
        ("k", {"operation": "register_device", "payload": {"a": {}}}, "invalid_payload"),
        ("k", {"operation": "register_device", "payload": {"a": "\ud800"}}, "invalid_payload"),
        ("k", {"operation": "register_device", "payload": {"a": "x" * 1001}}, "invalid_payload"),
        ("k", {"operation": "register_device", "payload": {"company": "LEG-9"}}, "invalid_payload"),
        (
            "k",
            {"operation": "register_device", "payload": {"company": "LEG-1012"}},
            "invalid_payload",
        ),
        ("k", b"{", "invalid_payload"),
        ("k", b"\xff", "invalid_payload"),
        ("k", b"[" * 100_000, "invalid_payload"),
    ],
)
async def test_what_is_not_understood_is_refused_and_not_done(
    world: Outside, key: str, body: object, error: str
) -> None:
    answer = await world.perform(key, body)

    assert answer.status_code == 422
    assert answer.json()["error"] == error
    assert answer.json()["message"]
    assert await world.effects() == []


async def test_a_refused_key_may_be_used_again(world: Outside) -> None:
    await world.perform("key-1", {"operation": "nothing"})

    assert (await world.perform("key-1", OPERATION)).status_code == 200


async def test_an_answer_that_gets_lost_was_done_all_the_same(world: Outside) -> None:
    await world.control(
        "/faults", party="legacy", operation="operations.perform", fault="malformed"
    )

    await world.perform("key-1", OPERATION)

    assert (await world.perform("key-1", OPERATION)).status_code == 409
    assert len(await world.effects()) == 1


@pytest.mark.parametrize(("fault", "status"), [("429", 429), ("500", 500), ("503", 503)])
async def test_trouble_comes_before_anything_is_done(
    world: Outside, fault: str, status: int
) -> None:
    await world.control("/faults", party="legacy", fault=fault)

    answer = await world.perform("key-1", OPERATION)

    assert answer.status_code == status
    assert answer.json()["error"]
    assert (await world.perform("key-1", OPERATION)).status_code == 200


async def test_it_may_say_with_a_200_that_it_broke(world: Outside) -> None:
    await world.control("/faults", party="legacy", fault="error")

    answer = await world.perform("key-1", OPERATION)

    assert answer.status_code == 200
    assert answer.json()["status"] == "error"
    assert await world.effects() == []


async def test_people_see_what_was_done(world: Outside) -> None:
    await world.perform("key-1", OPERATION)

    listed = (await world.client.get("/legacy/operations")).json()
    companies = (await world.client.get("/legacy/companies")).json()["companies"]
    page = (await world.client.get("/_sandbox/legacy")).text
    front = (await world.client.get("/")).text

    assert listed["operations"][0]["idempotency_key"] == "key-1"
    assert len(companies) == 12
    assert "OP-000001" in page
    assert "Atelier Ferronnerie Dubois" in page
    assert "The legacy system" in front


async def test_a_company_changes_behind_everybodys_back(world: Outside) -> None:
    edited = await world.client.put(
        "/_sandbox/legacy/companies/LEG-1002", json={"status": "suspended"}
    )

    found = (await world.client.get("/legacy/companies/LEG-1002", headers=TOKEN)).json()
    assert found == edited.json()
    assert found["status"] == "suspended"
    assert found["name"] == "Harbor Line Logistics B.V."
    assert found["updated_at"] == "2026-11-20T12:00:00Z"


@pytest.mark.parametrize("edit", [{"status": "asleep"}, {"name": ""}, {"name": "x" * 201}])
async def test_an_edit_that_cannot_be_is_refused(world: Outside, edit: dict[str, str]) -> None:
    answer = await world.client.put("/_sandbox/legacy/companies/LEG-1002", json=edit)

    assert answer.status_code == 400


async def test_everything_survives_a_restart(tmp_path: Path) -> None:
    async with outside(data_dir=tmp_path) as before:
        await before.perform("key-1", OPERATION)
        await before.client.put("/_sandbox/legacy/companies/NEW-1", json={"name": "New & Co."})

    async with outside(data_dir=tmp_path) as after:
        again = await after.perform("key-1", OPERATION)
        found = await after.client.get("/legacy/companies/NEW-1", headers=TOKEN)

    assert again.json() == {
        "error": "already_done",
        "operation_id": "OP-000001",
        "devices": ["DEV-8001", "DEV-8002"],
    }
    assert found.json()["name"] == "New & Co."


async def test_a_reset_brings_back_the_companies_it_always_knew(world: Outside) -> None:
    await world.perform("key-1", OPERATION)

    await world.control("/reset")

    assert (await world.client.get("/legacy/operations")).json()["count"] == 0
    assert len((await world.client.get("/legacy/companies")).json()["companies"]) == 12


async def test_devices_are_told_by_id_and_page_by_page(world: Outside) -> None:
    asked = await world.client.get("/legacy/devices?id=DEV-7001&id=DEV-404", headers=TOKEN)
    first = await world.client.get("/legacy/devices?limit=11", headers=TOKEN)
    rest = await world.client.get(
        f"/legacy/devices?limit=11&after={first.json()['next']}", headers=TOKEN
    )

    assert [one["id"] for one in asked.json()["devices"]] == ["DEV-7001"]
    assert (len(first.json()["devices"]), len(rest.json()["devices"])) == (11, 1)
    assert rest.json()["next"] is None


async def test_strangers_see_neither_devices_nor_assets(world: Outside) -> None:
    answers = [await world.client.get(f"/legacy/{kind}") for kind in ("devices", "assets")]

    assert [answer.status_code for answer in answers] == [401, 401]


async def test_a_replacement_takes_the_place_of_the_device_it_replaces(world: Outside) -> None:
    payload = {"company": "LEG-1001", "replaced_device": "DEV-7001", "sku": "SENS-T200"}
    done = await world.perform("key-1", {"operation": "replace_device", "payload": payload})

    (new,) = done.json()["devices"]
    told = await world.client.get(f"/legacy/devices?id=DEV-7001&id={new}", headers=TOKEN)
    gone, here = told.json()["devices"]
    assert (gone["status"], gone["company"], gone["asset"]) == ("retired", None, None)
    assert (here["model"], here["company"], here["asset"]) == ("SENS-T200", "LEG-1001", "AST-4001")


async def test_an_update_of_something_unknown_is_refused(world: Outside) -> None:
    for payload in ({"device": "DEV-404", "status": "active"}, {"device": "DEV-7001", "id": "X"}):
        body = {"operation": "update_device", "payload": payload}
        answer = await world.perform(f"key-{payload}", body)

        assert (answer.status_code, answer.json()["error"]) == (422, "invalid_payload")
    assert await world.effects() == []


async def test_a_device_is_changed_and_lost_behind_everybodys_back(world: Outside) -> None:
    edited = await world.client.put(
        "/_sandbox/legacy/devices/DEV-7001", json={"status": "in_repair", "asset": ""}
    )
    lost = await world.client.delete("/_sandbox/legacy/records/devices/DEV-7001")

    assert (edited.json()["status"], edited.json()["asset"]) == ("in_repair", None)
    assert lost.json() == {"lost": True}
    told = await world.client.get("/legacy/devices?id=DEV-7001", headers=TOKEN)
    assert told.json() == {"devices": []}


@pytest.mark.parametrize("body", [{"status": "asleep"}, {"serial": "x" * 300}])
async def test_what_a_device_cannot_be_is_refused(world: Outside, body: dict[str, str]) -> None:
    answer = await world.client.put("/_sandbox/legacy/devices/DEV-7001", json=body)

    assert answer.status_code == 400
