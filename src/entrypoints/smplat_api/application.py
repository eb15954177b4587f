"""The HTTP application: routes, what surrounds them, and what they are given."""

import inspect
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any, Final

from attrs import Factory, frozen
from litestar import Controller, Litestar
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import LifeSpanScope, Scope

from smplat_api import (
    automation,
    billing,
    carts,
    catalog,
    couriers,
    customers,
    experiments,
    fan_out,
    fulfillment,
    fx,
    guardrails,
    health,
    insights,
    jobs,
    keys,
    legacy,
    media,
    money_back,
    orders,
    oversight,
    payments,
    pricing,
    search_insights,
    webhooks,
)
from smplat_api.access import provide_caller
from smplat_api.auditing import AuditWriter
from smplat_api.framing import Gate, framed
from smplat_api.health import Checks, watching
from smplat_api.idempotency import Idempotency
from smplat_api.inputs import check_inputs
from smplat_api.metrics import Exposition, PoolSize
from smplat_api.openapi import ASSETS_ROUTER, describe
from smplat_api.problems import HANDLERS, on_lost
from smplat_app.container import UseCases
from smplat_core.access import RateLimiter

PREFIX: Final = "/api/v1"
LARGEST_BODY: Final = 1_000_000
"""Bytes of a request; routes that take files say otherwise."""

ROUTES: Final[tuple[type[Controller], ...]] = (
    *health.ROUTES,
    *oversight.ROUTES,
    *jobs.ROUTES,
    *insights.ROUTES,
    *search_insights.ROUTES,
    *keys.ROUTES,
    *customers.ROUTES,
    *legacy.ROUTES,
    *media.ROUTES,
    *catalog.ROUTES,
    *pricing.ROUTES,
    *fx.ROUTES,
    *guardrails.ROUTES,
    *experiments.ROUTES,
    *orders.ROUTES,
    *carts.ROUTES,
    *payments.ROUTES,
    *money_back.ROUTES,
    *webhooks.ROUTES,
    *fan_out.ROUTES,
    *billing.ROUTES,
    *fulfillment.ROUTES,
    *couriers.ROUTES,
    *automation.ROUTES,
)
"""Every controller under ``/api/v1``, by context."""

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


@frozen
class ApiParts:
    """What a deployment shape adds to the use cases to make an API of them."""

    limiter: RateLimiter
    lost: tuple[type[Exception], ...] = ()
    """What adapters raise while a server of ours is away: answered with 503."""
    checks: Checks = Factory(dict)
    lifespan: Sequence[Lifespan] = ()
    pool: PoolSize | None = None
    """How many connections to the database are in use, and how many idle."""


class Api(Litestar):
    """Litestar, with our frame around what it would answer by itself as well."""

    audit: AuditWriter | None = None

    async def __call__(self, scope: Scope | LifeSpanScope, receive: Any, send: Any) -> None:  # noqa: ANN401 - as Litestar declares it
        if scope["type"] == ScopeType.HTTP:
            await framed(scope, receive, send, super().__call__, self.audit)  # type: ignore[arg-type]  # an enum does not narrow the union
        else:
            await super().__call__(scope, receive, send)


def create_app(use_cases: UseCases, parts: ApiParts) -> Litestar:
    """The application. It opens and closes nothing by itself: ``parts.lifespan`` does."""
    provided: dict[str, Provide] = {
        name: Provide(_provider(provider), sync_to_thread=False)
        for name, provider in use_cases.providers.items()
    }
    provided["caller"] = Provide(provide_caller, sync_to_thread=False)
    queries, clock = use_cases.job_queries(), use_cases.clock()
    audit = AuditWriter(use_cases.audit_trail(), clock)
    made = {
        "checks": parts.checks,
        "watches": watching(queries, use_cases.stuck_queries(), clock),
        "exposition": Exposition(use_cases.take_readings(), queries, clock, parts.pool),
        "audit_writer": audit,
    }
    for name, part in made.items():
        provided[name] = Provide(_provider(partial(_same, part)), sync_to_thread=False)
    api = [_given(part, provided, under=PREFIX) for part in ROUTES]
    probes = _given(health.HealthController, provided, include_in_schema=False)
    app = Api(
        route_handlers=[*api, probes, ASSETS_ROUTER],
        middleware=[
            Gate(use_cases.authenticate(), parts.limiter),
            Idempotency(use_cases.begin(), use_cases.clock()),
        ],
        before_request=check_inputs,
        exception_handlers={**HANDLERS, **dict.fromkeys(parts.lost, on_lost)},
        lifespan=[*parts.lifespan, partial(_audited, audit)],
        openapi_config=describe(version("smplat")),
        request_max_body_size=LARGEST_BODY,
        logging_config=None,
    )
    app.audit = audit
    _give_in_turn(app)
    return app


def _same(part: object) -> object:
    return part


@asynccontextmanager
async def _audited(audit: AuditWriter, _: Litestar) -> AsyncIterator[None]:
    """The last entries are written before the database is let go."""
    yield
    await audit.flush()


def _give_in_turn(app: Litestar) -> None:
    """Everything we provide is there already; Litestar would start a task for each piece of it."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for _, needs in route.route_handler_map.values():
                needs.dependency_batches = [
                    {piece} for batch in needs.dependency_batches for piece in batch
                ]


def _given(
    controller: type[Controller],
    provided: Mapping[str, Provide],
    *,
    under: str = "",
    include_in_schema: bool = True,
) -> type[Controller]:
    """The controller with what its handlers name, and no more.

    Litestar compares everything a handler might be given with everything else, for each handler:
    given all use cases, the API takes half as long again to build. And it copies all that is in a
    router with every router around it, so controllers stand in the application itself.
    """
    handlers = inspect.getmembers(controller, lambda part: isinstance(part, BaseRouteHandler))
    named = {name for _, handler in handlers for name in inspect.signature(handler.fn).parameters}
    needed = {name: provider for name, provider in provided.items() if name in named}
    own = getattr(controller, "path", "")  # a class variable of ours, a slot of Litestar's
    path = f"{under}/{own.strip('/')}" if under else own
    more = {"path": path, "dependencies": needed, "include_in_schema": include_in_schema}
    return type(controller.__name__, (controller,), more)


def _provider(make: Callable[[], Any]) -> Callable[[], Any]:
    def provide() -> Any:  # noqa: ANN401 - the container knows the type, Litestar does not ask
        return make()

    return provide
