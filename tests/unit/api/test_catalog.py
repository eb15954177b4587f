"""Products over HTTP: drafted, edited, published in versions, withdrawn, deleted."""

from uuid import uuid4

import pytest

from tests.unit.api.asking import key_of
from tests.unit.api.catalog import (
    PRODUCTS,
    RICH,
    Json,
    drafted,
    on_sale,
    plain,
    rich,
    services,
    wrong,
)
from tests.unit.api.conftest import Client

__all__ = ["services"]


@pytest.mark.usefixtures("services")
async def test_a_rich_draft_comes_back_as_it_was_sent(client: Client) -> None:
    made = await drafted(client, RICH, slug="followers")

    answer = await client.get(f"{PRODUCTS}/{made['id']}")

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"1"'
    assert answer.json()["draft"] == RICH
    assert (answer.json()["state"], answer.json()["latest_version"]) == ("draft", None)
    by_slug = await client.get(f"{PRODUCTS}/by-slug/followers")
    assert by_slug.json() == answer.json()


async def test_everything_wrong_with_a_product_is_told_by_pointer(client: Client) -> None:
    content = plain(
        price="base *",
        fields=[{"key": "a", "label": "A", "type": "text", "pattern": "(?=x)"}],
        service={"service": {"provider": "nobody", "service": "nothing"}},
    )

    answer = await client.post(PRODUCTS, json={"slug": "likes", "content": content})

    assert answer.status_code == 400
    assert answer.json()["code"] == "catalog.bad_content"
    assert wrong(answer) == [
        ("/content/fields/0/pattern", "catalog.bad_pattern"),
        ("/content/price", "calculator.incomplete"),
        ("/content/service/service", "catalog.unknown_service"),
    ]
    assert (await client.get(PRODUCTS)).json()["items"] == []


@pytest.mark.parametrize(
    ("content", "pointer", "code"),
    [
        (plain(reigon="EU"), "/content/reigon", "http.unknown_field"),
        ({"title": "x"}, "/content/category", "http.missing_input"),
        (plain(kind="service"), "/content/kind", "http.invalid_input"),
        (
            plain(plans=[{"key": "p", "label": "P", "change": {"percent": "ten"}}]),
            "/content/plans/0/change/percent",
            "catalog.bad_value",
        ),
        (
            plain(
                plans=[
                    {
                        "key": "p",
                        "label": "P",
                        "change": {"amounts": [{"amount": "1.005", "currency": "EUR"}]},
                    }
                ]
            ),
            "/content/plans/0/change/amounts/0",
            "money.bad_amount",
        ),
        (
            plain(
                plans=[
                    {
                        "key": "p",
                        "label": "P",
                        "change": {"amounts": [{"amount": "1", "currency": "EUX"}]},
                    }
                ]
            ),
            "/content/plans/0/change/amounts/0",
            "catalog.bad_value",
        ),
    ],
)
async def test_what_is_no_document_is_refused_by_pointer(
    client: Client, content: Json, pointer: str, code: str
) -> None:
    answer = await client.post(PRODUCTS, json={"slug": "likes", "content": content})

    assert answer.status_code == 400
    assert (pointer, code) in wrong(answer)


async def test_a_slug_is_taken_once(client: Client) -> None:
    await drafted(client)

    again = await client.post(PRODUCTS, json={"slug": "likes", "content": plain()})
    bad = await client.post(PRODUCTS, json={"slug": "Not One", "content": plain()})

    assert (again.status_code, again.json()["code"]) == (409, "catalog.slug_taken")
    assert (bad.status_code, wrong(bad)) == (400, [("/slug", "catalog.bad_slug")])


async def test_an_edit_of_what_somebody_else_changed_is_refused(client: Client) -> None:
    made = await drafted(client)
    path = f"{PRODUCTS}/{made['id']}/draft"
    await client.put(path, json=plain("First"))

    late = await client.put(path, json=plain("Second"), headers={"If-Match": '"1"'})

    assert (late.status_code, late.json()["code"]) == (409, "catalog.product_changed")
    assert late.json()["current_version"] == 2
    assert (await client.get(f"{PRODUCTS}/{made['id']}")).json()["draft"]["title"] == "First"


@pytest.mark.usefixtures("services")
async def test_a_patch_changes_parts_and_null_removes_them(client: Client) -> None:
    made = await drafted(client, RICH)
    path = f"{PRODUCTS}/{made['id']}/draft"

    answer = await client.patch(
        path,
        json={"blueprint": {"tagline": "New", "sla_hours": None}, "channels": ["web", "app"]},
        headers={"Content-Type": "application/merge-patch+json"},
    )

    draft = answer.json()["draft"]
    assert (draft["blueprint"]["tagline"], draft["blueprint"]["sla_hours"]) == ("New", None)
    assert draft["blueprint"]["trust"] == RICH["blueprint"]["trust"]
    assert draft["channels"] == ["web", "app"]


