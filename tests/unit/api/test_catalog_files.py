"""A catalog goes out as a file, comes in again, and is found by buyers."""

import json
from typing import Any

import pytest

from smplat_app.demo import FOLDER
from smplat_app.testing import MemoryShape
from smplat_core.pricing import BookToImport, Missing, read_prices
from tests.unit.api.conftest import Client

IMPORT, EXPORT, PRODUCTS = (
    "/api/v1/catalog/import",
    "/api/v1/catalog/export",
    "/api/v1/products",
)
JSON = dict[str, Any]
DEMO: list[JSON] = json.loads((FOLDER / "catalog.json").read_text())["products"]
HARDWARE = [each for each in DEMO if each["content"]["kind"] == "hardware"]
CSV = {"Content-Type": "text/csv"}


@pytest.fixture(name="_prices")
async def prices(shape: MemoryShape) -> None:
    rows = read_prices((FOLDER / "price_book.csv").read_bytes())
    await shape.use_cases.import_prices()(BookToImport(code="sensors"), rows, missing=Missing.KEEP)


async def published(client: Client, *products: JSON) -> JSON:
    body = {"products": list(products) or HARDWARE}
    answer = await client.post(IMPORT, params={"publish": "true"}, json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def found(client: Client, **query: str) -> list[str]:
    """Slugs of all pages."""
    slugs = list[str]()
    cursor: str | None = None
    while True:
        more = {"cursor": cursor} if cursor else {}
        answer = await client.get(PRODUCTS, params={"limit": "5", **query, **more})
        assert answer.status_code == 200, answer.text
        slugs += [card["slug"] for card in answer.json()["items"]]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return slugs


@pytest.mark.parametrize("form", ["json", "csv"])
async def test_what_goes_out_comes_in_again_and_changes_nothing(client: Client, form: str) -> None:
    first = await client.post(IMPORT, json={"products": HARDWARE})
    file = await client.get(EXPORT, params={"format": form})
    again = await client.post(
        IMPORT, content=file.content, headers={"Content-Type": file.headers["content-type"]}
    )

    assert first.json() | {"warnings": []} == {
        "created": len(HARDWARE),
        "changed": 0,
        "unchanged": 0,
        "published": 0,
        "warnings": [],
    }
    assert f'filename="catalog.{form}"' in file.headers["content-disposition"]
    assert (again.json()["created"], again.json()["unchanged"]) == (0, len(HARDWARE))


async def test_one_broken_row_keeps_the_whole_file_out(client: Client) -> None:
    broken = json.loads(json.dumps(HARDWARE))
    broken[3]["content"]["option_groups"][0]["options"][0]["key"] = "No Key"
    broken[5]["content"]["presets"][0]["selection"]["add_ons"] = ["withdrawn"]

    answer = await client.post(IMPORT, json={"products": broken})

    assert (answer.status_code, answer.json()["code"]) == (400, "catalog.bad_file")
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert any(each.startswith("/products/3/content/option_groups/0") for each in pointers)
    assert any(each.startswith("/products/5/content/presets/0") for each in pointers)
    assert (await client.get("/api/v1/catalog/products")).json()["items"] == []


async def test_a_file_that_cannot_be_sold_keeps_nothing(client: Client) -> None:
    lonely = [HARDWARE[0]]

    answer = await client.post(IMPORT, params={"publish": "true"}, json={"products": lonely})

    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["pointer"].startswith("/products/0/content/related/0")
    assert (await client.get("/api/v1/catalog/products")).json()["items"] == []


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("text/csv", b"slug,title\n", "catalog.bad_file"),
        ("application/json", b"[", "catalog.bad_file"),
        ("text/plain", b"x", "catalog.bad_file_body"),
    ],
)
async def test_what_is_no_catalog_is_refused(
    client: Client, kind: str, body: bytes, code: str
) -> None:
    answer = await client.post(IMPORT, content=body, headers={"Content-Type": kind})

    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.usefixtures("_prices")
async def test_buyers_find_what_is_on_sale_with_its_price(client: Client) -> None:
    await published(client)

    answer = await client.get(PRODUCTS, params={"q": "co2", "currency": "USD"})

    (card,) = answer.json()["items"]
    assert (card["slug"], card["version"]) == ("co2-sensor", 1)
    assert card["price"]["price_type"] == "PRICEBOOK_GLOBAL"
    assert card["price"]["unit_price"]["currency"] == "USD"


async def test_a_slip_is_forgiven_and_a_search_without_a_result_is_noted(client: Client) -> None:
    await published(client)

    slipped = (await client.get(PRODUCTS, params={"q": "temperatrue"})).json()
    await client.get(PRODUCTS, params={"q": "zebra"})
    insights = (await client.get("/api/v1/observability/catalog-search")).json()

    assert slipped["corrections"] == [{"typed": "temperatrue", "meant": ["temperature"]}]
    assert len(slipped["items"]) >= 4
    assert [each["query"] for each in insights["zero_result"]] == ["temperatrue", "zebra"]


@pytest.mark.usefixtures("_prices")
async def test_lists_can_be_narrowed_and_sorted_page_by_page(client: Client) -> None:
    await published(client)

    water = await found(client, category="water")
    titles = await found(client)
    cheap = await found(client, sort="price", currency="EUR")
    dear = await found(client, sort="-price", currency="EUR")

    assert sorted(water) == ["flow-sensor-dn25", "leak-sensor", "level-sensor-l50"]
    assert len(titles) == len(set(titles)) == len(HARDWARE)
    assert set(cheap) == set(dear) == set(titles)
    assert (cheap[0], dear[0]) == ("battery-er14505", "lorawan-gateway-16")


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"q": "x" * 201}, "/q"),
        ({"sort": "size"}, "/sort"),
        ({"currency": "XXX"}, "/currency"),
        ({"limit": "0"}, "/limit"),
        ({"cursor": "x"}, "/cursor"),
        ({"kind": "plush"}, "/kind"),
    ],
)
async def test_a_search_that_makes_no_sense_is_refused(
    client: Client, query: dict[str, str], pointer: str
) -> None:
    answer = await client.get(PRODUCTS, params=query)

    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_days_without_bounds_are_refused(client: Client) -> None:
    answer = await client.get("/api/v1/observability/catalog-search", params={"days": "0"})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/days")
