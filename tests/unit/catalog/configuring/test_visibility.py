"""What is hidden counts as not chosen, and is cleared with a word about it."""

import pytest
from attrs import evolve

from smplat_core.catalog import (
    Choice,
    Circumstances,
    FieldType,
    Option,
    ProductContent,
    RuleSubject,
    Selection,
    VisibilityRule,
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

GOLD = when(RuleSubject.OPTION, "gold", key="finish")
CHOICES = (Choice(value="fast", label="Fast"), Choice(value="slow", label="Slow"))


def with_note(rule: VisibilityRule) -> ProductContent:
    """A product whose note is there only by this rule."""
    return a_content(
        option_groups=(a_group("finish", "plain", "gold"),),
        add_ons=(an_add_on("report"),),
        plans=(a_plan("once"), a_plan("monthly")),
        fields=(
            a_field("pace", FieldType.SELECT, choices=CHOICES),
            a_field("public", FieldType.BOOLEAN),
            a_field("note", visible_when=(rule,)),
        ),
    )


HELD = [
    (GOLD, Selection(options={"finish": ("gold",)}), Circumstances()),
    (when(RuleSubject.ADD_ON, "report"), Selection(add_ons=("report",)), Circumstances()),
    (when(RuleSubject.PLAN, "monthly"), Selection(plan="monthly"), Circumstances()),
    (
        when(RuleSubject.FIELD, "fast", key="pace"),
        Selection(fields={"pace": "fast"}),
        Circumstances(),
    ),
    (
        when(RuleSubject.FIELD, "true", key="public"),
        Selection(fields={"public": "true"}),
        Circumstances(),
    ),
    (when(RuleSubject.CHANNEL, "web"), Selection(), Circumstances(channel="web")),
    (when(RuleSubject.REGION, "CA", "EU"), Selection(), Circumstances(region="EU")),
]


@pytest.mark.parametrize(("rule", "selection", "where"), HELD)
def test_a_part_is_there_when_its_rule_holds(
    rule: VisibilityRule, selection: Selection, where: Circumstances
) -> None:
    content = with_note(rule)

    assert "note" in [shown.field.key for shown in look(content, selection, where).fields]
    assert "note" not in [shown.field.key for shown in look(content).fields]


@pytest.mark.parametrize(("rule", "selection", "where"), HELD)
def test_a_negated_rule_holds_exactly_when_the_rule_does_not(
    rule: VisibilityRule, selection: Selection, where: Circumstances
) -> None:
    turned = when(rule.subject, *rule.any_of, key=rule.key, negated=True)
    content = with_note(turned)

    assert "note" not in [shown.field.key for shown in look(content, selection, where).fields]
    assert "note" in [shown.field.key for shown in look(content).fields]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (GOLD, "Note is there only when Finish is Gold"),
        (when(RuleSubject.ADD_ON, "report"), "Note is there only with Report"),
        (when(RuleSubject.PLAN, "monthly"), "Note is there only when the plan is Monthly"),
        (
            when(RuleSubject.FIELD, "fast", "slow", key="pace"),
            "Note is there only when Pace is Fast or Slow",
        ),
        (
            when(RuleSubject.CHANNEL, "web", "partner"),
            "Note is there only when the channel is partner or web",
        ),
        (
            when(RuleSubject.OPTION, "plain", key="finish", negated=True),
            "Note is there only when Finish is not Plain",
        ),
    ],
)
def test_what_was_entered_and_is_hidden_is_cleared_with_the_reason(
    rule: VisibilityRule, reason: str
) -> None:
    seen = look(with_note(rule), Selection(fields={"note": "hello"}))

    (told,) = seen.cleared
    assert (told.pointer, told.reason) == ("/selection/fields/note", reason)
    assert seen.strict().selection.fields == {}
    assert seen.strict().values == ()


def test_all_rules_of_a_part_must_hold() -> None:
    both = (GOLD, when(RuleSubject.REGION, "EU"))
    content = a_content(
        option_groups=(a_group("finish", "plain", "gold"),),
        fields=(a_field("note", visible_when=both),),
    )
    gold = Selection(options={"finish": ("gold",)})

    assert look(content, gold).fields == ()
    assert look(content, gold, Circumstances(region="EU")).fields


