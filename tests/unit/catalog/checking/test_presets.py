"""What is wrong with presets: they select what is not there, or not as a buyer may."""

from decimal import Decimal

import pytest

from smplat_core.catalog import Preset, QuantityRule, Selection
from smplat_core.kernel import evolve
from smplat_core.testing.builders.catalog import a_rich_content
from tests.unit.catalog.checking.looking import seen

RICH = a_rich_content()


def preset(selection: Selection | None = None, **changes: object) -> Preset:
    fields = {"key": "p", "label": "P", "selection": selection or Selection()} | changes
    return Preset(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("selection", "where", "code"),
    [
        (Selection(options={"speed": ("fast",)}), "/options/speed", "catalog.unknown_option_group"),
        (Selection(options={"pace": ("warp",)}), "/options/pace/0", "catalog.unknown_option"),
        (
            Selection(options={"pace": ("steady", "fast")}),
            "/options/pace",
            "catalog.out_of_bounds",
        ),
        (Selection(options={"a/b": ("x",)}), "/options/a~1b", "catalog.unknown_option_group"),
        (Selection(add_ons=("gift",)), "/add_ons/0", "catalog.unknown_add_on"),
        (Selection(add_ons=("refill", "refill")), "/add_ons/1", "catalog.repeated"),
        (Selection(plan="weekly"), "/plan", "catalog.unknown_plan"),
        (Selection(fields={"amont": "1"}), "/fields/amont", "catalog.unknown_field"),
        (Selection(fields={"amount": "1"}), "/fields/amount", "catalog.number_too_small"),
        (Selection(fields={"profile": "No!"}), "/fields/profile", "catalog.pattern_mismatch"),
        (Selection(preset="hundred"), "/preset", "catalog.bad_preset"),
    ],
)
def test_a_preset_selects_what_there_is(selection: Selection, where: str, code: str) -> None:
    content = evolve(RICH, presets=(preset(selection),))

    assert seen(content) == [(f"/presets/0/selection{where}", code)]


def test_a_preset_with_an_option_that_was_taken_away_is_refused() -> None:
    (group,) = RICH.option_groups
    without = evolve(group, options=group.options[1:], default=("fast",))
    shown_always = tuple(evolve(field, visible_when=()) for field in RICH.fields)

    found = seen(evolve(RICH, option_groups=(without,), fields=shown_always))

    assert found == [("/presets/0/selection/options/pace/0", "catalog.unknown_option")]


def test_what_a_buyer_still_has_to_enter_need_not_be_in_a_preset() -> None:
    assert seen(evolve(RICH, presets=(preset(Selection()),))) == []


@pytest.mark.parametrize(
    ("quantity", "code"),
    [(9, "quantity_too_small"), (15, "quantity_off_step"), (110, "quantity_too_large")],
)
def test_a_preset_is_of_a_quantity_that_can_be_ordered(quantity: int, code: str) -> None:
    rule = QuantityRule(minimum=10, maximum=100, step=10)
    content = evolve(RICH, quantity=rule, presets=(preset(quantity=quantity),))

    assert seen(content) == [("/presets/0/quantity", f"catalog.{code}")]


def test_a_preset_has_a_key_and_words_of_its_own() -> None:
    content = evolve(
        RICH,
        presets=(preset(), preset(badge="x" * 41), preset(key="NO", label="", price_hint="\n")),
    )

    assert seen(content) == [
        ("/presets/1/key", "catalog.repeated"),
        ("/presets/1/badge", "catalog.bad_text"),
        ("/presets/2/key", "catalog.bad_key"),
        ("/presets/2/label", "catalog.bad_text"),
        ("/presets/2/price_hint", "catalog.bad_text"),
    ]


def test_bounds_of_a_field_hold_for_presets_at_once() -> None:
    fields = tuple(
        evolve(field, minimum=Decimal(1_000), default="1000") if field.key == "amount" else field
        for field in RICH.fields
    )

    assert seen(evolve(RICH, fields=fields)) == [
        ("/presets/0/selection/fields/amount", "catalog.number_too_small")
    ]
