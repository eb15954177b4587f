"""What is wrong with rules of visibility: they name what is not there, or go around."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.catalog import (
    AddOn,
    AddOnMode,
    Change,
    Choice,
    CustomField,
    FieldType,
    Option,
    OptionGroup,
    Plan,
    ProductContent,
    RuleSubject,
    Visibility,
    VisibilityRule,
    circular,
    faults,
)
from smplat_core.testing.builders.catalog import a_content, euros
from tests.unit.catalog.checking.looking import PATTERNS, seen, seen_in

CYCLE = "catalog.visibility_cycle"


def when(subject: RuleSubject, *any_of: str, key: str = "") -> VisibilityRule:
    return VisibilityRule(subject=subject, key=key, any_of=any_of)


def group(key: str = "pace", *rules: VisibilityRule) -> OptionGroup:
    options = (Option(key="slow", label="Slow"), Option(key="fast", label="Fast"))
    return OptionGroup(key=key, label=key, options=options, visible_when=rules)


def check(key: str, *rules: VisibilityRule) -> CustomField:
    return CustomField(key=key, label=key, type=FieldType.BOOLEAN, visible_when=rules)


def extra(key: str, *rules: VisibilityRule) -> AddOn:
    change = Change(amounts=(euros("1"),))
    return AddOn(key=key, label=key, mode=AddOnMode.FLAT, change=change, visible_when=rules)


def plan(key: str, *rules: VisibilityRule) -> Plan:
    return Plan(key=key, label=key, visible_when=rules)


S = RuleSubject


@pytest.mark.parametrize(
    ("rule", "where", "code"),
    [
        (when(S.OPTION, "fast", key="pase"), "/key", "catalog.unknown_option_group"),
        (when(S.OPTION, "fastest", key="pace"), "/any_of/0", "catalog.unknown_option"),
        (when(S.FIELD, "true", key="gift"), "/key", "catalog.unknown_field"),
        (when(S.FIELD, "yes", key="express"), "/any_of/0", "catalog.unknown_value"),
        (when(S.FIELD, "c", key="size"), "/any_of/0", "catalog.unknown_choice"),
        (when(S.FIELD, "x", key="note"), "/key", "catalog.bad_rule"),
        (when(S.ADD_ON, "wrapping"), "/any_of/0", "catalog.unknown_add_on"),
        (when(S.PLAN, "weekly"), "/any_of/0", "catalog.unknown_plan"),
        (when(S.PLAN, "monthly", key="plan"), "/key", "catalog.not_for_subject"),
        (when(S.CHANNEL, "Web Shop"), "/any_of/0", "catalog.bad_slug"),
        (when(S.REGION, ""), "/any_of/0", "catalog.bad_text"),
        (when(S.CHANNEL), "/any_of", "catalog.too_few"),
        (when(S.CHANNEL, "web", "web"), "/any_of/1", "catalog.repeated"),
    ],
)
def test_a_rule_names_what_there_is(rule: VisibilityRule, where: str, code: str) -> None:
    fields = (
        check("shown", rule),
        check("express"),
        CustomField(
            key="size",
            label="Size",
            type=FieldType.SELECT,
            choices=(Choice(value="a", label="A"),),
        ),
        CustomField(key="note", label="Note", type=FieldType.TEXT),
    )

    found = seen_in(
        fields=fields,
        option_groups=(group(),),
        add_ons=(extra("refill"),),
        plans=(plan("monthly"),),
    )

    assert found == [(f"/fields/0/visible_when/0{where}", code)]


def test_rules_of_every_subject_that_lead_nowhere_back_are_fine() -> None:
    rules = (
        when(S.OPTION, "fast", key="pace"),
        when(S.FIELD, "true", key="express"),
        when(S.ADD_ON, "refill"),
        when(S.PLAN, "monthly"),
        when(S.CHANNEL, "web"),
        when(S.REGION, "EU"),
    )

    found = seen_in(
        fields=(check("shown", *rules), check("express")),
        option_groups=(group(),),
        add_ons=(extra("refill"),),
        plans=(plan("monthly"),),
    )

    assert found == []


def test_a_field_visible_only_through_itself_is_refused() -> None:
    rule = when(S.FIELD, "true", key="express")
    content = a_content(fields=(check("express", rule),))

    (fault,) = faults(content, PATTERNS)

    assert (fault.pointer, fault.code) == ("/fields/0/visible_when/0", CYCLE)
    assert "field express -> field express" in fault.detail


def test_everything_on_a_cycle_is_told_with_the_way_and_nothing_beside_it() -> None:
    fields = (
        check("first", when(S.CHANNEL, "web"), when(S.OPTION, "fast", key="pace")),
        check("beside", when(S.FIELD, "true", key="first")),
    )
    groups = (group("pace", when(S.ADD_ON, "refill")),)
    add_ons = (extra("refill", when(S.FIELD, "true", key="first")), extra("other"))
    content = a_content(fields=fields, option_groups=groups, add_ons=add_ons)

    assert seen(content) == [
        ("/option_groups/0/visible_when/0", CYCLE),
        ("/fields/0/visible_when/1", CYCLE),
        ("/add_ons/0/visible_when/0", CYCLE),
    ]
    assert "option pace -> add-on refill -> field first -> option pace" in (
        faults(content, PATTERNS)[0].detail
    )


def test_a_plan_shown_with_a_plan_hangs_on_itself() -> None:
    plans = (plan("once"), plan("monthly", when(S.PLAN, "once")))

    assert seen_in(plans=plans) == [("/plans/1/visible_when/0", CYCLE)]


KEYS = ("a", "b", "c")


@st.composite
def rules(draw: st.DrawFn) -> Visibility:
    """Rules among groups, fields, add-ons and plans of these keys."""
    chosen = []
    for _ in range(draw(st.integers(0, 2))):
        subject = draw(st.sampled_from((S.OPTION, S.FIELD, S.ADD_ON, S.PLAN, S.CHANNEL)))
        key = draw(st.sampled_from(KEYS))
        match subject:
            case S.OPTION:
                chosen.append(when(subject, "fast", key=key))
            case S.FIELD:
                chosen.append(when(subject, "true", key=key))
            case _:
                chosen.append(when(subject, key))
    return tuple(chosen)


@st.composite
def products(draw: st.DrawFn) -> ProductContent:
    return a_content(
        option_groups=tuple(group(key, *draw(rules())) for key in KEYS),
        fields=tuple(check(key, *draw(rules())) for key in KEYS),
        add_ons=tuple(extra(key, *draw(rules())) for key in KEYS),
        plans=tuple(plan(key, *draw(rules())) for key in KEYS),
    )


@given(products())
def test_a_cycle_is_found_exactly_when_there_is_no_order_to_settle_visibility_in(
    content: ProductContent,
) -> None:
    blamed = {pointer for pointer, code in seen(content) if code == CYCLE}

    stuck = circular(content)
    assert bool(blamed) == bool(stuck)
    assert all(any(pointer.startswith(f"{each}/") for each in stuck) for pointer in blamed)