def test_what_is_hidden_hides_what_depends_on_it() -> None:
    content = a_content(
        fields=(
            a_field("note", visible_when=(when(RuleSubject.ADD_ON, "report"),)),
            a_field("last", visible_when=(when(RuleSubject.FIELD, "true", key="sure"),)),
            a_field("sure", FieldType.BOOLEAN, visible_when=(when(RuleSubject.ADD_ON, "report"),)),
        ),
        add_ons=(an_add_on("report", visible_when=(GOLD,)),),
        option_groups=(a_group("finish", "plain", "gold"),),
    )
    every = Selection(
        options={"finish": ("plain",)},
        add_ons=("report",),
        fields={"note": "n", "sure": "true", "last": "l"},
    )

    seen = look(content, every)

    assert [told.pointer for told in seen.cleared] == [
        "/selection/add_ons/0",
        "/selection/fields/note",
        "/selection/fields/last",
        "/selection/fields/sure",
    ]
    made = seen.strict()
    assert (made.add_ons, made.values) == ((), ())
    assert made.selection == Selection(options={"finish": ("plain",)})


def test_a_required_field_that_is_hidden_is_not_missed() -> None:
    content = a_content(
        option_groups=(a_group("finish", "plain", "gold"),),
        fields=(a_field("engraving", required=True, visible_when=(GOLD,)),),
    )

    assert look(content).errors == ()
    assert faults(look(content, Selection(options={"finish": ("gold",)}))) == [
        ("/selection/fields/engraving", "catalog.field_missing")
    ]


def test_what_is_wrong_with_a_hidden_value_does_not_matter() -> None:
    days = a_field("days", FieldType.NUMBER, visible_when=(GOLD,))
    content = a_content(option_groups=(a_group("finish", "plain", "gold"),), fields=(days,))

    seen = look(content, Selection(fields={"days": "many"}))

    assert seen.errors == ()
    assert [told.pointer for told in seen.cleared] == ["/selection/fields/days"]


def test_a_refused_value_is_none_to_the_rules() -> None:
    rule = when(RuleSubject.FIELD, "fast", key="pace", negated=True)

    seen = look(with_note(rule), Selection(fields={"pace": "faster"}))

    assert "note" in [shown.field.key for shown in seen.fields]


def test_a_hidden_group_needs_no_choice_and_keeps_none() -> None:
    content = a_content(
        option_groups=(
            a_group("finish", "plain", "gold"),
            a_group("karat", "k14", "k18", default=(), visible_when=(GOLD,)),
        )
    )

    seen = look(content, Selection(options={"finish": ("plain",), "karat": ("k18",)}))

    assert seen.strict().selection.options == {"finish": ("plain",)}
    assert [told.reason for told in seen.cleared] == ["Karat is there only when Finish is Gold"]


def test_a_hidden_plan_gives_way_to_the_first_that_is_visible() -> None:
    content = a_content(
        option_groups=(a_group("finish", "plain", "gold"),),
        plans=(a_plan("yearly", visible_when=(GOLD,)), a_plan("once"), a_plan("monthly")),
    )

    seen = look(content, Selection(plan="yearly"))

    made = seen.strict()
    assert made.plan
    assert made.plan.key == "once"
    assert made.selection.plan is None
    assert [told.pointer for told in seen.cleared] == ["/selection/plan"]


def test_the_visible_parts_come_in_the_order_of_the_document() -> None:
    early = a_field("early", visible_when=(when(RuleSubject.FIELD, "true", key="late"),))
    late = a_field("late", FieldType.BOOLEAN, default="true")

    seen = look(a_content(fields=(early, late)))

    assert [shown.field.key for shown in seen.fields] == ["early", "late"]


def test_a_reason_does_not_tell_of_what_its_flag_hides() -> None:
    pearl = Option(key="pearl", label="Pearl", feature_flag="new")
    gold = Option(key="gold", label="Gold")
    finish = a_group("finish", options=(Option(key="plain", label="Plain"), gold, pearl))
    rare = when(RuleSubject.OPTION, "pearl", key="finish")
    fine = when(RuleSubject.OPTION, "pearl", "gold", key="finish")
    content = a_content(
        option_groups=(evolve(finish, default=("plain",)),),
        fields=(a_field("care", visible_when=(rare,)), a_field("note", visible_when=(fine,))),
    )
    asked = Selection(fields={"care": "c", "note": "n"})

    off = look(content, asked)
    on = look(content, asked, Circumstances(flags=frozenset({"new"})))

    assert [told.reason for told in off.cleared] == [
        "Care is not there with these choices",
        "Note is there only when Finish is Gold",
    ]
    assert [told.reason for told in on.cleared] == [
        "Care is there only when Finish is Pearl",
        "Note is there only when Finish is Gold or Pearl",
    ]
