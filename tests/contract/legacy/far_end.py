"""A tiny legacy system behind httpx, speaking the wire format the bridge was written for."""

import json

import httpx
from attrs import Factory, define

TOKEN = "legacy-token"  # noqa: S105 - a token of this test


@define
class FarEnd:
    """Knows companies and operations; answers the next requests as scripted."""

    companies: dict[str, dict[str, str]] = Factory(dict)
    done: dict[str, str] = Factory(dict)
    scripted: list[httpx.Response | httpx.HTTPError] = Factory(list)
    seen: list[httpx.Request] = Factory(list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        if self.scripted:
            return _said(self.scripted.pop(0))
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return httpx.Response(401, json={"error": "unauthorized"})
        if request.method == "GET" and request.url.path.startswith("/api/companies/"):
            return self._company(request.url.path.removeprefix("/api/companies/"))
        if request.method == "POST" and request.url.path == "/api/operations":
            return self._operation(request)
        return httpx.Response(404, json={"error": "no_such_route"})

    def _company(self, company_id: str) -> httpx.Response:
        if company_id not in self.companies:
            return httpx.Response(404, json={"error": "not_found"})
        return httpx.Response(200, json=self.companies[company_id])

    def _operation(self, request: httpx.Request) -> httpx.Response:
        key, body = request.headers["Idempotency-Key"], json.loads(request.content)
        if key in self.done:
            answer = {"error": "already_done", "operation_id": self.done[key]}
            return httpx.Response(409, json=answer)
        self.done[key] = f"op-{len(self.done) + 1}"
        answer = {"operation_id": self.done[key], "status": "done", "echo": body["payload"]}
        return httpx.Response(200, json=answer)


def _said(scripted: httpx.Response | httpx.HTTPError) -> httpx.Response:
    if isinstance(scripted, httpx.HTTPError):
        raise scripted
    return scripted
