"""The reference page of the legacy context shows the lifecycles, codes and events of the code."""

import re
from pathlib import Path

import pytest

from smplat_core import legacy
from smplat_core.kernel import Event, Lifecycle, Refusal
from smplat_core.legacy import (
    BREAKER_LIFECYCLE,
    DETECT_DRIFT,
    FINISH_WRITES,
    REFRESH_ALL,
    WRITE_LIFECYCLE,
)

PAGE = (Path(__file__).parents[3] / "docs/reference/legacy.md").read_text()


@pytest.mark.parametrize("lifecycle", [BREAKER_LIFECYCLE, WRITE_LIFECYCLE])
def test_each_drawing_is_its_table(lifecycle: Lifecycle) -> None:  # type: ignore[type-arg]
    assert f"```{{mermaid}}\n{lifecycle.mermaid()}\n```" in PAGE


def test_the_page_has_exactly_the_codes_events_and_jobs_of_the_code() -> None:
    public = [getattr(legacy, name) for name in legacy.__all__]
    classes = [each for each in public if isinstance(each, type)]
    codes = {each.code for each in classes if issubclass(each, Refusal)}
    events = {each.name for each in classes if issubclass(each, Event)}

    named = set(re.findall(r"`(legacy\.\w+)`", PAGE))

    assert codes | events | {DETECT_DRIFT, FINISH_WRITES, REFRESH_ALL} == named
