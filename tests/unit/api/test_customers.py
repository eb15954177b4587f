"""Companies and contacts as a client meets them."""

from uuid import uuid4

import pytest

from smplat_app.testing import MemoryShape
from smplat_core.legacy import BridgeUnavailable
from tests.unit.api.asking import ANA, EVA, PLACE, added, key_of
from tests.unit.api.conftest import Client


async def test_a_company_is_made_and_read_with_its_mirror(client: Client, company: str) -> None:
    answer = await client.get(company)

    card = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert (card["name"], card["mirror"]["legacy_id"]) == ("Acme", "LEG-1")
    assert (card["primary_contacts"], card["default_addresses"]) == ({}, {})


async def test_an_unknown_legacy_company_is_a_bad_request_at_its_field(client: Client) -> None:
    answer = await client.post(
        "/api/v1/companies", json={"name": "Acme", "legacy_company_id": "LEG-404"}
    )

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "customers.no_such_legacy_company")
    assert problem["errors"][0]["pointer"] == "/legacy_company_id"


async def test_while_the_legacy_system_is_away_the_client_is_told_when_to_retry(
    client: Client, shape: MemoryShape
) -> None:
    shape.legacy.failures.append(BridgeUnavailable("no answer", retry_after_seconds=30))

    answer = await client.post(
        "/api/v1/companies", json={"name": "Acme", "legacy_company_id": "LEG-1"}
    )

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert answer.json()["code"] == "legacy.bridge_unavailable"


