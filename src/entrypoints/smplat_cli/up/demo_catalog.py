"""The catalog of the demo: what services cost, exchange rates, pictures and products on sale."""

import asyncio
import json
import tomllib
from hashlib import sha256
from typing import Any, Final

import httpx

from smplat_app.demo import CATALOG, PICTURES, SERVICES
from smplat_cli.up.demo_api import DemoApi

POLICY: Final = {
    "enforcement": "block",
    "warn": {"percent": "35"},
    "fail": {"percent": "15"},
}
"""Sales of services that keep less than 15 % of their price are not made."""

WHY: Final = "as the demo begins"
HIDDEN: Final = "telegram-launch"
"""A flag that is off, and hides a product until somebody turns it on."""

AT_ONCE: Final = 8
"""Pictures on their way."""


async def sell_catalog(api: DemoApi) -> None:
    """Put on sale what is not there yet; prices are to be there before."""
    await asyncio.gather(_rates(api), _services(api), _flag(api))
    known = {product["slug"] for product in await api.items("/catalog/products")}
    wanted = json.loads(CATALOG.read_text(encoding="utf-8"))["products"]
    new = [product for product in wanted if product["slug"] not in known]
    if not new:
        return
    turn = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*(_picture(api, product, turn) for product in new))
    api.check(
        await api.client.post(
            "/api/v1/catalog/import", params={"publish": "true"}, json={"products": new}
        )
    )


async def _rates(api: DemoApi) -> None:
    if not (await api.find("/fx/rates"))["items"]:
        api.check(await api.client.post("/api/v1/fx/refresh"))


async def _services(api: DemoApi) -> None:
    known = {each["service"] for each in await api.items("/guardrails/services")}
    for each in tomllib.loads(SERVICES.read_text(encoding="utf-8"))["service"]:
        if each["service"] in known:
            continue
        path = f"/api/v1/guardrails/services/{each['provider']}/{each['service']}"
        body = {"label": each["label"], "cost": each["cost"], "policy": POLICY, "reason": WHY}
        api.check(await api.client.put(path, json=body))


async def _flag(api: DemoApi) -> None:
    if await api.find(f"/catalog/flags/{HIDDEN}") is None:
        path = f"/api/v1/catalog/flags/{HIDDEN}"
        api.check(await api.client.put(path, json={"is_on": False}))


async def _picture(api: DemoApi, product: dict[str, Any], turn: asyncio.Semaphore) -> None:
    """Upload the picture of a product, and show it as its only one."""
    name, title = f"{product['slug']}.webp", product["content"]["title"]
    body = await asyncio.to_thread((PICTURES / name).read_bytes)
    async with turn:
        wanted = {
            "client_id": f"demo:{product['slug']}",  # asked again, it resumes where it was
            "file_name": name,
            "content_type": "image/webp",
            "size": len(body),
            "sha256": sha256(body).hexdigest(),
            "alt_text": f"{title}, drawn",
        }
        announced = api.check(await api.client.post("/api/v1/catalog/media", json=wanted))
        media, upload = announced["media"], announced["upload"]
        if upload is not None:
            async with httpx.AsyncClient(timeout=30) as stranger:
                api.check(
                    await stranger.request(
                        upload["method"], upload["url"], headers=upload["headers"], content=body
                    )
                )
            path = f"/api/v1/catalog/media/{media['id']}/acknowledge"
            api.check(await api.client.post(path))
    use = {"media_id": media["id"], "position": 1, "is_primary": True, "usage_tags": ["hero"]}
    product["content"]["media"] = [use | {"alt_text": f"{title}, drawn"}]
    product["content"].setdefault("blueprint", {})["hero"] = media["id"]
