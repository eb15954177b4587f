"""Feature flags over HTTP."""

from typing import Annotated, Any

import msgspec
from attrs import frozen
from litestar import Controller, Request, Response, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.catalog.house import of_the_house
from smplat_api.catalog.views import FlagView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.catalog import FlagQueries, FlagsInForce, SetFlag
from smplat_core.kernel import PageRequest


@frozen
class FlagBody:
    is_on: bool
    channels: Annotated[tuple[str, ...], msgspec.Meta(examples=[["web"]])] = ()
    """Where it is on; none means in every channel."""
    products: Annotated[tuple[str, ...], msgspec.Meta(examples=[["instagram-followers"]])] = ()
    """Slugs of the products it is on for; none means for all."""


class FlagController(Controller):
    path = "/catalog/flags"
    tags = ("catalog",)
    guards = (of_the_house,)

    @get(
        "/",
        guards=[requires("catalog:read")],
        operation_id="listFeatureFlags",
        summary="List feature flags",
    )
    async def list_flags(
        self,
        flag_queries: NamedDependency[SkipValidation[FlagQueries]],
        flags_in_force: NamedDependency[SkipValidation[FlagsInForce]],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[FlagView]:
        """By slug. What the settings of the deployment turn on is on whether it is listed or not:
        `SMPLAT_FEATURE_FLAGS`."""
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        found = await flag_queries.flags(page)
        return PageBody.of(found.map(lambda flag: FlagView.of(flag, flags_in_force.forced)))

    @get(
        "/{slug:str}",
        guards=[requires("catalog:read")],
        operation_id="getFeatureFlag",
        summary="Read a feature flag",
    )
    async def read(
        self,
        flag_queries: NamedDependency[SkipValidation[FlagQueries]],
        flags_in_force: NamedDependency[SkipValidation[FlagsInForce]],
        slug: FromPath[str],
    ) -> Response[FlagView]:
        flag = await flag_queries.flag(slug)
        return versioned(FlagView.of(flag, flags_in_force.forced), version=flag.version)

    @put(
        "/{slug:str}",
        guards=[requires("catalog:write")],
        operation_id="setFeatureFlag",
        summary="Turn a feature flag on or off",
    )
    async def set_flag(
        self,
        request: Request[Any, Any, Any],
        set_flag: NamedDependency[SkipValidation[SetFlag]],
        flags_in_force: NamedDependency[SkipValidation[FlagsInForce]],
        slug: FromPath[str],
        data: JSONBody[FlagBody],
    ) -> Response[FlagView]:
        """Made when there is none. It holds from the next request on; who did it stays in the log."""
        flag = await set_flag(
            slug,
            is_on=data.is_on,
            channels=data.channels,
            products=data.products,
            expected_version=expected_version(request),
        )
        return versioned(FlagView.of(flag, flags_in_force.forced), version=flag.version)
