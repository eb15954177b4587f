"""One version of a product, ready to look at any number of selections."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Final

from attrs import frozen

from smplat_core.calculator import Calculator
from smplat_core.catalog.configuring import outcome
from smplat_core.catalog.configuring.case import FIRST, Case
from smplat_core.catalog.configuring.examination import Examination, Preview
from smplat_core.catalog.configuring.parts import Part
from smplat_core.catalog.configuring.previews import Line, Number
from smplat_core.catalog.configuring.quantity import quantity_error
from smplat_core.catalog.configuring.wording import listed, nearest, quoted, token
from smplat_core.catalog.content import Preset, ProductContent
from smplat_core.catalog.fields import FieldType, RuleSubject
from smplat_core.catalog.offers import AddOn, AddOnMode
from smplat_core.catalog.selection import (
    ChosenPreset,
    Circumstances,
    Configuration,
    Selection,
    read_by_formulas,
)
from smplat_core.catalog.vocabulary import ProductVersionRef
from smplat_core.kernel import InputError

ONE: Final = Decimal(1)


@frozen
class OfferedPreset:
    """A preset is offered while everything it names is."""

    preset: Preset
    flags: frozenset[str]
    """That must be on."""


@frozen(kw_only=True)
class Form:
    """Made by ``prepare``; immutable, so that callers keep one for each version."""

    version: ProductVersionRef
    slug: str
    content: ProductContent
    faults: tuple[InputError, ...]
    """Why nothing can be configured, by pointers into the content; none in what was published."""
    parts: tuple[Part, ...]
    """In an order in which each can be settled."""
    groups: frozenset[str]
    add_ons: Mapping[str, AddOn]
    plans: frozenset[str]
    formula_fields: Mapping[str, FieldType]
    """The number and boolean fields."""
    samples: Mapping[str, Number]
    """What previews read where nothing was entered."""
    presets: Mapping[str, OfferedPreset]
    field_keys: frozenset[str]
    lines: tuple[Line, ...]
    """The product's own."""
    option_lines: Mapping[tuple[str, str], Line]
    add_on_lines: Mapping[str, Line]
    has_blueprints: bool
    """Whether any option or add-on says something of its own."""
    units: Calculator | None

    def examine(
        self,
        selection: Selection,
        circumstances: Circumstances,
        *,
        quantity: int | None = None,
    ) -> Examination:
        """Everything there is to say about this selection; never raises.

        Pointers begin at ``/selection``, ``/quantity``, ``/channel`` or ``/platform``.
        """
        presets = self._offered(circumstances.flags)
        preset = presets.get(selection.preset) if selection.preset is not None else None
        case = Case.opened(selection, circumstances, preset)
        self._judge_circumstances(case)
        self._judge_names(case, presets)
        for part in self.parts:
            part.settle(case)
        case.settled()
        if quantity is None:
            quantity = preset.quantity if preset else self.content.quantity.minimum
        if error := quantity_error(self.content.quantity, quantity):
            case.blame(len(self.parts), error)
        add_ons = outcome.chosen_add_ons(case)
        outcome.check_overrides(add_ons, case)
        asked = self._asked(case)
        configuration = None if case.errors else self._configuration(case, add_ons, asked)
        return Examination(
            groups=tuple(case.groups.values()),
            add_ons=tuple(case.add_ons.values()),
            plans=case.plans,
            fields=tuple(case.fields.values()),
            presets=tuple(presets.values()),
            previews=tuple(self._previews(case, add_ons, quantity)),
            quantity=quantity,
            selection=asked,
            cleared=tuple(told for _, told in sorted(case.cleared, key=_place)),
            errors=tuple(error for _, error in sorted(case.errors, key=_place)),
            configuration=configuration,
        )

    def configured(
        self,
        selection: Selection,
        circumstances: Circumstances,
        *,
        quantity: int | None = None,
    ) -> Configuration:
        """The configuration; or ``BadSelection`` with every error."""
        return self.examine(selection, circumstances, quantity=quantity).strict()

    def _offered(self, flags: frozenset[str]) -> dict[str, Preset]:
        return {
            key: offered.preset for key, offered in self.presets.items() if offered.flags <= flags
        }

    def _judge_circumstances(self, case: Case) -> None:
        content, where = self.content, case.circumstances
        for fault in self.faults:
            case.blame(FIRST, fault)
        if content.feature_flag and content.feature_flag not in where.flags:
            said = f"{content.title} is not sold here"
            case.blame(FIRST, InputError("", "catalog.not_sold_here", said))
        if content.channels and where.channel not in {None, *content.channels}:
            said = f"{content.title} is not sold on {quoted(where.channel or '')}"
            accepted = listed(content.channels)
            case.blame(FIRST, InputError("/channel", "catalog.not_sold_here", said, accepted))
        if content.platforms and where.platform not in {None, *content.platforms}:
            said = f"{content.title} is not for {quoted(where.platform or '')}"
            accepted = listed(content.platforms)
            case.blame(FIRST, InputError("/platform", "catalog.wrong_platform", said, accepted))

    def _judge_names(self, case: Case, presets: Mapping[str, Preset]) -> None:
        """What was chosen and does not exist, or is not offered here: nobody learns which."""
        asked, flags = case.selection, case.circumstances.flags
        if asked.preset is not None and case.preset is None:
            _blame_name(case, "/selection/preset", "preset", asked.preset, presets)
        for key in sorted(asked.options.keys() - self.groups):
            _blame_name(case, f"/selection/options/{token(key)}", "group", key, self.groups)
        for key in sorted(asked.fields.keys() - self.field_keys):
            _blame_name(case, f"/selection/fields/{token(key)}", "field", key, self.field_keys)
        if asked.plan is not None and asked.plan not in self.plans:
            _blame_name(case, "/selection/plan", "plan", asked.plan, self.plans)
        if asked.add_ons:
            offered = {
                key
                for key, add_on in self.add_ons.items()
                if not add_on.feature_flag or add_on.feature_flag in flags
            }
            for n, key in enumerate(asked.add_ons):
                if key not in offered:
                    _blame_name(case, f"/selection/add_ons/{n}", "add_on", key, offered)

    def _asked(self, case: Case) -> Selection:
        """Without what was cleared, and in one form: the same choices make the same selection."""
        asked = case.selection
        unknown_groups = asked.options.keys() - self.groups
        unknown_fields = asked.fields.keys() - self.field_keys
        add_ons = [key for key in dict.fromkeys(asked.add_ons) if key not in case.dropped]
        if not case.errors:
            chosen = set(add_ons)
            add_ons = [key for key in self.add_ons if key in chosen]
        return Selection(
            options={
                **{key: asked.options[key] for key in sorted(unknown_groups)},
                **dict(sorted(case.options.items())),
            },
            add_ons=tuple(add_ons),
            plan=None if case.is_plan_dropped else asked.plan,
            fields={
                **{key: asked.fields[key] for key in sorted(unknown_fields)},
                **dict(sorted(case.entered.items())),
            },
            preset=asked.preset,
        )

    def _configuration(
        self, case: Case, add_ons: list[AddOn], asked: Selection
    ) -> Configuration | None:
        content = self.content
        values = outcome.entered_values(case)
        answered = {value.key for value in values}
        unanswered = {key: kind for key, kind in self.formula_fields.items() if key not in answered}
        service = content.service.service if content.service else None
        overriding = (a.service for a in add_ons if a.mode is AddOnMode.SERVICE_OVERRIDE)
        service = next(overriding, None) or service
        units = None
        if service is not None:
            units = ONE
            if self.units is not None:
                units = outcome.units(self.units, read_by_formulas(values, unanswered), case)
                if units is None:
                    return None
        platform = case.circumstances.platform
        if content.platforms and platform is None and len(content.platforms) == 1:
            platform = content.platforms[0]
        preset = case.preset
        return Configuration(
            version=self.version,
            slug=self.slug,
            title=content.title,
            sku=content.sku,
            kind=content.kind,
            options=outcome.chosen_options(case),
            add_ons=tuple(outcome.frozen_add_on(add_on) for add_on in add_ons),
            plan=outcome.chosen_plan(case),
            values=values,
            unanswered=unanswered,
            preset=ChosenPreset(key=preset.key, label=preset.label) if preset else None,
            service=service,
            service_units=units,
            platform=platform if content.platforms else None,
            blueprint=outcome.blueprint(content.blueprint, case, add_ons)
            if self.has_blueprints
            else content.blueprint,
            selection=asked,
        )

    def _previews(self, case: Case, add_ons: list[AddOn], quantity: int) -> Iterator[Preview]:
        lines = [*self.lines]
        if self.option_lines:
            lines += (
                line
                for shown in case.groups.values()
                for key in shown.chosen
                if (line := self.option_lines.get((shown.group.key, key)))
            )
        if self.add_on_lines:
            lines += (line for add_on in add_ons if (line := self.add_on_lines.get(add_on.key)))
        if not lines:
            return
        inputs: dict[str, Number | int] = {"quantity": quantity}
        for key, kind in self.formula_fields.items():
            inputs[key] = outcome.ZERO if kind is FieldType.NUMBER else False
        for shown in case.fields.values():
            key, kind = shown.field.key, shown.field.type
            if known := case.now.get((RuleSubject.FIELD, key)):
                (text,) = known
                if kind is FieldType.NUMBER:
                    inputs[key] = Decimal(text)
                elif kind is FieldType.BOOLEAN:
                    inputs[key] = text == "true"
            elif key in self.samples:
                inputs[key] = self.samples[key]
        yield from (line.preview(inputs) for line in lines)


def _blame_name(case: Case, pointer: str, kind: str, key: str, known: Collection[str]) -> None:
    if not case.has_room:
        return
    said = f"there is no {kind.replace('_', '-')} {quoted(key)}"
    accepted = nearest(key, sorted(known))
    case.blame(FIRST, InputError(pointer, f"catalog.no_such_{kind}", said, accepted))


def _place(told: tuple[int, object]) -> int:
    return told[0]