async def test_the_same_creation_sent_twice_makes_one_company(
    client: Client, shape: MemoryShape
) -> None:
    shape.legacy.add("LEG-1", name="ACME SENSORS INC")
    body, headers = {"name": "Acme", "legacy_company_id": "LEG-1"}, {"Idempotency-Key": "k-1"}

    first = await client.post("/api/v1/companies", json=body, headers=headers)
    again = await client.post("/api/v1/companies", json=body, headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()


async def test_a_rename_of_an_old_version_is_refused_with_the_current_one(
    client: Client, company: str
) -> None:
    renamed = await client.patch(company, json={"name": "Acme Ltd."}, headers={"If-Match": '"1"'})

    stale = await client.patch(company, json={"name": "Other"}, headers={"If-Match": '"1"'})

    assert (renamed.status_code, renamed.headers["etag"]) == (200, '"2"')
    assert (stale.status_code, stale.json()["code"]) == (409, "customers.company_changed")
    assert stale.json()["current_version"] == 2


async def test_a_contact_is_added_edited_and_cleared(client: Client, company: str) -> None:
    body = ANA | {"phone": "(416) 555-0123", "phone_country": "CA", "notes": "mornings"}
    contact = await added(client, f"{company}/contacts", body)
    path = f"/api/v1/contacts/{contact['id']}"

    edited = await client.patch(path, json={"phone": None, "last_name": "Lima Sol"})

    assert (contact["phone"], contact["active"], contact["roles"]) == ("+14165550123", True, [])
    assert edited.status_code == 200
    assert (edited.json()["phone"], edited.json()["notes"]) == (None, "mornings")
    assert (edited.json()["last_name"], edited.headers["etag"]) == ("Lima Sol", '"2"')


async def test_everything_wrong_with_a_contact_is_told_by_field(
    client: Client, company: str
) -> None:
    answer = await client.post(
        f"{company}/contacts", json={"first_name": "", "last_name": "x\u0007", "email": "nope"}
    )

    told = {error["pointer"]: error["code"] for error in answer.json()["errors"]}
    assert (answer.status_code, answer.json()["code"]) == (400, "customers.bad_contact")
    assert told == {
        "/first_name": "customers.missing",
        "/last_name": "customers.bad_character",
        "/email": "customers.bad_email",
    }


async def test_a_possible_duplicate_is_suggested_until_it_is_named_as_different(
    client: Client, company: str
) -> None:
    first = await added(client, f"{company}/contacts", ANA)

    suggested = await client.post(f"{company}/contacts", json=ANA)
    second = await added(client, f"{company}/contacts", ANA | {"not_duplicate_of": [first["id"]]})

    problem = suggested.json()
    assert (suggested.status_code, problem["code"]) == (409, "customers.possible_duplicate")
    assert {error["pointer"] for error in problem["errors"]} == {"/email", "/name"}
    assert all(first["id"] in error["detail"] for error in problem["errors"])
    assert second["id"] != first["id"]


async def test_roles_move_from_one_primary_contact_to_another(client: Client, company: str) -> None:
    ana = await added(client, f"{company}/contacts", ANA)
    eva = await added(client, f"{company}/contacts", EVA)
    body = {"make_primary": ["BILLING"], "assign": ["TECHNICAL"]}
    await client.post(f"/api/v1/contacts/{ana['id']}/roles", json=body)

    promoted = await client.post(f"/api/v1/contacts/{eva['id']}/roles", json=body)

    before = (await client.get(f"/api/v1/contacts/{ana['id']}")).json()
    card = (await client.get(company)).json()
    assert promoted.status_code == 200
    assert [(r["role"], r["is_primary"]) for r in before["roles"]] == [
        ("BILLING", False),
        ("TECHNICAL", False),
    ]
    assert card["primary_contacts"] == {"BILLING": eva["id"]}


async def test_a_role_that_does_not_exist_is_refused(client: Client, company: str) -> None:
    ana = await added(client, f"{company}/contacts", ANA)

    answer = await client.post(f"/api/v1/contacts/{ana['id']}/roles", json={"assign": ["JANITOR"]})

    assert (answer.status_code, answer.json()["code"]) == (400, "http.invalid_input")


async def test_an_archived_contact_is_out_of_sight_until_restored(
    client: Client, company: str
) -> None:
    ana = await added(client, f"{company}/contacts", ANA)
    path = f"/api/v1/contacts/{ana['id']}"

    archived = await client.post(f"{path}/archive")
    again = await client.post(f"{path}/archive")
    active = (await client.get(f"{company}/contacts")).json()
    gone = (await client.get(f"{company}/contacts", params={"status": "archived"})).json()
    restored = await client.post(f"{path}/restore")

    assert (archived.status_code, archived.json()["active"]) == (200, False)
    assert (again.status_code, again.json()["code"]) == (409, "lifecycle.action_not_allowed")
    assert ([c["id"] for c in active["items"]], [c["id"] for c in gone["items"]]) == (
        [],
        [ana["id"]],
    )
    assert restored.json()["active"] is True


async def test_a_forged_cursor_is_refused(client: Client, company: str) -> None:
    answer = await client.get(f"{company}/contacts", params={"cursor": "WyJ4Il0"})

    assert (answer.status_code, answer.json()["code"]) == (400, "paging.bad_page")


async def test_the_key_of_a_company_sees_and_changes_only_its_own(
    client: Client, shape: MemoryShape, company: str
) -> None:
    shape.legacy.add("LEG-2", name="OTHER")
    body = {"name": "Other", "legacy_company_id": "LEG-2"}
    other = f"/api/v1/companies/{(await client.post('/api/v1/companies', json=body)).json()['id']}"
    secret = await added(client, f"{other}/contacts", EVA)
    hidden = await added(client, f"{other}/addresses", {"address": PLACE})
    key = await key_of(client, company)

    listed = (await client.get("/api/v1/companies", headers=key)).json()
    assert [entry["name"] for entry in listed["items"]] == ["Acme"]
    for method, path, sent in (
        ("GET", other, None),
        ("PATCH", other, {"name": "Mine"}),
        ("GET", f"{other}/contacts", None),
        ("POST", f"{other}/contacts", ANA),
        ("GET", f"{other}/addresses", None),
        ("POST", f"{other}/addresses", {"address": PLACE}),
        ("GET", f"/api/v1/contacts/{secret['id']}", None),
        ("PATCH", f"/api/v1/contacts/{secret['id']}", {"first_name": "Mine"}),
        ("POST", f"/api/v1/contacts/{secret['id']}/archive", None),
        ("POST", f"/api/v1/contacts/{secret['id']}/roles", {"assign": ["BILLING"]}),
        ("GET", f"/api/v1/addresses/{hidden['id']}", None),
        ("PATCH", f"/api/v1/addresses/{hidden['id']}", {"label": "Mine"}),
        ("POST", f"/api/v1/addresses/{hidden['id']}/defaults", {"shipping": True}),
        ("GET", "/api/v1/addresses", None),
    ):
        answer = await client.request(method, path, json=sent, headers=key)
        assert answer.status_code == 404, (method, path, answer.text)


async def test_the_key_of_a_company_makes_no_companies_and_no_unowned_addresses(
    client: Client, company: str
) -> None:
    key = await key_of(client, company)

    made = await client.post(
        "/api/v1/companies", json={"name": "X", "legacy_company_id": "LEG-1"}, headers=key
    )
    kept = await client.post("/api/v1/addresses", json={"address": PLACE}, headers=key)

    assert (made.status_code, made.json()["code"]) == (409, "customers.not_for_companies")
    assert (kept.status_code, kept.json()["code"]) == (409, "customers.not_for_companies")


@pytest.mark.parametrize("thing", ["companies", "contacts", "addresses"])
async def test_what_nobody_knows_is_not_found(client: Client, thing: str) -> None:
    answer = await client.get(f"/api/v1/{thing}/{uuid4()}")

    assert answer.status_code == 404
    assert answer.json()["code"].startswith("customers.")


async def test_the_timeline_of_a_company_shows_its_syncs_contacts_and_who_did_it(
    client: Client, company: str
) -> None:
    headers = {"X-Correlation-Id": "corr-7"}
    await client.post(f"{company}/contacts", json=ANA, headers=headers)
    await client.post("/api/v1/legacy-sync/company/LEG-1/refresh", headers=headers)

    first = (await client.get(f"{company}/timeline", params={"limit": 4})).json()
    params = {"limit": 4, "cursor": first["next_cursor"]}
    rest = (await client.get(f"{company}/timeline", params=params)).json()

    shown = [*first["items"], *rest["items"]]
    assert [event["name"] for event in shown] == [
        "legacy.sync_requested",
        "legacy.sync_completed",
        "company.created",
        "contact.added",
        "legacy.sync_requested",
        "legacy.sync_completed",
    ]
    assert {event["correlation_id"] for event in shown[3:]} == {"corr-7"}
    assert all(event["actor"].startswith("key:") for event in shown)
    assert "ana@example.com" not in str(shown)


async def test_the_timeline_of_another_company_is_not_found(client: Client, company: str) -> None:
    key = await key_of(client, company)

    answer = await client.get(f"/api/v1/companies/{uuid4()}/timeline", headers=key)

    assert answer.status_code == 404
