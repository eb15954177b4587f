"""What is wrong with option groups, add-ons, plans, and what they do to the price."""

from decimal import Decimal

import pytest

from smplat_core.catalog import (
    AddOn,
    AddOnMode,
    Billing,
    Change,
    Interval,
    Option,
    OptionGroup,
    Plan,
    ServiceRef,
)
from smplat_core.testing.builders.catalog import euros
from tests.unit.catalog.checking.looking import seen_in

TEN = Change(amounts=(euros("10.00"),))
TENTH = Change(percent=Decimal(10))
SERVICE = ServiceRef(provider="boostly", service="followers")


def group(*keys: str, **changes: object) -> OptionGroup:
    options = tuple(Option(key=key, label=key) for key in keys)
    fields = {"key": "pace", "label": "Pace", "options": options} | changes
    return OptionGroup(**fields)  # type: ignore[arg-type]


def add_on(mode: AddOnMode, **changes: object) -> AddOn:
    fields = {"key": "extra", "label": "Extra", "mode": mode} | changes
    return AddOn(**fields)  # type: ignore[arg-type]


def plan(**changes: object) -> Plan:
    return Plan(**({"key": "plan", "label": "Plan"} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "where", "code"),
    [
        (group(), "/options", "catalog.too_few"),
        (group("a", "a"), "/options/1/key", "catalog.repeated"),
        (group("Not A Key"), "/options/0/key", "catalog.bad_key"),
        (group("a", key="_"), "/key", "catalog.bad_key"),
        (group("a", label=""), "/label", "catalog.bad_text"),
        (group("a", "b", most=3), "/most", "catalog.out_of_bounds"),
        (group("a", most=0, fewest=0), "/most", "catalog.out_of_bounds"),
        (group("a", "b", fewest=2), "/fewest", "catalog.out_of_bounds"),
        (group("a", fewest=-1), "/fewest", "catalog.out_of_bounds"),
        (group("a", "b", default=("c",)), "/default/0", "catalog.unknown_option"),
        (group("a", "b", most=2, default=("a", "a")), "/default/1", "catalog.repeated"),
        (group("a", "b", default=("a", "b")), "/default", "catalog.bad_default"),
    ],
)
def test_a_group_is_one_a_buyer_can_choose_from(wrong: OptionGroup, where: str, code: str) -> None:
    assert (f"/option_groups/0{where}", code) in seen_in(option_groups=(wrong,))


def test_two_groups_do_not_share_a_key() -> None:
    assert seen_in(option_groups=(group("a"), group("b"))) == [
        ("/option_groups/1/key", "catalog.repeated")
    ]


@pytest.mark.parametrize(
    ("mode", "has", "where", "code"),
    [
        (AddOnMode.FLAT, {}, "/change", "catalog.missing_amounts"),
        (AddOnMode.FLAT, {"change": TENTH}, "/change", "catalog.missing_amounts"),
        (AddOnMode.PERCENTAGE, {}, "/change", "catalog.missing_percent"),
        (AddOnMode.PERCENTAGE, {"change": TEN}, "/change", "catalog.missing_percent"),
        (AddOnMode.FLAT, {"change": TEN, "service": SERVICE}, "/service", "catalog.not_for_mode"),
        (
            AddOnMode.FLAT,
            {"change": TEN, "preview_quantity": 5},
            "/preview_quantity",
            "catalog.not_for_mode",
        ),
        (
            AddOnMode.PERCENTAGE,
            {"change": TENTH, "payload_template": "{}"},
            "/payload_template",
            "catalog.not_for_mode",
        ),
        (AddOnMode.SERVICE_OVERRIDE, {}, "/service", "catalog.missing_service"),
        (
            AddOnMode.SERVICE_OVERRIDE,
            {"service": SERVICE, "preview_quantity": 0},
            "/preview_quantity",
            "catalog.out_of_bounds",
        ),
        (
            AddOnMode.SERVICE_OVERRIDE,
            {"service": SERVICE, "payload_template": '{"link": "{{ profile"}'},
            "/payload_template",
            "catalog.bad_template",
        ),
    ],
)
def test_each_mode_has_exactly_what_it_needs(
    mode: AddOnMode, has: dict[str, object], where: str, code: str
) -> None:
    assert seen_in(add_ons=(add_on(mode, **has),)) == [(f"/add_ons/0{where}", code)]


@pytest.mark.parametrize("change", [None, TEN, TENTH])
def test_an_override_may_cost_something_or_nothing(change: Change | None) -> None:
    override = add_on(
        AddOnMode.SERVICE_OVERRIDE,
        service=SERVICE,
        change=change,
        preview_quantity=5,
        payload_template='{"nested": {"link": "{{profile}}", "n": {{previewQuantity}}}}',
    )

    assert seen_in(add_ons=(override,)) == []


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        (Change(), "", "catalog.bad_change"),
        (Change(amounts=(euros("1"),), percent=Decimal(1)), "", "catalog.bad_change"),
        (Change(amounts=(euros("1"), euros("2"))), "/amounts/1/currency", "catalog.repeated"),
        (Change(percent=Decimal("-100.01")), "/percent", "catalog.bad_percent"),
        (Change(percent=Decimal("1000.1")), "/percent", "catalog.bad_percent"),
        (Change(percent=Decimal("0.00001")), "/percent", "catalog.bad_percent"),
        (Change(percent=Decimal("NaN")), "/percent", "catalog.bad_percent"),
        (Change(percent=Decimal("Infinity")), "/percent", "catalog.bad_percent"),
    ],
)
def test_a_change_is_amounts_or_a_sensible_percentage(
    change: Change, where: str, code: str
) -> None:
    option = Option(key="a", label="A", change=change)
    pointer = f"/option_groups/0/options/0/change{where}"

    assert seen_in(option_groups=(group(options=(option,)),)) == [(pointer, code)]


@pytest.mark.parametrize("percent", ["-100", "1000", "33.3333", "0"])
def test_percentages_within_bounds_are_taken(percent: str) -> None:
    option = Option(key="a", label="A", change=Change(percent=Decimal(percent)))

    assert seen_in(option_groups=(group(options=(option,)),)) == []


@pytest.mark.parametrize(
    ("wrong", "where", "code"),
    [
        (plan(billing=Billing.RECURRING), "/interval", "catalog.missing_interval"),
        (plan(interval=Interval.MONTH), "/interval", "catalog.not_for_billing"),
        (plan(interval_count=2), "/interval_count", "catalog.not_for_billing"),
        (
            plan(billing=Billing.RECURRING, interval=Interval.MONTH, interval_count=0),
            "/interval_count",
            "catalog.out_of_bounds",
        ),
    ],
)
def test_a_plan_is_paid_once_or_at_intervals(wrong: Plan, where: str, code: str) -> None:
    assert seen_in(plans=(wrong,)) == [(f"/plans/0{where}", code)]


def test_a_quarterly_plan_is_fine() -> None:
    quarterly = plan(billing=Billing.RECURRING, interval=Interval.MONTH, interval_count=3)

    assert seen_in(plans=(quarterly,)) == []