async def test_a_patch_that_leaves_no_product_is_refused_whole(client: Client) -> None:
    made = await drafted(client)
    path = f"{PRODUCTS}/{made['id']}"

    answer = await client.patch(
        f"{path}/draft", json={"title": None, "price": "1 +", "quantity": {"minimum": 1.5}}
    )

    assert answer.status_code == 400
    assert ("/title", "catalog.missing_key") in wrong(answer)
    assert (await client.get(path)).json()["version"] == 1


async def test_a_product_is_sold_in_versions_that_stand(client: Client) -> None:
    path = await on_sale(client)
    await client.patch(f"{path}/draft", json={"title": "Better likes"})
    ahead = (await client.get(path)).json()

    again = await client.post(f"{path}/publish")
    same = await client.post(f"{path}/publish")

    assert (ahead["latest_version"], ahead["has_unpublished_changes"]) == (1, True)
    assert again.json()["product"]["latest_version"] == 2
    assert same.json()["product"] == again.json()["product"]
    versions = (await client.get(f"{path}/versions")).json()["items"]
    assert [(each["number"], each["title"]) for each in versions] == [
        (2, "Better likes"),
        (1, "Likes"),
    ]
    assert versions[0]["published_by"].startswith("key:")
    first = (await client.get(f"{path}/versions/1")).json()
    assert (first["content"]["title"], first["slug"]) == ("Likes", "likes")
    missing = await client.get(f"{path}/versions/3")
    assert (missing.status_code, missing.json()["code"]) == (404, "catalog.version_not_found")


async def test_publishing_needs_the_pictures_and_products_it_names(client: Client) -> None:
    media = str(uuid4())
    content = plain(
        related=[{"slug": "followers", "shown_as": "bundle"}],
        media=[{"media_id": media, "position": 0}],
    )
    made = await drafted(client, content)
    path = f"{PRODUCTS}/{made['id']}"

    answer = await client.post(f"{path}/publish")
    checked = await client.post(f"{path}/check", json={})

    assert (answer.status_code, answer.json()["code"]) == (409, "catalog.cannot_publish")
    assert wrong(answer) == [
        ("/related/0/slug", "catalog.unknown_product"),
        ("/media/0/media_id", "catalog.unusable_media"),
    ]
    assert [each["pointer"] for each in checked.json()["errors"]] == [
        "/related/0/slug",
        "/media/0/media_id",
    ]
    assert (await client.get(path)).json()["state"] == "draft"


async def test_a_dry_run_tells_everything_and_keeps_nothing(client: Client) -> None:
    made = await drafted(client)
    path = f"{PRODUCTS}/{made['id']}"

    fine = await client.post(f"{path}/check", json={})
    bad = await client.post(f"{path}/check", json={"content": plain(price="bose")})
    no_number = await client.post(
        f"{path}/check",
        json={"content": plain(plans=[{"key": "p", "label": "P", "change": {"percent": "x"}}])},
    )

    assert (fine.json()["publishable"], fine.json()["errors"]) == (True, [])
    assert [each["pointer"] for each in fine.json()["warnings"]] == ["/sku"]
    assert [(e["pointer"], e["code"]) for e in bad.json()["errors"]] == [
        ("/price", "calculator.unknown_name")
    ]
    assert "base" in bad.json()["errors"][0]["accepted"]
    assert [e["pointer"] for e in no_number.json()["errors"]] == ["/plans/0/change/percent"]
    assert (await client.get(path)).json()["version"] == 1


async def test_what_is_withdrawn_comes_back_in_its_version(client: Client) -> None:
    path = await on_sale(client)

    withdrawn = await client.post(f"{path}/withdraw")
    refused = await client.post(f"{path}/publish")
    restored = await client.post(f"{path}/restore")

    assert withdrawn.json()["state"] == "withdrawn"
    assert (refused.status_code, refused.json()["code"]) == (409, "lifecycle.action_not_allowed")
    assert restored.json()["product"]["state"] == "published"
    assert restored.json()["product"]["latest_version"] == 1
    names = [e["name"] for e in (await client.get(f"{path}/timeline")).json()["items"]]
    assert names == [
        "catalog.product_created",
        "catalog.product_published",
        "catalog.product_withdrawn",
        "catalog.product_restored",
    ]


async def test_only_what_was_never_sold_can_be_deleted(client: Client) -> None:
    sold = await on_sale(client)
    made = await drafted(client, slug="drafts")

    refused = await client.delete(sold)
    gone = await client.delete(f"{PRODUCTS}/{made['id']}")

    assert (refused.status_code, refused.json()["code"]) == (409, "catalog.was_on_sale")
    assert gone.status_code == 204
    assert (await client.get(f"{PRODUCTS}/{made['id']}")).status_code == 404
    assert (await drafted(client, slug="drafts"))["version"] == 1


