"""The legacy system's HTTP interface, with its lists for people."""

import hmac
import json
from typing import Any, Final

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from smplat_sandbox.legacy.office import Office, Unprocessable

TheOffice = NamedDependency[SkipValidation[Office]]
SHOWN: Final = 200


class LegacyApi(Controller):
    path = "/"

    @get("/companies/{legacy_id:str}", operation="companies.get")
    async def company(
        self, request: Request[Any, Any, Any], office: TheOffice, legacy_id: FromPath[str]
    ) -> Response[bytes]:
        if not known(request, office):
            return said({"error": "unauthorized"}, status=401)
        company = office.companies.get(legacy_id)
        if company is None:
            return said({"error": "not_found"}, status=404)
        return said(company.wire())

    @post("/operations", operation="operations.perform", status_code=200)
    async def perform(self, request: Request[Any, Any, Any], office: TheOffice) -> Response[bytes]:
        if not known(request, office):
            return said({"error": "unauthorized"}, status=401)
        raw = await request.body()
        try:
            body = json.loads(raw, parse_constant=refuse_constant)
        except (ValueError, RecursionError):
            return said({"error": "invalid_payload", "message": "the body is no JSON"}, status=422)
        try:
            operation, fresh = office.perform(
                request.headers.get("idempotency-key", ""),
                body,
                correlation_id=request.headers.get("x-correlation-id", ""),
            )
        except Unprocessable as refusal:
            return said({"error": refusal.error, "message": str(refusal)}, status=422)
        if not fresh:
            again = {"error": "already_done", "operation_id": operation.operation_id}
            return said(again, status=409)
        facts = {"operation_id": operation.operation_id, "status": "done"}
        return said({**facts, "echo": dict(operation.payload)})

    @get("/companies", operation="companies.list")
    async def companies(self, office: TheOffice) -> Response[bytes]:
        """For people: no token needed."""
        return said({"companies": [one.wire() for one in office.companies.values()]})

    @get("/operations", operation="operations.list")
    async def operations(self, office: TheOffice) -> Response[bytes]:
        """For people, newest first: no token needed."""
        newest = list(reversed(office.operations.values()))
        shown = [one.wire() for one in newest[:SHOWN]]
        return said({"count": len(newest), "operations": shown})


def known(request: Request[Any, Any, Any], office: Office) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    expected = office.world.settings.legacy.api_key
    good = hmac.compare_digest(token.strip().encode(), expected.encode())
    return scheme.lower() == "bearer" and good


def refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def said(body: object, *, status: int = 200) -> Response[bytes]:
    return Response(json.dumps(body).encode(), status_code=status, media_type="application/json")
