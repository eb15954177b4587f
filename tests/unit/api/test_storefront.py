"""Products as buyers see them, and the flags that hide them."""

import pytest

from tests.unit.api.asking import key_of
from tests.unit.api.catalog import FLAGS, RICH, STOREFRONT, on_sale, plain, rich, services, wrong
from tests.unit.api.conftest import Client

__all__ = ["services"]


@pytest.mark.usefixtures("services")
async def test_a_buyer_sees_everything_there_is_to_choose_and_nothing_of_who_performs_it(
    client: Client,
) -> None:
    await on_sale(client, RICH, slug="followers")

    answer = await client.get(f"{STOREFRONT}/followers?channel=web")

    shown = answer.json()
    assert answer.status_code == 200
    assert (shown["slug"], shown["version"], shown["platforms"]) == ("followers", 1, ["instagram"])
    assert shown["trust"] == [{"label": "Orders", "value": "12k"}]
    assert shown["presets"][0]["selection"] == RICH["presets"][0]["selection"]
    assert [each["key"] for each in shown["fields"]] == ["amount", "profile", "days"]
    assert "boostly" not in answer.text
    assert "payload_template" not in answer.text
    assert "base * amount" not in answer.text


async def test_what_is_not_on_sale_here_is_not_found(client: Client) -> None:
    path = await on_sale(client, plain(channels=["web"]))

    there = await client.get(f"{STOREFRONT}/likes?channel=web")
    elsewhere = await client.get(f"{STOREFRONT}/likes?channel=app")
    nowhere = await client.get(f"{STOREFRONT}/likes")
    await client.post(f"{path}/withdraw")
    withdrawn = await client.get(f"{STOREFRONT}/likes?channel=web")

    assert there.status_code == 200
    refused = [elsewhere, nowhere, withdrawn, await client.get(f"{STOREFRONT}/nothing")]
    assert {(a.status_code, a.json()["code"]) for a in refused} == {
        (404, "catalog.product_not_found")
    }


async def test_a_dark_product_is_shown_where_its_flag_is_turned_on(client: Client) -> None:
    await on_sale(client, plain(feature_flag="beta"))

    dark = await client.get(f"{STOREFRONT}/likes?channel=web")
    made = await client.put(f"{FLAGS}/beta", json={"is_on": True, "channels": ["web"]})
    web = await client.get(f"{STOREFRONT}/likes?channel=web")
    app = await client.get(f"{STOREFRONT}/likes?channel=app")
    await client.put(f"{FLAGS}/beta", json={"is_on": True, "products": ["followers"]})
    others = await client.get(f"{STOREFRONT}/likes?channel=web")

    assert (made.status_code, made.headers["etag"]) == (200, '"1"')
    assert [a.status_code for a in (dark, web, app, others)] == [404, 200, 404, 404]


@pytest.mark.usefixtures("services")
async def test_dark_options_are_left_out(client: Client) -> None:
    (pace,) = RICH["option_groups"]
    steady, fast = pace["options"]
    groups = [{**pace, "options": [steady, {**fast, "feature_flag": "speed"}]}]
    await on_sale(client, rich(option_groups=groups, channels=[]), slug="followers")

    dark = (await client.get(f"{STOREFRONT}/followers")).json()
    await client.put(f"{FLAGS}/speed", json={"is_on": True})
    lit = (await client.get(f"{STOREFRONT}/followers")).json()

    assert [o["key"] for o in dark["option_groups"][0]["options"]] == ["steady"]
    assert [o["key"] for o in lit["option_groups"][0]["options"]] == ["steady", "fast"]


async def test_beside_it_stand_only_products_that_could_be_opened(client: Client) -> None:
    await on_sale(client, plain(channels=["app"]), slug="elsewhere")
    await on_sale(client, slug="open")
    related = [
        {"slug": "open", "shown_as": "bundle", "quantity": 2},
        {"slug": "elsewhere", "shown_as": "cross_sell"},
    ]
    await on_sale(client, plain(related=related))

    shown = (await client.get(f"{STOREFRONT}/likes?channel=web")).json()

    assert shown["related"] == [{"slug": "open", "shown_as": "bundle", "quantity": 2}]


async def test_flags_are_listed_read_and_changed_by_version(client: Client) -> None:
    await client.put(f"{FLAGS}/beta", json={"is_on": False})
    await client.put(f"{FLAGS}/alpha", json={"is_on": True})
    late = await client.put(f"{FLAGS}/beta", json={"is_on": True}, headers={"If-Match": '"3"'})
    same = await client.put(f"{FLAGS}/alpha", json={"is_on": True})

    listed = (await client.get(FLAGS)).json()["items"]
    one = await client.get(f"{FLAGS}/beta")
    missing = await client.get(f"{FLAGS}/gamma")

    assert [(f["slug"], f["is_on"]) for f in listed] == [("alpha", True), ("beta", False)]
    assert (late.status_code, late.json()["code"]) == (409, "catalog.flag_changed")
    assert same.headers["etag"] == '"1"'
    assert one.headers["etag"] == '"1"'
    assert (missing.status_code, missing.json()["code"]) == (404, "catalog.flag_not_found")


async def test_a_flag_that_cannot_be_is_refused_by_pointer(client: Client) -> None:
    answer = await client.put(f"{FLAGS}/beta", json={"is_on": True, "channels": ["A B"]})
    named = await client.put(f"{FLAGS}/Not A Flag", json={"is_on": True})

    assert wrong(answer) == [("/channels/0", "catalog.bad_slug")]
    assert wrong(named) == [("/slug", "catalog.bad_slug")]


async def test_a_company_sees_products_and_no_flags(client: Client, company: str) -> None:
    await on_sale(client)
    body = {
        "name": "shop",
        "scopes": ["catalog:read"],
        "company_id": company.rsplit("/", 1)[1],
    }
    issued = await client.post("/api/v1/api-keys", json=body)
    portal = {"Authorization": f"Bearer {issued.json()['token']}"}

    product = await client.get(f"{STOREFRONT}/likes", headers=portal)
    flags = await client.get(FLAGS, headers=portal)
    without = await client.get(f"{STOREFRONT}/likes", headers=await key_of(client, company))

    assert product.status_code == 200
    assert flags.json()["code"] == "catalog.not_for_companies"
    assert without.json()["code"] == "access.scope_missing"
