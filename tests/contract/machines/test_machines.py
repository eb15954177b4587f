"""Whatever happens in whatever order, on memory and on Postgres, every rule of the product holds.

A few seconds by default; ``nox -s machines`` takes ten thousand steps on each database.
``SMPLAT_MACHINES_STEPS`` says how many, ``SMPLAT_MACHINES_SEED`` repeats a run.
"""

import asyncio
import os
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from smplat_postgres import Engine
from tests.contract.machines.ground import Ground, MemoryGround, PostgresGround
from tests.contract.machines.tally import Tally
from tests.contract.machines.trade import on

STEPS: Final = int(os.environ.get("SMPLAT_MACHINES_STEPS", "0"))
SEED: Final = os.environ.get("SMPLAT_MACHINES_SEED", "every day the same")
FEW: Final = {"memory": 1_000, "postgres": 300}
"""Steps when nobody asks for more."""

LIFE: Final = 60
"""Rules in one life; some of them are several steps."""

LIVES: Final = 20
"""Under one seed of Hypothesis."""


Grounds = Callable[[asyncio.AbstractEventLoop], Ground]


@pytest.fixture(params=["memory", "postgres"])
def grounds(request: pytest.FixtureRequest) -> Grounds:
    if request.param == "memory":
        return MemoryGround
    engine: Engine = request.getfixturevalue("engine")
    return partial(PostgresGround, engine)


async def test_whatever_happens_every_rule_holds(
    grounds: Grounds, request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    ground, tally = grounds(asyncio.get_running_loop()), Tally()

    try:
        await asyncio.to_thread(_live, ground, tally, STEPS or FEW[name])
    finally:
        tally.say(f"SMPLAT_MACHINES_SEED={SEED!r} on {name}")


def _live(ground: Ground, tally: Tally, steps: int) -> None:
    """One round of lives after another, each from its own seed, until so many steps were taken."""
    seeds = Random(SEED)  # noqa: S311 - repeatable chance is the point
    while tally.steps < steps:
        machine = seed(seeds.getrandbits(64))(on(ground, tally))
        lives = min(LIVES, 1 + (steps - tally.steps) // LIFE)
        run_state_machine_as_test(machine, settings=_effort(lives))


def _effort(lives: int) -> settings:
    return settings(
        max_examples=lives,
        stateful_step_count=LIFE,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
