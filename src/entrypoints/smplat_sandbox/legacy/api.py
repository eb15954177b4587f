"""The legacy system's HTTP interface, with its lists for people."""

import hmac
import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Protocol

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, SkipValidation

from smplat_sandbox.legacy.office import Office, Operation, Unprocessable

TheOffice = NamedDependency[SkipValidation[Office]]
SHOWN: Final = 200

Wanted = Annotated[list[str] | None, QueryParameter(name="id")]
After = Annotated[str | None, QueryParameter(name="after")]
Limit = Annotated[int | None, QueryParameter(name="limit")]


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
            return said({**again, **_made(operation)}, status=409)
        facts = {"operation_id": operation.operation_id, "status": "done"}
        return said({**facts, "echo": dict(operation.payload), **_made(operation)})

    @get("/companies", operation="companies.list")
    async def companies(
        self, office: TheOffice, legacy_ids: Wanted = None, after: After = None, limit: Limit = None
    ) -> Response[bytes]:
        """Also for people: no token needed."""
        return listed("companies", office.companies, legacy_ids, after, limit)

    @get("/devices", operation="devices.list")
    async def devices(
        self,
        request: Request[Any, Any, Any],
        office: TheOffice,
        legacy_ids: Wanted = None,
        after: After = None,
        limit: Limit = None,
    ) -> Response[bytes]:
        """Those with the ids asked for, or all of them in pages."""
        if not known(request, office):
            return said({"error": "unauthorized"}, status=401)
        return listed("devices", office.devices, legacy_ids, after, limit)

    @get("/assets", operation="assets.list")
    async def assets(
        self,
        request: Request[Any, Any, Any],
        office: TheOffice,
        legacy_ids: Wanted = None,
        after: After = None,
        limit: Limit = None,
    ) -> Response[bytes]:
        """Like devices."""
        if not known(request, office):
            return said({"error": "unauthorized"}, status=401)
        return listed("assets", office.assets, legacy_ids, after, limit)

    @get("/operations", operation="operations.list")
    async def operations(self, office: TheOffice) -> Response[bytes]:
        """For people, newest first: no token needed."""
        newest = list(reversed(office.operations.values()))
        shown = [one.wire() for one in newest[:SHOWN]]
        return said({"count": len(newest), "operations": shown})


def _made(operation: Operation) -> dict[str, list[str]]:
    return {"devices": list(operation.devices)} if operation.devices else {}


class Told(Protocol):
    """Any record of the legacy system."""

    @property
    def id(self) -> str: ...

    def wire(self) -> Mapping[str, object]: ...


def listed(
    name: str,
    records: Mapping[str, Told],
    legacy_ids: list[str] | None,
    after: str | None,
    limit: int | None,
) -> Response[bytes]:
    """Records by id: those asked for, or from the one behind ``after``, all or ``limit`` of them."""
    if legacy_ids is not None:
        found = [records[one] for one in dict.fromkeys(legacy_ids) if one in records]
        return said({name: [one.wire() for one in found]})
    if limit is None:
        return said({name: [one.wire() for one in records.values()]})
    rest = sorted(one for one in records if after is None or one > after)
    shown = [records[one] for one in rest[: max(1, limit)]]
    more = shown[-1].id if len(rest) > len(shown) else None
    return said({name: [one.wire() for one in shown], "next": more})


def known(request: Request[Any, Any, Any], office: Office) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    expected = office.world.settings.legacy.api_key
    good = hmac.compare_digest(token.strip().encode(), expected.encode())
    return scheme.lower() == "bearer" and good


def refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def said(body: object, *, status: int = 200) -> Response[bytes]:
    return Response(json.dumps(body).encode(), status_code=status, media_type="application/json")
