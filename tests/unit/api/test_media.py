"""Pictures over HTTP: announced, uploaded to a signed address, acknowledged, read, thrown away."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import asdict

from smplat_app.testing import BASE_URL, MemoryShape
from smplat_core.testing.builders.media import (
    A_PAGE,
    AN_SVG,
    PICTURES,
    a_bomb,
    a_png,
    a_product_id,
    some_media,
)
from tests.unit.api.conftest import Client

MEDIA = "/api/v1/catalog/media"
PNG = a_png()
Json = dict[str, Any]


async def announced(client: Client, body: bytes = PNG, **changes: object) -> Json:
    answer = await client.post(MEDIA, json={**asdict(some_media(body)), **changes})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def sent(client: Client, upload: Json, body: bytes = PNG) -> Any:
    """Without a key: the address is signed."""
    url = upload["url"].removeprefix(BASE_URL)
    key = client.headers.pop("Authorization")
    try:
        return await client.request(upload["method"], url, content=body, headers=upload["headers"])
    finally:
        client.headers["Authorization"] = key


async def ready(client: Client, **changes: object) -> Json:
    made = await announced(client, PNG, **changes)
    assert (await sent(client, made["upload"])).status_code == 204
    answer = await client.post(f"{MEDIA}/{made['media']['id']}/acknowledge")
    assert answer.status_code == 200, answer.text
    media: Json = answer.json()
    return media


async def test_a_picture_goes_all_the_way(client: Client) -> None:
    media = await ready(client, label="Front", alt_text="A gray box")

    content = await client.get(f"{MEDIA}/{media['id']}/content")
    timeline = await client.get(f"{MEDIA}/{media['id']}/timeline")

    assert (media["state"], media["width"], media["height"]) == ("ready", 8, 6)
    assert (media["label"], media["alt_text"]) == ("Front", "A gray box")
    assert content.content == PNG
    assert content.headers["content-type"] == "image/png"
    assert content.headers["x-content-type-options"] == "nosniff"
    assert content.headers["etag"] == f'"{media["sha256"]}"'
    assert "immutable" in content.headers["cache-control"]
    assert "private" in content.headers["cache-control"]
    names = [event["name"] for event in timeline.json()["items"]]
    assert names == ["media.announced", "media.ready"]


async def test_who_has_the_picture_is_not_sent_it_again(client: Client) -> None:
    media = await ready(client)

    same = await client.get(
        f"{MEDIA}/{media['id']}/content", headers={"If-None-Match": f'"{media["sha256"]}"'}
    )

    assert (same.status_code, same.content) == (304, b"")


async def test_nothing_secret_is_told(client: Client) -> None:
    made = await announced(client)
    read = await client.get(f"{MEDIA}/{made['media']['id']}")

    assert "secret" not in read.text
    assert "signature" not in read.text


async def test_asking_again_resumes(client: Client) -> None:
    first, again = await announced(client), await announced(client)
    media = await ready(client)

    done = await announced(client)

    assert first["media"]["id"] == again["media"]["id"] == media["id"] == done["media"]["id"]
    assert done["upload"] is None


async def test_another_picture_under_the_same_client_id_is_refused(client: Client) -> None:
    await announced(client)

    refused = await client.post(MEDIA, json=asdict(some_media(a_png(9, 9))))

    assert (refused.status_code, refused.json()["code"]) == (409, "media.client_id_taken")


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        (
            {"content_type": "image/svg+xml", "file_name": "a.svg"},
            "media.svg_refused",
            "content_type",
        ),
        ({"content_type": "text/html"}, "media.type_not_taken", "content_type"),
        ({"file_name": "../../etc/passwd.png"}, "media.bad_file_name", "file_name"),
        ({"file_name": "front.html"}, "media.wrong_extension", "file_name"),
        ({"size": 20_971_521}, "media.too_large", "size"),
        ({"size": 0}, "media.empty", "size"),
        ({"size": "ten"}, "http.invalid_input", "size"),
        ({"size": 1.5}, "http.invalid_input", "size"),
        ({"sha256": "abc"}, "media.bad_checksum", "sha256"),
        ({"client_id": "a b"}, "media.bad_client_id", "client_id"),
        ({"alt_text": "x" * 501}, "media.bad_text", "alt_text"),
        ({"bucket": "mine"}, "http.unknown_field", "bucket"),
    ],
)
async def test_an_announcement_that_makes_no_sense_is_refused_where_it_is(
    client: Client, changes: Json, code: str, pointer: str
) -> None:
    refused = await client.post(MEDIA, json={**asdict(some_media()), **changes})

    errors = refused.json()["errors"]
    assert refused.status_code == 400
    assert (code, f"/{pointer}") in {(error["code"], error["pointer"]) for error in errors}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (a_bomb(), "media.too_many_pixels"),
        (AN_SVG, "media.svg_refused"),
        (A_PAGE, "media.not_an_image"),
        (PICTURES["image/jpeg"], "media.wrong_type"),  # type: ignore[index]  # a type is its name
        (PNG + A_PAGE, "media.trailing_bytes"),
        (PNG[:-9], "media.truncated"),
        (a_png(rows=0), "media.damaged"),
    ],
)
async def test_what_is_not_the_picture_it_says_is_rejected(
    client: Client, body: bytes, code: str
) -> None:
    made = await announced(client, body)
    path = f"{MEDIA}/{made['media']['id']}"
    await sent(client, made["upload"], body)

    refused = await client.post(f"{path}/acknowledge", headers={"Idempotency-Key": "once"})
    media = (await client.get(path)).json()
    content = await client.get(f"{path}/content")
    again = await client.post(f"{path}/acknowledge")

    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert (media["state"], media["rejection"]["code"]) == ("rejected", code)
    assert (content.status_code, content.json()["code"]) == (409, "media.not_ready")
    assert (again.status_code, again.json()["code"]) == (409, "lifecycle.action_not_allowed")
    metrics = await client.get("/api/v1/observability/prometheus")
    assert f'smplat_media_rejected_total{{code="{code}"}}' in metrics.text


async def test_what_was_not_uploaded_is_not_acknowledged(client: Client) -> None:
    made = await announced(client)

    refused = await client.post(f"{MEDIA}/{made['media']['id']}/acknowledge")

    assert (refused.status_code, refused.json()["code"]) == (409, "media.not_uploaded")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"signature": "0" * 64}, 401, "media.bad_signature"),
        ({"expires": "1"}, 401, "media.bad_signature"),
        ({"expires": "9" * 39}, 401, "media.bad_signature"),
        ({"expires": "soon"}, 400, "http.invalid_input"),
        ({"expires": None}, 400, "http.invalid_input"),
        ({"signature": None}, 400, "http.invalid_input"),
    ],
)
async def test_a_forged_address_is_refused(
    client: Client, changes: Json, status: int, code: str
) -> None:
    made = await announced(client)
    address = urlsplit(made["upload"]["url"])
    query = dict(part.split("=") for part in address.query.split("&"))
    query = {name: value for name, value in {**query, **changes}.items() if value is not None}

    refused = await client.put(address.path, params=query, content=PNG)

    assert (refused.status_code, refused.json()["code"]) == (status, code)


async def test_an_address_of_another_asset_or_of_none_is_refused(client: Client) -> None:
    first, other = await announced(client), await announced(client, client_id="other")
    url = first["upload"]["url"]
    mixed = url.replace(first["media"]["id"], other["media"]["id"])
    nobody = url.replace(first["media"]["id"], str(a_product_id()))

    answers = [await sent(client, {**first["upload"], "url": each}) for each in (mixed, nobody)]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert {answer.json()["code"] for answer in answers} == {"media.bad_signature"}


async def test_an_address_is_good_until_the_picture_is(client: Client) -> None:
    made = await announced(client)
    await sent(client, made["upload"], PNG)
    await client.post(f"{MEDIA}/{made['media']['id']}/acknowledge")

    late = await sent(client, made["upload"], PNG)

    assert (late.status_code, late.json()["code"]) == (409, "media.upload_closed")


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (PNG + b"x", {}, "media.wrong_size"),
        (PNG[:-1], {}, "media.wrong_size"),
        (b"", {}, "media.wrong_size"),
        (b"x" * 3_000_000, {}, "media.wrong_size"),
        (PNG, {"Content-Type": "text/html"}, "media.wrong_type"),
        (PNG, {"Content-Type": ""}, "media.wrong_type"),
    ],
)
async def test_an_upload_is_exactly_what_was_announced(
    client: Client, body: bytes, headers: dict[str, str], code: str
) -> None:
    made = await announced(client)
    upload = {**made["upload"], "headers": {**made["upload"]["headers"], **headers}}

    refused = await sent(client, upload, body)

    assert (refused.status_code, refused.json()["code"]) == (400, code)


async def test_texts_are_changed_on_the_version_that_was_read(client: Client) -> None:
    media = await ready(client)
    path = f"{MEDIA}/{media['id']}"
    etag = (await client.get(path)).headers["etag"]

    changed = await client.patch(path, json={"alt_text": "Gray"}, headers={"If-Match": etag})
    stale = await client.patch(path, json={"label": "x"}, headers={"If-Match": etag})
    bad = await client.patch(path, json={"label": "x\x07"})

    assert (changed.status_code, changed.json()["alt_text"]) == (200, "Gray")
    assert (stale.status_code, stale.json()["code"]) == (409, "media.changed")
    assert (bad.status_code, bad.json()["code"]) == (400, "media.bad_media")


async def test_a_picture_a_product_shows_is_not_thrown_away(
    client: Client, shape: MemoryShape
) -> None:
    media = await ready(client)
    path = f"{MEDIA}/{media['id']}"
    (asset,) = shape.database.tables.media.assets
    async with shape.database.begin() as work:
        await work.media_uses.replace(a_product_id(), [asset])

    refused = await client.delete(path)
    async with shape.database.begin() as work:
        await work.media_uses.replace(a_product_id(), [])
    gone = await client.delete(path)
    content = await client.get(f"{path}/content")

    assert (refused.status_code, refused.json()["code"]) == (409, "media.in_use")
    assert (gone.status_code, gone.json()["state"]) == (200, "discarded")
    assert (content.status_code, content.json()["code"]) == (409, "media.not_ready")


async def test_lists_page_and_narrow_by_state(client: Client) -> None:
    made = [(await announced(client, client_id=f"c-{n}"))["media"]["id"] for n in range(3)]
    done = await ready(client, client_id="c-done")

    first = (await client.get(MEDIA, params={"limit": 3})).json()
    last = (await client.get(MEDIA, params={"limit": 3, "cursor": first["next_cursor"]})).json()
    only = (await client.get(MEDIA, params={"state": "ready"})).json()
    wrong = await client.get(MEDIA, params={"state": "lost"})

    ids = [item["id"] for item in (*first["items"], *last["items"])]
    assert ids == [done["id"], *reversed(made)]
    assert [item["id"] for item in only["items"]] == [done["id"]]
    assert wrong.status_code == 400


async def test_a_companys_key_sees_what_is_ready_and_not_who_made_it(
    client: Client, company: str
) -> None:
    waiting = (await announced(client, client_id="waiting"))["media"]
    done = await ready(client, client_id="done")
    body = {
        "name": "portal",
        "scopes": ["catalog:read"],
        "company_id": company.rsplit("/", 1)[1],
    }
    token = (await client.post("/api/v1/api-keys", json=body)).json()["token"]
    as_company = {"Authorization": f"Bearer {token}"}

    listed = (await client.get(MEDIA, headers=as_company)).json()["items"]
    hidden = await client.get(f"{MEDIA}/{waiting['id']}", headers=as_company)
    seen = (await client.get(f"{MEDIA}/{done['id']}", headers=as_company)).json()
    content = await client.get(f"{MEDIA}/{done['id']}/content", headers=as_company)
    refused = await client.post(MEDIA, json=asdict(some_media()), headers=as_company)

    assert [item["id"] for item in listed] == [done["id"]]
    assert (hidden.status_code, content.content) == (404, PNG)
    assert (seen["uploader"], seen["client_id"], seen["storage_key"]) == (None, None, None)
    assert done["uploader"].startswith("key:")
    assert refused.status_code == 403


@pytest.mark.parametrize("path", ["", "/content", "/timeline", "/acknowledge"])
async def test_a_picture_that_never_was_is_not_found(client: Client, path: str) -> None:
    ask = client.post if path == "/acknowledge" else client.get

    answer = await ask(f"{MEDIA}/{a_product_id()}{path}")

    assert (answer.status_code, answer.json()["code"]) == (404, "media.not_found")
