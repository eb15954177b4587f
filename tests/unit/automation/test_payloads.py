"""A payload is what its scenario works on, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.automation import (
    PAYLOADS,
    BadPayload,
    PartnerReplacement,
    Scenario,
    VendorFirstTime,
    payload_of,
)
from smplat_core.kernel import from_json, to_json


def test_absent_and_null_fields_are_the_same() -> None:
    scenario = Scenario.SENSOR_VENDOR_FIRST_TIME

    assert payload_of(scenario, {"site": None}) == payload_of(scenario, {}) == VendorFirstTime()


def test_texts_lose_surrounding_space() -> None:
    payload = payload_of(
        Scenario.SENSOR_PARTNER_REPLACEMENT, {"partner": " P-1 ", "replaced_device": "D-2"}
    )

    assert payload == PartnerReplacement(partner="P-1", replaced_device="D-2")


def test_everything_wrong_is_named_at_once_with_pointers() -> None:
    with pytest.raises(BadPayload) as refused:
        payload_of(Scenario.SENSOR_PARTNER_REPLACEMENT, {"partner": 7, "weight/size": "red"})

    assert [(error.pointer, error.code) for error in refused.value.errors] == [
        ("/payload/partner", "automation.bad_value"),
        ("/payload/replaced_device", "automation.missing_field"),
        ("/payload/weight~1size", "automation.unknown_field"),
    ]


@pytest.mark.parametrize("site", ["", "  ", "x" * 101, "two\nlines", True, 3.5, {"a": 1}, ["x"]])
def test_a_value_is_short_printable_text(site: object) -> None:
    with pytest.raises(BadPayload):
        payload_of(Scenario.SENSOR_VENDOR_FIRST_TIME, {"site": site})


WORD = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=20)


@given(st.sampled_from(Scenario), st.data())
def test_every_payload_survives_storage(scenario: Scenario, data: st.DataObject) -> None:
    kind = PAYLOADS[scenario]
    fields = {field.name: data.draw(WORD) for field in kind.__attrs_attrs__}

    payload = payload_of(scenario, fields)

    assert from_json(to_json(payload), kind) == payload
