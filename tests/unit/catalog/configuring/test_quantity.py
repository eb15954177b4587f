"""How many units one line may ask for."""

import pytest

from smplat_core.catalog import QuantityRule, quantity_error
from smplat_core.testing.builders.configuring import a_content
from tests.builders.configuring import faults, look

DOZENS = QuantityRule(minimum=12, maximum=40, step=12)


@pytest.mark.parametrize("quantity", [12, 24, 36])
def test_a_quantity_on_a_step_within_bounds_is_taken(quantity: int) -> None:
    assert quantity_error(DOZENS, quantity) is None


@pytest.mark.parametrize(
    ("quantity", "code", "accepted"),
    [
        (11, "catalog.quantity_too_small", "from 12 to 40, in steps of 12"),
        (0, "catalog.quantity_too_small", "from 12 to 40, in steps of 12"),
        (-(10**400), "catalog.quantity_too_small", "from 12 to 40, in steps of 12"),
        (41, "catalog.quantity_too_large", "from 12 to 40, in steps of 12"),
        pytest.param(
            1 << 20_000, "catalog.quantity_too_large", "from 12 to 40, in steps of 12", id="huge"
        ),
        (25, "catalog.quantity_off_step", "24 or 36"),
        (37, "catalog.quantity_off_step", "36"),
    ],
)
def test_any_other_is_refused_with_what_would_be(quantity: int, code: str, accepted: str) -> None:
    seen = look(a_content(quantity=DOZENS), quantity=quantity)

    assert faults(seen) == [("/quantity", code)]
    assert seen.errors[0].accepted == accepted


def test_a_rule_without_an_end_has_none() -> None:
    assert quantity_error(QuantityRule(), 10**9) is None
    error = quantity_error(QuantityRule(), 0)
    assert error
    assert error.accepted == "from 1"


def test_the_least_there_is_is_taken_when_nothing_is_said() -> None:
    seen = look(a_content(quantity=DOZENS))

    assert (seen.quantity, seen.errors) == (12, ())
