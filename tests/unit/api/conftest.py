"""The API over a system in memory, and a client that may do everything."""

from collections.abc import AsyncIterator

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from smplat_app.testing import MemoryShape, memory_shape
from smplat_core.access import SCOPES
from tests.unit.api.standing import Standing

Client = AsyncTestClient[Litestar]


@pytest.fixture
def shape() -> MemoryShape:
    return memory_shape()


@pytest.fixture(scope="session")
def standing() -> Standing:
    return Standing()


@pytest.fixture
async def client(shape: MemoryShape, standing: Standing) -> AsyncIterator[Client]:
    """Carries the key of an operator with every scope."""
    _, token = await shape.use_cases.issue_api_key()(name="operator", scopes=SCOPES)
    async with AsyncTestClient(
        standing.put_on(shape), base_url="http://testserver.local"
    ) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


@pytest.fixture
async def company(client: Client, shape: MemoryShape) -> str:
    """The path of a company."""
    shape.legacy.add("LEG-1", name="ACME SENSORS INC")
    made = await client.post(
        "/api/v1/companies", json={"name": "Acme", "legacy_company_id": "LEG-1"}
    )
    return f"/api/v1/companies/{made.json()['id']}"
