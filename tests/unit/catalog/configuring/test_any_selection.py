"""Whatever is asked of whatever product: promises that hold for every examination."""

import random
from collections.abc import Collection, Iterable
from typing import TypeVar

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.catalog import (
    Circumstances,
    Configuration,
    Examination,
    Form,
    Option,
    ProductContent,
    RuleSubject,
    Selection,
    Visibility,
    differences,
    prepare,
)
from smplat_core.kernel import dumps, loads
from smplat_core.testing.builders.configuring import (
    SLUG,
    VERSION,
    any_selections,
    circumstances,
    contents,
    known_choices,
)
from smplat_patterns import Re2Patterns

T = TypeVar("T")
POINTERS = ("/selection/", "/quantity", "/channel", "/platform")


def form_of(content: ProductContent) -> Form:
    return prepare(content, Re2Patterns(), version=VERSION, slug=SLUG)


@st.composite
def cases(draw: st.DrawFn) -> tuple[ProductContent, Selection, Circumstances]:
    content = draw(contents())
    selection = draw(known_choices(content) | any_selections())
    return content, selection, draw(circumstances())


def is_visible(rules: Visibility, seen: Examination, where: Circumstances) -> bool:
    """The rules as they are defined, read against what the examination says is chosen."""

    def now(subject: RuleSubject, key: str) -> Collection[str | None]:
        match subject:
            case RuleSubject.OPTION:
                return [o for shown in seen.groups if shown.group.key == key for o in shown.chosen]
            case RuleSubject.FIELD:
                return [shown.value for shown in seen.fields if shown.field.key == key]
            case RuleSubject.ADD_ON:
                return [shown.add_on.key for shown in seen.add_ons if shown.is_chosen]
            case RuleSubject.PLAN:
                return [shown.plan.key for shown in seen.plans if shown.is_chosen]
            case RuleSubject.CHANNEL:
                return [where.channel]
            case RuleSubject.REGION:
                return [where.region]

    return all(
        any(value in now(rule.subject, rule.key) for value in rule.any_of) is not rule.negated
        for rule in rules
    )


def has_refused_value(seen: Examination) -> bool:
    """A refused value is shown and counts as none, which the plain reading above cannot know."""
    return any(error.pointer.startswith("/selection/fields/") for error in seen.errors)


@given(cases(), st.none() | st.integers(-1, 12) | st.just(10**400))
def test_there_is_a_configuration_or_an_error_and_never_both(
    case: tuple[ProductContent, Selection, Circumstances], quantity: int | None
) -> None:
    content, selection, where = case

    seen = form_of(content).examine(selection, where, quantity=quantity)

    assert (seen.configuration is None) is bool(seen.errors)
    assert all(error.pointer.startswith(POINTERS) or not error.pointer for error in seen.errors)
    assert all(error.code.startswith("catalog.") and error.detail for error in seen.errors)
    assert all(told.pointer.startswith("/selection/") and told.reason for told in seen.cleared)


@given(cases())
def test_exactly_what_its_rules_say_is_visible(
    case: tuple[ProductContent, Selection, Circumstances],
) -> None:
    content, selection, where = case

    seen = form_of(content).examine(selection, where)

    def is_on(flag: str | None) -> bool:
        return flag is None or flag in where.flags

    def is_offered(options: Iterable[Option]) -> bool:
        return any(is_on(option.feature_flag) for option in options)

    if has_refused_value(seen):
        return
    assert [shown.group for shown in seen.groups] == [
        group
        for group in content.option_groups
        if is_visible(group.visible_when, seen, where) and is_offered(group.options)
    ]
    assert [shown.add_on for shown in seen.add_ons] == [
        add_on
        for add_on in content.add_ons
        if is_visible(add_on.visible_when, seen, where) and is_on(add_on.feature_flag)
    ]
    assert [shown.plan for shown in seen.plans] == [
        plan for plan in content.plans if is_visible(plan.visible_when, seen, where)
    ]
    assert [shown.field for shown in seen.fields] == [
        field for field in content.fields if is_visible(field.visible_when, seen, where)
    ]


