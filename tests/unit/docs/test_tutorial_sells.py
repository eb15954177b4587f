"""The product of the tutorial is what the tutorial says of it, step by step."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from litestar.testing import AsyncTestClient

from smplat_api import ApiParts, create_app
from smplat_app.testing import memory_shape
from smplat_core.access import SCOPES
from smplat_memory import MemoryRateLimiter

TUTORIAL: Final = (
    Path(__file__).parents[3] / "docs" / "tutorial" / "sell-a-configured-service.md"
).read_text(encoding="utf-8")
API: Final = "/api/v1"


def block(kind: str, number: int) -> str:
    found: list[str] = re.findall(rf"```{kind}\n(.*?)```", TUTORIAL, flags=re.DOTALL)
    return found[number]


def sent(path: str) -> Any:
    """The body of the command that names this path."""
    found = re.search(re.escape(path) + r" -d '(\{.*?\})'\n", TUTORIAL, flags=re.DOTALL)
    assert found is not None, path
    return json.loads(found.group(1))


@pytest.fixture
async def client() -> Any:
    shape = memory_shape()
    _, token = await shape.use_cases.issue_api_key()(name="reader", scopes=SCOPES)
    app = create_app(shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock)))
    async with AsyncTestClient(app, base_url="http://testserver.local") as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


async def test_the_reader_sells_a_hundred_for_three(client: Any) -> None:
    terms = sent("$API/guardrails/services/listeners/sound-checks")
    path = f"{API}/guardrails/services/listeners/sound-checks"
    assert (await client.put(path, json=terms)).status_code == 200
    rows = re.findall(r"printf '(.*?)' > prices.csv", TUTORIAL)[0].replace("\\n", "\n")
    answer = await client.post(
        f"{API}/price-books/import",
        params={"code": "tutorial", "name": "Tutorial"},
        content=rows.encode(),
        headers={"Content-Type": "text/csv"},
    )
    assert answer.status_code == 200, answer.text
    made = await client.post(f"{API}/catalog/products", json=json.loads(block("json", 0)))
    assert made.status_code == 201, made.text
    product = f"{API}/catalog/products/{made.json()['id']}"
    checked = (await client.post(f"{product}/check", json={})).json()
    assert checked == {"errors": [], "publishable": True, "warnings": []}
    assert (await client.post(f"{product}/publish")).status_code == 200

    configured = await client.post(
        f"{API}/catalog/products/sound-checks/configure",
        json=sent("$API/catalog/products/sound-checks/configure"),
    )

    shown, told = configured.json(), json.loads(block("json", 1))
    assert shown["errors"] == []
    assert shown["price"]["unit_price"] == told["price"]["unit_price"]
    for name, value in told["previews"][0].items():
        assert shown["previews"][0][name] == value
    for name, value in told["margin"].items():
        assert shown["margin"][name] == value
    sentences = [re.sub(r" \(row .*?\)", "", s["sentence"]) for s in shown["price"]["steps"]]
    assert sentences == block("text", 0).strip().splitlines()
