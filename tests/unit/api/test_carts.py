"""Carts over HTTP: filled, refreshed, merged after a login, ordered once."""

from datetime import timedelta
from typing import Any

import pytest

from smplat_app.testing import MemoryShape
from smplat_core.jobs import JobRequest, Queue
from smplat_core.orders.carts import EXPIRE_CARTS
from smplat_core.pricing import BookToImport, Missing, read_prices
from tests.builders.customers import a_company, a_contact, an_address
from tests.builders.legacy import a_mirror
from tests.contract.shop import PRICES
from tests.unit.api.conftest import Client
from tests.unit.api.selling import Store

CARTS = "/api/v1/carts"
SAVED = "/api/v1/saved-configurations"
THREE = {"sku": "SENS-T100", "quantity": 3}
JSON = dict[str, Any]


@pytest.fixture
async def store(shape: MemoryShape, client: Client) -> Store:
    return await Store.open(shape, client)


async def opened(store: Store, **body: object) -> JSON:
    wanted = {"currency": "USD", "company_id": str(a_company().id)} | body
    answer = await store.client.post(CARTS, json=wanted)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def filled(store: Store, **body: object) -> JSON:
    cart = (await opened(store, **body))["cart"]
    answer = await store.client.post(f"{CARTS}/{cart['id']}/lines", json=THREE)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def ordered(store: Store, cart: JSON, **headers: str) -> Any:
    body = {
        "billing_contact_id": str(a_contact().id),
        "billing_address_id": str(an_address().id),
    }
    return await store.client.post(f"{CARTS}/{cart['id']}/order", json=body, headers=headers)


async def reprice(store: Store) -> None:
    """Everything costs a tenth more from now on."""
    dearer = PRICES.replace("10.00", "11.00")
    await store.shape.use_cases.import_prices()(
        BookToImport(code="world"), read_prices(dearer), missing=Missing.KEEP
    )


async def test_a_line_has_its_price_and_the_ledger_that_adds_up_to_it(store: Store) -> None:
    cart = await filled(store)

    (line,) = cart["lines"]
    assert cart["total"] == {"amount": "30.00", "currency": "USD"}
    assert cart["is_ready"] is True
    assert line["price"]["ledger"][-1]["total"] == "10.00"
    assert "book world" in line["price"]["ledger"][0]["sentence"]
    read = await store.client.get(f"{CARTS}/{cart['id']}")
    assert read.json() == cart | {"changes": []}
    assert read.headers["etag"] == f'"{cart["version"]}"'


async def test_a_line_can_be_changed_and_taken_out(store: Store) -> None:
    cart = await filled(store)
    path = f"{CARTS}/{cart['id']}/lines/{cart['lines'][0]['id']}"

    more = await store.client.patch(path, json={"quantity": 5})
    wrong = await store.client.patch(path, json={"quantity": 0})
    stale = await store.client.patch(path, json={"quantity": 6}, headers={"If-Match": '"1"'})
    gone = await store.client.delete(path)
    again = await store.client.delete(path)

    assert more.json()["total"]["amount"] == "50.00"
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/quantity")
    assert (stale.status_code, stale.json()["code"]) == (409, "carts.changed")
    assert (gone.status_code, gone.json()["lines"]) == (200, [])
    assert (again.status_code, again.json()["code"]) == (404, "carts.line_not_found")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({}, "pricing.bad_line"),
        ({"sku": "SENS-T100", "quantity": 1, "product": "x"}, "pricing.bad_line"),
        ({"sku": "NO-SUCH", "quantity": 1}, "pricing.cannot_price"),
        ({"product": "no-such"}, "pricing.cannot_price"),
        (THREE | {"platform_context": {"": "x"}}, "carts.bad_cart"),
    ],
)
async def test_what_cannot_be_bought_is_not_put_in(store: Store, line: JSON, code: str) -> None:
    cart = (await opened(store))["cart"]

    answer = await store.client.post(f"{CARTS}/{cart['id']}/lines", json=line)

    assert (answer.status_code, answer.json()["code"]) == (400, code), answer.text
    assert (await store.client.get(f"{CARTS}/{cart['id']}")).json()["lines"] == []


async def test_a_refresh_says_what_changed_and_why_and_nothing_the_second_time(
    store: Store,
) -> None:
    cart = await filled(store)
    await reprice(store)

    first = (await store.client.post(f"{CARTS}/{cart['id']}/refresh")).json()
    second = (await store.client.post(f"{CARTS}/{cart['id']}/refresh")).json()

    (change,) = first["changes"]
    assert (change["code"], change["before"], change["after"]) == (
        "carts.price_changed",
        "10.00 USD",
        "11.00 USD",
    )
    assert "the base price is 11" in change["detail"]
    assert first["total"]["amount"] == "33.00"
    assert second["changes"] == []


async def test_a_cart_becomes_one_order_at_the_prices_it_shows(store: Store) -> None:
    cart = await filled(store)

    first, again = await ordered(store, cart), await ordered(store, cart)

    assert first.status_code == 201, first.text
    assert first.json()["total"] == cart["total"]
    assert again.json()["id"] == first.json()["id"]
    assert len((await store.client.get("/api/v1/orders")).json()["items"]) == 1
    shown = (await store.client.get(f"{CARTS}/{cart['id']}")).json()
    assert (shown["status"], shown["order_id"]) == ("ordered", first.json()["id"])
    late = await store.client.post(f"{CARTS}/{cart['id']}/lines", json=THREE)
    assert (late.status_code, late.json()["code"]) == (409, "carts.closed")


