"""The reference page of experiments shows the lifecycle, jobs and refusals of the code."""

from pathlib import Path

import pytest

from smplat_core.kernel import Refusal
from smplat_core.pricing import experiments
from smplat_core.pricing.experiments import (
    COMPLETE_EXPERIMENTS,
    EXPERIMENT_LIFECYCLE,
    GUARD_EXPERIMENTS,
    AssignmentStrategy,
    BuyerKind,
    ExperimentState,
)

PAGE = (Path(__file__).parents[3] / "docs/reference/experiments.md").read_text()
REFUSALS = [
    thing.code
    for thing in vars(experiments).values()
    if isinstance(thing, type) and issubclass(thing, Refusal)
]


def test_the_drawing_is_the_table() -> None:
    assert f"```{{mermaid}}\n{EXPERIMENT_LIFECYCLE.mermaid()}\n```" in PAGE


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_refusal_is_explained(code: str) -> None:
    assert f"`{code}`" in PAGE


WORDS = [
    COMPLETE_EXPERIMENTS,
    GUARD_EXPERIMENTS,
    *ExperimentState,
    *AssignmentStrategy,
    *(kind for kind in BuyerKind if kind is not BuyerKind.ANYBODY),
]


@pytest.mark.parametrize("word", WORDS)
def test_every_job_state_and_choice_is_explained(word: str) -> None:
    assert f"`{word}`" in PAGE
