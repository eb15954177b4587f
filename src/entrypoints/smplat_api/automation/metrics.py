"""How the scenarios of automation go, over HTTP."""

from datetime import datetime, timedelta
from typing import Final

from attrs import frozen
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, SkipValidation

from smplat_api.access import requires
from smplat_core.automation import AutomationQueries, Scenario, ScenarioMetrics, Span
from smplat_core.kernel import Clock

USUAL_SPAN: Final = timedelta(days=30)


@frozen
class ScenarioMetricsView:
    """How the steps of one scenario went."""

    scenario: Scenario
    steps: dict[str, int]
    """How many are in each state; states without any are left out."""
    settled: int
    attempts: int
    fallback_permille: int | None
    """Of a thousand settled steps, how many a person settled; null when none is settled."""

    @classmethod
    def of(cls, metrics: ScenarioMetrics) -> "ScenarioMetricsView":
        return cls(
            scenario=metrics.scenario,
            steps={state.value: count for state, count in metrics.steps.items()},
            settled=metrics.settled,
            attempts=metrics.attempts,
            fallback_permille=metrics.fallback_permille,
        )


class AutomationMetricsController(Controller):
    path = "/automation-metrics"
    tags = ("automation",)

    @get(
        "/",
        guards=[requires("automation:read")],
        operation_id="getAutomationMetrics",
        summary="How often people have to step in, by scenario",
    )
    async def read(
        self,
        automation_queries: NamedDependency[SkipValidation[AutomationQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        since: FromQuery[datetime | None] = None,
        until: FromQuery[datetime | None] = None,
    ) -> list[ScenarioMetricsView]:
        """Of the steps made in that time; the last 30 days unless asked otherwise."""
        now = clock.now()
        span = Span(since=since or (now - USUAL_SPAN), until=until or now)
        return [ScenarioMetricsView.of(one) for one in await automation_queries.metrics(span)]
