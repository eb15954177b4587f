"""What is wrong with custom fields, and with formulas over them."""

from datetime import date
from decimal import Decimal

import pytest

from smplat_core.catalog import (
    CalculatorLine,
    Choice,
    CustomField,
    FieldType,
    RuleSubject,
    ServiceUse,
    VisibilityRule,
    faults,
)
from smplat_core.testing.builders.catalog import BOOST, a_content
from tests.unit.catalog.checking.looking import PATTERNS, seen_in

CHOICES = (Choice(value="a", label="A"), Choice(value="b", label="B"))


def field(
    kind: FieldType = FieldType.NUMBER, key: str = "amount", **changes: object
) -> CustomField:
    fields = {"key": key, "label": "Amount", "type": kind} | changes
    return CustomField(**fields)  # type: ignore[arg-type]


TEXT, NUMBER, SELECT, DATE, BOOLEAN = (
    FieldType.TEXT,
    FieldType.NUMBER,
    FieldType.SELECT,
    FieldType.DATE,
    FieldType.BOOLEAN,
)


@pytest.mark.parametrize(
    ("wrong", "where", "code"),
    [
        (field(key="Amount"), "/key", "catalog.bad_key"),
        (field(key="per-day"), "/key", "catalog.bad_key"),
        (field(key="base"), "/key", "catalog.reserved_key"),
        (field(key="quantity"), "/key", "catalog.reserved_key"),
        (field(key="min"), "/key", "catalog.reserved_key"),
        (field(label=""), "/label", "catalog.bad_text"),
        (field(helper_text="x" * 501), "/helper_text", "catalog.bad_text"),
        (field(SELECT), "/choices", "catalog.too_few"),
        (field(SELECT, choices=(*CHOICES, CHOICES[0])), "/choices/2/value", "catalog.repeated"),
        (field(TEXT, choices=CHOICES), "/choices", "catalog.not_for_type"),
        (field(TEXT, minimum=Decimal(1)), "/minimum", "catalog.not_for_type"),
        (field(NUMBER, pattern="a"), "/pattern", "catalog.not_for_type"),
        (field(NUMBER, max_length=3), "/max_length", "catalog.not_for_type"),
        (field(BOOLEAN, latest=date(2026, 1, 1)), "/latest", "catalog.not_for_type"),
        (field(decimals=13), "/decimals", "catalog.out_of_bounds"),
        (field(minimum=Decimal(2), maximum=Decimal(1)), "/maximum", "catalog.disordered"),
        (field(minimum=Decimal("NaN")), "/minimum", "catalog.out_of_bounds"),
        (field(TEXT, min_length=-1), "/min_length", "catalog.out_of_bounds"),
        (field(TEXT, min_length=3, max_length=2), "/max_length", "catalog.disordered"),
        (field(TEXT, max_length=5_001), "/max_length", "catalog.out_of_bounds"),
        (field(TEXT, pattern="("), "/pattern", "catalog.bad_pattern"),
        (field(TEXT, pattern="(?=a)b"), "/pattern", "catalog.bad_pattern"),
        (field(TEXT, pattern=r"(a)\1"), "/pattern", "catalog.bad_pattern"),
        (
            field(DATE, earliest=date(2026, 1, 2), latest=date(2026, 1, 1)),
            "/latest",
            "catalog.disordered",
        ),
        (field(default="many"), "/default", "catalog.not_a_number"),
        (field(default="1.5"), "/default", "catalog.too_many_decimals"),
        (field(maximum=Decimal(5), default="6"), "/default", "catalog.number_too_large"),
        (field(minimum=Decimal(5), sample="4"), "/sample", "catalog.number_too_small"),
        (field(TEXT, pattern="[a-z]+", sample="A1"), "/sample", "catalog.pattern_mismatch"),
        (field(TEXT, max_length=2, default="abc"), "/default", "catalog.text_too_long"),
        (field(SELECT, choices=CHOICES, default="c"), "/default", "catalog.no_such_choice"),
        (field(BOOLEAN, default="yes"), "/default", "catalog.not_a_boolean"),
        (field(DATE, default="1 May"), "/default", "catalog.not_a_date"),
    ],
)
def test_each_fault_is_told_where_it_is(wrong: CustomField, where: str, code: str) -> None:
    assert (f"/fields/0{where}", code) in seen_in(fields=(wrong,))


