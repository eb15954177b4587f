"""Products as tests send them, and the asking they share."""

from typing import Any

import pytest

from smplat_app.testing import MemoryShape
from smplat_core.catalog import ProductContent, services_in
from smplat_core.kernel import to_json
from smplat_core.testing.builders.catalog import a_rich_content
from smplat_core.testing.builders.guardrails import a_service
from tests.unit.api.conftest import Client

PRODUCTS = "/api/v1/catalog/products"
FLAGS = "/api/v1/catalog/flags"
STOREFRONT = "/api/v1/products"
Json = dict[str, Any]

RICH: Json = to_json(a_rich_content())


def rich(**changes: object) -> Json:
    return {**RICH, **changes}


def plain(title: str = "Likes", **changes: object) -> Json:
    """The least a product can be."""
    return {
        "title": title,
        "category": "growth",
        "kind": "digital",
        "sku": "DIG-LIKES",
        **changes,
    }


@pytest.fixture
async def services(shape: MemoryShape) -> None:
    """The services that the rich product names."""
    await offer_services(shape, a_rich_content())


async def offer_services(shape: MemoryShape, content: ProductContent) -> None:
    async with shape.database.begin() as work:
        for number, (_, service) in enumerate(services_in(content), start=1):
            await work.service_terms.save(a_service(service, number=number))


async def drafted(client: Client, content: Json | None = None, *, slug: str = "likes") -> Json:
    body = {"slug": slug, "content": plain() if content is None else content}
    answer = await client.post(PRODUCTS, json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


async def on_sale(client: Client, content: Json | None = None, *, slug: str = "likes") -> str:
    """The path of a product that is published."""
    made = await drafted(client, content, slug=slug)
    path = f"{PRODUCTS}/{made['id']}"
    answer = await client.post(f"{path}/publish")
    assert answer.status_code == 200, answer.text
    return path


def wrong(answer: Any) -> list[tuple[str, str]]:
    """Where and what, of every error of a refusal."""
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
