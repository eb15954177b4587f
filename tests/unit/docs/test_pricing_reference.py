"""The reference page of pricing names every code a client can meet, and no other."""

import re
from pathlib import Path

from smplat_core import pricing
from smplat_core.kernel import Event, Refusal
from smplat_core.pricing import SYNC_ENTRIES, SYNC_LAGGARDS, agreements
from smplat_core.pricing.agreements import (
    AGREEMENT_LIFECYCLE,
    EXPIRE_AGREEMENTS,
    SYNC_AGREED,
    SYNC_AGREED_LAGGARDS,
    TELL_EXPIRING,
)

PAGE = Path(__file__).parents[3] / "docs/reference/pricing.md"
JOBS = {
    SYNC_ENTRIES,
    SYNC_LAGGARDS,
    SYNC_AGREED,
    SYNC_AGREED_LAGGARDS,
    EXPIRE_AGREEMENTS,
    TELL_EXPIRING,
}
GATE = {"missing", "pending", "stale", "failed", "archived", "wrong_currency", "wrong_amount"}
HTTP = {"pricing.bad_file_body"}


def test_the_page_has_exactly_the_codes_jobs_and_events_of_the_code() -> None:
    doors = (pricing, agreements)
    public = [getattr(door, name) for door in doors for name in door.__all__]
    classes = [each for each in public if isinstance(each, type)]
    codes = {each.code for each in classes if issubclass(each, Refusal)}
    events = {each.name for each in classes if issubclass(each, Event)}
    known = codes | events | HTTP | {f"pricing.stripe_price_{fault}" for fault in GATE}

    named = set(re.findall(r"`(pricing\.\w+)`", PAGE.read_text()))

    assert named == known | JOBS


def test_the_drawing_is_the_table_of_an_agreements_life() -> None:
    assert f"```{{mermaid}}\n{AGREEMENT_LIFECYCLE.mermaid()}\n```" in PAGE.read_text()
