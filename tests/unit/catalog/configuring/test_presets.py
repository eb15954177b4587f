"""A preset fills in what the buyer leaves open, and is kept in mind."""

from decimal import Decimal

from smplat_core.catalog import (
    ChosenPreset,
    Circumstances,
    FieldType,
    Option,
    Preset,
    RuleSubject,
    Selection,
)
from smplat_core.testing.builders.configuring import (
    a_content,
    a_field,
    a_group,
    a_plan,
    an_add_on,
    when,
)
from tests.builders.configuring import faults, look

HUNDRED = Preset(
    key="hundred",
    label="100 followers",
    quantity=3,
    selection=Selection(
        options={"pace": ("fast",)},
        add_ons=("report",),
        plan="monthly",
        fields={"amount": "100"},
    ),
)
CONTENT = a_content(
    option_groups=(a_group("pace", "slow", "fast"),),
    add_ons=(an_add_on("report"), an_add_on("rush")),
    plans=(a_plan("once"), a_plan("monthly")),
    fields=(a_field("amount", FieldType.NUMBER, default="50"),),
    presets=(HUNDRED,),
)


def test_a_preset_chooses_everything_it_names() -> None:
    seen = look(CONTENT, Selection(preset="hundred"))

    made = seen.strict()
    assert [chosen.option for chosen in made.options] == ["fast"]
    assert [chosen.key for chosen in made.add_ons] == ["report"]
    assert made.plan
    assert made.plan.key == "monthly"
    assert made.inputs == {"amount": Decimal(100)}
    assert made.preset == ChosenPreset(key="hundred", label="100 followers")
    assert made.selection == Selection(preset="hundred")
    assert seen.quantity == 3


def test_what_the_buyer_says_wins_over_the_preset() -> None:
    said = Selection(
        preset="hundred", options={"pace": ("slow",)}, plan="once", fields={"amount": "70"}
    )

    seen = look(CONTENT, said, quantity=1)

    made = seen.strict()
    assert [chosen.option for chosen in made.options] == ["slow"]
    assert made.plan
    assert made.plan.key == "once"
    assert made.inputs == {"amount": Decimal(70)}
    assert made.preset
    assert seen.quantity == 1


def test_add_ons_come_on_top_of_those_of_the_preset() -> None:
    made = look(CONTENT, Selection(preset="hundred", add_ons=("rush",))).strict()

    assert [chosen.key for chosen in made.add_ons] == ["report", "rush"]


def test_the_choices_of_a_preset_can_be_taken_apart() -> None:
    choices = look(CONTENT, Selection(preset="hundred")).choices

    assert choices == HUNDRED.selection


def test_what_a_preset_brings_and_is_hidden_is_told() -> None:
    only_slow = when(RuleSubject.OPTION, "slow", key="pace")
    content = a_content(
        option_groups=CONTENT.option_groups,
        add_ons=(an_add_on("report", visible_when=(only_slow,)), an_add_on("rush")),
        plans=CONTENT.plans,
        fields=CONTENT.fields,
        presets=(HUNDRED,),
    )

    seen = look(content, Selection(preset="hundred"))

    assert seen.strict().add_ons == ()
    (told,) = seen.cleared
    assert told.pointer == "/selection/preset"
    assert told.reason == "Report is there only when Pace is Slow"


def test_a_preset_is_offered_while_everything_it_names_is() -> None:
    fast = Option(key="fast", label="Fast", feature_flag="new")
    content = a_content(
        option_groups=(a_group("pace", options=(Option(key="slow", label="Slow"), fast)),),
        add_ons=CONTENT.add_ons,
        plans=CONTENT.plans,
        fields=CONTENT.fields,
        presets=(HUNDRED,),
    )
    new = Circumstances(flags=frozenset({"new"}))
    asked = Selection(preset="hundred")

    assert look(content).presets == ()
    assert ("/selection/preset", "catalog.no_such_preset") in faults(look(content, asked))
    assert look(content, where=new).presets == (HUNDRED,)
    assert look(content, asked, new).errors == ()


def test_a_preset_that_names_something_withdrawn_is_not_offered() -> None:
    content = a_content(
        option_groups=CONTENT.option_groups, fields=CONTENT.fields, presets=(HUNDRED,)
    )

    seen = look(content, Selection(preset="hundred"))

    assert seen.presets == ()
    assert faults(seen) == [("/selection/preset", "catalog.no_such_preset")]
