"""Taking experiments through their lives, and hearing what comes of them."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec
from attrs import frozen
from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.experiments.house import of_the_house
from smplat_api.experiments.views import ExperimentView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import MoneyBody
from smplat_core.kernel import Clock, InputError, Invalid, Money
from smplat_core.pricing.experiments import (
    MOST_EVENTS,
    BadExperimentEvents,
    CompleteExperiment,
    Experiment,
    ExperimentSlug,
    OutcomeKind,
    PauseExperiment,
    PauseVariant,
    Recorded,
    RecordExperimentEvents,
    ResumeExperiment,
    ResumeVariant,
    StartExperiment,
    ToldEvent,
    Visitor,
)

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


@frozen
class WhyBody:
    reason: Reason


class EventKind(StrEnum):
    EXPOSURE = "exposure"
    CONVERSION = "conversion"
    REVENUE = "revenue"


OUTCOMES: Final = {
    EventKind.CONVERSION: OutcomeKind.CONVERSION,
    EventKind.REVENUE: OutcomeKind.REVENUE,
}


@frozen(kw_only=True)
class EventBody:
    """One thing that happened to one visitor."""

    kind: EventKind
    session: str | None = None
    buyer: str | None = None
    """Who it is when the shop knows; counts more than the session."""
    variant: str | None = None
    """The key they were shown; else the one they have."""
    order: str | None = None
    """The order it came of; each counts once. Needed for revenue."""
    amount: MoneyBody | None = None
    """Of revenue only."""
    at: datetime | None = None

    def to_event(self, pointer: str, caller: Caller) -> ToldEvent:
        return ToldEvent(
            kind=OUTCOMES.get(self.kind),
            visitor=Visitor(buyer=self.buyer, session=self.session, company=caller.company),
            variant=self.variant,
            order=self.order,
            amount=_money(self.amount, f"{pointer}/amount") if self.amount else None,
            at=self.at and self.at.astimezone(UTC),
        )


def _money(body: MoneyBody, pointer: str) -> Money:
    try:
        return body.to_money()
    except Invalid as refusal:
        errors = tuple(error.under(pointer) for error in refusal.errors)
        raise BadExperimentEvents(refusal.detail, errors=errors) from None


@frozen
class EventsBody:
    events: Annotated[tuple[EventBody, ...], msgspec.Meta(min_length=1, max_length=MOST_EVENTS)]

    def to_events(self, caller: Caller) -> tuple[ToldEvent, ...]:
        """All of them; or ``BadExperimentEvents`` with every amount that is none."""
        made, errors = list[ToldEvent](), list[InputError]()
        for place, body in enumerate(self.events):
            try:
                made.append(body.to_event(f"/events/{place}", caller))
            except BadExperimentEvents as refusal:
                errors += refusal.errors
        if errors:
            raise BadExperimentEvents(errors[0].detail, errors=tuple(errors))
        return tuple(made)


@frozen
class RecordedView:
    recorded: int
    repeated: int
    """Those that were known already, or told twice in this batch."""

    @classmethod
    def of(cls, recorded: Recorded) -> "RecordedView":
        return cls(recorded.recorded, recorded.repeated)


class ExperimentRunController(Controller):
    path = "/catalog/pricing-experiments/{slug:str}"
    tags = ("experiments",)

    @post(
        "/start",
        guards=[of_the_house, requires("pricing:write")],
        status_code=200,
        operation_id="startPricingExperiment",
        summary="Start an experiment",
    )
    async def start(
        self,
        start_experiment: NamedDependency[SkipValidation[StartExperiment]],
        clock: NamedDependency[SkipValidation[Clock]],
        request: Request[Any, Any, Any],
        slug: FromPath[str],
    ) -> Response[ExperimentView]:
        """Buyers are assigned at once, or from `starts_at` on. 409 `pricing.experiment_overlaps`
        while another prices the same product for some of the same buyers at the same time.
        """
        started = await start_experiment(
            ExperimentSlug(slug), expected_version=expected_version(request)
        )
        return _shown(started, clock)

    @post(
        "/pause",
        guards=[of_the_house, requires("pricing:write")],
        status_code=200,
        operation_id="pausePricingExperiment",
        summary="Pause an experiment",
    )
    async def pause(
        self,
        pause_experiment: NamedDependency[SkipValidation[PauseExperiment]],
        clock: NamedDependency[SkipValidation[Clock]],
        request: Request[Any, Any, Any],
        slug: FromPath[str],
        data: JSONBody[WhyBody],
    ) -> Response[ExperimentView]:
        """Everybody pays what they would without it, and keeps their variant for later."""
        paused = await pause_experiment(
            ExperimentSlug(slug), reason=data.reason, expected_version=expected_version(request)
        )
        return _shown(paused, clock)

    @post(
        "/resume",
        guards=[of_the_house, requires("pricing:write")],
        status_code=200,
        operation_id="resumePricingExperiment",
        summary="Go on with a paused experiment",
    )
    async def resume(
        self,
        resume_experiment: NamedDependency[SkipValidation[ResumeExperiment]],
        clock: NamedDependency[SkipValidation[Clock]],
        request: Request[Any, Any, Any],
        slug: FromPath[str],
    ) -> Response[ExperimentView]:
        """Refused like a start when another has taken its place meanwhile."""
        resumed = await resume_experiment(
            ExperimentSlug(slug), expected_version=expected_version(request)
        )
        return _shown(resumed, clock)

    @post(
        "/complete",
        guards=[of_the_house, requires("pricing:write")],
        status_code=200,
        operation_id="completePricingExperiment",
        summary="End an experiment for good",
    )
    async def complete(
        self,
        complete_experiment: NamedDependency[SkipValidation[CompleteExperiment]],
        clock: NamedDependency[SkipValidation[Clock]],
        request: Request[Any, Any, Any],
        slug: FromPath[str],
        data: JSONBody[WhyBody],
    ) -> Response[ExperimentView]:
        """Orders keep what they froze of it, and late conversions still count."""
        completed = await complete_experiment(
            ExperimentSlug(slug), reason=data.reason, expected_version=expected_version(request)
        )
        return _shown(completed, clock)

    @post(
        "/variants/{key:str}/pause",
        guards=[of_the_house, requires("pricing:write")],
        status_code=200,
        operation_id="pausePricingVariant",
        summary="Give one variant to nobody",
    )
    async def pause_one(
        self,
        pause_variant: NamedDependency[SkipValidation[PauseVariant]],
        clock: NamedDependency[SkipValidation[Clock]],
        request: Request[Any, Any, Any],
        slug: FromPath[str],
        key: FromPath[str],
        data: JSONBody[WhyBody],
    ) -> Response[ExperimentView]:
        """The others keep their buyers. 409 `pricing.control_not_pausable` for the control."""
        paused = await pause_variant(
            ExperimentSlug(slug),
            key,
            reason=data.reason,
            expected_version=expected_version(request),
        )
        return _shown(paused, clock)

    @post(
        "/variants/{key:str}/resume",
        guards=[of_the_house, requires("pricing:write")],
        status_code=200,
        operation_id="resumePricingVariant",
        summary="Give a paused variant to its buyers again",
    )
    async def resume_one(
        self,
        resume_variant: NamedDependency[SkipValidation[ResumeVariant]],
        clock: NamedDependency[SkipValidation[Clock]],
        request: Request[Any, Any, Any],
        slug: FromPath[str],
        key: FromPath[str],
        data: JSONBody[WhyBody],
    ) -> Response[ExperimentView]:
        """Its guard leaves it so for the policy's dwell time."""
        resumed = await resume_variant(
            ExperimentSlug(slug),
            key,
            reason=data.reason,
            expected_version=expected_version(request),
        )
        return _shown(resumed, clock)

    @post(
        "/events",
        guards=[requires("carts:write")],
        status_code=200,
        operation_id="recordPricingExperimentEvents",
        summary="Tell what visitors were shown and did",
    )
    async def record(
        self,
        record_experiment_events: NamedDependency[SkipValidation[RecordExperimentEvents]],
        caller: NamedDependency[Caller],
        slug: FromPath[str],
        data: JSONBody[EventsBody],
    ) -> RecordedView:
        """Up to 500 exposures, conversions and revenues; all are kept, or none. Each counts once
        however often it is told: an exposure per session and variant, an outcome per order (per
        visitor when there is none). Orders that smplat takes are counted by themselves.
        """
        recorded = await record_experiment_events(ExperimentSlug(slug), data.to_events(caller))
        return RecordedView.of(recorded)


def _shown(experiment: Experiment, clock: Clock) -> Response[ExperimentView]:
    return versioned(ExperimentView.of(experiment, now=clock.now()), version=experiment.version)
