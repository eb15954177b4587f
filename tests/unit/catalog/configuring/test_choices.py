"""Groups, add-ons and plans: what is chosen when, and how names that are none are refused."""

import pytest
from attrs import evolve

from smplat_core.catalog import BadSelection, Circumstances, Form, Option, Selection
from smplat_core.testing.builders.configuring import (
    a_content,
    a_field,
    a_group,
    a_plan,
    an_add_on,
    an_override,
)
from tests.builders.configuring import faults, form_of, look

NEW = Circumstances(flags=frozenset({"new"}))
FINISH = a_group(
    "finish",
    options=(
        Option(key="plain", label="Plain"),
        Option(key="gold", label="Gold"),
        Option(key="pearl", label="Pearl", feature_flag="new"),
    ),
)
EVERYTHING = a_content(
    option_groups=(FINISH,),
    add_ons=(an_add_on("report"), an_add_on("rush", feature_flag="new")),
    plans=(a_plan("once"), a_plan("monthly")),
    fields=(a_field("link"),),
)


def test_a_group_nobody_mentions_takes_its_default() -> None:
    made = look(EVERYTHING).strict()

    assert [chosen.option for chosen in made.options] == ["plain"]
    assert made.selection.options == {}


def test_the_first_plan_is_taken_when_none_is_named() -> None:
    made = look(EVERYTHING).strict()

    assert made.plan
    assert made.plan.key == "once"


def test_options_are_kept_in_the_order_of_the_document_each_once() -> None:
    content = a_content(option_groups=(a_group("extras", "a", "b", "c", fewest=0, most=3),))

    made = look(content, Selection(options={"extras": ("c", "a", "c")})).strict()

    assert made.selection.options == {"extras": ("a", "c")}
    assert [chosen.option for chosen in made.options] == ["a", "c"]


def test_choosing_nothing_on_purpose_is_not_choosing_the_default() -> None:
    content = a_content(option_groups=(a_group("extras", "a", "b", fewest=0),))

    made = look(content, Selection(options={"extras": ()})).strict()

    assert made.options == ()


@pytest.mark.parametrize(
    ("chosen", "code", "accepted"),
    [
        ((), "catalog.too_few_options", "at least 1 of a, b or c"),
        (("a", "b", "c"), "catalog.too_many_options", "at most 2 of a, b or c"),
    ],
)
def test_a_group_takes_no_fewer_and_no_more_than_it_says(
    chosen: tuple[str, ...], code: str, accepted: str
) -> None:
    content = a_content(option_groups=(a_group("extras", "a", "b", "c", most=2),))

    seen = look(content, Selection(options={"extras": chosen}))

    (error,) = seen.errors
    assert (error.pointer, error.code, error.accepted) == (
        "/selection/options/extras",
        code,
        accepted,
    )
    assert seen.groups[0].chosen == chosen


@pytest.mark.parametrize(
    ("selection", "pointer", "code", "accepted"),
    [
        (
            Selection(options={"finnish": ("gold",)}),
            "/selection/options/finnish",
            "catalog.no_such_group",
            "finish, if that is what was meant",
        ),
        (
            Selection(options={"finish": ("gold", "golt")}),
            "/selection/options/finish/1",
            "catalog.no_such_option",
            "gold, if that is what was meant",
        ),
        (
            Selection(add_ons=("report", "raport")),
            "/selection/add_ons/1",
            "catalog.no_such_add_on",
            "report, if that is what was meant",
        ),
        (Selection(plan="x"), "/selection/plan", "catalog.no_such_plan", "monthly or once"),
        (
            Selection(fields={"lnik": "@ana"}),
            "/selection/fields/lnik",
            "catalog.no_such_field",
            "link, if that is what was meant",
        ),
        (
            Selection(preset="starter"),
            "/selection/preset",
            "catalog.no_such_preset",
            "nothing: there is none to choose from",
        ),
        (
            Selection(fields={"a/b~c": "1"}),
            "/selection/fields/a~1b~0c",
            "catalog.no_such_field",
            "link",
        ),
    ],
)
def test_a_name_of_nothing_is_refused_with_the_nearest_there_is(
    selection: Selection, pointer: str, code: str, accepted: str
) -> None:
    seen = look(EVERYTHING, selection)

    (error,) = seen.errors
    assert (error.pointer, error.code, error.accepted) == (pointer, code, accepted)


