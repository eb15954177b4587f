"""A document is read as it is written, and every place that is wrong is named."""

from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.catalog import ProductContent
from smplat_core.catalog.exchange import read_content
from smplat_core.catalog.refusals import BadContent

LEAST = {"title": "Sensor", "category": "sensors", "kind": "hardware", "sku": "SEN-1"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def faults(**said: object) -> list[tuple[str, str]]:
    with pytest.raises(BadContent) as refusal:
        read_content(LEAST | said)
    return [(error.pointer, error.code) for error in refusal.value.errors]


def is_read_or_refused(wire: object) -> bool:
    try:
        read_content(wire)
    except BadContent as refusal:
        return bool(refusal.errors)
    return True


def test_what_is_not_said_is_the_default() -> None:
    assert read_content(LEAST).price == "base"


@pytest.mark.parametrize("minimum", ["0.5", 1, Decimal("0.25")])
def test_a_number_is_text_or_a_whole_number_or_exact(minimum: object) -> None:
    field = {"key": "a", "label": "A", "type": "number", "minimum": minimum}

    assert read_content(LEAST | {"fields": [field]}).fields[0].minimum == Decimal(str(minimum))


def test_nothing_is_turned_into_something_else() -> None:
    field = {"key": "a", "label": 1, "type": "number", "required": "yes", "decimals": True}

    assert faults(title=7, fields=[field | {"minimum": 0.5}, "x"], platforms="instagram") == [
        ("/title", "catalog.bad_value"),
        ("/fields/0/label", "catalog.bad_value"),
        ("/fields/0/required", "catalog.bad_value"),
        ("/fields/0/minimum", "catalog.bad_value"),
        ("/fields/0/decimals", "catalog.bad_value"),
        ("/fields/1", "catalog.bad_value"),
        ("/platforms", "catalog.bad_value"),
    ]


def test_a_key_nobody_knows_is_told_with_the_nearest_one() -> None:
    with pytest.raises(BadContent) as refusal:
        read_content(LEAST | {"fieldz": [], "blueprint": {"a/b": 1}})

    assert [(error.pointer, error.accepted) for error in refusal.value.errors][1] == (
        "/fieldz",
        "fields?",
    )
    assert refusal.value.errors[0].pointer == "/blueprint/a~1b"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ({"amount": "1.234", "currency": "EUR"}, "money.bad_amount"),
        ({"amount": "1", "currency": "EUX"}, "catalog.bad_value"),
        ({"amount": 1, "currency": "EUR"}, "catalog.bad_value"),
        ("1 EUR", "catalog.bad_value"),
    ],
)
def test_money_is_an_amount_and_a_currency(amount: object, code: str) -> None:
    plan = {"key": "a", "label": "A", "change": {"amounts": [amount]}}

    assert faults(plans=[plan]) == [("/plans/0/change/amounts/0", code)]


@pytest.mark.parametrize("title", ["\ud800", "a\udfff"])
def test_half_a_character_is_no_text(title: str) -> None:
    assert faults(title=title) == [("/title", "catalog.bad_value")]


@pytest.mark.parametrize("percent", ["NaN", "Infinity", "1e999", "9" * 41, "x", True])
def test_what_is_no_number_is_refused(percent: object) -> None:
    plan = {"key": "a", "label": "A", "change": {"percent": percent}}

    assert faults(plans=[plan]) == [("/plans/0/change/percent", "catalog.bad_value")]


@given(JSON, st.sampled_from([field.name for field in attrs.fields(ProductContent)]))
def test_whatever_is_sent_is_read_or_refused(found: object, name: str) -> None:
    for wire in (found, LEAST | {name: found}):
        assert is_read_or_refused(wire)
