"""The real rules against addresses of many countries with known verdicts."""

import json
from pathlib import Path
from typing import Any

import pytest

from smplat_addressing import WorldAddressRules
from smplat_core.customers import BadAddress, PostalAddress, tidied

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "addresses" / "addresses.json"
SAMPLES: list[dict[str, Any]] = json.loads(DATA.read_text()) if DATA.exists() else []

OURS = {
    "country_area": "region",
    "street_address": "line1",
    "country_code": "country",
    "postal_code": "postal_code",
    "city": "city",
}

needs_samples = pytest.mark.skipif(not SAMPLES, reason=f"the shared samples are not at {DATA}")


def postal(sample: dict[str, Any]) -> PostalAddress:
    given = sample["address"]
    return PostalAddress(
        recipient=given["name"] or "X",
        company=given["company"],
        line1=given["line1"],
        line2=given["line2"],
        city=given["city"],
        region=given["region"],
        postal_code=given["postal_code"],
        country=given["country"],
    )


@needs_samples
def test_every_verdict_is_the_expected_one() -> None:
    rules, wrong = WorldAddressRules(), []
    for number, sample in enumerate(SAMPLES):
        try:
            rules.check(tidied(postal(sample)))
            verdict = True
        except BadAddress:
            verdict = False
        if verdict != sample["oracle"]["valid"]:
            wrong.append((number, sample["address"]))

    assert wrong == []


@needs_samples
def test_good_addresses_get_the_expected_normal_form() -> None:
    rules, good = WorldAddressRules(), [s for s in SAMPLES if s["oracle"]["valid"]]

    for sample in good:
        normal = rules.check(tidied(postal(sample)))
        for theirs, expected in sample["oracle"]["normalized"].items():
            assert getattr(normal, OURS[theirs]) == expected, sample["address"]


@needs_samples
def test_bad_addresses_are_refused_where_they_are_wrong() -> None:
    rules, bad = WorldAddressRules(), [s for s in SAMPLES if not s["oracle"]["valid"]]

    for sample in bad:
        with pytest.raises(BadAddress) as refusal:
            rules.check(postal(sample))
        told = {error.pointer for error in refusal.value.errors}
        assert told >= {f"/{OURS[name]}" for name in sample["oracle"]["errors"]}


def test_a_text_the_country_has_no_line_for_is_not_lost() -> None:
    japanese = PostalAddress(
        recipient="X",
        line1="舟入通り",
        city="広島市中区",
        region="Hiroshima",
        postal_code="730-0846",
        country="JP",
    )

    normal = WorldAddressRules().check(japanese)

    assert (normal.region, normal.city) == ("広島県", "広島市中区")


def test_a_postal_code_with_something_behind_it_is_refused() -> None:
    odd = "GIR 0AA oops"  # codespell:ignore
    british = PostalAddress(
        recipient="X", line1="1 Road", city="London", postal_code=odd, country="GB"
    )

    with pytest.raises(BadAddress):
        WorldAddressRules().check(british)
