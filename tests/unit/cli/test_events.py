"""What `smplat events` takes, and how it says what it found."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from smplat_cli.events import moment_of, wanted_of, worded
from smplat_cli.telling import Refused
from smplat_core.kernel import Finding, FindingKind, Wanted

SHIPMENT = UUID(int=7)


def test_a_moment_has_a_time_zone() -> None:
    assert moment_of("2026-11-21T03:00:00Z") == datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert moment_of("2026-11-20T22:00:00-05:00") == datetime(2026, 11, 21, 3, tzinfo=UTC)
    assert moment_of(None) is None


@pytest.mark.parametrize("text", ["yesterday", "2026-11-21T03:00:00", "2026-11-21", "", "25:00Z"])
def test_what_is_no_moment_is_refused_with_one_that_is(text: str) -> None:
    with pytest.raises(Refused, match="2026-11-21T03:00:00Z"):
        moment_of(text)


def test_a_kind_or_one_of_it_can_be_named() -> None:
    assert wanted_of("order", None) == Wanted(aggregate="order")
    assert wanted_of(f"shipment/{SHIPMENT}", None) == Wanted(
        aggregate="shipment", aggregate_id=SHIPMENT
    )


@pytest.mark.parametrize("text", ["orders", "", "/", "order/7", "order/ORD-000001"])
def test_what_names_no_aggregate_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        wanted_of(text, None)


def test_a_difference_names_aggregate_field_and_both_words() -> None:
    said = worded(
        Finding(
            kind=FindingKind.DIFFERENCE,
            aggregate="shipment",
            aggregate_id=SHIPMENT,
            detail="state: the log says 'ready', the row says 'delivered'",
            field="state",
            log="ready",
            row="delivered",
        )
    )

    assert said == f"shipment {SHIPMENT}: state: the log says 'ready', the row says 'delivered'"


def test_a_gap_names_the_event_it_was_found_at() -> None:
    said = worded(
        Finding(
            kind=FindingKind.GAP,
            aggregate="shipment",
            aggregate_id=SHIPMENT,
            detail="event 2 is missing",
            sequence=3,
        )
    )

    assert said == f"shipment {SHIPMENT} at event 3: gap: event 2 is missing"