@pytest.mark.parametrize(
    ("selection", "pointer", "code"),
    [
        (
            Selection(options={"finish": ("pearl",)}),
            "/selection/options/finish/0",
            "catalog.no_such_option",
        ),
        (Selection(add_ons=("rush",)), "/selection/add_ons/0", "catalog.no_such_add_on"),
    ],
)
def test_what_its_flag_hides_is_refused_like_what_does_not_exist(
    selection: Selection, pointer: str, code: str
) -> None:
    seen = look(EVERYTHING, selection)

    assert faults(seen) == [(pointer, code)]
    assert not any(word in seen.errors[0].accepted for word in ("pearl", "rush"))
    assert look(EVERYTHING, selection, NEW).errors == ()


def test_what_its_flag_hides_is_not_shown() -> None:
    off, on = look(EVERYTHING), look(EVERYTHING, where=NEW)

    assert [option.key for option in off.groups[0].options] == ["plain", "gold"]
    assert [option.key for option in on.groups[0].options] == ["plain", "gold", "pearl"]
    assert [shown.add_on.key for shown in off.add_ons] == ["report"]
    assert [shown.add_on.key for shown in on.add_ons] == ["report", "rush"]


def test_a_group_of_which_no_option_is_offered_is_not_there() -> None:
    options = tuple(evolve(option, feature_flag="new") for option in FINISH.options)
    content = a_content(option_groups=(evolve(FINISH, options=options),))

    seen = look(content)

    assert seen.groups == ()
    assert seen.strict().options == ()


def test_a_default_that_its_flag_hides_is_not_taken() -> None:
    content = a_content(option_groups=(evolve(FINISH, default=("pearl",)),))

    assert faults(look(content)) == [("/selection/options/finish", "catalog.too_few_options")]
    assert look(content, where=NEW).errors == ()


def test_a_product_behind_a_flag_is_not_sold_where_it_is_off() -> None:
    content = a_content(feature_flag="new")

    assert faults(look(content)) == [("", "catalog.not_sold_here")]
    assert look(content, where=NEW).errors == ()


def test_a_product_is_sold_only_on_its_channels() -> None:
    content = a_content(channels=("web", "partner"))

    seen = look(content, where=Circumstances(channel="shop"))

    assert faults(seen) == [("/channel", "catalog.not_sold_here")]
    assert seen.errors[0].accepted == "web or partner"
    assert look(content, where=Circumstances(channel="partner")).errors == ()
    assert look(content).errors == ()


def test_a_product_is_only_for_its_platforms() -> None:
    content = a_content(platforms=("instagram", "tiktok"))

    seen = look(content, where=Circumstances(platform="x"))

    assert faults(seen) == [("/platform", "catalog.wrong_platform")]
    assert look(content, where=Circumstances(platform="tiktok")).strict().platform == "tiktok"
    assert look(content).strict().platform is None


@pytest.mark.parametrize(
    ("platforms", "asked", "kept"),
    [((), "instagram", None), (("instagram",), None, "instagram"), ((), None, None)],
)
def test_the_platform_is_that_of_the_product(
    platforms: tuple[str, ...], asked: str | None, kept: str | None
) -> None:
    content = a_content(platforms=platforms)

    assert look(content, where=Circumstances(platform=asked)).strict().platform == kept


def test_everything_wrong_is_told_at_once() -> None:
    selection = Selection(
        options={"finish": ("golt",)}, add_ons=("raport",), plan="x", fields={"y": "1"}
    )

    with pytest.raises(BadSelection) as refusal:
        form_of(EVERYTHING).configured(selection, Circumstances())

    assert len(refusal.value.errors) == 4
    assert refusal.value.detail.endswith("; and 1 more")


def test_of_endlessly_many_wrong_names_a_hundred_are_told() -> None:
    selection = Selection(
        options={f"o{n}": () for n in range(5_000)}, add_ons=tuple(map(str, range(5_000)))
    )

    assert len(look(EVERYTHING, selection).errors) == 100


def test_two_add_ons_cannot_both_bring_a_service() -> None:
    content = a_content(add_ons=(an_override("one"), an_add_on("report"), an_override("two")))

    seen = look(content, Selection(add_ons=("two", "report", "one")))

    assert faults(seen) == [("/selection/add_ons/0", "catalog.two_services")]
    assert seen.errors[0].accepted == "one of one or two"


def test_a_form_serves_any_number_of_selections() -> None:
    form: Form = form_of(EVERYTHING)
    gold = Selection(options={"finish": ("gold",)})

    first = form.examine(gold, Circumstances())
    form.examine(Selection(plan="monthly"), NEW)

    assert form.examine(gold, Circumstances()) == first
