"""Products that can be configured, and selections of them: some to read, and any at all."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from hypothesis import strategies as st

from smplat_core.catalog import (
    AddOn,
    AddOnMode,
    Billing,
    Blueprint,
    CalculatorLine,
    Change,
    Choice,
    Circumstances,
    CustomField,
    FieldType,
    Interval,
    ItemKind,
    Option,
    OptionGroup,
    Plan,
    Preset,
    ProductContent,
    ProductId,
    ProductVersionRef,
    QuantityRule,
    RuleSubject,
    Selection,
    ServiceRef,
    ServiceUse,
    Sku,
    Visibility,
    VisibilityRule,
)
from smplat_core.kernel import evolve

VERSION: Final = ProductVersionRef(product_id=ProductId(UUID(int=0xCA7)), number=1)
SLUG: Final = "a-product"
CHANNELS: Final = ("web", "partner")
REGIONS: Final = ("EU", "CA")
FLAG: Final = "new"
TYPED: Final = (
    *("", " ", "5", "05.50", "-3", "0", "1000000", "1e5", "-0", "٣"),
    *("true", "false", "True", "red", "blue", "green", "ab", "AB", "\x00", "\ud800"),
    *("2026-11-21", "2026-02-30", "1999-01-01", "20261121"),
)
"""What people and machines type into fields, some of it fit for each type."""


def a_content(**changes: object) -> ProductContent:
    """The least that can be sold."""
    fields: dict[str, object] = {
        "title": "A product",
        "category": "things",
        "kind": ItemKind.DIGITAL,
        "sku": Sku("SKU-1"),
    }
    return ProductContent(**(fields | changes))  # type: ignore[arg-type]


def a_group(key: str = "finish", /, *options: str, **changes: object) -> OptionGroup:
    """A group of these options, the first of them its default."""
    keys = options or ("plain", "gold")
    fields: dict[str, object] = {
        "key": key,
        "label": key.capitalize(),
        "options": tuple(Option(key=o, label=o.capitalize()) for o in keys),
        "default": keys[:1],
    }
    return OptionGroup(**(fields | changes))  # type: ignore[arg-type]


def an_add_on(key: str = "report", /, **changes: object) -> AddOn:
    fields: dict[str, object] = {
        "key": key,
        "label": key.capitalize(),
        "mode": AddOnMode.PERCENTAGE,
        "change": Change(percent=Decimal(10)),
    }
    return AddOn(**(fields | changes))  # type: ignore[arg-type]


def an_override(key: str = "premium", /, **changes: object) -> AddOn:
    """An add-on that brings a service of its own."""
    fields: dict[str, object] = {
        "mode": AddOnMode.SERVICE_OVERRIDE,
        "change": None,
        "service": ServiceRef(provider="other", service=key),
    }
    return an_add_on(key, **(fields | changes))


def a_plan(key: str = "once", /, **changes: object) -> Plan:
    return Plan(**({"key": key, "label": key.capitalize()} | changes))  # type: ignore[arg-type]


def a_field(
    key: str = "handle", kind: FieldType = FieldType.TEXT, /, **changes: object
) -> CustomField:
    fields: dict[str, object] = {"key": key, "label": key.capitalize(), "type": kind}
    return CustomField(**(fields | changes))  # type: ignore[arg-type]


def when(
    subject: RuleSubject, *any_of: str, key: str = "", negated: bool = False
) -> VisibilityRule:
    return VisibilityRule(subject=subject, key=key, any_of=any_of, negated=negated)


Node = tuple[str, str]
"""What can be hidden: its kind and its key. All plans are one."""

GROUPS: Final = ("g1", "g2", "g3")
OPTIONS: Final = ("o1", "o2", "o3")
ADD_ONS: Final = ("a1", "a2", "a3")
PLANS: Final = ("p1", "p2")
FIELDS: Final = ("f1", "f2", "f3", "f4", "f5")
CHOICES: Final = ("red", "blue")
TYPES: Final = st.sampled_from(FieldType)


@st.composite
def contents(draw: st.DrawFn, *, may_go_around: bool = False) -> ProductContent:
    """Any small product: such as could be published, unless its rules may go around."""
    nodes: list[Node] = [("group", key) for key in _some(draw, GROUPS)]
    nodes += [("add_on", key) for key in _some(draw, ADD_ONS)]
    nodes += [("field", key) for key in _some(draw, FIELDS)]
    plans = _some(draw, PLANS)
    nodes += [("plan", "")] if plans else []
    types = {key: draw(TYPES) for kind, key in nodes if kind == "field"}
    order = draw(st.permutations(nodes))
    rules: dict[Node, list[Visibility]] = {}
    for n, node in enumerate(order):
        known = order if may_go_around else order[:n]
        many = len(plans) if node[0] == "plan" else 1
        rules[node] = [draw(_visibility(known, types, plans)) for _ in range(many)]
    groups = tuple(draw(_group(k, rules[kind, k][0])) for kind, k in nodes if kind == "group")
    add_ons = tuple(draw(_add_on(k, rules[kind, k][0])) for kind, k in nodes if kind == "add_on")
    fields = tuple(draw(_field(k, t, rules["field", k][0])) for k, t in types.items())
    numbers = [key for key, kind in types.items() if kind is FieldType.NUMBER]
    formulas = st.sampled_from(["1", *numbers, *(f"{key} + 1" for key in numbers)])
    lines = st.lists(st.sampled_from([*numbers, "quantity * 2", "1 / 0", "nobody"]), max_size=2)
    content = a_content(
        option_groups=groups,
        add_ons=add_ons,
        plans=tuple(
            a_plan(key, visible_when=visible, **draw(_billing()))
            for key, visible in zip(plans, rules.get(("plan", ""), []), strict=True)
        ),
        fields=fields,
        service=draw(st.none() | st.builds(_service, formulas)),
        quantity=draw(st.sampled_from([QuantityRule(), QuantityRule(minimum=2, step=3)])),
        calculators=tuple(
            CalculatorLine(key=f"c{n}", label="Line", expression=expression)
            for n, expression in enumerate(draw(lines))
        ),
        channels=draw(st.sampled_from([(), ("web",)])),
        platforms=draw(st.sampled_from([(), ("x",), ("x", "y")])),
        feature_flag=draw(_rarely(FLAG)),
    )
    presets = tuple(
        Preset(key=f"s{n}", label=f"S{n}", quantity=2, selection=draw(known_choices(content)))
        for n in range(draw(st.integers(0, 2)))
    )
    return evolve(content, presets=presets)


def _some(draw: st.DrawFn, keys: tuple[str, ...]) -> list[str]:
    return [key for key in keys if draw(st.booleans())]


def _rarely(text: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, None, None, text])


def _service(units: str) -> ServiceUse:
    return ServiceUse(service=ServiceRef(provider="p", service="s"), units=units)


@st.composite
def _visibility(
    draw: st.DrawFn, known: Iterable[Node], types: dict[str, FieldType], plans: list[str]
) -> Visibility:
    subjects: list[tuple[RuleSubject, str, tuple[str, ...]]] = [
        (RuleSubject.CHANNEL, "", CHANNELS),
        (RuleSubject.REGION, "", REGIONS),
        (RuleSubject.OPTION, "nowhere", OPTIONS),
    ]
    for kind, key in known:
        if kind == "group":
            subjects.append((RuleSubject.OPTION, key, OPTIONS))
        elif kind == "add_on":
            subjects.append((RuleSubject.ADD_ON, "", (key,)))
        elif kind == "plan":
            subjects.append((RuleSubject.PLAN, "", tuple(plans)))
        elif types[key] is FieldType.SELECT:
            subjects.append((RuleSubject.FIELD, key, CHOICES))
        elif types[key] is FieldType.BOOLEAN:
            subjects.append((RuleSubject.FIELD, key, ("true", "false")))
    rules = []
    for subject, key, values in draw(st.lists(st.sampled_from(subjects), max_size=2)):
        any_of = draw(st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True))
        rules.append(when(subject, *any_of, key=key, negated=draw(st.booleans())))
    return tuple(rules)


@st.composite
def _group(draw: st.DrawFn, key: str, visible: Visibility) -> OptionGroup:
    keys = OPTIONS[: draw(st.integers(1, len(OPTIONS)))]
    options = tuple(
        Option(
            key=option,
            label=option,
            feature_flag=draw(_rarely(FLAG)),
            blueprint=Blueprint(tagline=draw(st.sampled_from(["", "T"])), sla_hours=None),
        )
        for option in keys
    )
    fewest = draw(st.integers(0, 1))
    most = draw(st.integers(1, len(keys)))
    default = draw(st.lists(st.sampled_from(keys), unique=True, max_size=most))
    return OptionGroup(
        key=key,
        label=key,
        fewest=fewest,
        most=most,
        default=tuple(default),
        options=options,
        visible_when=visible,
    )


@st.composite
def _add_on(draw: st.DrawFn, key: str, visible: Visibility) -> AddOn:
    made = draw(st.sampled_from([an_add_on, an_override]))
    return made(key, visible_when=visible, feature_flag=draw(_rarely(FLAG)))


@st.composite
def _billing(draw: st.DrawFn) -> dict[str, object]:
    recurring = {"billing": Billing.RECURRING, "interval": Interval.MONTH}
    return draw(st.sampled_from([{}, recurring]))


@st.composite
def _field(draw: st.DrawFn, key: str, kind: FieldType, visible: Visibility) -> CustomField:
    limits: dict[FieldType, dict[str, object]] = {
        FieldType.TEXT: {"pattern": draw(st.sampled_from([None, "[a-z0-9]+"])), "max_length": 9},
        FieldType.NUMBER: {"minimum": Decimal(-3), "maximum": Decimal(9), "decimals": 1},
        FieldType.BOOLEAN: {},
        FieldType.SELECT: {"choices": tuple(Choice(value=c, label=c.upper()) for c in CHOICES)},
        FieldType.DATE: {"earliest": date(2026, 1, 1), "latest": date(2026, 12, 31)},
    }
    fit = FIT[kind]
    return a_field(
        key,
        kind,
        required=draw(st.sampled_from([False, False, True])),
        default=draw(st.none() | st.sampled_from(fit)),
        sample=draw(st.none() | st.sampled_from(fit)),
        passthrough=draw(st.booleans()),
        visible_when=visible,
        **limits[kind],
    )


FIT: Final = {
    FieldType.TEXT: ["ab", "5"],
    FieldType.NUMBER: ["5", "-3", "0", "1.5"],
    FieldType.BOOLEAN: ["true", "false"],
    FieldType.SELECT: list(CHOICES),
    FieldType.DATE: ["2026-11-21"],
}
"""Values that each type of field takes."""


@st.composite
def known_choices(draw: st.DrawFn, content: ProductContent) -> Selection:
    """Choices of what there is, hidden or not, and values that fit."""
    options = {
        group.key: tuple(draw(_subset([option.key for option in group.options])))
        for group in content.option_groups
        if draw(st.booleans())
    }
    fields = {
        field.key: draw(st.sampled_from(FIT[field.type]))
        for field in content.fields
        if draw(st.booleans())
    }
    plans = [plan.key for plan in content.plans]
    return Selection(
        options=options,
        add_ons=tuple(draw(_subset([add_on.key for add_on in content.add_ons]))),
        plan=draw(st.none() | st.sampled_from(plans)) if plans else None,
        fields=fields,
        preset=draw(st.none() | st.sampled_from([p.key for p in content.presets]))
        if content.presets
        else None,
    )


def _subset(keys: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(keys), unique=True) if keys else st.just([])


_KEYS: Final = st.sampled_from(("", "~/", "unknown", *OPTIONS))


def any_selections() -> st.SearchStrategy[Selection]:
    """Whatever comes over the wire: names of nothing, values of no type, the same thing twice."""
    text = st.sampled_from(TYPED) | st.text(max_size=12)
    return st.builds(
        Selection,
        options=st.dictionaries(
            st.sampled_from(GROUPS) | _KEYS, st.lists(_KEYS, max_size=4).map(tuple), max_size=4
        ),
        add_ons=st.lists(st.sampled_from(ADD_ONS) | _KEYS, max_size=4).map(tuple),
        plan=st.none() | st.sampled_from(PLANS) | _KEYS,
        fields=st.dictionaries(st.sampled_from(FIELDS) | _KEYS, text, max_size=6),
        preset=st.none() | st.sampled_from(("s0", "s1", "unknown")),
    )


def circumstances() -> st.SearchStrategy[Circumstances]:
    return st.builds(
        Circumstances,
        channel=st.sampled_from([None, *CHANNELS]),
        region=st.sampled_from([None, *REGIONS]),
        platform=st.sampled_from([None, "x", "y", "z"]),
        flags=st.sampled_from([frozenset(), frozenset({FLAG})]),
    )
