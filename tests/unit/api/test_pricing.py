"""Prices over HTTP."""

from typing import Any
from uuid import UUID

import pytest
from attrs import evolve

from smplat_app.testing import MemoryShape
from smplat_core.access import COMPANY_SCOPES
from smplat_core.pricing import resolve
from smplat_core.testing.builders.agreements import an_active
from smplat_core.testing.builders.pricing import (
    ACME,
    NOON,
    OTHER,
    a_candidate,
    a_request,
)
from tests.unit.api.conftest import Client

FILE = """sku,label,currency,unit_price,min_quantity
SEN-T100,Temperature sensor,EUR,10.00,1
SEN-T100,Temperature sensor,EUR,9.00,10
HUB-4,Hub,EUR,49.90,1
HUB-4,Hub,JPY,8000,1
"""
CSV = {"Content-Type": "text/csv"}
NOTHING = UUID(int=0xFFF)


async def fill(client: Client, text: str = FILE, code: str = "world", **query: str) -> Any:
    answer = await client.post(
        "/api/v1/price-books/import", params={"code": code} | query, content=text, headers=CSV
    )
    return answer.json()


async def entries(client: Client, book_id: str, **query: str) -> list[Any]:
    answer = await client.get(f"/api/v1/price-books/{book_id}/entries", params=query)
    items: list[Any] = answer.json()["items"]
    return items


async def quote(client: Client, *lines: dict[str, Any], **more: Any) -> Any:
    body = {"currency": "EUR", "lines": list(lines)} | more
    return await client.post("/api/v1/pricing/quote", json=body)


async def test_many_lines_are_quoted_with_their_total(client: Client) -> None:
    await fill(client)

    answer = await quote(
        client, {"sku": "SEN-T100", "quantity": 25}, {"sku": "HUB-4", "quantity": 1}
    )

    body = answer.json()
    assert answer.status_code == 200
    assert [line["unit_price"]["amount"] for line in body["lines"]] == ["9.00", "49.90"]
    assert body["lines"][0]["price_type"] == "PRICEBOOK_GLOBAL"
    assert body["lines"][0]["candidates"] is None
    assert body["total"] == {"amount": "274.90", "currency": "EUR"}


async def test_a_quote_explains_itself_when_asked(client: Client) -> None:
    await fill(client)

    answer = await quote(client, {"sku": "SEN-T100", "quantity": 25}, explain=True)

    (line,) = answer.json()["lines"]
    assert [row["outcome"] for row in line["candidates"]] == ["smaller_tier", "won"]
    assert line["candidates"][1]["failed"] == []
    assert "won" in line["candidates"][1]["explanation"]


async def test_every_line_without_a_price_is_named_at_once(client: Client) -> None:
    await fill(client)

    answer = await quote(
        client,
        {"sku": "NOPE", "quantity": 1},
        {"sku": "HUB-4", "quantity": 1},
        {"sku": "HUB-4", "quantity": 0},
        {"sku": "HUB-4", "quantity": 10**12},
        {"sku": "HUB-4", "quantity": 1, "bespoke": {
            "unit_price": {"amount": "1.00", "currency": "EUR"}, "notes": " "}},
    )  # fmt: skip

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "pricing.cannot_price")
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [
        ("/lines/0/sku", "pricing.unknown_sku"),
        ("/lines/2/quantity", "pricing.bad_quantity"),
        ("/lines/3/quantity", "pricing.bad_quantity"),
        ("/lines/4/bespoke/notes", "pricing.bad_bespoke"),
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"currency": "EURO"}, "/currency"),
        ({"region": "?"}, "/region"),
        ({"lines": []}, "/lines"),
        ({"lines": [{"sku": "HUB-4", "quantity": 1}] * 1001}, "/lines"),
        ({"lines": [{"sku": "has space", "quantity": 1}]}, "/lines/0/sku"),
        ({"lines": [{"sku": "HUB-4", "quantity": "one"}]}, "/lines/0/quantity"),
        (
            {"lines": [{"sku": "HUB-4", "quantity": 1, "bespoke": {
                "unit_price": {"amount": "1,5", "currency": "EUR"}, "notes": "x"}}]},
            "/lines/0/bespoke/unit_price/amount",
        ),
    ],
)  # fmt: skip
async def test_a_quote_that_cannot_be_read_is_refused_with_a_pointer(
    client: Client, body: dict[str, Any], pointer: str
) -> None:
    good = {"currency": "EUR", "lines": [{"sku": "HUB-4", "quantity": 1}]}

    answer = await client.post("/api/v1/pricing/quote", json=good | body)

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_a_company_sees_its_own_agreements_and_nobody_elses(
    client: Client, shape: MemoryShape
) -> None:
    await fill(client)
    active = evolve(an_active(company_id=ACME), news=())
    shape.database.tables.pricing.agreements[active.id] = active
    _, token = await shape.use_cases.issue_api_key()(
        name="acme", scopes=COMPANY_SCOPES, company_id=ACME
    )
    client.headers["Authorization"] = f"Bearer {token}"

    mine = await quote(client, {"sku": "SEN-T100", "quantity": 1})
    theirs = await quote(client, {"sku": "SEN-T100", "quantity": 1}, company_id=str(OTHER))

    assert mine.json()["lines"][0]["price_type"] == "PRICE_AGREEMENT"
    assert theirs.status_code == 404


