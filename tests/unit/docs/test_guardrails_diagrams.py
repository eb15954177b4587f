"""The reference pages of guardrails and exchange rates show what the code has."""

import re
from pathlib import Path

import pytest

from smplat_api.fx import RateNotFound
from smplat_api.guardrails.house import MarginsNotForCompanies
from smplat_core import guardrails
from smplat_core.guardrails import FOLLOW_UP_LIFECYCLE, HYSTERESIS_LIFECYCLE
from smplat_core.kernel import BadRate, Event, Lifecycle, Refusal
from smplat_core.pricing import fx

REFERENCE = Path(__file__).parents[3] / "docs/reference"
GUARDRAILS = (REFERENCE / "guardrails.md").read_text()
RATES = (REFERENCE / "exchange-rates.md").read_text()


def public(module: object) -> list[type]:
    found = [getattr(module, name) for name in module.__all__]  # type: ignore[attr-defined]
    return [each for each in found if isinstance(each, type)]


@pytest.mark.parametrize("lifecycle", [HYSTERESIS_LIFECYCLE, FOLLOW_UP_LIFECYCLE])
def test_each_drawing_is_its_table(lifecycle: Lifecycle) -> None:  # type: ignore[type-arg]
    assert f"```{{mermaid}}\n{lifecycle.mermaid()}\n```" in GUARDRAILS


def test_the_page_has_exactly_the_codes_and_events_of_guardrails() -> None:
    codes = {each.code for each in public(guardrails) if issubclass(each, Refusal)}
    events = {each.name for each in public(guardrails) if issubclass(each, Event)}

    named = set(re.findall(r"`(guardrails\.\w+)`", GUARDRAILS))
    told = set(re.findall(r"`((?:service_terms|house_terms|follow_up)\.\w+)`", GUARDRAILS))

    assert named == codes | {MarginsNotForCompanies.code}
    assert told == events


def test_the_page_has_exactly_the_codes_and_events_of_exchange_rates() -> None:
    codes = {each.code for each in public(fx) if issubclass(each, Refusal)}
    events = {each.name for each in public(fx) if issubclass(each, Event)}

    named = set(re.findall(r"`((?:pricing|money)\.\w+)`", RATES))

    assert named == codes | {RateNotFound.code, BadRate.code, fx.REFRESH_RATES}
    assert set(re.findall(r"`(fx\.\w+)`", RATES)) == events
