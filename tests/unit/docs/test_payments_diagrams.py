"""The reference page of payments shows the lifecycles, codes and jobs of the code, and no other."""

import re
from pathlib import Path

import pytest

from smplat_core import payments
from smplat_core.kernel import Lifecycle, Refusal
from smplat_core.payments import (
    CHECKOUT_LIFECYCLE,
    CLOSE_CHECKOUT,
    PROCESS_EVENT,
    PROCESSOR_EVENT_LIFECYCLE,
    RECONCILE_CHECKOUT,
    RECONCILE_OPEN_SESSIONS,
    RECONCILE_REFUNDS,
    REFUND_LIFECYCLE,
    SEND_REFUND,
    SWEEP_EXPIRED,
)

PAGE = (Path(__file__).parents[3] / "docs/reference/payments.md").read_text()
CLASSES = [each for each in map(vars(payments).get, payments.__all__) if isinstance(each, type)]


@pytest.mark.parametrize(
    "lifecycle", [CHECKOUT_LIFECYCLE, PROCESSOR_EVENT_LIFECYCLE, REFUND_LIFECYCLE]
)
def test_each_drawing_is_its_table(lifecycle: Lifecycle) -> None:  # type: ignore[type-arg]
    assert f"```{{mermaid}}\n{lifecycle.mermaid()}\n```" in PAGE


def test_the_page_has_exactly_the_codes_and_jobs_of_the_code() -> None:
    codes = {each.code for each in CLASSES if issubclass(each, Refusal)}
    jobs = {
        CLOSE_CHECKOUT,
        PROCESS_EVENT,
        RECONCILE_CHECKOUT,
        RECONCILE_OPEN_SESSIONS,
        RECONCILE_REFUNDS,
        SEND_REFUND,
        SWEEP_EXPIRED,
    }

    assert set(re.findall(r"^\| `(payments\.\w+)`", PAGE, re.MULTILINE)) == codes | jobs