async def test_the_price_of_an_order_item_is_kept_with_its_candidates(
    client: Client, shape: MemoryShape
) -> None:
    rows = [a_candidate(1), a_candidate(2, "9.00", min_quantity=10)]
    bound = resolve(a_request(12, company_id=ACME), rows, NOON)
    async with shape.database.begin() as work:
        await work.resolutions.keep({NOTHING: bound})

    answer = await client.get(f"/api/v1/pricing/resolutions/{NOTHING}")
    unknown = await client.get(f"/api/v1/pricing/resolutions/{UUID(int=1)}")

    assert answer.json()["line_total"] == {"amount": "108.00", "currency": "EUR"}
    assert [row["outcome"] for row in answer.json()["candidates"]] == ["smaller_tier", "won"]
    assert (unknown.status_code, unknown.json()["code"]) == (404, "pricing.resolution_not_found")


# --- books and files -----------------------------------------------------------------------


async def test_a_book_is_opened_read_and_listed(client: Client) -> None:
    created = await client.post(
        "/api/v1/price-books", json={"code": "sensors-eu", "name": "Europe", "region": "eu"}
    )
    book = created.json()

    read = await client.get(f"/api/v1/price-books/{book['id']}")
    listed = await client.get("/api/v1/price-books")
    again = await client.post("/api/v1/price-books", json={"code": "sensors-eu", "name": "Europe"})

    assert (created.status_code, book["region"]) == (201, "EU")
    assert read.json() == book
    assert listed.json() == {"items": [book], "next_cursor": None}
    assert (again.status_code, again.json()["code"]) == (409, "pricing.book_exists")


async def test_a_file_fills_a_book_as_csv_and_as_json(client: Client) -> None:
    book = (await client.post("/api/v1/price-books", json={"code": "w", "name": "W"})).json()
    url = f"/api/v1/price-books/{book['id']}/import"

    first = await client.post(url, content="\ufeff" + FILE, headers=CSV)
    second = await client.post(url, json={"csv": FILE})

    assert (first.json()["created"], first.json()["to_sync"]) == (4, 4)
    assert (second.json()["created"], second.json()["unchanged"]) == (0, 4)


async def test_a_file_may_archive_what_it_does_not_mention(client: Client) -> None:
    await fill(client)
    shorter = FILE.replace("HUB-4,Hub,JPY,8000,1\n", "")

    kept = await fill(client, shorter)
    archived = await fill(client, shorter, missing="archive")

    assert (kept["missing"], kept["archived"]) == (1, 0)
    assert (archived["missing_skus"], archived["archived"]) == (["HUB-4"], 1)


async def test_a_bad_file_is_refused_whole_and_makes_no_book(client: Client) -> None:
    bad = FILE + 'SEN-H,Humidity,EUR,"1,50",1\nSEN-P,Pressure,EURO,1.50,1\n'

    refused = await fill(client, bad)
    books = await client.get("/api/v1/price-books")

    assert refused["code"] == "pricing.bad_price_file"
    assert [error["pointer"] for error in refused["errors"]] == [
        "/rows/6/unit_price",
        "/rows/7/currency",
    ]
    assert "line 6, column 5 (unit_price)" in refused["errors"][0]["detail"]
    assert books.json()["items"] == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [("{}", "application/json"), ('{"csv": 1}', "application/json"), ("a", "text/plain")],
)
async def test_what_is_no_file_is_refused(client: Client, content: str, kind: str) -> None:
    answer = await client.post(
        "/api/v1/price-books/import?code=w", content=content, headers={"Content-Type": kind}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "pricing.bad_file_body")


async def test_a_file_of_several_megabytes_is_taken_and_a_huge_one_is_not(client: Client) -> None:
    long = "x" * 240
    rows = "".join(f"SEN-{n},{long},EUR,{n}.00,1\n" for n in range(10_000))
    header = "sku,label,currency,unit_price,min_quantity\n"

    taken = await fill(client, header + rows)
    huge = await client.post(
        "/api/v1/price-books/import?code=w", content=b"x" * 10_000_001, headers=CSV
    )

    assert taken["created"] == 10_000
    assert huge.status_code == 413


async def test_entries_are_filtered(client: Client) -> None:
    book_id = (await fill(client))["book"]["id"]

    assert len(await entries(client, book_id)) == 4
    assert len(await entries(client, book_id, sku="HUB-4")) == 2
    assert len(await entries(client, book_id, currency="jpy")) == 1
    assert len(await entries(client, book_id, sync_state="pending")) == 4
    assert len(await entries(client, book_id, sync_state="synced")) == 0
    missing = await client.get(f"/api/v1/price-books/{NOTHING}/entries")
    assert missing.json()["code"] == "pricing.book_not_found"


