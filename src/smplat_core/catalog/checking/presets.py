"""Checks of presets: each selects what there is, as a buyer may."""

from collections.abc import Mapping
from typing import Final

from smplat_core.catalog.checking import texts
from smplat_core.catalog.checking.texts import Faults, fault, shown
from smplat_core.catalog.configuring.entering import Problem, reader
from smplat_core.catalog.configuring.quantity import quantity_error
from smplat_core.catalog.content import Preset, ProductContent
from smplat_core.catalog.fields import CustomField
from smplat_core.catalog.offers import OptionGroup
from smplat_core.catalog.ports import Pattern, Patterns
from smplat_core.catalog.vocabulary import MOST_PRESETS, BadPattern
from smplat_core.kernel import InputError

LONGEST_BADGE: Final = 40
LONGEST_HINT: Final = 60


def preset_faults(content: ProductContent, patterns: Patterns) -> Faults:
    yield from texts.count(content.presets, "/presets", most=MOST_PRESETS)
    yield from texts.unique(content.presets, "/presets", lambda preset: preset.key, "/key")
    for place, preset in enumerate(content.presets[:MOST_PRESETS]):
        at = f"/presets/{place}"
        yield from texts.key(preset.key, f"{at}/key")
        yield from texts.label(preset.label, f"{at}/label")
        yield from texts.line(preset.badge, f"{at}/badge", longest=LONGEST_BADGE)
        yield from texts.line(preset.price_hint, f"{at}/price_hint", longest=LONGEST_HINT)
        if error := quantity_error(content.quantity, preset.quantity, pointer=f"{at}/quantity"):
            yield error
        yield from _selection(preset, f"{at}/selection", content, patterns)


def _selection(preset: Preset, pointer: str, content: ProductContent, patterns: Patterns) -> Faults:
    selection = preset.selection
    if selection.preset is not None:
        said = "a preset selects another preset"
        yield fault(f"{pointer}/preset", "bad_preset", said, "options, add-ons, a plan and fields")
    groups = {group.key: group for group in content.option_groups}
    for key, chosen in selection.options.items():
        at = f"{pointer}/options/{_escaped(key)}"
        if (group := groups.get(key)) is None:
            yield _unknown(at, "option_group", key, groups)
        else:
            yield from _options(chosen, at, group)
    add_ons = {add_on.key: add_on for add_on in content.add_ons}
    yield from texts.unique(selection.add_ons, f"{pointer}/add_ons", str)
    for place, key in enumerate(selection.add_ons):
        if key not in add_ons:
            yield _unknown(f"{pointer}/add_ons/{place}", "add_on", key, add_ons)
    plans = {plan.key: plan for plan in content.plans}
    if selection.plan is not None and selection.plan not in plans:
        yield _unknown(f"{pointer}/plan", "plan", selection.plan, plans)
    fields = {field.key: field for field in content.fields}
    for key, text in selection.fields.items():
        at = f"{pointer}/fields/{_escaped(key)}"
        if (field := fields.get(key)) is None:
            yield _unknown(at, "field", key, fields)
        elif isinstance(found := reader(field, _pattern(field, patterns))(text), Problem):
            yield InputError(at, found.code, found.detail, found.accepted)


def _options(chosen: tuple[str, ...], pointer: str, group: OptionGroup) -> Faults:
    known = {option.key: option for option in group.options}
    yield from texts.unique(chosen, pointer, str)
    for place, key in enumerate(chosen):
        if key not in known:
            yield _unknown(f"{pointer}/{place}", "option", key, known)
    if not group.fewest <= len(chosen) <= group.most:
        said = f"{len(chosen)} options of {group.key}"
        yield fault(pointer, "out_of_bounds", said, f"{group.fewest} to {group.most}")


def _pattern(field: CustomField, patterns: Patterns) -> Pattern | None:
    """``None`` also for a pattern that cannot be followed, which is a fault of the field."""
    try:
        return patterns.compile(field.pattern) if field.pattern is not None else None
    except BadPattern:
        return None


def _unknown(pointer: str, what: str, key: str, known: Mapping[str, object]) -> InputError:
    name = what.replace("_", " ")
    said = f"there is no {name} {shown(key)}"
    return fault(pointer, f"unknown_{what}", said, texts.names(known))


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