@pytest.mark.parametrize(
    "right",
    [
        field(TEXT, pattern="(a|a)*b", sample="aab", min_length=1, max_length=10),
        field(TEXT, min_length=3, max_length=3, default="abc"),
        field(NUMBER, minimum=Decimal(3), maximum=Decimal(3), default="3"),
        field(NUMBER, decimals=2, minimum=Decimal("-0.5"), default="0.25"),
        field(SELECT, choices=CHOICES, default="b"),
        field(BOOLEAN, default="true"),
        field(DATE, earliest=date(2026, 1, 1), latest=date(2026, 1, 1), sample="2026-01-01"),
    ],
)
def test_a_field_whose_own_values_keep_its_rules_is_fine(right: CustomField) -> None:
    assert seen_in(fields=(right,)) == []


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ("", "calculator.incomplete"),
        ("base +", "calculator.incomplete"),
        ("base * amout", "calculator.unknown_name"),
        ("base > 1", "catalog.bad_formula"),
        ("base and true", "calculator.mixed_types"),
        ("base / 0", "calculator.division_by_zero"),
        ("base / (amount - amount)", "calculator.division_by_zero"),
        ("base * note", "calculator.unknown_name"),
        ("base * extra", "catalog.uncertain_formula"),
        ("base * hidden", "catalog.uncertain_formula"),
    ],
)
def test_a_price_is_a_number_whatever_is_entered(price: str, code: str) -> None:
    rule = VisibilityRule(subject=RuleSubject.CHANNEL, any_of=("web",))
    fields = (
        field(required=True, sample="7"),
        field(key="extra"),
        field(key="hidden", required=True, visible_when=(rule,)),
        field(TEXT, key="note"),
    )

    assert seen_in(price=price, fields=fields) == [("/price", code)]


def test_a_price_may_read_what_is_always_there() -> None:
    fields = (field(default="100"), field(BOOLEAN, key="express", required=True))
    price = "express ? base * amount * 2 : round(base * amount, 2) + quantity"

    assert seen_in(price=price, fields=fields) == []


@pytest.mark.parametrize(("default", "fails"), [("true", False), ("false", True)])
def test_a_price_is_tried_with_what_is_taken_by_default(
    default: str,
    fails: bool,  # noqa: FBT001 - a column of the table
) -> None:
    express = field(BOOLEAN, key="express", default=default)

    found = seen_in(price="base / (express ? 1 : 0)", fields=(express,))

    assert found == ([("/price", "calculator.division_by_zero")] if fails else [])


def test_the_units_of_a_service_read_fields_and_no_prices() -> None:
    service = ServiceUse(service=BOOST, units="amount * base")

    assert seen_in(service=service, fields=(field(default="1"),)) == [
        ("/service/units", "calculator.unknown_name")
    ]


def test_a_description_may_read_what_may_be_missing() -> None:
    line = CalculatorLine(key="rate", label="Rate", expression="amount / 7 > 3")

    assert seen_in(calculators=(line,), fields=(field(),)) == []


@pytest.mark.parametrize(
    ("line", "where", "code"),
    [
        (CalculatorLine(key="x", label="X", expression="amount /"), "/expression", "incomplete"),
        (
            CalculatorLine(key="x", label="X", expression="amount / zero"),
            "/expression",
            "unknown_name",
        ),
        (CalculatorLine(key="x", label="X", expression="1 / 0"), "/expression", "division_by_zero"),
    ],
)
def test_a_description_that_cannot_be_worked_out_is_refused(
    line: CalculatorLine, where: str, code: str
) -> None:
    assert seen_in(calculators=(line,), fields=(field(),)) == [
        (f"/calculators/0{where}", f"calculator.{code}")
    ]


def test_a_formula_is_blamed_at_its_character() -> None:
    (fault,) = faults(a_content(price="base * amout", fields=(field(default="1"),)), PATTERNS)

    assert "character 8" in fault.detail
    assert "amount" in fault.accepted