async def test_a_price_that_moved_is_read_before_it_is_ordered(store: Store) -> None:
    cart = await filled(store)
    await reprice(store)

    refused = await ordered(store, cart)
    await store.client.post(f"{CARTS}/{cart['id']}/refresh")
    taken = await ordered(store, cart)

    assert (refused.status_code, refused.json()["code"]) == (409, "carts.moved")
    assert refused.json()["errors"][0]["pointer"] == "/lines/0"
    assert taken.json()["total"]["amount"] == "33.00"


async def test_an_empty_cart_and_an_anonymous_one_are_not_ordered(store: Store) -> None:
    empty = (await opened(store))["cart"]
    nobody = await opened(store, company_id=None)

    answers = [
        await ordered(store, empty),
        await ordered(store, nobody["cart"], **{"Cart-Token": nobody["token"]}),
    ]

    assert [(a.status_code, a.json()["code"]) for a in answers] == [(409, "carts.not_ready")] * 2


async def test_an_anonymous_cart_is_seen_with_its_token_and_merged_after_the_login(
    store: Store,
) -> None:
    nobody, known = await opened(store, company_id=None), await filled(store)
    path, token = f"{CARTS}/{nobody['cart']['id']}", {"Cart-Token": nobody["token"]}
    await store.client.post(f"{path}/lines", json=THREE, headers=token)

    blind = await store.client.get(path)
    merging = {"cart_id": nobody["cart"]["id"]}
    merged = await store.client.post(f"{CARTS}/{known['id']}/merge", json=merging, headers=token)
    again = await store.client.post(f"{CARTS}/{known['id']}/merge", json=merging, headers=token)

    assert (blind.status_code, blind.json()["code"]) == (404, "carts.not_found")
    assert [line["price"]["quantity"] for line in merged.json()["lines"]] == [6]
    assert again.json()["lines"] == merged.json()["lines"]
    left = (await store.client.get(path, headers=token)).json()
    assert (left["status"], left["merged_into"]) == ("merged", known["id"])


async def test_the_key_of_a_company_sees_its_own_carts_alone(store: Store) -> None:
    cart = await filled(store)
    other = await store.key("carts:read", "carts:write", company=True)

    read = await store.client.get(f"{CARTS}/{cart['id']}", headers=other)
    listed = await store.client.get(CARTS, headers=other)
    strange = await store.client.post(
        CARTS, json={"currency": "USD", "company_id": str(a_company().id)}, headers=other
    )

    assert read.status_code == 404
    assert listed.json()["items"] == []
    assert strange.status_code in {403, 404}
    assert [card["id"] for card in (await store.client.get(CARTS)).json()["items"]] == [cart["id"]]


async def test_a_cart_nobody_comes_back_to_expires(store: Store) -> None:
    cart = await filled(store)
    store.shape.clock.advance(timedelta(days=31))

    async with store.shape.database.begin() as work:
        await work.jobs.enqueue(JobRequest(name=EXPIRE_CARTS, queue=Queue.MAINTENANCE))
    await store.work_off()

    assert (await store.client.get(f"{CARTS}/{cart['id']}")).json()["status"] == "expired"


async def test_a_configuration_is_saved_changed_listed_and_forgotten(store: Store) -> None:
    body = {
        "name": " The usual ",
        "product": "followers",
        "company_id": str(a_company().id),
        "contact_id": str(a_contact().id),
        "selection": {"preset": "hundred", "fields": {"amount": 100}},
    }

    made = (await store.client.post(SAVED, json=body)).json()
    path = f"{SAVED}/{made['id']}"
    edit = {"name": "Other", "selection": {"preset": "hundred"}, "quantity": 2}
    edited = await store.client.put(path, json=edit)
    same = await store.client.put(path, json=edit)
    stale = await store.client.put(path, json=edit, headers={"If-Match": '"1"'})
    listed = (await store.client.get(SAVED)).json()["items"]
    gone = await store.client.delete(path)

    assert (made["name"], made["selection"]["fields"]) == ("The usual", {"amount": "100"})
    assert (edited.json()["version"], same.json()["version"]) == (2, 2)
    assert edited.json()["selection"]["preset"] == "hundred"
    assert stale.status_code == 409
    assert [each["id"] for each in listed] == [made["id"]]
    assert gone.status_code == 204
    assert (await store.client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": "  "}, "/name"),
        ({"company_id": None}, "/company_id"),
        ({"contact_id": str(a_contact(2).id)}, "/contact_id"),
    ],
)
async def test_what_cannot_be_saved_says_where(store: Store, changes: JSON, pointer: str) -> None:
    async with store.shape.database.begin() as work:
        await work.company_mirrors.save(a_mirror(2))
        await work.companies.save(a_company(2))
        await work.contacts.save(a_contact(2, company_id=a_company(2).id))
    body = {"name": "x", "product": "followers", "company_id": str(a_company().id)}

    answer = await store.client.post(SAVED, json=body | changes)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