# --- single prices -------------------------------------------------------------------------


async def test_a_price_is_edited_against_its_version(client: Client) -> None:
    book_id = (await fill(client))["book"]["id"]
    entry = (await entries(client, book_id, sku="HUB-4", currency="EUR"))[0]
    url = f"/api/v1/price-entries/{entry['id']}"
    change = {"unit_price": {"amount": "39.90", "currency": "EUR"}}

    read = await client.get(url)
    edited = await client.patch(url, json=change, headers={"If-Match": read.headers["etag"]})
    stale = await client.patch(url, json=change, headers={"If-Match": read.headers["etag"]})

    assert edited.json()["unit_price"]["amount"] == "39.90"
    assert edited.headers["etag"] == '"2"'
    assert (stale.status_code, stale.json()["code"]) == (409, "pricing.entry_changed")
    assert stale.json()["current_version"] == 2


async def test_moments_are_set_and_emptied(client: Client) -> None:
    book_id = (await fill(client))["book"]["id"]
    entry = (await entries(client, book_id, sku="HUB-4", currency="EUR"))[0]
    url = f"/api/v1/price-entries/{entry['id']}"

    ended = await client.patch(url, json={"valid_until": "2026-06-01T00:00:00Z"})
    untouched = await client.patch(url, json={"label": "Hub, 4 ports"})
    endless = await client.patch(url, json={"valid_until": None})

    assert ended.json()["valid_until"] == untouched.json()["valid_until"]
    assert ended.json()["valid_until"].startswith("2026-06-01T00:00:00")
    assert endless.json()["valid_until"] is None


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"unit_price": {"amount": "1.00", "currency": "USD"}}, "/unit_price/currency"),
        ({"unit_price": {"amount": "-1.00", "currency": "EUR"}}, "/unit_price"),
        ({"unit_price": {"amount": "1.005", "currency": "EUR"}}, "/unit_price/amount"),
        ({"label": "  "}, "/label"),
        ({"valid_from": "2026-06-01T00:00:00"}, "/valid_from"),
        ({"valid_from": "0001-01-01T00:00:00+14:00"}, "/valid_from"),
        (
            {"valid_from": "2026-06-01T00:00:00Z", "valid_until": "2026-05-01T00:00:00Z"},
            "/valid_until",
        ),
    ],
)
async def test_an_edit_that_makes_no_sense_is_refused_with_a_pointer(
    client: Client, change: dict[str, Any], pointer: str
) -> None:
    book_id = (await fill(client))["book"]["id"]
    entry = (await entries(client, book_id, sku="HUB-4", currency="EUR"))[0]

    answer = await client.patch(f"/api/v1/price-entries/{entry['id']}", json=change)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_two_prices_may_not_hold_at_once(client: Client) -> None:
    later = "2027-01-01T00:00:00Z"
    text = (
        "sku,label,currency,unit_price,valid_from,valid_until\n"
        f"A,Sensor,EUR,1.00,,{later}\nA,Sensor,EUR,2.00,{later},\n"
    )
    book_id = (await fill(client, text))["book"]["id"]
    first = next(e for e in await entries(client, book_id) if e["valid_from"] is None)

    answer = await client.patch(f"/api/v1/price-entries/{first['id']}", json={"valid_until": None})

    assert (answer.status_code, answer.json()["code"]) == (400, "pricing.overlapping_prices")


async def test_unsynced_prices_are_listed_with_the_backlog_and_synced_on_request(
    client: Client, shape: MemoryShape
) -> None:
    await fill(client)

    waiting = (await client.get("/api/v1/price-entries/unsynced", params={"limit": 3})).json()
    asked = await client.post(f"/api/v1/price-entries/{waiting['items'][0]['id']}/sync")
    unknown = await client.post(f"/api/v1/price-entries/{NOTHING}/sync")

    assert len(waiting["items"]) == 3
    assert waiting["next_cursor"]
    assert waiting["backlog"]["counts"]["pending"] == 4
    assert not waiting["backlog"]["late"]
    assert (asked.status_code, asked.json()["sync"]["state"]) == (202, "pending")
    assert unknown.json()["code"] == "pricing.entry_not_found"
    assert len(shape.database.tables.jobs.runs) == 2


async def test_writing_needs_the_scope(client: Client, shape: MemoryShape) -> None:
    _, token = await shape.use_cases.issue_api_key()(name="reader", scopes={"pricing:read"})
    client.headers["Authorization"] = f"Bearer {token}"

    answer = await client.post("/api/v1/price-books", json={"code": "w", "name": "W"})

    assert (answer.status_code, answer.json()["code"]) == (403, "access.scope_missing")
