"""The API as the demo uses it."""

from typing import Any

import httpx
from attrs import frozen

from smplat_cli.telling import Refused


@frozen
class DemoApi:
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

    def check(self, answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
        """What was answered; ``Refused`` when that is a refusal."""
        return _said(answer)


def _said(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    if answer.is_success:
        return answer.json() if answer.content else None
    request = answer.request
    raise Refused(f"cannot seed the demo: {request.method} {request.url.path}: {answer.text[:500]}")
