"""Nothing that tells events is forgotten by the replay."""

import re
from pathlib import Path

import pytest

from smplat_app.replay import FOLDS, NOT_REBUILT
from smplat_core import selfcheck
from smplat_memory.history import ROWS as MEMORY_ROWS
from smplat_postgres.history import ROWS

ADAPTERS = Path(__file__).parents[3] / "src" / "adapters"

ELSEWHERE = {"orders.carts", "payments.fan_out"}
"""Parts of these contexts whose aggregates are not rebuilt."""

SETTINGS = {"automation.scenario_changed", "service_terms.told", "house_terms.told"}
"""Events of aggregates that are not rebuilt, told by contexts whose others are."""


def published() -> set[str]:
    """Every kind of aggregate an adapter stores events of."""
    sources = "\n".join(path.read_text() for path in ADAPTERS.rglob("*.py"))
    return set(re.findall(r"aggregate=\"(\w+)\"", sources))


def test_every_kind_is_rebuilt_or_has_a_reason_not_to_be() -> None:
    assert published() == {*FOLDS, *NOT_REBUILT}
    assert not FOLDS.keys() & NOT_REBUILT.keys()


def test_every_kind_that_is_rebuilt_has_rows_to_be_compared_with() -> None:
    assert FOLDS.keys() == ROWS.keys() == MEMORY_ROWS.keys()


@pytest.mark.parametrize(
    "context", ["orders", "payments", "billing", "fulfillment", "automation", "guardrails"]
)
def test_every_event_of_a_context_that_is_rebuilt_is_in_a_fold(context: str) -> None:
    selfcheck.load_everything()
    told = {
        cls.name
        for cls in selfcheck.events()
        if cls.__module__.startswith(f"smplat_core.{context}.")
        and not any(cls.__module__.startswith(f"smplat_core.{part}") for part in ELSEWHERE)
    }

    known = {name for fold in FOLDS.values() for name in fold.steps}

    assert told - known - SETTINGS == set()
