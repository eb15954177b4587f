"""Content that could not have been published makes a form that says so, and no crash."""

from decimal import Decimal

import pytest

from smplat_core.catalog import (
    Circumstances,
    FieldType,
    ProductContent,
    RuleSubject,
    Selection,
    ServiceRef,
    ServiceUse,
)
from smplat_core.testing.builders.configuring import (
    a_content,
    a_field,
    a_group,
    a_plan,
    an_add_on,
    when,
)
from tests.builders.configuring import form_of, look

SURE = when(RuleSubject.FIELD, "true", key="sure")
GOLD = when(RuleSubject.OPTION, "gold", key="finish")
PLAN = when(RuleSubject.PLAN, "once")
REPORT = when(RuleSubject.ADD_ON, "report")


@pytest.mark.parametrize(
    ("content", "pointers"),
    [
        (
            a_content(fields=(a_field("sure", FieldType.BOOLEAN, visible_when=(SURE,)),)),
            ("/fields/0",),
        ),
        (
            a_content(
                option_groups=(a_group("finish", visible_when=(SURE,)),),
                fields=(
                    a_field("note"),
                    a_field("sure", FieldType.BOOLEAN, visible_when=(GOLD,)),
                    a_field("last", visible_when=(GOLD,)),
                ),
            ),
            ("/option_groups/0", "/fields/1"),
        ),
        (
            a_content(add_ons=(an_add_on("other"), an_add_on("report", visible_when=(REPORT,)))),
            ("/add_ons/1",),
        ),
        (
            a_content(plans=(a_plan("once"), a_plan("monthly", visible_when=(PLAN,)))),
            ("/plans/1",),
        ),
    ],
)
def test_what_is_visible_only_through_itself_is_named(
    content: ProductContent, pointers: tuple[str, ...]
) -> None:
    form = form_of(content)

    assert [(fault.pointer, fault.code) for fault in form.faults] == [
        (pointer, "catalog.visibility_cycle") for pointer in pointers
    ]
    assert look(content).configuration is None


def test_long_chains_of_what_depends_on_what_do_not_go_around() -> None:
    fields = [a_field("f0", FieldType.BOOLEAN, default="true")]
    fields += [
        a_field(
            f"f{n}",
            FieldType.BOOLEAN,
            default="true",
            visible_when=(when(RuleSubject.FIELD, "true", key=f"f{n - 1}"),),
        )
        for n in range(1, 60)
    ]
    content = a_content(fields=tuple(reversed(fields)))

    assert form_of(content).faults == ()
    assert len(look(content).fields) == 60
    assert len(look(content, Selection(fields={"f0": "false"})).fields) == 1


@pytest.mark.parametrize(
    ("content", "pointer", "code"),
    [
        (
            a_content(fields=(a_field(pattern="(a)\\1"),)),
            "/fields/0/pattern",
            "catalog.bad_pattern",
        ),
        (
            a_content(fields=(a_field("n", FieldType.NUMBER, default="many"),)),
            "/fields/0/default",
            "catalog.not_a_number",
        ),
        (
            a_content(service=ServiceUse(service=ServiceRef(provider="p", service="s"), units="(")),
            "/service/units",
            "calculator.incomplete",
        ),
    ],
)
def test_what_cannot_be_used_is_a_fault_of_the_form_and_an_error_of_every_examination(
    content: ProductContent, pointer: str, code: str
) -> None:
    form = form_of(content)

    (fault,) = form.faults
    assert (fault.pointer, fault.code) == (pointer, code)
    assert fault.accepted
    assert fault in form.examine(Selection(), Circumstances()).errors


def test_a_rule_about_nothing_does_not_hold() -> None:
    nobody = when(RuleSubject.OPTION, "gold", key="nobody")

    assert look(a_content(fields=(a_field(visible_when=(nobody,)),))).fields == ()


def test_a_limit_is_shown_as_it_was_written() -> None:
    content = a_content(
        fields=(a_field("n", FieldType.NUMBER, maximum=Decimal("1E+3"), default="1"),)
    )

    seen = look(content, Selection(fields={"n": "x"}))

    assert seen.errors[0].accepted == "a number up to 1000, without decimals"
