"""What came of experiments, and who would be given what."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.experiments.bodies import DecimalText, Slug, decimal_of
from smplat_api.experiments.export import csv_of
from smplat_api.experiments.house import of_the_house
from smplat_api.experiments.results import MetricView, ResultsView
from smplat_api.experiments.views import PreviewView
from smplat_api.timeline import EventView
from smplat_api.wire import LongText, PageBody
from smplat_core.catalog import Circumstances, FlagsInForce
from smplat_core.customers import CompanyId
from smplat_core.kernel import Clock, EventLogQueries, Invalid, PageRequest, evolve
from smplat_core.pricing.experiments import (
    BadMetric,
    BadVisitor,
    Experiment,
    ExperimentQueries,
    ExperimentSlug,
    LogMetric,
    Offer,
    ReadResults,
    VariantKey,
    Visitor,
    assign,
    bucket_of,
    reason_against,
)

LONGEST_SERIES: Final = 90
USUAL_SERIES: Final = 30
CSV: Final = "text/csv"


class BadSeries(Invalid):
    """A series has between one and ninety days."""

    code = "pricing.bad_experiment_series"


@frozen(kw_only=True)
class NewMetric:
    name: Annotated[str, msgspec.Meta(max_length=100, examples=["support_calls"])]
    value: DecimalText
    variant: Slug | None = None
    """Null when it is about the whole experiment."""
    note: LongText = ""


class ExperimentFiguresController(Controller):
    path = "/catalog/pricing-experiments/{slug:str}"
    tags = ("experiments",)
    guards = (of_the_house,)

    @get(
        "/results",
        guards=[requires("pricing:read")],
        operation_id="getPricingExperimentResults",
        summary="What came of an experiment",
    )
    async def results(
        self,
        read_experiment_results: NamedDependency[SkipValidation[ReadResults]],
        experiment_queries: NamedDependency[SkipValidation[ExperimentQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        slug: FromPath[str],
        days: FromQuery[int | None] = None,
    ) -> ResultsView:
        """Figures of each variant beside the control at 95 % confidence, whether buyers were shared
        out as planned, whether too many saw more than one variant, and a series of the last `days`
        (30, at most 90).
        """
        series = tuple(_series(clock, USUAL_SERIES if days is None else days))
        experiment, results = await read_experiment_results(ExperimentSlug(slug))
        told = await experiment_queries.days(experiment.id, since=series[0])
        return ResultsView.of(experiment, results, told, days=series, now=clock.now())

    @get(
        "/results.csv",
        guards=[requires("pricing:read")],
        operation_id="exportPricingExperimentResults",
        summary="The same figures as a file",
        media_type=CSV,
    )
    async def export(
        self,
        read_experiment_results: NamedDependency[SkipValidation[ReadResults]],
        slug: FromPath[str],
    ) -> Response[str]:
        """One row per variant and currency."""
        experiment, results = await read_experiment_results(ExperimentSlug(slug))
        name = f'attachment; filename="{experiment.slug}.csv"'
        headers = {"Content-Disposition": name}
        return Response(csv_of(experiment, results), media_type=CSV, headers=headers)

    @get(
        "/preview",
        guards=[requires("pricing:read")],
        operation_id="previewPricingExperiment",
        summary="What somebody would be given",
    )
    async def preview(
        self,
        experiment_queries: NamedDependency[SkipValidation[ExperimentQueries]],
        flags_in_force: NamedDependency[SkipValidation[FlagsInForce]],
        clock: NamedDependency[SkipValidation[Clock]],
        slug: FromPath[str],
        unit: FromQuery[str | None] = None,
        buyer: FromQuery[str | None] = None,
        company: FromQuery[UUID | None] = None,
        channel: FromQuery[str | None] = None,
        region: FromQuery[str | None] = None,
        platform: FromQuery[str | None] = None,
    ) -> PreviewView:
        """For a session (`unit`), a known buyer (`buyer`), or a session that has just logged in
        (both). Records nothing. A reason says why somebody takes no part.
        """
        found = await experiment_queries.experiment(ExperimentSlug(slug))
        visitor = Visitor(
            buyer=buyer, session=unit, company=None if company is None else CompanyId(company)
        )
        _check(visitor)
        kept = await experiment_queries.kept(found.id, visitor.keys)
        offer = Offer(experiment=found, kept=kept)
        flags = await flags_in_force(channel=channel, product=found.plan.product)
        circumstances = Circumstances(
            channel=channel, region=region, platform=platform, flags=flags
        )
        return _preview(offer, visitor, circumstances, clock)

    @get(
        "/metrics",
        guards=[requires("pricing:read")],
        operation_id="listPricingExperimentMetrics",
        summary="Figures written down by hand",
    )
    async def metrics(
        self,
        experiment_queries: NamedDependency[SkipValidation[ExperimentQueries]],
        slug: FromPath[str],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[MetricView]:
        """Newest first."""
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        found = await experiment_queries.experiment(ExperimentSlug(slug))
        page = await experiment_queries.metrics(found.id, request)
        return PageBody.of(page.map(MetricView.of))

    @post(
        "/metrics",
        guards=[requires("pricing:write")],
        operation_id="logPricingExperimentMetric",
        summary="Write a figure down",
    )
    async def log_metric(
        self,
        log_experiment_metric: NamedDependency[SkipValidation[LogMetric]],
        slug: FromPath[str],
        data: JSONBody[NewMetric],
    ) -> MetricView:
        """What no event can tell: calls to support, or what a seller heard."""
        metric = await log_experiment_metric(
            ExperimentSlug(slug),
            name=data.name,
            value=decimal_of(data.value, "/value", BadMetric),
            variant=data.variant,
            note=data.note,
        )
        return MetricView.of(metric)

    @get(
        "/timeline",
        guards=[requires("pricing:read")],
        operation_id="getPricingExperimentTimeline",
        summary="What happened to an experiment",
    )
    async def timeline(
        self,
        experiment_queries: NamedDependency[SkipValidation[ExperimentQueries]],
        event_log_queries: NamedDependency[SkipValidation[EventLogQueries]],
        slug: FromPath[str],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[EventView]:
        """Oldest first: who started, paused and changed it, and what a guardrail did by itself."""
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        found = await experiment_queries.experiment(ExperimentSlug(slug))
        page = await event_log_queries.timeline(found.id, request)
        return PageBody.of(page.map(EventView.of))


def _series(clock: Clock, days: int) -> Iterator[date]:
    if not 1 <= days <= LONGEST_SERIES:
        raise BadSeries.at("/days", f"{days} days", accepted=f"1 to {LONGEST_SERIES}")
    today = clock.now().astimezone(UTC).date()
    return (today - timedelta(days=ago) for ago in reversed(range(days)))


def _check(visitor: Visitor) -> None:
    """``BadVisitor`` that blames the parameter the session is asked for by."""
    try:
        visitor.check()
    except BadVisitor as refusal:
        errors = tuple(
            evolve(error, pointer=error.pointer.replace("/session", "/unit"))
            for error in refusal.errors
        )
        raise BadVisitor(refusal.detail, errors=errors) from None


def _preview(
    offer: Offer, visitor: Visitor, circumstances: Circumstances, clock: Clock
) -> PreviewView:
    experiment, kept = offer.experiment, offer.kept_for(visitor)
    reason = reason_against(experiment, visitor, circumstances, clock.now())
    assignment = None
    if not reason:
        assignment = assign(experiment, visitor.unit, kept=kept)
        reason = "" if assignment else _left_out(experiment, visitor, kept)
    bucket = bucket_of(experiment.slug, visitor.unit)
    return PreviewView.of(experiment, assignment, bucket=bucket, kept=kept, reason=reason)


def _left_out(experiment: Experiment, visitor: Visitor, kept: VariantKey | None) -> str:
    """Why somebody whom nothing speaks against is given no variant."""
    everybody = evolve(experiment, paused=())
    if kept is not None or assign(everybody, visitor.unit) is not None:
        return "their variant is paused"
    return "they are outside the coverage or the namespace"
