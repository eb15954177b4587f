"""The reference page of orders shows the lifecycles, codes and events of the code, and no other."""

import re
from pathlib import Path

import pytest

from smplat_core import orders
from smplat_core.kernel import Event, Lifecycle, Refusal
from smplat_core.orders import ORDER_LIFECYCLE, PAYMENT_LIFECYCLE, OrderEvent

PAGE = (Path(__file__).parents[3] / "docs/reference/orders.md").read_text()
CLASSES = [each for each in map(vars(orders).get, orders.__all__) if isinstance(each, type)]


@pytest.mark.parametrize("lifecycle", [ORDER_LIFECYCLE, PAYMENT_LIFECYCLE])
def test_each_drawing_is_its_table(lifecycle: Lifecycle) -> None:  # type: ignore[type-arg]
    assert f"```{{mermaid}}\n{lifecycle.mermaid()}\n```" in PAGE


def test_the_page_has_exactly_the_codes_of_the_code() -> None:
    codes = {each.code for each in CLASSES if issubclass(each, Refusal)}

    assert set(re.findall(r"^\| `(orders\.\w+)`", PAGE, re.MULTILINE)) == codes


def test_the_page_has_exactly_the_events_of_the_code() -> None:
    told = {e.name for e in CLASSES if issubclass(e, Event) and e is not OrderEvent}

    section = PAGE.split("## Events")[1].split("One change")[0]

    assert set(re.findall(r"`([a-z_]+\.[a-z_]+)`", section)) == told
