"""What every route makes of names it does not know, and of texts and moments nothing can hold."""

import gc
import weakref

import pytest
from litestar.testing import AsyncTestClient

from smplat_api import ApiParts, create_app
from smplat_app.testing import memory_shape
from smplat_memory import MemoryRateLimiter
from tests.unit.api.conftest import Client

API = "/api/v1"
KEYS = f"{API}/api-keys"
QUOTE = f"{API}/pricing/quote"
LINE = {"sku": "SEN-T100", "quantity": 1}


def told(errors: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in errors]


async def test_a_misspelled_field_is_refused_and_the_known_ones_are_named(client: Client) -> None:
    answer = await client.post(QUOTE, json={"currency": "EUR", "lines": [LINE], "reigon": "EU"})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, answer.json()["code"]) == (400, "http.invalid_input")
    assert (error["pointer"], error["code"]) == ("/reigon", "http.unknown_field")
    assert "region" in error["accepted"]


async def test_every_name_that_is_wrong_is_told_at_once(client: Client) -> None:
    bespoke = {"unit_price": {"amount": "1.00", "currency": "EUR"}, "noets": "by the board"}
    lines = [LINE, LINE | {"bespoke": bespoke}, LINE | {"note/s": "x"}]

    answer = await client.post(QUOTE, json={"lines": lines})

    assert told(answer.json()["errors"]) == [
        ("/currency", "http.missing_input"),
        ("/lines/1/bespoke/notes", "http.missing_input"),
        ("/lines/1/bespoke/noets", "http.unknown_field"),
        ("/lines/2/note~1s", "http.unknown_field"),
    ]


async def test_a_misspelled_parameter_is_refused_and_the_known_ones_are_named(
    client: Client,
) -> None:
    answer = await client.get(f"{API}/orders?statsu=pending")

    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/statsu", "http.unknown_parameter")
    assert "status" in error["accepted"].split(", ")


async def test_a_parameter_given_twice_is_refused_because_nobody_knows_which_was_meant(
    client: Client,
) -> None:
    answer = await client.get(f"{API}/orders?limit=1&limit=2")

    assert answer.status_code == 400
    assert told(answer.json()["errors"]) == [("/limit", "http.repeated_parameter")]


async def test_browsers_may_add_parameters_where_buyers_come_back(client: Client) -> None:
    answer = await client.get(f"{API}/checkout/canceled?utm_source=mail")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("orders?reference=%00", "/reference"),
        ("job-runs?name=a%00", "/name"),
        ("legacy-sync/company/%00", "/reference"),
    ],
)
async def test_no_text_of_an_address_may_hold_nul(client: Client, path: str, pointer: str) -> None:
    answer = await client.get(f"{API}/{path}")

    assert answer.status_code == 400
    assert told(answer.json()["errors"]) == [(pointer, "http.bad_text")]


async def test_no_text_of_a_body_may_hold_nul(client: Client) -> None:
    lines = [LINE | {"sku": "\x00"}]

    answer = await client.post(QUOTE, json={"currency": "E\x00", "lines": lines})

    assert told(answer.json()["errors"]) == [
        ("/currency", "http.bad_text"),
        ("/lines/0/sku", "http.bad_text"),
    ]


async def test_names_and_values_of_free_documents_may_not_hold_nul_either(client: Client) -> None:
    payload = {"a\x00": 1, "b": [{"c": "\x00"}]}
    step = {"shipment_item_id": "0" * 32, "scenario": "x", "payload": payload}

    answer = await client.post(f"{API}/shipments/{'0' * 32}/automation-steps", json=step)

    assert told(answer.json()["errors"]) == [
        ("/payload", "http.bad_text"),
        ("/payload/b/0/c", "http.bad_text"),
    ]


@pytest.mark.parametrize(
    "moment",
    ["2026-01-01T00:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"],
)
async def test_a_moment_needs_an_offset_and_a_year_databases_can_count(
    client: Client, moment: str
) -> None:
    asked = await client.get(f"{API}/orders", params={"created_from": moment})
    sent = await client.post(KEYS, json={"name": "x", "scopes": [], "expires_at": moment})

    assert (asked.status_code, sent.status_code) == (400, 400)
    assert told(asked.json()["errors"]) == [("/created_from", "http.bad_moment")]
    assert told(sent.json()["errors"]) == [("/expires_at", "http.bad_moment")]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"lines": [LINE | {"quantity": "2"}]}, "/lines/0/quantity"),
        ({"explain": "true"}, "/explain"),
        ({"company_id": "null"}, "/company_id"),
        ({"company_id": "7"}, "/company_id"),
    ],
)
async def test_a_quoted_value_is_no_number_no_truth_and_no_nothing(
    client: Client, changes: dict[str, object], pointer: str
) -> None:
    answer = await client.post(QUOTE, json={"currency": "EUR", "lines": [LINE]} | changes)

    assert answer.status_code == 400
    assert told(answer.json()["errors"]) == [(pointer, "http.invalid_input")]


@pytest.mark.parametrize("expires_at", [1_800_000_000, "1700000000", "null", "tomorrow"])
async def test_a_moment_is_written_as_one(client: Client, expires_at: object) -> None:
    answer = await client.post(KEYS, json={"name": "x", "scopes": [], "expires_at": expires_at})

    assert told(answer.json()["errors"]) == [("/expires_at", "http.bad_moment")]


@pytest.mark.parametrize("query", ["limit=null", "limit=", "company_id=null", "company_id="])
async def test_nothing_is_not_asked_for_by_its_name(client: Client, query: str) -> None:
    answer = await client.get(f"{API}/orders?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "http.invalid_input")
    assert answer.json()["errors"][0]["accepted"]


async def test_a_value_outside_a_choice_is_refused_with_the_choices(client: Client) -> None:
    answer = await client.get(f"{API}/job-runs?queue=nowhere")

    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/queue"
    assert "orders" in error["accepted"].split(", ")


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "multipart/form-data"])
async def test_a_body_that_says_it_is_no_json_is_refused(client: Client, kind: str) -> None:
    answer = await client.post(KEYS, content=b"{}", headers={"Content-Type": kind})

    assert (answer.status_code, answer.json()["code"]) == (415, "http.unsupported_format")
    assert "application/json" in answer.json()["detail"]


async def test_a_missing_body_is_refused_in_plain_words(client: Client) -> None:
    answer = await client.post(KEYS)

    assert (answer.status_code, answer.json()["code"]) == (400, "http.missing_body")


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000])
async def test_json_nested_without_end_is_refused(client: Client, text: bytes) -> None:
    answer = await client.post(KEYS, content=text, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (400, "http.malformed_body")


async def test_a_key_that_may_not_is_told_so_before_its_body_is_read(client: Client) -> None:
    issued = await client.post(KEYS, json={"name": "reader", "scopes": ["orders:read"]})
    headers = {"Authorization": f"Bearer {issued.json()['token']}"}

    answer = await client.post(KEYS, json={"nmae": "x"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "access.scope_missing")


async def test_an_application_that_is_over_is_forgotten_with_all_it_held() -> None:
    shape = memory_shape()
    _, token = await shape.use_cases.issue_api_key()(name="shop", scopes=["pricing:write"])
    app = create_app(shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock)))
    async with AsyncTestClient(app, base_url="http://testserver.local") as client:
        headers = {"Authorization": f"Bearer {token}"}
        await client.post(f"{API}/price-books", json={}, headers=headers)
    remembered = weakref.ref(app)

    del app, client, shape
    gc.collect()

    assert remembered() is None
