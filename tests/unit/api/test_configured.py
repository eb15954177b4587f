"""Products over HTTP as buyers configure, quote and order them."""

from typing import Any, Final
from uuid import uuid4

import pytest

from smplat_app.testing import MemoryShape
from smplat_core.pricing import BookToImport, Missing, read_prices
from tests.unit.api.catalog import PRODUCTS, on_sale, plain, rich, services, wrong
from tests.unit.api.conftest import Client
from tests.unit.api.selling import Store

__all__ = ["services"]

ROWS: Final = """sku,label,kind,currency,unit_price
DIG-FOLLOWERS,Followers,digital,EUR,3.00
DIG-LIKES,Likes,digital,EUR,0.01
"""
CHOSEN: Final = {
    "options": {"pace": ["fast"]},
    "add_ons": ["refill"],
    "fields": {"amount": 200, "profile": "fern"},
}
ASKED: Final[dict[str, Any]] = {"currency": "EUR", "selection": CHOSEN}
CONFIGURE: Final = f"{PRODUCTS}/followers/configure"
QUOTE: Final = "/api/v1/pricing/quote"
ORDERS: Final = "/api/v1/orders"


@pytest.fixture
async def store(
    shape: MemoryShape,
    client: Client,
    services: None,  # noqa: ARG001 - what the product leans on
) -> Store:
    """Followers on sale at 3.00 EUR for a hundred."""
    store = await Store.open(shape, client)
    await shape.use_cases.import_prices()(
        BookToImport(code="digital"), read_prices(ROWS), missing=Missing.KEEP
    )
    await on_sale(client, rich(), slug="followers")
    return store


async def test_a_selection_is_answered_with_what_it_shows_and_costs(store: Store) -> None:
    answer = await store.client.post(CONFIGURE, json=ASKED)

    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["slug"], found["version"], found["is_valid"]) == ("followers", 1, True)
    assert found["errors"] == []
    assert found["price"]["unit_price"] == {"amount": "7.70", "currency": "EUR"}
    assert [step["kind"] for step in found["price"]["steps"]] == [
        "base",
        "formula",
        "option",
        "add_on",
        "rounding",
    ]
    assert found["price"]["steps"][2] == {
        "kind": "option",
        "key": "pace/fast",
        "label": "Fast",
        "given": "+20 %",
        "delta": "1.20",
        "total": "7.20",
        "sentence": "option pace/fast (Fast): +20 %, adds 1.20 EUR, makes 7.20 EUR",
    }
    (refill,) = found["price"]["add_ons"]
    assert refill["price_delta"] == {"amount": "0.50", "currency": "EUR"}
    assert found["previews"][0]["text"] == "28.57 per day"
    (pace,) = found["groups"]
    assert [option["is_chosen"] for option in pace["options"]] == [False, True]
    assert [field["field"]["key"] for field in found["fields"]] == ["amount", "profile"]


async def test_what_is_wrong_is_told_by_pointer_with_what_would_be_accepted(
    store: Store,
) -> None:
    selection = {"options": {"pace": ["warp"]}, "fields": {"amount": 1, "profile": "fern"}}

    answer = await store.client.post(CONFIGURE, json={**ASKED, "selection": selection})

    found = answer.json()
    assert answer.status_code == 200
    assert (found["is_valid"], found["price"], found["margin"]) == (False, None, None)
    errors = {error["pointer"]: error for error in found["errors"]}
    assert errors["/selection/fields/amount"]["accepted"] == (
        "a number from 10 to 100000, without decimals"
    )
    assert "/selection/options/pace/0" in errors


async def test_a_selection_that_has_no_price_says_why(store: Store) -> None:
    answer = await store.client.post(CONFIGURE, json={**ASKED, "currency": "JPY"})

    found = answer.json()
    assert answer.status_code == 200
    assert [(one["pointer"], one["code"]) for one in found["errors"]] == [
        ("", "pricing.no_price_in_currency")
    ]


async def test_a_product_nobody_sells_is_not_found(store: Store) -> None:
    for name in ("nothing", str(uuid4())):
        answer = await store.client.post(f"{PRODUCTS}/{name}/configure", json=ASKED)

        assert answer.status_code == 404
        assert answer.json()["code"] == "catalog.product_not_found"


