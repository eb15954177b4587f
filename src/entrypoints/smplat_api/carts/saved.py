"""The routes of saved configurations."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.carts.bodies import NewSavedConfigurationBody, SavedConfigurationBody
from smplat_api.carts.views import SavedConfigurationView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.customers import CompanyId, ContactId
from smplat_core.kernel import PageRequest
from smplat_core.orders.carts import (
    CartQueries,
    EditSavedConfiguration,
    ForgetSavedConfiguration,
    SaveConfiguration,
    SavedConfiguration,
    SavedConfigurationId,
)


def _view(saved: SavedConfiguration, status_code: int = 200) -> Response[SavedConfigurationView]:
    return versioned(
        SavedConfigurationView.of(saved), version=saved.version, status_code=status_code
    )


class SavedConfigurationController(Controller):
    path = "/saved-configurations"
    tags = ("carts",)

    @post(
        "/",
        guards=[requires("carts:write")],
        operation_id="saveConfiguration",
        summary="Save a configuration",
    )
    async def save(
        self,
        save_configuration: NamedDependency[SkipValidation[SaveConfiguration]],
        caller: NamedDependency[SkipValidation[Caller]],
        data: JSONBody[NewSavedConfigurationBody],
    ) -> Response[SavedConfigurationView]:
        """Finished or not: `configure` says what is wrong with it. A preset stays part of it."""
        return _view(await save_configuration(data.to_saved(caller)), 201)

    @get(
        "/",
        guards=[requires("carts:read")],
        operation_id="listSavedConfigurations",
        summary="List saved configurations",
    )
    async def list_saved(
        self,
        cart_queries: NamedDependency[SkipValidation[CartQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        company_id: FromQuery[UUID | None] = None,
        contact_id: FromQuery[UUID | None] = None,
        product: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[SavedConfigurationView]:
        """The newest first; of one contact with those that are everybody's in the company."""
        company = CompanyId(company_id) if company_id else caller.company
        if company is not None:
            caller.must_reach(company)
        page = await cart_queries.saved_of(
            company,
            contact_id=ContactId(contact_id) if contact_id else None,
            product=product,
            page=PageRequest.of(limit=limit, cursor=cursor, parts=1),
        )
        return PageBody.of(page.map(SavedConfigurationView.of))

    @get(
        "/{saved_id:uuid}",
        guards=[requires("carts:read")],
        operation_id="getSavedConfiguration",
        summary="Read a saved configuration",
    )
    async def read(
        self,
        cart_queries: NamedDependency[SkipValidation[CartQueries]],
        caller: NamedDependency[SkipValidation[Caller]],
        saved_id: FromPath[UUID],
    ) -> Response[SavedConfigurationView]:
        saved = await cart_queries.saved(SavedConfigurationId(saved_id), company=caller.company)
        return _view(saved)

    @put(
        "/{saved_id:uuid}",
        guards=[requires("carts:write")],
        operation_id="editSavedConfiguration",
        summary="Change a saved configuration",
    )
    async def edit(
        self,
        edit_saved_configuration: NamedDependency[SkipValidation[EditSavedConfiguration]],
        caller: NamedDependency[SkipValidation[Caller]],
        request: Request[Any, Any, Any],
        saved_id: FromPath[UUID],
        data: JSONBody[SavedConfigurationBody],
    ) -> Response[SavedConfigurationView]:
        """For autosaving, too: what is the same as before makes no new version."""
        saved = await edit_saved_configuration(
            SavedConfigurationId(saved_id),
            data.to_edit(),
            company=caller.company,
            expected_version=expected_version(request),
        )
        return _view(saved)

    @delete(
        "/{saved_id:uuid}",
        guards=[requires("carts:write")],
        operation_id="forgetSavedConfiguration",
        summary="Forget a saved configuration",
    )
    async def forget(
        self,
        forget_saved_configuration: NamedDependency[SkipValidation[ForgetSavedConfiguration]],
        caller: NamedDependency[SkipValidation[Caller]],
        saved_id: FromPath[UUID],
    ) -> None:
        await forget_saved_configuration(SavedConfigurationId(saved_id), company=caller.company)
