"""Drawing experiments up, and reading them."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation

from smplat_api.access import requires
from smplat_api.experiments.bodies import ExperimentPatch, NewExperiment
from smplat_api.experiments.house import of_the_house
from smplat_api.experiments.views import ExperimentView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import PageBody
from smplat_core.kernel import Clock, PageRequest
from smplat_core.pricing.experiments import (
    CreateExperiment,
    DiscardExperiment,
    EditExperiment,
    ExperimentFilter,
    ExperimentQueries,
    ExperimentSlug,
    ExperimentState,
    ProductSlug,
)

State = Annotated[ExperimentState | None, QueryParameter(name="state")]


class ExperimentController(Controller):
    path = "/catalog/pricing-experiments"
    tags = ("experiments",)
    guards = (of_the_house,)

    @post(
        "/",
        guards=[requires("pricing:write")],
        operation_id="createPricingExperiment",
        summary="Draw up an experiment",
    )
    async def create(
        self,
        create_experiment: NamedDependency[SkipValidation[CreateExperiment]],
        clock: NamedDependency[SkipValidation[Clock]],
        data: JSONBody[NewExperiment],
    ) -> Response[ExperimentView]:
        """A draft that nobody is shown. Exactly one variant is the control, without an adjustment;
        400 names everything that is wrong with the plan, each fault at its place.
        """
        made = await create_experiment(slug=data.slug, plan=data.to_plan())
        view = ExperimentView.of(made, now=clock.now())
        return versioned(view, version=made.version, status_code=201)

    @get(
        "/",
        guards=[requires("pricing:read")],
        operation_id="listPricingExperiments",
        summary="List experiments",
    )
    async def list_experiments(
        self,
        experiment_queries: NamedDependency[SkipValidation[ExperimentQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        experiment_state: State = None,
        product: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[ExperimentView]:
        """By slug."""
        wanted = ExperimentFilter(
            state=experiment_state, product=None if product is None else ProductSlug(product)
        )
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        page = await experiment_queries.experiments(wanted, request)
        now = clock.now()
        return PageBody.of(page.map(lambda each: ExperimentView.of(each, now=now)))

    @get(
        "/{slug:str}",
        guards=[requires("pricing:read")],
        operation_id="getPricingExperiment",
        summary="Read an experiment",
    )
    async def read(
        self,
        experiment_queries: NamedDependency[SkipValidation[ExperimentQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        slug: FromPath[str],
    ) -> Response[ExperimentView]:
        found = await experiment_queries.experiment(ExperimentSlug(slug))
        return versioned(ExperimentView.of(found, now=clock.now()), version=found.version)

    @patch(
        "/{slug:str}",
        guards=[requires("pricing:write")],
        operation_id="editPricingExperiment",
        summary="Change an experiment",
    )
    async def edit(
        self,
        edit_experiment: NamedDependency[SkipValidation[EditExperiment]],
        clock: NamedDependency[SkipValidation[Clock]],
        request: Request[Any, Any, Any],
        slug: FromPath[str],
        data: JSONBody[ExperimentPatch],
    ) -> Response[ExperimentView]:
        """A draft may become anything. Once it started only weights, coverage, `ends_at`, the
        guard, name and hypothesis change (409 `pricing.experiment_fixed`); new shares move as few
        buyers as can be, and nobody who was given a variant before.
        """
        edited = await edit_experiment(
            ExperimentSlug(slug), data.applied_to, expected_version=expected_version(request)
        )
        return versioned(ExperimentView.of(edited, now=clock.now()), version=edited.version)

    @delete(
        "/{slug:str}",
        guards=[requires("pricing:write")],
        status_code=204,
        operation_id="deletePricingExperiment",
        summary="Throw a draft away",
    )
    async def discard(
        self,
        discard_experiment: NamedDependency[SkipValidation[DiscardExperiment]],
        request: Request[Any, Any, Any],
        slug: FromPath[str],
    ) -> None:
        """409 `pricing.experiment_fixed` once it started: complete it instead."""
        await discard_experiment(ExperimentSlug(slug), expected_version=expected_version(request))
