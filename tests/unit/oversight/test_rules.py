"""What counts as stuck, and which promises are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_app.oversight import patience_of
from smplat_core.oversight import (
    RULES,
    TARGETS,
    AuditFilter,
    BadPeriod,
    Sample,
    StuckKind,
    StuckThing,
    Unit,
    kpis,
    limits,
    slo_readings,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_every_kind_has_a_rule() -> None:
    assert set(RULES) == set(StuckKind)
    assert all(rule.patience >= timedelta() and rule.meaning for rule in RULES.values())


def test_a_setting_replaces_the_patience_of_one_kind_only() -> None:
    usual, mine = limits({}, now=NOON), limits({StuckKind.JOB_OVERDUE: timedelta(days=1)}, now=NOON)

    changed = {kind for kind in StuckKind if usual[kind] != mine[kind]}

    assert changed == {StuckKind.JOB_OVERDUE}
    assert mine[StuckKind.JOB_OVERDUE] == NOON - timedelta(days=1)


def test_a_patience_is_read_as_the_settings_write_it() -> None:
    read = patience_of("job_overdue=60, shipment_silent=864000")

    assert read == {
        StuckKind.JOB_OVERDUE: timedelta(minutes=1),
        StuckKind.SHIPMENT_SILENT: timedelta(days=10),
    }
    assert patience_of("") == {}


def test_an_event_leads_to_its_line_in_the_trail() -> None:
    thing = StuckThing(kind=StuckKind.EVENT_DEAD, id="4711:billing.settle", since=NOON, what="")

    assert thing.link == "/audit?position=4711"


@given(st.floats(0, 1_000, allow_nan=False))
def test_a_ratio_is_kept_from_its_target_up_and_seconds_down_to_it(measured: float) -> None:
    for kpi in kpis({target.name: Sample(1, measured) for target in TARGETS}):
        kept = (
            measured >= kpi.target.target
            if kpi.target.unit is Unit.RATIO
            else measured <= kpi.target.target
        )
        assert kpi.is_met is kept


def test_what_was_not_measured_is_neither_kept_nor_broken_and_not_exposed() -> None:
    found = kpis({})

    assert {kpi.is_met for kpi in found} == {None}
    assert {reading.metric for reading in slo_readings(found)} == {"smplat_slo_target"}


@pytest.mark.parametrize(
    ("since", "until"),
    [(NOON, NOON), (NOON, NOON - timedelta(1)), (NOON.replace(tzinfo=None), None)],
    ids=["empty", "backwards", "no-zone"],
)
def test_a_period_that_makes_no_sense_is_refused(since: datetime, until: datetime | None) -> None:
    with pytest.raises(BadPeriod):
        AuditFilter(since=since, until=until)
