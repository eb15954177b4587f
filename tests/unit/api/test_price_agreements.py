"""Price agreements over HTTP."""

import tomllib
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from smplat_app.demo import AGREEMENTS, PRICE_BOOKS
from smplat_app.testing import MemoryShape
from smplat_core.access import COMPANY_SCOPES
from smplat_core.pricing import SyncState
from tests.unit.api.conftest import Client

FILE = "sku,label,currency,unit_price\nSEN-T100,Temperature sensor,EUR,12.50\n"
URL = "/api/v1/price-agreements"
AT_EIGHT = {"sku": "SEN-T100", "unit_price": {"amount": "8.00", "currency": "EUR"}}
TEN_OFF = {"book": "world", "percent": "10"}
TERMS = ("name", "currency", "valid_from", "valid_until")
YES = {"approved_by": "J. Doe", "note": "as negotiated"}


@pytest.fixture
async def buyer(client: Client, company: str) -> str:
    """The id of a company that will pay less than the book says."""
    await client.post(
        "/api/v1/price-books/import",
        params={"code": "world"},
        content=FILE,
        headers={"Content-Type": "text/csv"},
    )
    return company.rsplit("/", 1)[-1]


async def draft(client: Client, buyer: str, **terms: Any) -> dict[str, Any]:
    body = {"company_id": buyer, "name": "Acme 2027", "prices": [AT_EIGHT], **terms}
    answer = await client.post(URL, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def active(client: Client, buyer: str, **terms: Any) -> dict[str, Any]:
    made = await draft(client, buyer, **terms)
    answer = await client.post(f"{URL}/{made['id']}/activate", json=YES)
    assert answer.status_code == 200, answer.text
    now: dict[str, Any] = answer.json()
    return now


async def test_a_draft_is_shown_as_what_it_will_be(client: Client, buyer: str) -> None:
    made = await draft(client, buyer, discounts=[TEN_OFF])

    read = await client.get(f"{URL}/{made['id']}")

    assert read.json() == made
    assert read.headers["etag"] == '"1"'
    assert (made["state"], made["in_force"]) == ("draft", False)
    (price,) = made["prices"]
    assert (price["label"], price["kind"], price["sync"]) == (
        "Temperature sensor",
        "hardware",
        None,
    )
    (discount,) = made["discounts"]
    assert (discount["book"], discount["percent"], discount["sku"]) == ("world", "10", None)


@pytest.mark.parametrize(
    ("terms", "pointers"),
    [
        (
            {"valid_from": "2027-02-01T00:00:00Z", "valid_until": "2027-01-01T00:00:00Z"},
            ["/valid_until"],
        ),
        ({"currency": "USD"}, ["/prices/0/unit_price/currency"]),
        (
            {
                "prices": [
                    {**AT_EIGHT, "sku": "?"},
                    {**AT_EIGHT, "unit_price": {"amount": "8.001", "currency": "EUR"}},
                ]
            },
            ["/prices/0/sku", "/prices/1/unit_price/amount"],
        ),
        ({"prices": [{**AT_EIGHT, "sku": "NEW"}]}, ["/prices/0/kind"]),
        ({"discounts": [{**TEN_OFF, "percent": "100.5"}]}, ["/discounts/0/percent"]),
        ({"discounts": [{**TEN_OFF, "percent": "ten"}]}, ["/discounts/0/percent"]),
        ({"discounts": [{**TEN_OFF, "book": "moon"}]}, ["/discounts/0/book"]),
        ({"company_id": "01a1fb96-f9df-796c-8d66-16bf4d44c118"}, ["/company_id"]),
        ({"valid_from": "2027-02-01T00:00:00"}, ["/valid_from"]),
    ],
    ids=["period", "currency", "unread", "kind", "percent", "words", "book", "company", "zone"],
)
async def test_what_cannot_be_agreed_is_refused_with_pointers(
    client: Client, buyer: str, terms: dict[str, Any], pointers: list[str]
) -> None:
    body = {"company_id": buyer, "name": "Acme 2027", "prices": [AT_EIGHT], **terms}

    answer = await client.post(URL, json=body)

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers
    assert (await client.get(URL)).json()["items"] == []


async def test_terms_and_items_of_a_draft_change_for_who_read_it_last(
    client: Client, buyer: str
) -> None:
    made = await draft(client, buyer)
    path, fresh, stale = f"{URL}/{made['id']}", {"If-Match": '"1"'}, {"If-Match": '"1"'}

    named = await client.patch(path, json={"name": "Acme 2028"}, headers=fresh)
    late = await client.put(f"{path}/items", json={"discounts": [TEN_OFF]}, headers=stale)
    replaced = await client.put(f"{path}/items", json={"discounts": [TEN_OFF]})
    again = await client.put(f"{path}/items", json={"discounts": [TEN_OFF]})

    assert (named.status_code, named.json()["name"]) == (200, "Acme 2028")
    assert (late.status_code, late.json()["code"]) == (409, "pricing.agreement_changed")
    assert (replaced.json()["prices"], len(replaced.json()["discounts"])) == ([], 1)
    assert again.json() == replaced.json()
    assert again.headers["etag"] == '"3"'


async def test_what_is_approved_is_quoted_with_its_trace(client: Client, buyer: str) -> None:
    now = await active(client, buyer, prices=[], discounts=[TEN_OFF])

    body = {
        "currency": "EUR",
        "company_id": buyer,
        "explain": True,
        "lines": [{"sku": "SEN-T100", "quantity": 2}],
    }
    quote = (await client.post("/api/v1/pricing/quote", json=body)).json()

    assert (now["state"], now["in_force"], now["unsynced"]) == ("active", True, 0)
    assert now["approval"]["approved_by"] == "J. Doe"
    (line,) = quote["lines"]
    assert (line["price_type"], line["unit_price"]["amount"]) == ("PRICE_AGREEMENT", "11.25")
    assert line["price_agreement_id"] == now["id"]
    said = [candidate["explanation"] for candidate in line["candidates"]]
    assert any("10 % off book world's 12.50 EUR" in each for each in said)


async def test_an_approval_needs_a_name_and_a_note(client: Client, buyer: str) -> None:
    made = await draft(client, buyer)

    answer = await client.post(f"{URL}/{made['id']}/activate", json={**YES, "note": " "})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/note"]


async def test_overlapping_agreements_are_refused_at_activation(client: Client, buyer: str) -> None:
    await active(client, buyer)
    made = await draft(client, buyer, name="Once more")

    answer = await client.post(f"{URL}/{made['id']}/activate", json=YES)

    assert (answer.status_code, answer.json()["code"]) == (409, "pricing.overlapping_agreements")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/prices/0"]


async def test_an_amendment_takes_the_place_of_the_first(client: Client, buyer: str) -> None:
    first = await active(client, buyer)

    amended = (await client.post(f"{URL}/{first['id']}/amend")).json()
    await client.put(f"{URL}/{amended['id']}/items", json={"discounts": [TEN_OFF]})
    edited = await client.patch(f"{URL}/{first['id']}", json={"name": "Other"})
    second = await client.post(f"{URL}/{amended['id']}/activate", json=YES)

    old = (await client.get(f"{URL}/{first['id']}")).json()
    assert (amended["state"], amended["amends"]) == ("draft", first["id"])
    assert edited.status_code == 409
    assert second.json()["in_force"]
    assert (old["state"], old["end_reason"]) == ("terminated", "amended by Acme 2027")


async def test_an_agreement_ends_with_a_reason_and_a_story(client: Client, buyer: str) -> None:
    now = await active(client, buyer)

    ended = await client.post(f"{URL}/{now['id']}/terminate", json={"reason": "they moved on"})
    story = await client.get(f"{URL}/{now['id']}/timeline")

    assert (ended.json()["state"], ended.json()["end_reason"]) == ("terminated", "they moved on")
    told = {event["name"]: event["data"] for event in story.json()["items"]}
    assert list(told) == [
        "pricing.agreement_drafted",
        "pricing.agreement_activated",
        "pricing.agreement_terminated",
    ]
    assert told["pricing.agreement_activated"]["approved_by"] == "J. Doe"
    assert told["pricing.agreement_terminated"]["reason"] == "they moved on"


async def test_warnings_name_what_waits_for_stripe_and_what_ends_soon(
    client: Client, buyer: str, shape: MemoryShape
) -> None:
    until = (shape.clock.now() + timedelta(days=6)).isoformat()
    waiting = await active(client, buyer)
    ending = await active(client, buyer, prices=[], discounts=[TEN_OFF], valid_until=until)

    warnings = (await client.get(f"{URL}/warnings")).json()["items"]
    soon = (await client.get(URL, params={"expiring_days": 7})).json()["items"]
    synced = await client.post(f"{URL}/{waiting['id']}/sync")
    absurd = await client.get(URL, params={"expiring_days": -1})

    found = {each["agreement"]["id"]: each for each in warnings}
    assert set(found) == {waiting["id"], ending["id"]}
    assert found[ending["id"]]["agreement"]["expires_in_days"] == 7
    (price,) = found[waiting["id"]]["unsynced"]
    assert (price["sku"], price["sync"]["state"]) == ("SEN-T100", SyncState.PENDING.value)
    assert [each["id"] for each in soon] == [ending["id"]]
    assert synced.status_code == 202
    assert absurd.status_code == 400


async def test_lists_are_filtered_and_paged(client: Client, buyer: str) -> None:
    first = await active(client, buyer)
    second = await draft(client, buyer, name="Later")

    page = (await client.get(URL, params={"limit": 1})).json()
    rest = (await client.get(URL, params={"cursor": page["next_cursor"]})).json()
    drafts = (await client.get(URL, params={"state": "draft", "company_id": buyer})).json()

    assert [each["id"] for each in page["items"]] == [second["id"]]
    assert [each["id"] for each in rest["items"]] == [first["id"]]
    assert [each["id"] for each in drafts["items"]] == [second["id"]]
    assert (page["items"][0]["prices"], page["items"][0]["discounts"]) == (1, 0)


async def test_a_company_sees_its_own_agreements_and_changes_none(
    client: Client, buyer: str, shape: MemoryShape
) -> None:
    shape.legacy.add("LEG-2", name="OTHER INC")
    other = await client.post(
        "/api/v1/companies", json={"name": "Other", "legacy_company_id": "LEG-2"}
    )
    theirs = await active(client, other.json()["id"])
    mine = await active(client, buyer)
    _, token = await shape.use_cases.issue_api_key()(
        name="acme", scopes=COMPANY_SCOPES, company_id=UUID(buyer)
    )
    client.headers["Authorization"] = f"Bearer {token}"

    listed = (await client.get(URL)).json()["items"]
    warned = (await client.get(f"{URL}/warnings")).json()["items"]
    foreign = [
        await client.get(f"{URL}/{theirs['id']}"),
        await client.get(f"{URL}/{theirs['id']}/timeline"),
    ]
    own = await client.get(f"{URL}/{mine['id']}")
    changed = await client.post(f"{URL}/{mine['id']}/terminate", json={"reason": "cheaper"})

    assert [each["id"] for each in listed] == [mine["id"]]
    assert [each["agreement"]["id"] for each in warned] == [mine["id"]]
    assert {answer.status_code for answer in foreign} == {404}
    assert own.status_code == 200
    assert changed.status_code == 403


async def test_the_agreements_of_the_demo_fit_its_books(client: Client, buyer: str) -> None:
    for code, name, region, file in PRICE_BOOKS:
        params = {"code": code, "name": name, **({"region": region} if region else {})}
        await client.post(
            "/api/v1/price-books/import",
            params=params,
            content=file.read_bytes(),
            headers={"Content-Type": "text/csv"},
        )

    states = []
    for wanted in tomllib.loads(AGREEMENTS.read_text())["agreement"]:
        terms = {name: wanted[name] for name in TERMS if name in wanted}
        items = {"prices": wanted.get("price", []), "discounts": wanted.get("discount", [])}
        made = await draft(client, buyer, **terms, **items)
        if "approval" in wanted:
            path = f"{URL}/{made['id']}/activate"
            made = (await client.post(path, json=wanted["approval"])).json()
        states.append(made["state"])

    assert sorted(states) == ["active", "draft"]
