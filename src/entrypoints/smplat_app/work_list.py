"""Everything that happens later: the handlers of jobs and the reactions to events."""

from collections.abc import Callable, Mapping
from typing import Final

from smplat_app import (
    access,
    automation,
    billing,
    carts,
    experiments,
    fan_out,
    fulfillment,
    fx,
    insights,
    jobs,
    legacy,
    media,
    orders,
    payments,
    pricing,
)
from smplat_app.container import UseCases
from smplat_core.jobs import JobHandler
from smplat_core.kernel import Reaction

JOBS: Final[tuple[Callable[[UseCases], Mapping[str, JobHandler]], ...]] = (
    access.jobs,
    legacy.jobs,
    jobs.jobs,
    insights.jobs,
    media.jobs,
    pricing.jobs,
    fx.jobs,
    experiments.jobs,
    carts.jobs,
    payments.jobs,
    billing.jobs,
    fan_out.jobs,
    fulfillment.jobs,
    automation.jobs,
)
REACTIONS: Final[tuple[Callable[[UseCases], tuple[Reaction, ...]], ...]] = (
    payments.reactions,
    orders.reactions,
    billing.reactions,
    fulfillment.reactions,
    automation.reactions,
)


def every_job(use_cases: UseCases) -> dict[str, JobHandler]:
    """All handlers by job name; two of one name are a mistake of ours."""
    found: dict[str, JobHandler] = {}
    for handlers in JOBS:
        mine = handlers(use_cases)
        if twice := set(mine) & set(found):
            raise ValueError(f"two handlers for {sorted(twice)}")
        found |= mine
    return found


def every_reaction(use_cases: UseCases) -> tuple[Reaction, ...]:
    return tuple(reaction for reactions in REACTIONS for reaction in reactions(use_cases))
