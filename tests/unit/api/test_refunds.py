import pytest

from smplat_app.testing import MemoryShape
from tests.unit.api.conftest import Client
from tests.unit.api.selling import JSON, Store

ORDERS = "/api/v1/orders"


@pytest.fixture
async def store(shape: MemoryShape, client: Client) -> Store:
    return await Store.open(shape, client)


@pytest.fixture
async def paid(store: Store) -> JSON:
    """An order of 30.00 that was paid."""
    order, session = await store.sent()
    page = session["processor_session_id"]
    await store.shape.use_cases.record_payment_fact()(store.shape.payments.pay(page))
    return order


async def refunded(store: Store, order: JSON, **body: object) -> JSON:
    answer = await store.client.post(f"{ORDERS}/{order['id']}/refunds", json=body)
    assert answer.status_code == 201, answer.text
    made: JSON = answer.json()
    return made


async def test_half_goes_back_and_then_the_rest(store: Store, paid: JSON) -> None:
    half = {"amount": "15.00", "currency": "USD"}
    first = await refunded(store, paid, reason="one was broken", amount=half)
    await store.work_off()
    between = await store.order(paid["id"])
    second = await refunded(store, paid, reason="so was the other")
    await store.work_off()

    assert (first["state"], first["amount"]) == ("requested", half)
    assert between["payment_status"] == "partially_refunded"
    assert second["amount"] == half
    assert (await store.order(paid["id"]))["payment_status"] == "refunded"
    listed = (await store.client.get(f"{ORDERS}/{paid['id']}/refunds")).json()
    assert [(one["id"], one["state"]) for one in listed["items"]] == [
        (second["id"], "succeeded"),
        (first["id"], "succeeded"),
    ]


async def test_payments_of_an_order_say_what_is_left(store: Store, paid: JSON) -> None:
    await refunded(store, paid, reason="broken", amount={"amount": "10.00", "currency": "USD"})
    await store.work_off()

    (payment,) = (await store.client.get(f"{ORDERS}/{paid['id']}/payments")).json()

    assert payment["received"] == {"amount": "30.00", "currency": "USD"}
    assert payment["refunded"] == {"amount": "10.00", "currency": "USD"}
    assert payment["kept"] == {"amount": "20.00", "currency": "USD"}
    assert payment["disputes"] == []


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        ({"reason": "x", "amount": {"amount": "30.01", "currency": "USD"}}, 409, "payments.refund_exceeds_paid", None),
        ({"reason": "x", "amount": {"amount": "1.00", "currency": "EUR"}}, 400, "payments.bad_refund_amount", "/amount/currency"),
        ({"reason": "x", "amount": {"amount": "0.00", "currency": "USD"}}, 400, "payments.bad_refund_amount", "/amount/amount"),
        ({"reason": "x", "amount": {"amount": "-5.00", "currency": "USD"}}, 400, "payments.bad_refund_amount", "/amount/amount"),
        ({"reason": "x", "amount": {"amount": "1.001", "currency": "USD"}}, 400, "payments.bad_refund_amount", "/amount/amount"),
        ({"reason": "x", "amount": {"amount": "1.00", "currency": "XXX"}}, 400, "payments.bad_refund_amount", "/amount/currency"),
        ({"reason": " "}, 400, "orders.bad_reason", "/reason"),
        ({"reason": "x", "payment_id": "01a1fb96-f9df-796c-8d66-16bf4d44c118"}, 404, "payments.payment_not_found", None),
        ({"reason": "x", "amount": 5}, 400, "http.invalid_input", "/amount"),
    ],
)  # fmt: skip
async def test_what_cannot_go_back_is_refused(
    store: Store, paid: JSON, body: JSON, status: int, code: str, pointer: str | None
) -> None:
    answer = await store.client.post(f"{ORDERS}/{paid['id']}/refunds", json=body)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    assert [error["pointer"] for error in problem["errors"]] == ([pointer] if pointer else [])


async def test_an_order_nobody_paid_has_nothing_to_refund(store: Store) -> None:
    order = await store.placed()

    answer = await store.client.post(f"{ORDERS}/{order['id']}/refunds", json={"reason": "x"})

    assert (answer.status_code, answer.json()["code"]) == (409, "payments.nothing_to_refund")


async def test_the_same_wish_under_one_key_is_one_refund(store: Store, paid: JSON) -> None:
    wish = {"reason": "broken", "amount": {"amount": "10.00", "currency": "USD"}}
    path, headers = f"{ORDERS}/{paid['id']}/refunds", {"Idempotency-Key": "refund-1"}

    first = await store.client.post(path, json=wish, headers=headers)
    again = await store.client.post(path, json=wish, headers=headers)

    assert again.json() == first.json()
    assert len((await store.client.get(path)).json()["items"]) == 1


async def test_only_the_house_gives_money_back(store: Store, paid: JSON) -> None:
    path = f"{ORDERS}/{paid['id']}/refunds"
    reader = await store.key("orders:read")
    foreign = await store.key("orders:read", "checkout:write", company=True)

    refused = await store.client.post(path, json={"reason": "x"}, headers=reader)
    unseen = await store.client.get(path, headers=foreign)

    assert (refused.status_code, refused.json()["code"]) == (403, "access.scope_missing")
    assert unseen.status_code == 404


async def test_a_refund_is_shown_to_whoever_may_see_the_order(store: Store, paid: JSON) -> None:
    made = await refunded(store, paid, reason="broken")
    path = f"{ORDERS}/{paid['id']}/refunds/{made['id']}"

    shown = await store.client.get(path)
    foreign = await store.client.get(path, headers=await store.key("orders:read", company=True))

    assert shown.json() == made
    assert (foreign.status_code, foreign.json()["code"]) == (404, "payments.refund_not_found")


async def test_payments_are_counted_without_personal_data(store: Store, paid: JSON) -> None:
    await refunded(store, paid, reason="broken")
    await store.work_off()

    answer = await store.client.get("/api/v1/payments/observability")

    seen = answer.json()
    day = seen["last_24_hours"]
    assert answer.status_code == 200
    assert (day["checkouts"]["opened"], day["checkouts"]["completed"]) == (1, 1)
    assert day["checkouts"]["success_rate"] == 1.0
    assert (day["refunds"]["requested"], day["refunds"]["succeeded"]) == (1, 1)
    assert (day["money"]["received"], day["money"]["refunded"]) == (1, 1)
    assert day["webhooks"]["received"] == 0
    assert seen["recent_failures"] == []
    assert "ana@" not in answer.text


@pytest.mark.usefixtures("paid")
async def test_a_company_counts_its_own_payments_alone(store: Store) -> None:
    headers = await store.key("checkout:write", company=True)

    seen = (await store.client.get("/api/v1/payments/observability", headers=headers)).json()

    assert seen["last_7_days"]["checkouts"]["opened"] == 0
    assert seen["last_7_days"]["money"]["received"] == 0
    assert seen["last_7_days"]["webhooks"] is None
