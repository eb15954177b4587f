"""What `smplat up --demo` puts into an installation, through the public API like everybody."""

import asyncio
import tomllib
from typing import Any

import httpx
from attrs import frozen

from smplat_app.demo import AGREEMENTS, COMPANIES, PRICE_BOOKS
from smplat_cli.telling import Refused


def seed(api_url: str, token: str) -> None:
    """Prices and customers to play with. What is there already stays as it is."""
    asyncio.run(_seed(api_url, token))


async def _seed(api_url: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=api_url, headers=headers, timeout=30) as client:
        api = _Api(client)
        companies = tomllib.loads(COMPANIES.read_text(encoding="utf-8"))["company"]
        agreements = tomllib.loads(AGREEMENTS.read_text(encoding="utf-8"))["agreement"]
        try:
            await asyncio.gather(_prices(api), *(_company(api, each) for each in companies))
            await asyncio.gather(*(_agreement(api, each) for each in agreements))
        except httpx.HTTPError as error:
            raise Refused(f"cannot seed the demo: {type(error).__name__}: {error}") from None


@frozen
class _Api:
    """The API, where a create that is sent again has no second effect."""

    client: httpx.AsyncClient

    async def find(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """What is there, or None."""
        answer = await self.client.get(f"/api/v1{path}")
        return None if answer.status_code == httpx.codes.NOT_FOUND else _said(answer)

    async def items(self, path: str) -> list[dict[str, Any]]:
        """The first page of a list: what the demo makes is far below its size."""
        page = await self.find(f"{path}{'&' if '?' in path else '?'}limit=200")
        return list(page["items"])

    async def create(self, path: str, body: object, *, key: str) -> Any:  # noqa: ANN401 - JSON
        headers = {"Idempotency-Key": f"demo:{key}"}
        return _said(await self.client.post(f"/api/v1{path}", json=body, headers=headers))


def _said(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    if answer.is_success:
        return answer.json()
    request = answer.request
    raise Refused(f"cannot seed the demo: {request.method} {request.url.path}: {answer.text[:500]}")


async def _prices(api: _Api) -> None:
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
        _said(answer)


async def _company(api: _Api, wanted: dict[str, Any]) -> None:
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


async def _agreement(api: _Api, wanted: dict[str, Any]) -> None:
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


async def _contacts(api: _Api, company_id: str, wanted: list[dict[str, Any]]) -> None:
    path = f"/companies/{company_id}/contacts"
    known = {contact["email"] for contact in await _active_and_archived(api, path)}
    for person in wanted:
        if person["email"] in known:
            continue
        body = {name: value for name, value in person.items() if name != "roles"}
        contact = await api.create(path, body, key=f"{company_id}:{person['email']}")
        roles = {"make_primary": person["roles"]}
        await api.create(f"/contacts/{contact['id']}/roles", roles, key=f"{contact['id']}:roles")


async def _addresses(api: _Api, company_id: str, wanted: list[dict[str, Any]]) -> None:
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


async def _active_and_archived(api: _Api, path: str) -> list[dict[str, Any]]:
    """What a person archived is not made anew."""
    return await api.items(path) + await api.items(f"{path}?status=archived")
