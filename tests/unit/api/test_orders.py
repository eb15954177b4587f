from uuid import uuid4

import pytest

from smplat_app.testing import MemoryShape
from tests.unit.api.conftest import Client
from tests.unit.api.selling import Store

ORDERS = "/api/v1/orders"


@pytest.fixture
async def store(shape: MemoryShape, client: Client) -> Store:
    return await Store.open(shape, client)


async def test_an_order_is_placed_with_prices_totals_and_a_version(store: Store) -> None:
    answer = await store.client.post(ORDERS, json=store.body())

    order = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert order["reference"] == "ORD-000001"
    assert order["total"] == {"amount": "30.00", "currency": "USD"}
    assert (order["status"], order["payment_status"]) == ("pending", "unpaid")
    assert order["lines"][0]["price"]["price_type"] == "PRICEBOOK_GLOBAL"
    assert "shipping_address" not in order
    assert await store.order(order["id"]) == order


async def test_the_same_request_twice_is_one_order(store: Store) -> None:
    headers = {"Idempotency-Key": "order-1"}

    first = await store.client.post(ORDERS, json=store.body(), headers=headers)
    second = await store.client.post(ORDERS, json=store.body(), headers=headers)
    other = await store.client.post(ORDERS, json=store.body(region="EU"), headers=headers)

    assert first.json() == second.json()
    assert other.json()["code"] == "idempotency.key_reused"
    assert len((await store.client.get(ORDERS)).json()["items"]) == 1


async def test_every_bad_line_is_named_with_a_pointer(store: Store) -> None:
    lines = [
        {"sku": "SENS-T100", "quantity": 1},
        {"sku": "NO-SUCH", "quantity": 1},
        {"sku": "GATE-G1", "quantity": 0},
    ]

    answer = await store.client.post(ORDERS, json=store.body(lines=lines))

    assert (answer.status_code, answer.json()["code"]) == (400, "pricing.cannot_price")
    found = {(e["pointer"].split("/")[2], e["code"]) for e in answer.json()["errors"]}
    assert found == {("1", "pricing.unknown_sku"), ("2", "pricing.bad_quantity")}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lines": []}, "orders.bad_order"),
        ({"company_id": None}, "orders.bad_order"),
        ({"company_id": str(uuid4())}, "orders.bad_order"),
        ({"currency": "XXX"}, "money.unknown_currency"),
        ({"currency": "JPY"}, "pricing.cannot_price"),
        ({"lines": [{"sku": "a b", "quantity": 1}]}, "orders.bad_order"),
        ({"lines": [{"sku": "SENS-T100"}]}, "http.invalid_request"),
        ({"lines": [{"sku": "SENS-T100", "quantity": 1.5}]}, "http.invalid_request"),
    ],
)
async def test_bad_input_is_refused_with_a_code(
    store: Store, changes: dict[str, object], code: str
) -> None:
    answer = await store.client.post(ORDERS, json=store.body(**changes))

    assert answer.status_code == 400, answer.text
    if not code.startswith("http."):
        assert answer.json()["code"] == code
    assert answer.json()["errors"]


async def test_only_who_may_sets_a_price_by_hand(store: Store) -> None:
    bespoke = {"unit_price": {"amount": "7.00", "currency": "USD"}, "notes": "agreed by phone"}
    body = store.body(lines=[{"sku": "SENS-T100", "quantity": 2, "bespoke": bespoke}])

    allowed = await store.client.post(ORDERS, json=body)
    refused = await store.client.post(ORDERS, json=body, headers=await store.key("orders:write"))

    assert allowed.json()["total"]["amount"] == "14.00"
    assert (refused.status_code, refused.json()["code"]) == (403, "access.scope_missing")


