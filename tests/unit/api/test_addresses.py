"""The address book as a client meets it."""

from tests.unit.api.asking import PLACE, added
from tests.unit.api.conftest import Client


async def test_an_address_is_kept_in_the_normal_form_of_its_country(
    client: Client, company: str
) -> None:
    address = await added(client, f"{company}/addresses", {"label": "Dock 4", "address": PLACE})

    assert address["address"] == PLACE | {
        "company": "",
        "line2": "",
        "city": "OTTAWA",
        "region": "ON",
        "postal_code": "K1K 4T3",
        "country": "CA",
        "phone": "+14165550123",
    }
    assert (address["validation_status"], address["last_used_at"]) == ("valid", None)


async def test_a_bad_address_is_refused_with_pointers_unless_the_rules_are_skipped(
    client: Client, company: str
) -> None:
    odd = PLACE | {"region": "NY", "postal_code": "12345"}

    refused = await client.post(f"{company}/addresses", json={"address": odd})
    kept = await added(client, f"{company}/addresses", {"address": odd, "validation": "skip"})

    assert (refused.status_code, refused.json()["code"]) == (400, "customers.bad_address")
    assert {error["pointer"] for error in refused.json()["errors"]} == {
        "/address/region",
        "/address/postal_code",
    }
    assert (kept["validation_status"], kept["address"]["postal_code"]) == ("skipped", "12345")


async def test_a_missing_address_field_is_refused_with_its_pointer(
    client: Client, company: str
) -> None:
    without_line = {name: text for name, text in PLACE.items() if name != "line1"}

    answer = await client.post(f"{company}/addresses", json={"address": without_line})

    assert answer.status_code == 400
    assert "line1" in answer.text


async def test_an_address_can_be_checked_without_being_kept(client: Client, company: str) -> None:
    good = await client.post("/api/v1/addresses/validate", json={"address": PLACE})
    bad = await client.post("/api/v1/addresses/validate", json={"address": PLACE | {"city": ""}})
    kept = (await client.get(f"{company}/addresses")).json()

    assert (good.status_code, good.json()["valid"]) == (200, True)
    assert good.json()["normalized"]["postal_code"] == "K1K 4T3"
    assert (bad.status_code, bad.json()["valid"], bad.json()["normalized"]) == (200, False, None)
    assert bad.json()["errors"][0]["pointer"] == "/address/city"
    assert kept["items"] == []


async def test_a_new_default_address_replaces_the_one_before(client: Client, company: str) -> None:
    one = await added(client, f"{company}/addresses", {"address": PLACE})
    two = await added(
        client, f"{company}/addresses", {"address": PLACE | {"line1": "24 Jardin Private"}}
    )
    both = {"shipping": True, "billing": True}
    await client.post(f"/api/v1/addresses/{one['id']}/defaults", json=both)

    chosen = await client.post(f"/api/v1/addresses/{two['id']}/defaults", json={"shipping": True})
    dropped = await client.post(f"/api/v1/addresses/{one['id']}/defaults", json={"billing": False})

    card = (await client.get(company)).json()
    assert (chosen.json()["default_shipping"], chosen.json()["default_billing"]) == (True, False)
    assert (dropped.json()["default_shipping"], dropped.json()["default_billing"]) == (False, False)
    assert card["default_addresses"] == {"shipping": two["id"]}


async def test_an_address_is_edited_and_archived(client: Client, company: str) -> None:
    address = await added(client, f"{company}/addresses", {"label": "Old", "address": PLACE})
    path = f"/api/v1/addresses/{address['id']}"

    relabeled = await client.patch(path, json={"label": "New"}, headers={"If-Match": '"1"'})
    moved = await client.patch(path, json={"address": PLACE | {"line1": "9 Elm Road"}})
    archived = await client.post(f"{path}/archive")
    edited = await client.patch(path, json={"label": "Newer"})

    assert (relabeled.json()["label"], relabeled.json()["address"]) == ("New", address["address"])
    assert (moved.json()["label"], moved.json()["address"]["line1"]) == ("New", "9 Elm Road")
    assert archived.json()["active"] is False
    assert (edited.status_code, edited.json()["code"]) == (409, "customers.archived")


async def test_lists_come_page_by_page(client: Client, company: str) -> None:
    for number in (1, 2, 3):
        place = {"address": PLACE | {"line1": f"{number} Main Street"}}
        await added(client, f"{company}/addresses", place)

    first = (await client.get(f"{company}/addresses", params={"limit": 2})).json()
    rest = (
        await client.get(
            f"{company}/addresses", params={"limit": 2, "cursor": first["next_cursor"]}
        )
    ).json()

    lines = [entry["address"]["line1"] for entry in (*first["items"], *rest["items"])]
    assert lines == ["3 Main Street", "2 Main Street", "1 Main Street"]
    assert rest["next_cursor"] is None


async def test_the_house_keeps_addresses_of_its_own(client: Client) -> None:
    depot = await added(client, "/api/v1/addresses", {"label": "Depot", "address": PLACE})

    listed = (await client.get("/api/v1/addresses")).json()
    chosen = await client.post(f"/api/v1/addresses/{depot['id']}/defaults", json={"billing": True})

    assert [entry["id"] for entry in listed["items"]] == [depot["id"]]
    assert (chosen.status_code, chosen.json()["code"]) == (409, "customers.no_company_no_default")