@given(cases())
def test_nothing_hidden_is_left_in_a_configuration(
    case: tuple[ProductContent, Selection, Circumstances],
) -> None:
    content, selection, where = case

    seen = form_of(content).examine(selection, where)

    if (made := seen.configuration) is None:
        return
    groups = {shown.group.key: {o.key for o in shown.options} for shown in seen.groups}
    add_ons = {shown.add_on.key for shown in seen.add_ons}
    fields = {shown.field.key for shown in seen.fields}
    plans = {shown.plan.key for shown in seen.plans}
    assert all(chosen.option in groups[chosen.group] for chosen in made.options)
    assert {chosen.key for chosen in made.add_ons} <= add_ons
    assert {value.key for value in made.values} <= fields
    assert made.plan is None or made.plan.key in plans
    assert made.selection.options.keys() <= groups.keys()
    assert set(made.selection.add_ons) <= add_ons
    assert made.selection.fields.keys() <= fields
    assert made.selection.plan in {None, *plans}
    hidden = {field.key for field in content.fields} - fields
    assert all(made.inputs[key] == 0 for key in hidden & made.inputs.keys())


@given(cases())
def test_what_an_examination_asks_for_examines_to_the_same(
    case: tuple[ProductContent, Selection, Circumstances],
) -> None:
    content, selection, where = case
    form = form_of(content)
    once = form.examine(selection, where)

    again = form.examine(once.selection, where)

    assert again.selection == once.selection
    assert again.configuration == once.configuration
    assert {error.code for error in again.errors} == {error.code for error in once.errors}
    assert {told.pointer for told in again.cleared} <= {"/selection/preset"}
    if once.configuration:
        assert differences(once.configuration, again)[len(again.cleared) :] == ()


@given(cases())
def test_choices_said_outright_make_the_same_configuration(
    case: tuple[ProductContent, Selection, Circumstances],
) -> None:
    content, selection, where = case
    form = form_of(content)
    once = form.examine(selection, where)

    outright = form.examine(once.choices, where, quantity=once.quantity)

    assert outright.cleared == ()
    if once.configuration:
        assert outright.configuration is not None
        assert _bare(outright.configuration) == _bare(once.configuration)


def _bare(configuration: Configuration) -> Configuration:
    return evolve(configuration, selection=Selection(), preset=None)


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_document_and_of_the_selection_decides_nothing(
    case: tuple[ProductContent, Selection, Circumstances], random: random.Random
) -> None:
    content, selection, where = case
    shuffled = evolve(
        content,
        option_groups=_shuffled(content.option_groups, random),
        add_ons=_shuffled(content.add_ons, random),
        fields=_shuffled(content.fields, random),
    )
    turned = evolve(
        selection,
        options=dict(reversed(list(selection.options.items()))),
        fields=dict(reversed(list(selection.fields.items()))),
    )

    one, other = (
        form_of(content).examine(selection, where),
        form_of(shuffled).examine(turned, where),
    )

    assert {error.code for error in one.errors} == {error.code for error in other.errors}
    assert {told.pointer for told in one.cleared} == {told.pointer for told in other.cleared}
    if one.configuration is None or other.configuration is None:
        assert one.configuration is other.configuration
        return
    assert set(one.configuration.options) == set(other.configuration.options)
    assert set(one.configuration.add_ons) == set(other.configuration.add_ons)
    assert set(one.configuration.values) == set(other.configuration.values)
    assert one.configuration.plan == other.configuration.plan
    assert one.configuration.inputs == other.configuration.inputs


def _shuffled(things: tuple[T, ...], random: random.Random) -> tuple[T, ...]:
    return tuple(random.sample(things, len(things)))


@given(cases())
def test_a_configuration_is_kept_and_read_back_the_same(
    case: tuple[ProductContent, Selection, Circumstances],
) -> None:
    content, selection, where = case

    made = form_of(content).examine(selection, where).configuration

    if made is not None:
        assert loads(dumps(made), Configuration) == made


@given(contents(may_go_around=True), any_selections(), circumstances())
def test_rules_that_go_around_are_a_fault_and_never_a_crash(
    content: ProductContent, selection: Selection, where: Circumstances
) -> None:
    form = form_of(content)

    seen = form.examine(selection, where)

    if form.faults:
        assert seen.configuration is None
        assert set(form.faults) <= set(seen.errors)
    else:
        assert (seen.configuration is None) is bool(seen.errors)
