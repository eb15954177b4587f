"""Being late follows from what is owed, the day it was due and the moment, and from nothing else."""

from datetime import timedelta

import pytest
from attrs import evolve

from smplat_core.billing import (
    AgingBucket,
    Invoice,
    Reminded,
    bucket_of,
    days_overdue,
    overdue,
    remind_on,
    reminder_due,
)
from tests.builders.billing import NOON, TODAY, a_draft, an_issued
from tests.unit.billing.moves import paid_with

LATER = NOON + timedelta(days=10)


@pytest.mark.parametrize(
    ("invoice", "days"),
    [
        (an_issued(), 10),
        (paid_with(an_issued(), 4_000), 10),
        (paid_with(an_issued(), 10_000), 0),
        (an_issued().void(reason="wrong", at=NOON), 0),
        (a_draft(), 0),
    ],
)
def test_only_what_is_owed_is_late(invoice: Invoice, days: int) -> None:
    assert days_overdue(invoice, LATER) == days
    assert overdue(invoice, LATER) is (days > 0)


def test_on_the_day_it_is_due_nothing_is_late() -> None:
    assert not overdue(an_issued(), NOON + timedelta(hours=11))
    assert overdue(an_issued(), NOON + timedelta(hours=12))


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, AgingBucket.NOT_DUE),
        (1, AgingBucket.UP_TO_30),
        (30, AgingBucket.UP_TO_30),
        (31, AgingBucket.UP_TO_60),
        (60, AgingBucket.UP_TO_60),
        (61, AgingBucket.UP_TO_90),
        (90, AgingBucket.UP_TO_90),
        (91, AgingBucket.OVER_90),
    ],
)
def test_each_day_has_its_bucket(days: int, bucket: AgingBucket) -> None:
    assert bucket_of(days) is bucket


def test_steps_that_were_missed_are_told_of_as_one() -> None:
    assert reminder_due(an_issued(), LATER) == Reminded(round=0, step=7)


def test_a_step_is_told_of_once() -> None:
    told = evolve(an_issued(), reminded=Reminded(round=0, step=7))

    assert reminder_due(told, LATER) is None
    assert remind_on(told) == TODAY + timedelta(days=14)


def test_after_the_last_step_there_is_no_other() -> None:
    told = evolve(an_issued(), reminded=Reminded(round=0, step=90))

    assert remind_on(told) is None
    assert reminder_due(told, NOON + timedelta(days=900)) is None


def test_money_that_comes_begins_anew() -> None:
    told = evolve(an_issued(), reminded=Reminded(round=0, step=90))
    paid = paid_with(told, 4_000)

    assert remind_on(paid) == TODAY + timedelta(days=1)
    assert reminder_due(paid, LATER) == Reminded(round=1, step=7)


def test_what_was_paid_is_not_told_of() -> None:
    assert remind_on(paid_with(an_issued(), 10_000)) is None
