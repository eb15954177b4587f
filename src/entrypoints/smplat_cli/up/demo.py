"""What `smplat up --demo` puts into an installation, through the public API like everybody."""

import asyncio
import tomllib
from typing import Any

import httpx

from smplat_app.demo import AGREEMENTS, COMPANIES, PRICE_BOOKS
from smplat_cli.telling import Refused
from smplat_cli.up.demo_api import DemoApi
from smplat_cli.up.demo_catalog import sell_catalog


def seed(api_url: str, token: str) -> None:
    """Prices, customers and a catalog to play with. What is there already stays as it is."""
    asyncio.run(_seed(api_url, token))


async def _seed(api_url: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=api_url, headers=headers, timeout=30) as client:
        api = DemoApi(client)
        companies = tomllib.loads(COMPANIES.read_text(encoding="utf-8"))["company"]
        agreements = tomllib.loads(AGREEMENTS.read_text(encoding="utf-8"))["agreement"]
        try:
            await asyncio.gather(_prices(api), *(_company(api, each) for each in companies))
            await asyncio.gather(sell_catalog(api), *(_agreement(api, each) for each in agreements))
        except httpx.HTTPError as error:
            raise Refused(f"cannot seed the demo: {type(error).__name__}: {error}") from None


async def _prices(api: DemoApi) -> None:
    known = {book["code"] for book in await api.items("/price-books")}
    for code, name, region, file in PRICE_BOOKS:
        if code in known:
            continue
        place = {"region": region} if region else {}
        answer = await api.client.post(
            "/api/v1/price-books/import",
            params={"code": code, "name": name, **place},
            content=file.read_bytes(),
            headers={"Content-Type": "text/csv"},
        )
        api.check(answer)


async def _company(api: DemoApi, wanted: dict[str, Any]) -> None:
    """The company, or what an interrupted start left to do of it."""
    legacy_id = wanted["legacy_id"]
    mirror = await api.find(f"/legacy-sync/company/{legacy_id}")
    if mirror is None:
        body = {"name": wanted["name"], "legacy_company_id": legacy_id}
        company_id = (await api.create("/companies", body, key=legacy_id))["id"]
    else:
        company_id = mirror["company_id"]
    await asyncio.gather(
        _contacts(api, company_id, wanted["contact"]),
        _addresses(api, company_id, wanted["address"]),
    )


async def _agreement(api: DemoApi, wanted: dict[str, Any]) -> None:
    """The agreement of a company: a draft, and in force when somebody approved it."""
    mirror = await api.find(f"/legacy-sync/company/{wanted['legacy_id']}")
    company_id, name = mirror["company_id"], wanted["name"]
    path = f"/price-agreements?company_id={company_id}"
    known = next((each for each in await api.items(path) if each["name"] == name), None)
    if known is None:
        terms = ("name", "currency", "valid_from", "valid_until")
        body = {
            "company_id": company_id,
            "prices": wanted.get("price", []),
            "discounts": wanted.get("discount", []),
            **{term: wanted[term] for term in terms if term in wanted},
        }
        known = await api.create("/price-agreements", body, key=f"{company_id}:{name}")
    if known["state"] == "draft" and (approval := wanted.get("approval")):
        path = f"/price-agreements/{known['id']}/activate"
        await api.create(path, approval, key=f"{known['id']}:activate")


async def _contacts(api: DemoApi, company_id: str, wanted: list[dict[str, Any]]) -> None:
    path = f"/companies/{company_id}/contacts"
    known = {contact["email"] for contact in await _active_and_archived(api, path)}
    for person in wanted:
        if person["email"] in known:
            continue
        body = {name: value for name, value in person.items() if name != "roles"}
        contact = await api.create(path, body, key=f"{company_id}:{person['email']}")
        roles = {"make_primary": person["roles"]}
        await api.create(f"/contacts/{contact['id']}/roles", roles, key=f"{contact['id']}:roles")


async def _addresses(api: DemoApi, company_id: str, wanted: list[dict[str, Any]]) -> None:
    path = f"/companies/{company_id}/addresses"
    known = {address["label"] for address in await _active_and_archived(api, path)}
    for place in wanted:
        if place["label"] in known:
            continue
        body = {"label": place["label"], "address": place["postal"]}
        address = await api.create(path, body, key=f"{company_id}:{place['label']}")
        if uses := place.get("uses"):
            body = dict.fromkeys(uses, True)
            key = f"{address['id']}:defaults"
            await api.create(f"/addresses/{address['id']}/defaults", body, key=key)


async def _active_and_archived(api: DemoApi, path: str) -> list[dict[str, Any]]:
    """What a person archived is not made anew."""
    return await api.items(path) + await api.items(f"{path}?status=archived")