async def test_platforms_change_at_once_and_other_edits_stay_unpublished(client: Client) -> None:
    path = await on_sale(client)
    await client.patch(f"{path}/draft", json={"title": "Unfinished"})

    answer = await client.put(f"{path}/platforms", json={"platforms": ["instagram"]})
    same = await client.put(f"{path}/platforms", json={"platforms": ["instagram"]})
    bad = await client.put(f"{path}/platforms", json={"platforms": ["Insta Gram"]})

    assert answer.json()["latest_version"] == 2
    assert same.json() == answer.json()
    sold = (await client.get(f"{path}/versions/2")).json()["content"]
    assert (sold["platforms"], sold["title"]) == (["instagram"], "Likes")
    draft = (await client.get(path)).json()["draft"]
    assert (draft["platforms"], draft["title"]) == (["instagram"], "Unfinished")
    assert wrong(bad) == [("/platforms/0", "catalog.bad_slug")]


async def test_platforms_of_a_draft_make_no_version(client: Client) -> None:
    made = await drafted(client)

    answer = await client.put(
        f"{PRODUCTS}/{made['id']}/platforms", json={"platforms": ["instagram"]}
    )

    assert answer.json()["draft"]["platforms"] == ["instagram"]
    assert answer.json()["latest_version"] is None


async def test_products_are_listed_by_what_their_drafts_say(client: Client) -> None:
    await on_sale(client, slug="likes")
    await drafted(client, plain("Alpha", platforms=["tiktok"]), slug="alpha")

    async def slugs(query: str) -> list[str]:
        answer = await client.get(f"{PRODUCTS}{query}")
        assert answer.status_code == 200, answer.text
        return [item["slug"] for item in answer.json()["items"]]

    assert await slugs("") == ["alpha", "likes"]
    assert await slugs("?sort=title&limit=1") == ["alpha"]
    assert await slugs("?status=published") == ["likes"]
    assert await slugs("?platform=tiktok") == ["alpha"]
    assert (await client.get(f"{PRODUCTS}?state=draft")).status_code == 400


async def test_a_product_nobody_made_is_not_found(client: Client) -> None:
    path = f"{PRODUCTS}/{uuid4()}"

    answers = [
        await client.get(path),
        await client.get(f"{path}/versions"),
        await client.get(f"{path}/timeline"),
        await client.post(f"{path}/publish"),
        await client.post(f"{path}/check", json={}),
        await client.put(f"{path}/draft", json=plain()),
        await client.patch(f"{path}/draft", json={}),
        await client.delete(path),
        await client.get(f"{PRODUCTS}/by-slug/nothing"),
    ]

    assert {(a.status_code, a.json()["code"]) for a in answers} == {
        (404, "catalog.product_not_found")
    }


async def test_drafts_are_not_for_companies(client: Client, company: str) -> None:
    path = await on_sale(client)
    portal = await key_of(client, company)

    answers = [
        await client.get(PRODUCTS, headers=portal),
        await client.get(path, headers=portal),
        await client.get(f"{path}/versions/1", headers=portal),
    ]

    assert {a.json()["code"] for a in answers} == {"catalog.not_for_companies"}


async def test_a_repeated_creation_under_one_key_makes_one_product(client: Client) -> None:
    key = {"Idempotency-Key": "make-likes"}
    body = {"slug": "likes", "content": plain()}

    first = await client.post(PRODUCTS, json=body, headers=key)
    second = await client.post(PRODUCTS, json=body, headers=key)

    assert first.json() == second.json()
    assert len((await client.get(PRODUCTS)).json()["items"]) == 1


@pytest.mark.parametrize(
    "visible_when",
    [[{"subject": "field", "key": "gift", "any_of": ["true"]}]],
)
async def test_a_field_visible_only_through_itself_is_refused(
    client: Client, visible_when: list[Json]
) -> None:
    field = {"key": "gift", "label": "Gift", "type": "boolean", "visible_when": visible_when}

    answer = await client.post(PRODUCTS, json={"slug": "likes", "content": plain(fields=[field])})

    assert wrong(answer) == [("/content/fields/0/visible_when/0", "catalog.visibility_cycle")]


@pytest.mark.usefixtures("services")
async def test_a_preset_with_a_withdrawn_option_is_refused(client: Client) -> None:
    made = await drafted(client, RICH)
    (pace,) = RICH["option_groups"]
    without = {**pace, "options": pace["options"][1:], "default": []}
    fields = [{**field, "visible_when": []} for field in RICH["fields"]]

    answer = await client.put(
        f"{PRODUCTS}/{made['id']}/draft", json=rich(option_groups=[without], fields=fields)
    )

    assert wrong(answer) == [("/presets/0/selection/options/pace/0", "catalog.unknown_option")]