async def test_a_company_key_sees_and_orders_for_its_own_company_only(store: Store) -> None:
    order = await store.placed()
    stranger = await store.key("orders:read", "orders:write", "checkout:write", company=True)

    read = await store.client.get(f"{ORDERS}/{order['id']}", headers=stranger)
    listed = await store.client.get(ORDERS, headers=stranger)
    placed = await store.client.post(ORDERS, json=store.body(), headers=stranger)
    paid = await store.client.post(
        f"{ORDERS}/{order['id']}/send-checkout", json={}, headers=stranger
    )

    assert (read.status_code, paid.status_code) == (404, 404)
    assert listed.json()["items"] == []
    assert placed.status_code == 404
    for part in ("progress", "timeline", "state-events", "checkout-sessions"):
        answer = await store.client.get(f"{ORDERS}/{order['id']}/{part}", headers=stranger)
        assert answer.status_code == 404, part


async def test_a_status_is_moved_with_a_reason_and_the_version_seen(store: Store) -> None:
    order = await store.placed()
    path, body = f"{ORDERS}/{order['id']}/status", {"status": "processing", "reason": "on account"}

    moved = await store.client.patch(path, json=body, headers={"If-Match": '"1"'})
    stale = await store.client.patch(
        path, json={"status": "on_hold", "reason": "x"}, headers={"If-Match": '"1"'}
    )
    wrong = await store.client.patch(path, json={"status": "completed", "reason": "x"})

    assert (moved.status_code, moved.json()["status"], moved.headers["etag"]) == (
        200,
        "processing",
        '"2"',
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "orders.changed")
    assert stale.json()["current_version"] == 2
    assert (wrong.status_code, wrong.json()["code"]) == (409, "lifecycle.no_such_step")


async def test_an_order_is_canceled_once_however_often_it_is_asked(store: Store) -> None:
    order = await store.placed()
    path = f"{ORDERS}/{order['id']}/cancel"

    first = await store.client.post(path, json={"reason": "changed plans"})
    second = await store.client.post(path, json={"reason": "again"})
    silent = await store.client.post(path, json={"reason": " "})

    assert (first.status_code, first.json()["status"]) == (200, "canceled")
    assert (second.status_code, second.headers["etag"]) == (200, first.headers["etag"])
    assert silent.status_code == 400


async def test_timeline_and_audit_trail_name_who_acted(store: Store) -> None:
    order = await store.placed()
    await store.client.post(f"{ORDERS}/{order['id']}/cancel", json={"reason": "changed plans"})

    timeline = await store.client.get(f"{ORDERS}/{order['id']}/timeline")
    trail = await store.client.get(f"{ORDERS}/{order['id']}/state-events")

    assert [entry["name"] for entry in timeline.json()["items"]] == [
        "order.created",
        "order.canceled",
    ]
    assert all(entry["actor"].startswith("key:") for entry in timeline.json()["items"])
    assert [(e["before"], e["after"]) for e in trail.json()] == [
        (None, "pending"),
        ("pending", "canceled"),
    ]


async def test_progress_counts_units_line_by_line(store: Store) -> None:
    order = await store.placed()

    progress = (await store.client.get(f"{ORDERS}/{order['id']}/progress")).json()

    expected = {"ordered": 3, "prepared": 0, "shipped": 0, "delivered": 0, "percent": 0}
    assert progress["total"] == expected
    assert progress["items"][0]["quantities"] == expected


async def test_a_list_is_filtered_and_paged(store: Store) -> None:
    for _ in range(3):
        await store.placed()

    first = (await store.client.get(ORDERS, params={"limit": 2})).json()
    rest = (
        await store.client.get(ORDERS, params={"limit": 2, "cursor": first["next_cursor"]})
    ).json()
    none = (await store.client.get(ORDERS, params={"status": "canceled"})).json()
    naive = await store.client.get(ORDERS, params={"created_from": "2026-01-01T00:00:00"})

    references = [row["reference"] for row in (*first["items"], *rest["items"])]
    assert references == ["ORD-000003", "ORD-000002", "ORD-000001"]
    assert none["items"] == []
    assert (naive.status_code, naive.json()["code"]) == (400, "http.invalid_input")
