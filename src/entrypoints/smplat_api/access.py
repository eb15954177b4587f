"""Who is calling, and whether they may."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from attrs import frozen
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Scope

from smplat_core.access import SCOPES, ApiKey, ScopeMissing
from smplat_core.customers import CompanyId, CompanyNotFound

CALLER: Final = "smplat_caller"
"""Where the middleware leaves the caller for guards and handlers."""


@frozen
class Caller:
    """The one who makes this request, as its API key says."""

    key_id: str
    scopes: frozenset[str]
    company: CompanyId | None
    """The only company this caller may see; ``None`` sees all."""

    @classmethod
    def of(cls, key: ApiKey) -> "Caller":
        company = None if key.company_id is None else CompanyId(key.company_id)
        return cls(str(key.id), key.scopes, company)

    @property
    def actor(self) -> str:
        return f"key:{self.key_id}"

    def may(self, scope: str) -> bool:
        return scope in self.scopes

    def must_reach(self, company: CompanyId) -> None:
        """Refuses another company's records as if they did not exist."""
        if self.company is not None and self.company != company:
            raise CompanyNotFound(f"no company {company}")


Connection = ASGIConnection[Any, Any, Any, Any]


Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]


def requires(*scopes: str) -> Guard:
    """A guard: every one of these scopes, or ``access.scope_missing``."""
    if unknown := set(scopes) - SCOPES:
        raise ValueError(f"no such scope: {sorted(unknown)}")

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        # A coroutine although it waits for nothing: Litestar sends plain guards to a thread.
        caller: Caller = connection.scope["state"][CALLER]
        if missing := [scope for scope in scopes if not caller.may(scope)]:
            raise ScopeMissing(f"this API key lacks the scope {', '.join(missing)}")

    return guard


def provide_caller(scope: Scope) -> Caller:
    """The caller, for handlers that look at what it may see."""
    caller: Caller = scope["state"][CALLER]
    return caller
