import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import NewType
from uuid import UUID

import pytest
from attrs import Factory, frozen
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.kernel import (
    LARGEST_MINOR,
    BadAmount,
    Currency,
    Money,
    dumps,
    from_json,
    loads,
    to_json,
)

ThingId = NewType("ThingId", UUID)


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


@frozen
class Part:
    label: str
    price: Money
    color: Color | None = None


@frozen(kw_only=True)
class Thing:
    id: ThingId
    at: datetime
    day: date
    rate: Decimal
    color: Color
    until: datetime | None
    parts: tuple[Part, ...] = ()
    notes: dict[str, str] = Factory(dict)
    owner: UUID | None = None
    best: Part | None = None


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(timezones=zones)
monies = st.builds(Money, st.integers(-LARGEST_MINOR, LARGEST_MINOR), st.sampled_from(Currency))
texts = st.text(st.characters(codec="utf-8"))
parts = st.builds(Part, texts, monies, st.none() | st.sampled_from(Color))
things = st.builds(
    Thing,
    id=st.uuids().map(ThingId),
    at=moments,
    day=st.dates(),
    rate=st.decimals(allow_nan=False, allow_infinity=False),
    color=st.sampled_from(Color),
    until=st.none() | moments,
    parts=st.lists(parts, max_size=3).map(tuple),
    notes=st.dictionaries(texts, texts, max_size=3),
    owner=st.none() | st.uuids(),
    best=st.none() | parts,
)


@given(thing=things)
def test_what_was_written_is_read_back(thing: Thing) -> None:
    assert loads(dumps(thing), Thing) == thing
    assert from_json(to_json(thing), Thing) == thing


@given(thing=things)
def test_what_is_written_is_json(thing: Thing) -> None:
    assert json.loads(dumps(thing)) == to_json(thing)


@given(money=monies)
def test_money_is_written_as_text_with_the_decimals_of_its_currency(money: Money) -> None:
    assert to_json(money) == {"amount": money.amount, "currency": money.currency.value}


@given(things=st.lists(things, max_size=2).map(tuple))
def test_several_values_are_a_list(things: tuple[Thing, ...]) -> None:
    assert loads(dumps(things), tuple[Thing, ...]) == things


def test_a_moment_keeps_its_microseconds_and_its_offset() -> None:
    moment = datetime(2026, 1, 5, 12, 0, 0, 1, tzinfo=UTC)

    assert to_json(moment) == "2026-01-05T12:00:00.000001+00:00"
    assert loads(dumps(moment), datetime) == moment


@pytest.mark.parametrize("amount", ["1.234", "much"])
def test_a_forged_amount_is_not_read_as_money(amount: str) -> None:
    with pytest.raises(BadAmount):
        from_json({"amount": amount, "currency": "EUR"}, Money)


@given(duration=st.timedeltas(timedelta(days=-36_500), timedelta(days=36_500)))
def test_a_duration_is_kept_in_seconds_to_the_microsecond(duration: timedelta) -> None:
    assert loads(dumps(duration), timedelta) == duration