@pytest.mark.parametrize(
    "body",
    [
        {"selection": CHOSEN},
        {**ASKED, "currency": "ZZZ"},
        {**ASKED, "region": "?"},
        {**ASKED, "selection": {"fields": {"amount": 0.5}}},
        {**ASKED, "session": "x" * 129},
        {**ASKED, "quantity": "two"},
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(store: Store, body: dict[str, Any]) -> None:
    answer = await store.client.post(CONFIGURE, json=body)

    assert answer.status_code == 400


async def test_what_a_sale_earns_is_for_the_house_alone(store: Store) -> None:
    company = await store.key("catalog:read", "pricing:read", company=True)
    reader = await store.key("catalog:read")

    ours = await store.client.post(CONFIGURE, json=ASKED)
    theirs = await store.client.post(CONFIGURE, json=ASKED, headers=company)
    nobodys = await store.client.post(CONFIGURE, json=ASKED, headers=reader)

    assert ours.json()["margin"]["posture"] == "pass"
    assert ours.json()["margin"]["margin"] == {"amount": "5.70", "currency": "EUR"}
    assert (theirs.status_code, theirs.json()["margin"]) == (200, None)
    assert (nobodys.status_code, nobodys.json()["margin"]) == (200, None)
    assert theirs.json()["price"] == ours.json()["price"]


async def test_products_and_bare_skus_are_quoted_together(store: Store) -> None:
    lines = [
        {"sku": "SENS-T100", "quantity": 2},
        {"product": "followers", "selection": CHOSEN, "quantity": 3, "platform": "instagram"},
    ]
    body = {"currency": "EUR", "channel": "web", "lines": lines, "explain": True}

    answer = await store.client.post(QUOTE, json=body)

    assert answer.status_code == 200, answer.text
    quote = answer.json()
    assert quote["total"] == {"amount": "43.10", "currency": "EUR"}
    bare, configured = quote["lines"]
    assert (bare["steps"], bare["add_ons"]) == (None, None)
    assert configured["line_total"] == {"amount": "23.10", "currency": "EUR"}
    assert configured["stripe_price_id"] is None
    assert len(configured["steps"]) == 5
    assert quote["details"][0] == {"configuration": None, "attributes": {}, "margin": None}
    assert quote["details"][1]["configuration"]["platform"] == "instagram"
    assert quote["details"][1]["margin"]["posture"] == "pass"


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        ({"quantity": 1}, "/lines/0"),
        ({"sku": "SENS-T100"}, "/lines/0/quantity"),
        ({"sku": "SENS-T100", "product": "followers", "quantity": 1}, "/lines/0/sku"),
        ({"sku": "SENS-T100", "quantity": 1, "selection": {}}, "/lines/0/product"),
    ],
)
async def test_a_line_says_one_thing_it_wants(
    store: Store, line: dict[str, Any], pointer: str
) -> None:
    quoted = await store.client.post(QUOTE, json={"currency": "EUR", "lines": [line]})
    ordered = await store.client.post(ORDERS, json=store.body(currency="EUR", lines=[line]))

    assert (quoted.status_code, ordered.status_code) == (400, 400)
    assert wrong(quoted) == [(pointer, "pricing.bad_line")]
    assert wrong(ordered) == [(pointer, "pricing.bad_line")]


async def test_a_configured_product_is_ordered_and_explains_its_price(store: Store) -> None:
    line = {"product": "followers", "version": 1, "selection": CHOSEN, "quantity": 2}

    placed = await store.client.post(
        ORDERS, json=store.body(currency="EUR", lines=[line], session="s-1")
    )

    assert placed.status_code == 201, placed.text
    (item,) = (await store.order(placed.json()["id"]))["lines"]
    assert item["label"].startswith("Followers: Fast, How many 200")
    assert item["line_total"] == {"amount": "15.40", "currency": "EUR"}
    chosen = item["configuration"]
    assert (chosen["slug"], chosen["version"]) == ("followers", 1)
    assert chosen["selection"]["options"] == {"pace": ["fast"]}
    assert chosen["sla_hours"] == 24
    kept = await store.client.get(f"/api/v1/pricing/resolutions/{item['id']}")
    assert kept.json()["steps"][-1]["total"] == "7.70"
    assert kept.json()["candidates"][0]["outcome"] == "won"


async def test_a_version_that_is_not_on_sale_any_more_is_refused(store: Store) -> None:
    line = {"product": "followers", "version": 7, "selection": CHOSEN}

    answer = await store.client.post(ORDERS, json=store.body(currency="EUR", lines=[line]))

    assert answer.status_code == 400
    assert wrong(answer) == [("/lines/0/version", "pricing.version_not_on_sale")]


async def test_a_bespoke_quote_explains_itself(store: Store) -> None:
    bespoke = {"unit_price": {"amount": "1.00", "currency": "EUR"}, "notes": "By the board"}
    lines = [{"sku": "SENS-T100", "quantity": 1, "bespoke": bespoke}]

    answer = await store.client.post(
        QUOTE, json={"currency": "EUR", "lines": lines, "explain": True}
    )

    assert answer.status_code == 200, answer.text
    (line,) = answer.json()["lines"]
    assert {one["outcome"] for one in line["candidates"]} <= {"outranked", "failed"}


async def test_a_loss_under_block_is_neither_quoted_nor_ordered_nor_published(
    store: Store,
) -> None:
    policy = {"enforcement": "block", "fail": {"percent": "95"}}
    told = await store.client.put(
        "/api/v1/guardrails/services/boostly/followers",
        json={
            "label": "Followers",
            "reason": "They charge more now",
            "cost": {"currency": "EUR", "per_unit": "0.05"},
            "policy": policy,
        },
    )
    assert told.status_code < 300, told.text
    line = {"product": "followers", "selection": CHOSEN}

    quoted = await store.client.post(QUOTE, json={"currency": "EUR", "lines": [line]})
    ordered = await store.client.post(ORDERS, json=store.body(currency="EUR", lines=[line]))
    shown = await store.client.post(CONFIGURE, json=ASKED)

    assert quoted.json()["code"] == "guardrails.margin_blocked"
    assert ordered.json()["code"] == "guardrails.margin_blocked"
    assert (quoted.status_code, ordered.status_code) == (409, 409)
    assert shown.status_code == 200
    assert shown.json()["margin"]["refused"]


async def test_nothing_is_said_of_a_margin_where_nobody_performs(store: Store) -> None:
    await on_sale(store.client, plain(), slug="likes")

    answer = await store.client.post(f"{PRODUCTS}/likes/configure", json={"currency": "EUR"})

    assert answer.json()["price"]["unit_price"]["amount"] == "0.01"
    assert answer.json()["margin"]["posture"] == "pass"
