"""Writing, correcting and paying invoices by hand, over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from smplat_api.billing.export import safe
from smplat_app.testing import MemoryShape
from smplat_core.orders import OrderId
from tests.builders.billing import BOOKED, CONTACT, OURS, THEIRS, an_order
from tests.contract.parents import keep_companies
from tests.unit.api.conftest import Client

ORDER = an_order(5_000, 3_000, 2_000)
SECOND = an_order(4_000, number=2)
FOREIGN = an_order(700, number=3, company=THEIRS)
JSON = dict[str, Any]
DISCOUNT: JSON = {
    "kind": "discount",
    "label": "Loyal customer",
    "unit_price": {"amount": "-10.00", "currency": "EUR"},
    "reason": "Agreed with sales",
}
CHARGE: JSON = {
    "kind": "charge",
    "label": "On-site work",
    "unit_price": {"amount": "25.00", "currency": "EUR"},
    "quantity": 2,
}


@pytest.fixture(autouse=True)
async def _orders(shape: MemoryShape) -> None:
    async with shape.database.begin() as work:
        await keep_companies(work)
        for order in (ORDER, SECOND, FOREIGN):
            await work.orders.save(order)


async def post(client: Client, path: str, body: JSON | None = None, *, status: int = 201) -> JSON:
    answer = await client.post(f"/api/v1{path}", json=body if body is not None else {})
    assert answer.status_code == status, answer.text
    made: JSON = answer.json()
    return made


async def drafted(client: Client, order_id: OrderId = ORDER.id, **others: object) -> JSON:
    return await post(client, "/invoices", {"order_id": str(order_id), **others})


async def issued(client: Client, order_id: OrderId = ORDER.id, **others: object) -> JSON:
    draft = await drafted(client, order_id, **others)
    return await post(client, f"/invoices/{draft['id']}/issue", status=200)


def a_payment(shape: MemoryShape, **others: object) -> JSON:
    return {
        "company_id": str(OURS),
        "amount": {"amount": "100.00", "currency": "EUR"},
        "reference": "SEPA 4711",
        "received_at": shape.clock.now().isoformat(),
        "method": "bank_transfer",
        **others,
    }


async def recorded(client: Client, shape: MemoryShape, **others: object) -> JSON:
    return await post(client, "/payment-records", a_payment(shape, **others))


async def allocated(client: Client, payment: JSON, invoice: JSON, amount: str) -> JSON:
    return await post(
        client,
        f"/payment-records/{payment['id']}/allocations",
        {"invoice_id": invoice["id"], "amount": {"amount": amount, "currency": "EUR"}},
    )


async def test_an_order_is_billed_by_hand_with_a_discount(client: Client) -> None:
    draft = await drafted(client, lines=[DISCOUNT], terms_days=14)
    invoice = await post(client, f"/invoices/{draft['id']}/issue", status=200)

    assert (draft["state"], draft["number"], draft["balance"]["amount"]) == ("draft", None, "0.00")
    assert (invoice["state"], invoice["number"]) == ("issued", "INV-000001")
    assert (invoice["total"]["amount"], invoice["balance"]["amount"]) == ("90.00", "90.00")
    assert [line["kind"] for line in invoice["lines"]] == ["item", "item", "item", "discount"]


async def test_an_order_has_one_live_invoice(client: Client) -> None:
    await drafted(client)

    refused = await post(client, "/invoices", {"order_id": str(ORDER.id)}, status=409)

    assert refused["code"] == "billing.order_already_invoiced"


async def test_a_company_is_billed_without_an_order(client: Client) -> None:
    draft = await post(
        client,
        "/invoices",
        {
            "company_id": str(OURS),
            "billing_contact_id": str(CONTACT),
            "billing_address_id": str(BOOKED),
            "currency": "EUR",
            "lines": [CHARGE],
        },
    )
    invoice = await post(client, f"/invoices/{draft['id']}/issue", status=200)

    assert (invoice["order_id"], invoice["total"]["amount"]) == (None, "50.00")


async def test_a_draft_is_edited_by_whoever_saw_its_latest_version(client: Client) -> None:
    draft = await drafted(client)
    path = f"/api/v1/invoices/{draft['id']}"
    address = {"recipient": "Accounts", "line1": "2 Side Street", "country": "ca"}

    edited = await client.patch(
        path, json={"lines": [CHARGE], "bill_to": address}, headers={"If-Match": '"1"'}
    )
    late = await client.patch(path, json={"terms_days": 7}, headers={"If-Match": '"1"'})

    assert edited.json()["total"]["amount"] == "150.00"
    assert edited.json()["bill_to"]["country"] == "CA"
    assert (late.status_code, late.json()["code"]) == (409, "billing.invoice_changed")
    assert late.json()["current_version"] == 2


async def test_a_manual_payment_pays_the_order_of_its_invoice_once(
    client: Client, shape: MemoryShape
) -> None:
    invoice, payment = await issued(client), await recorded(client, shape)

    sides = await allocated(client, payment, invoice, "100.00")
    order = (await client.get(f"/api/v1/orders/{ORDER.id}")).json()
    timeline = (await client.get(f"/api/v1/orders/{ORDER.id}/timeline")).json()["items"]

    assert sides["invoice"]["state"] == "paid"
    assert sides["payment"]["unallocated"]["amount"] == "0.00"
    assert (order["payment_status"], order["status"]) == ("paid", "processing")
    assert [event["name"] for event in timeline].count("order.paid") == 1


async def test_one_payment_pays_two_invoices_and_two_payments_one(
    client: Client, shape: MemoryShape
) -> None:
    first, second = await issued(client), await issued(client, SECOND.id)
    payment = await recorded(client, shape)
    rest = await recorded(
        client, shape, reference="SEPA 4712", amount={"amount": "40.00", "currency": "EUR"}
    )

    await allocated(client, payment, first, "70.00")
    await allocated(client, payment, second, "30.00")
    await allocated(client, rest, first, "30.00")
    sides = await allocated(client, rest, second, "10.00")

    assert sides["invoice"]["state"] == "paid"
    assert sides["payment"]["unallocated"]["amount"] == "0.00"
    read = (await client.get(f"/api/v1/payment-records/{payment['id']}")).json()
    assert [each["live"]["amount"] for each in read["allocations"]] == ["70.00", "30.00"]


async def test_without_an_amount_as_much_as_possible_is_allocated(
    client: Client, shape: MemoryShape
) -> None:
    invoice, payment = await issued(client, SECOND.id), await recorded(client, shape)

    sides = await post(
        client, f"/payment-records/{payment['id']}/allocations", {"invoice_id": invoice["id"]}
    )

    again = await post(
        client,
        f"/payment-records/{payment['id']}/allocations",
        {"invoice_id": invoice["id"]},
        status=409,
    )

    assert sides["payment"]["unallocated"]["amount"] == "60.00"
    assert again["code"] == "billing.over_allocated"


async def test_an_allocation_is_taken_back_and_the_invoice_voided(
    client: Client, shape: MemoryShape
) -> None:
    invoice, payment = await issued(client), await recorded(client, shape)
    sides = await allocated(client, payment, invoice, "60.00")
    void = f"/invoices/{invoice['id']}/void"
    allocation = sides["payment"]["allocations"][0]["id"]
    path = f"/api/v1/payment-records/{payment['id']}/allocations/{allocation}"

    early = await post(client, void, {"reason": "wrong address"}, status=409)
    freed = await client.delete(path)
    again = await client.delete(path)
    voided = await post(client, void, {"reason": "wrong address"}, status=200)
    twice = await post(client, void, {"reason": "wrong address"}, status=409)

    assert early["code"] == "billing.invoice_still_allocated"
    assert freed.json()["invoice"]["state"] == "issued"
    assert (again.status_code, again.json()["code"]) == (404, "billing.allocation_not_found")
    assert (voided["state"], voided["balance"]["amount"]) == ("void", "0.00")
    assert twice["code"] == "billing.already_void"


async def test_a_wrong_invoice_is_reissued_and_both_name_each_other(client: Client) -> None:
    invoice = await issued(client)
    path = f"/invoices/{invoice['id']}/reissue"

    both = await post(client, path, {"reason": "wrong address"})
    twice = await post(client, path, {"reason": "wrong address"}, status=409)
    new = await post(client, f"/invoices/{both['draft']['id']}/issue", status=200)
    old = (await client.get(f"/api/v1/invoices/{invoice['id']}")).json()

    assert (both["draft"]["replaces"], old["replaced_by"]) == (invoice["id"], new["id"])
    assert (old["state"], old["number"], new["number"]) == ("void", "INV-000001", "INV-000002")
    assert new["lines"] == old["lines"]
    assert twice["code"] == "billing.already_replaced"


async def test_a_paid_invoice_is_credited_and_never_voided(
    client: Client, shape: MemoryShape
) -> None:
    invoice, payment = await issued(client), await recorded(client, shape)
    await allocated(client, payment, invoice, "100.00")
    path = f"/invoices/{invoice['id']}"
    note = {"amount": {"amount": "30.00", "currency": "EUR"}, "reason": "Broken on arrival"}

    refused = await post(client, f"{path}/void", {"reason": "wrong"}, status=409)
    credited = await post(client, f"{path}/credit-notes", note)
    note["amount"] = {"amount": "70.01", "currency": "EUR"}
    too_much = await post(client, f"{path}/credit-notes", note, status=409)
    free = (await client.get(f"/api/v1/payment-records/{payment['id']}")).json()["free"]

    assert refused["code"] == "billing.paid_not_voidable"
    assert credited["credit_notes"][0]["number"] == "CN-000001"
    assert (credited["state"], credited["credited"]["amount"]) == ("paid", "30.00")
    assert (too_much["code"], free["amount"]) == ("billing.over_credited", "30.00")


async def test_a_company_and_its_orders_are_summed_up(client: Client, shape: MemoryShape) -> None:
    invoice, payment = await issued(client), await recorded(client, shape)
    await allocated(client, payment, invoice, "60.00")
    shape.clock.advance(timedelta(days=40))

    (summary,) = (await client.get(f"/api/v1/billing/summary?company_id={OURS}")).json()
    balance = (await client.get(f"/api/v1/orders/{ORDER.id}/balance")).json()
    late = (await client.get("/api/v1/invoices?overdue=true")).json()["items"]

    assert (summary["overdue"]["amount"], summary["aging"]["1-30"]["amount"]) == ("40.00", "40.00")
    assert summary["unallocated"]["amount"] == "40.00"
    assert (balance["paid"]["amount"], balance["balance"]["amount"]) == ("60.00", "40.00")
    assert [(each["number"], each["days_overdue"]) for each in late] == [("INV-000001", 10)]


async def test_the_list_is_a_file_as_well(client: Client) -> None:
    await issued(client)
    await drafted(client, SECOND.id)

    answer = await client.get("/api/v1/invoices/export.csv")

    head, newest, oldest = answer.text.splitlines()
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert head.startswith("number,state,order,")
    assert newest.startswith(",draft,ORD-000002,")
    assert oldest.startswith("INV-000001,issued,ORD-000001,")
    assert ",EUR,100.00,0.00,0.00,100.00," in oldest


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2", "@x", "\tx", "  =x"])
def test_what_a_spreadsheet_would_compute_is_shown_instead(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe(f"a{text}") == f"a{text}"


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"amount": {"amount": "0.00", "currency": "EUR"}}, 400, "billing.bad_payment"),
        ({"amount": {"amount": "-1.00", "currency": "EUR"}}, 400, "billing.bad_payment"),
        ({"amount": {"amount": "9" * 20, "currency": "EUR"}}, 400, "money.bad_amount"),
        ({"received_at": "2999-01-01T00:00:00Z"}, 400, "billing.bad_payment"),
        ({"received_at": "0001-01-01T00:00:00Z"}, 400, "billing.bad_payment"),
        ({"reference": "  "}, 400, "billing.bad_payment"),
        ({"method": "processor"}, 400, "billing.bad_payment"),
        ({"company_id": str(UUID(int=404))}, 404, "customers.company_not_found"),
        ({"order_id": str(UUID(int=404))}, 404, "orders.not_found"),
        ({"order_id": str(FOREIGN.id)}, 400, "billing.bad_payment"),
    ],
)
async def test_a_payment_that_cannot_be_is_refused(
    client: Client, shape: MemoryShape, wrong: JSON, status: int, code: str
) -> None:
    answer = await client.post("/api/v1/payment-records", json=a_payment(shape, **wrong))

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_the_same_bank_transfer_is_not_recorded_twice(
    client: Client, shape: MemoryShape
) -> None:
    await recorded(client, shape)

    refused = await post(client, "/payment-records", a_payment(shape), status=409)

    assert refused["code"] == "billing.payment_already_recorded"


@pytest.mark.parametrize(
    ("amount", "status", "code"),
    [
        ("0.00", 400, "billing.bad_allocation"),
        ("-5.00", 400, "billing.bad_allocation"),
        ("100.01", 409, "billing.over_allocated"),
        ("9999999999999.99", 409, "billing.over_allocated"),
    ],
)
async def test_an_allocation_that_cannot_be_is_refused(
    client: Client, shape: MemoryShape, amount: str, status: int, code: str
) -> None:
    invoice, payment = await issued(client), await recorded(client, shape)

    refused = await post(
        client,
        f"/payment-records/{payment['id']}/allocations",
        {"invoice_id": invoice["id"], "amount": {"amount": amount, "currency": "EUR"}},
        status=status,
    )

    assert refused["code"] == code


async def test_money_pays_no_draft_no_void_invoice_and_nobody_elses(
    client: Client, shape: MemoryShape
) -> None:
    payment, draft = await recorded(client, shape), await drafted(client)
    foreign = await issued(client, FOREIGN.id)
    path = f"/payment-records/{payment['id']}/allocations"
    five: JSON = {"amount": {"amount": "5.00", "currency": "EUR"}}
    dollars = {"amount": {"amount": "5.00", "currency": "USD"}, "invoice_id": draft["id"]}

    early = await post(client, path, five | {"invoice_id": draft["id"]}, status=409)
    others = await post(client, path, five | {"invoice_id": foreign["id"]}, status=400)
    nobody = await post(client, path, five | {"invoice_id": str(UUID(int=404))}, status=404)
    strange = await post(client, path, dollars, status=400)
    await post(client, f"/invoices/{draft['id']}/void", {"reason": "wrong"}, status=200)
    void = await post(client, path, five | {"invoice_id": draft["id"]}, status=409)

    assert (early["code"], void["code"]) == ("billing.invoice_not_issued", "billing.invoice_void")
    assert (others["code"], strange["code"]) == (
        "billing.allocation_company",
        "billing.allocation_currency",
    )
    assert nobody["code"] == "billing.invoice_not_found"


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        ({"quantity": 0}, "/lines/0/quantity"),
        ({"quantity": 10**18}, "/lines/0/quantity"),
        ({"unit_price": {"amount": "1.005", "currency": "EUR"}}, "/lines/0/unit_price/amount"),
        ({"kind": "discount"}, "/lines/0/reason"),
        ({"unit_price": {"amount": "1.00", "currency": "USD"}}, "/lines"),
    ],
)
async def test_a_line_that_cannot_be_is_named(client: Client, line: JSON, pointer: str) -> None:
    body = {"order_id": str(ORDER.id), "lines": [CHARGE | line]}

    refused = await post(client, "/invoices", body, status=400)

    assert refused["errors"][0]["pointer"] == pointer


async def test_what_is_issued_is_not_edited_nor_issued_again(client: Client) -> None:
    invoice = await issued(client)

    edited = await client.patch(f"/api/v1/invoices/{invoice['id']}", json={"terms_days": 3})
    again = await post(client, f"/invoices/{invoice['id']}/issue", status=409)

    assert (edited.status_code, edited.json()["code"]) == (409, "billing.invoice_immutable")
    assert again["code"] == "lifecycle.action_not_allowed"


async def test_a_companys_key_reads_its_own_and_writes_nothing(
    client: Client, shape: MemoryShape
) -> None:
    invoice, payment = await issued(client), await recorded(client, shape)
    key = await client.post(
        "/api/v1/api-keys",
        json={"name": "portal", "scopes": ["billing:read"], "company_id": str(THEIRS)},
    )
    theirs = {"Authorization": f"Bearer {key.json()['token']}"}
    hidden = (
        f"/invoices/{invoice['id']}",
        f"/payment-records/{payment['id']}",
        f"/orders/{ORDER.id}/balance",
        f"/billing/summary?company_id={OURS}",
    )

    answers = [await client.get(f"/api/v1{path}", headers=theirs) for path in hidden]
    written = await client.post(f"/api/v1/invoices/{invoice['id']}/issue", headers=theirs)
    listed = await client.get("/api/v1/invoices/export.csv", headers=theirs)

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert written.status_code == 403
    assert len(listed.text.splitlines()) == 1


async def test_an_invoice_tells_what_happened_to_it(client: Client, shape: MemoryShape) -> None:
    invoice, payment = await issued(client), await recorded(client, shape)
    await allocated(client, payment, invoice, "60.00")

    told = (await client.get(f"/api/v1/invoices/{invoice['id']}/timeline")).json()["items"]
    unknown = await client.get(f"/api/v1/invoices/{UUID(int=404)}/timeline")

    assert [event["name"] for event in told] == [
        "invoice.drafted",
        "invoice.issued",
        "invoice.partially_paid",
        "payment.allocated",
    ]
    assert unknown.status_code == 404
