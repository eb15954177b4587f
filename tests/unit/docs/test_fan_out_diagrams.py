"""The reference page of the fan-out shows the lifecycles and jobs of the code."""

from pathlib import Path

import pytest

from smplat_core.kernel import Lifecycle
from smplat_core.payments import (
    FAN_OUT_LIFECYCLE,
    FORWARD_OWED,
    FORWARDING_LIFECYCLE,
    WAKE_FAN_OUT,
    ComparisonVerdict,
)

PAGE = (Path(__file__).parents[3] / "docs/reference/fan-out.md").read_text()


@pytest.mark.parametrize("lifecycle", [FAN_OUT_LIFECYCLE, FORWARDING_LIFECYCLE])
def test_each_drawing_is_its_table(lifecycle: Lifecycle) -> None:  # type: ignore[type-arg]
    assert f"```{{mermaid}}\n{lifecycle.mermaid()}\n```" in PAGE


@pytest.mark.parametrize("word", [FORWARD_OWED, WAKE_FAN_OUT, *ComparisonVerdict])
def test_every_job_and_verdict_is_explained(word: str) -> None:
    assert f"`{word}`" in PAGE
