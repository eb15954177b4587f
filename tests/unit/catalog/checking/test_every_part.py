"""No part of a product is passed over: whatever is spoiled, wherever it is, is told there."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import pytest

from smplat_core.catalog import (
    AddOn,
    AddOnMode,
    Blueprint,
    CalculatorLine,
    Change,
    Choice,
    CustomField,
    FieldType,
    MediaId,
    MediaUse,
    Option,
    OptionGroup,
    Plan,
    Preset,
    ProductContent,
    QuantityRule,
    Related,
    RelatedAs,
    RuleSubject,
    Selection,
    ServiceRef,
    TrustMetric,
    UsageTag,
    VisibilityRule,
    read_content,
)
from smplat_core.kernel import Currency, Money, evolve, to_json
from smplat_core.testing.builders.catalog import a_content, a_rich_content
from tests.unit.catalog.checking.looking import seen, seen_in

LINE: Final = CalculatorLine(key="rate", label="Rate", expression="amount / 7")
TRUST: Final = TrustMetric(label="Orders", value="12k")
BLUEPRINT: Final = Blueprint(tagline="Now", sla_hours=4, trust=(TRUST,), calculator=LINE)
PICTURE: Final = MediaUse(
    media_id=MediaId(UUID(int=1)),
    position=0,
    alt_text="A",
    label="B",
    usage_tags=(UsageTag.HERO,),
)


def full() -> ProductContent:
    """A product in which nothing is left out."""
    rich = a_rich_content()
    (group,) = rich.option_groups
    options = tuple(evolve(option, blueprint=BLUEPRINT) for option in group.options)
    size = CustomField(
        key="size",
        label="Size",
        type=FieldType.SELECT,
        helper_text="Which",
        choices=(Choice(value="s", label="Small"),),
    )
    return evolve(
        rich,
        option_groups=(evolve(group, options=options),),
        add_ons=tuple(evolve(add_on, blueprint=BLUEPRINT) for add_on in rich.add_ons),
        fields=(*rich.fields, size),
        blueprint=BLUEPRINT,
        media=(PICTURE,),
        related=(Related(slug="likes", shown_as=RelatedAs.BUNDLE),),
        feature_flag="beta",
    )


DOCUMENT: Final = to_json(full())


def leaves(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(node, dict):
        for name, inner in node.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(node, list):
        for place, inner in enumerate(node):
            yield from leaves(inner, (*path, place))
    else:
        yield path


def spoiled(path: tuple[str | int, ...], value: object) -> ProductContent:
    document = deepcopy(DOCUMENT)
    inner: Any = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return read_content(document)


LEAVES: Final = tuple(leaves(DOCUMENT))
WORDS: Final = {
    "title",
    "label",
    "value",
    "key",
    "slug",
    "category",
    "sku",
    "provider",
    "service",
    "expression",
    "price",
    "units",
}
LINES: Final = {
    "tagline",
    "badge",
    "price_hint",
    "alt_text",
    "suffix",
    "description",
    "helper_text",
    "payload_template",
}
NUMBERS: Final = {
    "sla_hours",
    "digits",
    "preview_quantity",
    "position",
    "quantity",
    "interval_count",
}
SLUGS: Final = {"feature_flag", "platforms", "channels"}


ABSENT: Final = {("add_ons", 0, "service")}
"""Leaves that stand for nothing."""


def named(*names: str) -> list[tuple[str | int, ...]]:
    """The leaves of these names, and those in lists of these names."""
    elsewhere = {"selection", "visible_when"}
    outside = [path for path in LEAVES if elsewhere.isdisjoint(path) and path not in ABSENT]
    return [
        path
        for path in outside
        if path[-1] in names or (isinstance(path[-1], int) and path[-2] in names)
    ]


def pointer(path: tuple[str | int, ...]) -> str:
    return "".join(f"/{step}" for step in path)


def test_the_full_product_is_fine_and_has_every_kind_of_leaf() -> None:
    assert seen(full()) == []
    assert {str(path[-1]) for path in LEAVES} >= WORDS | (LINES - {"description"})


@pytest.mark.parametrize("path", [p for p in named(*WORDS) if p[0] != "media"], ids=pointer)
def test_no_word_may_be_empty(path: tuple[str | int, ...]) -> None:
    assert pointer(path) in {where for where, _ in seen(spoiled(path, ""))}


@pytest.mark.parametrize("path", named(*WORDS, *LINES), ids=pointer)
def test_no_text_may_have_control_characters(path: tuple[str | int, ...]) -> None:
    assert pointer(path) in {where for where, _ in seen(spoiled(path, "a\x07b"))}


@pytest.mark.parametrize("path", named(*NUMBERS), ids=pointer)
def test_no_number_may_be_negative(path: tuple[str | int, ...]) -> None:
    assert pointer(path) in {where for where, _ in seen(spoiled(path, -1))}


@pytest.mark.parametrize("path", named(*SLUGS), ids=pointer)
def test_no_slug_may_have_blanks(path: tuple[str | int, ...]) -> None:
    assert pointer(path) in {where for where, _ in seen(spoiled(path, "a b"))}


def numbers(most: int, make: Callable[[int], object]) -> tuple[object, ...]:
    return tuple(make(number) for number in range(most))


def option(number: int) -> Option:
    return Option(key=f"o{number}", label="O")


def group(number: int, options: tuple[Option, ...] = (option(0),)) -> OptionGroup:
    return OptionGroup(key=f"g{number}", label="G", options=options)


def field(number: int, **changes: object) -> CustomField:
    fields = {"key": f"f{number}", "label": "F", "type": FieldType.BOOLEAN} | changes
    return CustomField(**fields)  # type: ignore[arg-type]


def add_on(number: int) -> AddOn:
    change = Change(percent=Decimal(1))
    return AddOn(key=f"a{number}", label="A", mode=AddOnMode.PERCENTAGE, change=change)


def rule(number: int) -> VisibilityRule:
    return VisibilityRule(subject=RuleSubject.CHANNEL, any_of=(f"c{number}",))


def choice(number: int) -> Choice:
    return Choice(value=str(number), label="C")


def related(number: int) -> Related:
    return Related(slug=f"r{number}", shown_as=RelatedAs.BUNDLE)


def picture(number: int) -> MediaUse:
    return MediaUse(media_id=MediaId(UUID(int=number)), position=number)


def preset(number: int) -> Preset:
    return Preset(key=f"p{number}", label="P", selection=Selection())


def line(number: int) -> CalculatorLine:
    return CalculatorLine(key=f"l{number}", label="L", expression="1")


CURRENCIES: Final = tuple(Currency)
Grown = tuple[str, int, Callable[[int], object], Callable[[tuple[Any, ...]], dict[str, object]]]
GROWN: Final[tuple[Grown, ...]] = (
    ("/option_groups", 30, group, lambda them: {"option_groups": them}),
    (
        "/option_groups/0/options",
        200,
        option,
        lambda them: {"option_groups": (group(0, them),)},
    ),
    ("/add_ons", 60, add_on, lambda them: {"add_ons": them}),
    ("/plans", 20, lambda n: Plan(key=f"p{n}", label="P"), lambda them: {"plans": them}),
    ("/fields", 60, field, lambda them: {"fields": them}),
    (
        "/fields/0/choices",
        200,
        choice,
        lambda them: {"fields": (field(0, type=FieldType.SELECT, choices=them),)},
    ),
    (
        "/fields/0/visible_when",
        20,
        rule,
        lambda them: {"fields": (field(0, visible_when=them),)},
    ),
    ("/presets", 60, preset, lambda them: {"presets": them}),
    ("/calculators", 30, line, lambda them: {"calculators": them}),
    ("/related", 50, related, lambda them: {"related": them}),
    ("/media", 40, picture, lambda them: {"media": them}),
    ("/platforms", 50, lambda n: f"p{n}", lambda them: {"platforms": them}),
    ("/channels", 50, lambda n: f"c{n}", lambda them: {"channels": them}),
    (
        "/blueprint/trust",
        12,
        lambda _: TRUST,
        lambda them: {"blueprint": Blueprint(trust=them)},
    ),
    (
        "/fields/0/visible_when/0/any_of",
        200,
        lambda n: f"c{n}",
        lambda them: {
            "fields": (
                field(
                    0,
                    visible_when=(VisibilityRule(subject=RuleSubject.CHANNEL, any_of=them),),
                ),
            )
        },
    ),
    (
        "/option_groups/0/options/0/change/amounts",
        50,
        lambda n: Money(1, CURRENCIES[n]),
        lambda them: {
            "option_groups": (group(0, (evolve(option(0), change=Change(amounts=them)),)),)
        },
    ),
)


@pytest.mark.parametrize(
    ("where", "most", "make", "put"), GROWN, ids=[where for where, *_ in GROWN]
)
def test_a_list_is_as_long_as_it_may_be_and_no_longer(
    where: str,
    most: int,
    make: Callable[[int], object],
    put: Callable[[tuple[Any, ...]], dict[str, object]],
) -> None:
    assert seen_in(**put(numbers(most, make))) == []
    assert (where, "catalog.too_many") in seen_in(**put(numbers(most + 1, make)))


def test_calculators_are_counted_wherever_they_are() -> None:
    described = Blueprint(calculator=line(0))
    every = tuple(evolve(option(n), blueprint=described) for n in range(200))
    groups = (group(0, every), group(1, every[:101]))

    assert seen_in(option_groups=(groups[0], group(1, every[:100]))) == []
    assert seen_in(option_groups=groups) == [
        ("/option_groups/1/options/100/blueprint/calculator", "catalog.too_many")
    ]


Bound = tuple[str, int, int, Callable[[int], dict[str, object]]]
OVERRIDE: Final = AddOn(
    key="a",
    label="A",
    mode=AddOnMode.SERVICE_OVERRIDE,
    service=ServiceRef(provider="p", service="s"),
)
BOUNDS: Final[tuple[Bound, ...]] = (
    ("/blueprint/sla_hours", 1, 8_760, lambda n: {"blueprint": Blueprint(sla_hours=n)}),
    (
        "/add_ons/0/preview_quantity",
        1,
        1_000_000,
        lambda n: {"add_ons": (evolve(OVERRIDE, preview_quantity=n),)},
    ),
    ("/calculators/0/digits", 0, 12, lambda n: {"calculators": (evolve(line(0), digits=n),)}),
    (
        "/fields/0/decimals",
        0,
        12,
        lambda n: {"fields": (field(0, type=FieldType.NUMBER, decimals=n),)},
    ),
    (
        "/fields/0/max_length",
        0,
        5_000,
        lambda n: {"fields": (field(0, type=FieldType.TEXT, max_length=n),)},
    ),
    ("/quantity/step", 1, 1_000_000, lambda n: {"quantity": QuantityRule(step=n)}),
    ("/quantity/maximum", 1, 1_000_000, lambda n: {"quantity": QuantityRule(maximum=n)}),
    ("/related/0/quantity", 1, 1_000_000, lambda n: {"related": (evolve(related(0), quantity=n),)}),
    ("/media/0/position", 0, 1_000_000, lambda n: {"media": (evolve(picture(0), position=n),)}),
)


@pytest.mark.parametrize(
    ("where", "least", "most", "put"), BOUNDS, ids=[where for where, *_ in BOUNDS]
)
def test_a_number_is_within_its_bounds_both_included(
    where: str, least: int, most: int, put: Callable[[int], dict[str, object]]
) -> None:
    assert seen_in(**put(least)) == []
    assert seen_in(**put(most)) == []
    assert where in {pointer for pointer, _ in seen_in(**put(least - 1))}
    assert where in {pointer for pointer, _ in seen_in(**put(most + 1))}


Length = tuple[str, int, Callable[[str], dict[str, object]]]
LENGTHS: Final[tuple[Length, ...]] = (
    ("/title", 200, lambda text: {"title": text}),
    ("/category", 80, lambda text: {"category": text}),
    ("/description", 20_000, lambda text: {"description": text}),
    ("/blueprint/tagline", 200, lambda text: {"blueprint": Blueprint(tagline=text)}),
    ("/fields/0/helper_text", 500, lambda text: {"fields": (field(0, helper_text=text),)}),
    ("/fields/0/label", 120, lambda text: {"fields": (field(0, label=text),)}),
    ("/presets/0/badge", 40, lambda text: {"presets": (evolve(preset(0), badge=text),)}),
    ("/presets/0/price_hint", 60, lambda text: {"presets": (evolve(preset(0), price_hint=text),)}),
    ("/media/0/alt_text", 300, lambda text: {"media": (evolve(picture(0), alt_text=text),)}),
    ("/calculators/0/suffix", 40, lambda text: {"calculators": (evolve(line(0), suffix=text),)}),
    (
        "/add_ons/0/payload_template",
        10_000,
        lambda text: {"add_ons": (evolve(OVERRIDE, payload_template=text),)},
    ),
    (
        "/add_ons/0/service/provider",
        80,
        lambda text: {
            "add_ons": (evolve(OVERRIDE, service=ServiceRef(provider=text, service="s")),)
        },
    ),
)


@pytest.mark.parametrize(("where", "longest", "put"), LENGTHS, ids=[where for where, *_ in LENGTHS])
def test_a_text_is_as_long_as_it_may_be_and_no_longer(
    where: str, longest: int, put: Callable[[str], dict[str, object]]
) -> None:
    assert seen_in(**put("x" * longest)) == []
    assert where in {pointer for pointer, _ in seen_in(**put("x" * (longest + 1)))}


def test_the_widest_range_of_numbers_and_days_is_taken() -> None:
    widest = Decimal(10) ** 15
    number = field(0, type=FieldType.NUMBER, minimum=-widest, maximum=widest)
    day = field(1, type=FieldType.DATE, earliest=date.min, latest=date.max)

    assert seen(a_content(fields=(number, day))) == []
    assert seen_in(fields=(evolve(number, maximum=widest + 1),)) == [
        ("/fields/0/maximum", "catalog.out_of_bounds")
    ]


@pytest.mark.parametrize(
    ("pointer", "changes"),
    [
        ("/add_ons/1/key", {"add_ons": (add_on(1), add_on(1))}),
        ("/plans/1/key", {"plans": (Plan(key="p", label="P"), Plan(key="p", label="Q"))}),
        ("/fields/1/key", {"fields": (field(1), field(1))}),
        ("/calculators/1/key", {"calculators": (line(1), line(1))}),
        ("/presets/1/key", {"presets": (preset(1), preset(1))}),
        (
            "/media/0/usage_tags/1",
            {"media": (evolve(picture(0), usage_tags=(UsageTag.HERO, UsageTag.HERO)),)},
        ),
    ],
)
def test_nothing_is_called_as_another_is(pointer: str, changes: dict[str, object]) -> None:
    assert seen_in(**changes) == [(pointer, "catalog.repeated")]
