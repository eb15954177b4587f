"""Customers as tests send them, and the asking they share."""

from typing import Any

from tests.unit.api.conftest import Client

PLACE = {
    "recipient": "Ana Lima",
    "line1": "23 Jardin Private",
    "city": "ottawa",
    "region": "on",
    "postal_code": "k1k 4t3",
    "country": "ca",
    "phone": "416 555 0123",
}
ANA = {"first_name": "Ana", "last_name": "Lima", "email": "ana@example.com"}
EVA = {"first_name": "Eva", "last_name": "Sol", "email": "eva@example.com"}


async def key_of(client: Client, company: str, *scopes: str) -> dict[str, str]:
    """The header of a key that speaks for this company."""
    body = {
        "name": "portal",
        "scopes": [*scopes] or ["customers:read", "customers:write"],
        "company_id": company.rsplit("/", 1)[1],
    }
    issued = await client.post("/api/v1/api-keys", json=body)
    return {"Authorization": f"Bearer {issued.json()['token']}"}


async def added(client: Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made
