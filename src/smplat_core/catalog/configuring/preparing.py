"""Everything about one version of a product that can be worked out before anyone chooses."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from attrs import Factory, define

from smplat_core.calculator import Calculator, CalculatorError
from smplat_core.calculator import compile as compiled
from smplat_core.catalog.configuring.entering import Problem, reader
from smplat_core.catalog.configuring.form import Form, OfferedPreset
from smplat_core.catalog.configuring.parts import (
    AddOnPart,
    FieldPart,
    GroupPart,
    Part,
    PlanPart,
)
from smplat_core.catalog.configuring.previews import Line, Number
from smplat_core.catalog.configuring.visibility import (
    PLAN,
    Node,
    Wording,
    conditions,
    in_order,
    nodes,
)
from smplat_core.catalog.content import Preset, ProductContent
from smplat_core.catalog.fields import CustomField, FieldType, RuleSubject
from smplat_core.catalog.offers import PLAIN, AddOn, Option
from smplat_core.catalog.ports import Pattern, Patterns
from smplat_core.catalog.vocabulary import BadPattern, ProductVersionRef
from smplat_core.kernel import InputError

_FORMULA_TYPES = frozenset({FieldType.NUMBER, FieldType.BOOLEAN})


def prepare(
    content: ProductContent, patterns: Patterns, *, version: ProductVersionRef, slug: str
) -> Form:
    """The form of this version: costs what hundreds of selections do, so keep it.

    Never refuses: content that could not have been published makes a form that says so.
    """
    return _Preparation(content, patterns, Wording.of(content)).form(version, slug)


def circular(content: ProductContent) -> tuple[str, ...]:
    """Pointers into the content to all that is visible only through itself."""
    _, stuck = in_order(nodes(content))
    return tuple(pointer for node in stuck for pointer in _pointers(content, node))


def _pointers(content: ProductContent, node: Node) -> Iterator[str]:
    """Where the content says what the node is."""
    named: dict[RuleSubject, tuple[str, Iterable[str]]] = {
        RuleSubject.OPTION: ("option_groups", (g.key for g in content.option_groups)),
        RuleSubject.ADD_ON: ("add_ons", (a.key for a in content.add_ons)),
        RuleSubject.FIELD: ("fields", (f.key for f in content.fields)),
    }
    if node == PLAN:
        yield from (f"/plans/{n}" for n, plan in enumerate(content.plans) if plan.visible_when)
        return
    name, keys = named[node[0]]
    yield from (f"/{name}/{n}" for n, key in enumerate(keys) if key == node[1])


@define
class _Preparation:
    content: ProductContent
    patterns: Patterns
    wording: Wording
    faults: list[InputError] = Factory(list)
    samples: dict[str, Number] = Factory(dict)

    def form(self, version: ProductVersionRef, slug: str) -> Form:
        content = self.content
        for pointer in circular(content):
            said = "it is visible only through itself"
            self._fault(pointer, "catalog.visibility_cycle", said, "rules that do not go around")
        order, _ = in_order(nodes(content))
        parts = self._parts()
        return Form(
            version=version,
            slug=slug,
            content=content,
            parts=tuple(parts[node] for node in order),
            groups=frozenset(group.key for group in content.option_groups),
            add_ons={add_on.key: add_on for add_on in content.add_ons},
            plans=frozenset(plan.key for plan in content.plans),
            formula_fields={f.key: f.type for f in content.fields if f.type in _FORMULA_TYPES},
            samples=self.samples,
            presets={p.key: o for p in content.presets if (o := self._offered(p)) is not None},
            field_keys=frozenset(field.key for field in content.fields),
            lines=tuple(self._lines()),
            option_lines={
                (group.key, option.key): Line.of(f"{group.key}/{option.key}", line)
                for group in content.option_groups
                for option in group.options
                if (line := option.blueprint.calculator)
            },
            add_on_lines={
                add_on.key: Line.of(add_on.key, line)
                for add_on in content.add_ons
                if (line := add_on.blueprint.calculator)
            },
            has_blueprints=any(offer.blueprint != PLAIN for offer in self._offers()),
            units=self._units(),
            faults=tuple(self.faults),
        )

    def _offers(self) -> Iterator[Option | AddOn]:
        yield from (option for group in self.content.option_groups for option in group.options)
        yield from self.content.add_ons

    def _parts(self) -> Mapping[Node, Part]:
        content, wording = self.content, self.wording
        parts: dict[Node, Part] = {}
        for group in content.option_groups:
            wanted = conditions(group.visible_when)
            parts[RuleSubject.OPTION, group.key] = GroupPart(len(parts), group, wanted, wording)
        for add_on in content.add_ons:
            wanted = conditions(add_on.visible_when)
            parts[RuleSubject.ADD_ON, add_on.key] = AddOnPart(len(parts), add_on, wanted, wording)
        if content.plans:
            plans = tuple((plan, conditions(plan.visible_when)) for plan in content.plans)
            parts[PLAN] = PlanPart(len(parts), plans, wording)
        for n, field in enumerate(content.fields):
            parts[RuleSubject.FIELD, field.key] = self._field(len(parts), n, field)
        return parts

    def _field(self, place: int, n: int, field: CustomField) -> FieldPart:
        read = reader(field, self._pattern(n, field))
        default = read(field.default) if field.default else None
        if isinstance(default, Problem):
            self._fault(f"/fields/{n}/default", default.code, default.detail, default.accepted)
            default = None
        sample = read(field.sample) if field.sample else None
        if isinstance(sample, str) and field.type in _FORMULA_TYPES:
            is_number = field.type is FieldType.NUMBER
            self.samples[field.key] = Decimal(sample) if is_number else sample == "true"
        wanted = conditions(field.visible_when)
        return FieldPart(place, field, wanted, self.wording, read, default)

    def _pattern(self, n: int, field: CustomField) -> Pattern | None:
        if field.pattern is None or field.type is not FieldType.TEXT:
            return None
        try:
            return self.patterns.compile(field.pattern)
        except BadPattern as bad:
            accepted = bad.errors[0].accepted if bad.errors else ""
            self._fault(f"/fields/{n}/pattern", bad.code, bad.detail, accepted)
            return None

    def _units(self) -> Calculator | None:
        if self.content.service is None:
            return None
        try:
            return compiled(self.content.service.units)
        except CalculatorError as bad:
            self._fault("/service/units", bad.code, bad.detail, bad.hint)
            return None

    def _lines(self) -> Iterator[Line]:
        own = self.content.blueprint.calculator
        yield from (Line.of("", line) for line in self.content.calculators)
        if own:
            yield Line.of("", own)

    def _offered(self, preset: Preset) -> OfferedPreset | None:
        """``None`` where something it names does not exist: it is then never offered."""
        content, named = self.content, preset.selection
        options = {
            group.key: {option.key: option.feature_flag for option in group.options}
            for group in content.option_groups
        }
        add_ons = {add_on.key: add_on.feature_flag for add_on in content.add_ons}
        if named.plan is not None and named.plan not in {plan.key for plan in content.plans}:
            return None
        if named.fields.keys() - {field.key for field in content.fields}:
            return None
        try:
            flags = {options[group][key] for group, keys in named.options.items() for key in keys}
            flags |= {add_ons[key] for key in named.add_ons}
        except KeyError:
            return None
        if named.options.keys() - options.keys():
            return None
        return OfferedPreset(preset, frozenset(flag for flag in flags if flag))

    def _fault(self, pointer: str, code: str, said: str, accepted: str) -> None:
        self.faults.append(InputError(pointer, code, said, accepted))
