"""Invoices and payments over HTTP."""

from uuid import UUID

import pytest

from smplat_app.testing import MemoryShape
from tests.builders.billing import OURS, THEIRS, an_order
from tests.contract.billing.telling import came, told
from tests.unit.api.conftest import Client

ORDER = an_order(5_000, 3_000, 2_000)
FOREIGN = an_order(700, number=2, company=THEIRS)
UNPAID = an_order(100, number=3)


@pytest.fixture(autouse=True)
async def _paid(shape: MemoryShape) -> None:
    """One paid order of ours and one of theirs, and one of ours that is not paid."""
    async with shape.database.begin() as work:
        for order in (ORDER, FOREIGN, UNPAID):
            await work.orders.save(order)
    settle, follow = (
        shape.use_cases.settle_paid_order(),
        shape.use_cases.follow_processor_payment(),
    )
    await follow(came(order=ORDER))
    await settle(told(ORDER))
    await follow(came(order=FOREIGN, reference="pi_2"))
    await settle(told(FOREIGN, reference="pi_2"))


async def invoice_id(client: Client) -> str:
    listed = await client.get(f"/api/v1/orders/{ORDER.id}/invoices")
    (item,) = listed.json()["items"]
    return str(item["id"])


async def test_an_invoice_shows_what_is_owed_and_what_paid_it(client: Client) -> None:
    answer = await client.get(f"/api/v1/invoices/{await invoice_id(client)}")

    body = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert (body["number"], body["state"]) == ("INV-000001", "paid")
    assert body["total"] == {"amount": "100.00", "currency": "EUR"}
    assert body["balance"] == {"amount": "0.00", "currency": "EUR"}
    assert [line["line_total"]["amount"] for line in body["lines"]] == ["50.00", "30.00", "20.00"]
    assert body["allocations"][0]["amount"]["amount"] == "100.00"
    assert body["bill_to"]["city"] == "Toronto"


async def test_invoices_are_listed_newest_first_and_page_by_page(client: Client) -> None:
    first = (await client.get("/api/v1/invoices?limit=1")).json()
    second = (await client.get(f"/api/v1/invoices?limit=1&cursor={first['next_cursor']}")).json()

    assert first["items"][0]["number"] == "INV-000002"
    assert second["items"][0]["number"] == "INV-000001"
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (f"company_id={THEIRS}", ["INV-000002"]),
        (f"order_id={ORDER.id}", ["INV-000001"]),
        ("state=paid", ["INV-000002", "INV-000001"]),
        ("state=draft", []),
    ],
)
async def test_invoices_are_narrowed(client: Client, query: str, numbers: list[str]) -> None:
    answer = await client.get(f"/api/v1/invoices?{query}")

    assert [item["number"] for item in answer.json()["items"]] == numbers


async def test_an_order_that_is_not_paid_has_no_invoice(client: Client) -> None:
    answer = await client.get(f"/api/v1/orders/{UNPAID.id}/invoices")

    assert answer.json() == {"items": [], "next_cursor": None}


async def test_payments_show_what_of_them_is_left(client: Client) -> None:
    answer = await client.get(f"/api/v1/payments?order_id={ORDER.id}")

    (payment,) = answer.json()["items"]
    assert (payment["source"], payment["reference"]) == ("stripe", "pi_1")
    assert payment["amount"]["amount"] == payment["allocated"]["amount"] == "100.00"
    assert payment["unallocated"]["amount"] == "0.00"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"/invoices/{UUID(int=404)}", 404, "billing.invoice_not_found"),
        (f"/orders/{UUID(int=404)}/invoices", 404, "orders.not_found"),
        ("/invoices?state=unknown", 400, "http.invalid_input"),
        ("/invoices?limit=0", 400, "paging.bad_page"),
        ("/invoices?cursor=nonsense", 400, "paging.bad_page"),
        ("/payments?cursor=WyJ4Il0", 400, "paging.bad_page"),
    ],
)
async def test_a_bad_question_is_refused(client: Client, path: str, status: int, code: str) -> None:
    answer = await client.get(f"/api/v1{path}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_companys_key_sees_that_companys_billing_only(
    client: Client,
) -> None:
    issued = await client.post(
        "/api/v1/api-keys",
        json={"name": "portal", "scopes": ["billing:read"], "company_id": str(THEIRS)},
    )
    theirs = {"Authorization": f"Bearer {issued.json()['token']}"}
    ours = await invoice_id(client)

    one = await client.get(f"/api/v1/invoices/{ours}", headers=theirs)
    order = await client.get(f"/api/v1/orders/{ORDER.id}/invoices", headers=theirs)
    listed = await client.get(f"/api/v1/invoices?company_id={OURS}", headers=theirs)
    payments = await client.get("/api/v1/payments", headers=theirs)

    assert (one.status_code, order.status_code) == (404, 404)
    assert listed.json()["items"] == []
    assert [payment["reference"] for payment in payments.json()["items"]] == ["pi_2"]
