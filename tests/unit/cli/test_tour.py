"""The parts of ``smplat tour`` that need no product: what it shows and what it checks."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from smplat_cli.tour.showing import LONGEST_TEXT, Json, laid_out, shortened
from smplat_cli.tour.step6_timelines import first_missing
from smplat_cli.tour.tracking_numbers import canada_post_number, dhl_number
from smplat_cli.up.settling import (
    SCHEDULES,
    Addresses,
    read_addresses,
    write_addresses,
    write_schedules,
)
from smplat_core.fulfillment import CourierCode, NumberCheck, check_number
from smplat_worker import SHIPPED, read_schedules

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_what_is_laid_out_is_still_the_same_json(value: Json) -> None:
    assert json.loads(laid_out(value)) == value


def test_long_things_are_shortened_and_say_so() -> None:
    value: Json = {"text": "x" * 100, "items": [1, 2, 3, 4], "other": 1}

    assert shortened(value, pick=("items", "text")) == {
        "items": [1, 2, "... 2 more"],
        "text": "x" * LONGEST_TEXT + "...",
    }


def test_every_tracking_number_is_one_its_courier_could_have_printed() -> None:
    posted = {
        check_number(canada_post_number(), courier=CourierCode("canada_post")) for _ in "x" * 50
    }
    flown = {check_number(dhl_number(), courier=CourierCode("dhl")) for _ in "x" * 50}

    assert posted == flown == {NumberCheck.VERIFIED}


def test_a_timeline_keeps_its_promise_only_in_order() -> None:
    told = ["order.created", "invoice.issued", "order.paid", "order.paid"]

    assert first_missing(("order.created", "order.paid"), told) is None
    assert first_missing(("order.paid", "order.created"), told) == "order.created"
    assert first_missing(("order.paid", "order.paid", "order.paid"), told) == "order.paid"


def test_other_commands_find_the_addresses_a_machine_was_started_with(tmp_path: Path) -> None:
    addresses = Addresses("http://127.0.0.1:9060", "http://127.0.0.1:9070")

    write_addresses(tmp_path, addresses)

    assert read_addresses(tmp_path) == addresses


def test_where_nothing_was_started_or_the_file_is_broken_the_usual_addresses_hold(
    tmp_path: Path,
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "addresses.json").write_text("[]")

    assert read_addresses(tmp_path / "nowhere") == Addresses()
    assert read_addresses(tmp_path / "broken") == Addresses()


def test_a_machine_has_every_schedule_that_ships_and_asks_couriers_more_often(
    tmp_path: Path,
) -> None:
    write_schedules(tmp_path)

    known = {line.split('"')[1] for line in SHIPPED.read_text().splitlines() if "job =" in line}
    shipped = read_schedules(SHIPPED, known)
    here = read_schedules(tmp_path / SCHEDULES, known)
    assert here[: len(shipped)] == shipped
    assert [schedule.name for schedule in here[len(shipped) :]] == ["poll-tracking-often"]
