"""Checks of custom fields: each rule for itself, and what is entered beforehand against them."""

from decimal import Decimal
from typing import Final

from smplat_core.calculator import BadDeclaration, Input
from smplat_core.catalog.checking import texts
from smplat_core.catalog.checking.texts import Faults, fault, shown
from smplat_core.catalog.configuring.entering import LONGEST_TEXT, Problem, reader
from smplat_core.catalog.fields import CustomField, FieldType
from smplat_core.catalog.ports import Pattern, Patterns
from smplat_core.catalog.vocabulary import FIELD_KEY_PATTERN, BadPattern
from smplat_core.kernel import InputError

MOST_CHOICES: Final = 200
MOST_DECIMALS: Final = 12
LONGEST_HELP: Final = 500
LARGEST_NUMBER: Final = Decimal(10) ** 15

FIELD_KEYS: Final = "a small letter, then up to 39 small letters, digits and _"
IN_PRICES: Final = frozenset(("base", "quantity"))
"""Names that prices know already."""

OF_TYPES: Final = {
    "choices": FieldType.SELECT,
    "minimum": FieldType.NUMBER,
    "maximum": FieldType.NUMBER,
    "decimals": FieldType.NUMBER,
    "min_length": FieldType.TEXT,
    "max_length": FieldType.TEXT,
    "pattern": FieldType.TEXT,
    "earliest": FieldType.DATE,
    "latest": FieldType.DATE,
}
"""Rules that make sense for one type of field only."""


def field_faults(field: CustomField, pointer: str, patterns: Patterns) -> Faults:
    yield from _name(field, pointer)
    yield from _foreign_rules(field, pointer)
    yield from _RULES[field.type](field, pointer)
    pattern: Pattern | None = None
    if field.pattern is not None and field.type is FieldType.TEXT:
        try:
            pattern = patterns.compile(field.pattern)
        except BadPattern as refusal:
            accepted = refusal.errors[0].accepted if refusal.errors else "RE2 syntax"
            yield fault(f"{pointer}/pattern", "bad_pattern", refusal.detail, accepted)
            return
    for name in ("default", "sample"):
        value = getattr(field, name)
        if value is not None and isinstance(found := reader(field, pattern)(value), Problem):
            yield InputError(f"{pointer}/{name}", found.code, found.detail, found.accepted)


def _foreign_rules(field: CustomField, pointer: str) -> Faults:
    for name, kind in OF_TYPES.items():
        if getattr(field, name) and field.type is not kind:
            said = f"a {field.type} field has no {name}"
            yield fault(f"{pointer}/{name}", "not_for_type", said, f"{name} of {kind} fields")


def _name(field: CustomField, pointer: str) -> Faults:
    if FIELD_KEY_PATTERN.fullmatch(field.key) is None:
        yield fault(f"{pointer}/key", "bad_key", f"{shown(field.key)} is no key", FIELD_KEYS)
    elif field.key in IN_PRICES or not _can_be_named(field.key):
        said = f"{field.key!r} means something else in formulas"
        yield fault(f"{pointer}/key", "reserved_key", said, "another name")
    yield from texts.label(field.label, f"{pointer}/label")
    yield from texts.prose(field.helper_text, f"{pointer}/helper_text", longest=LONGEST_HELP)


def _can_be_named(name: str) -> bool:
    try:
        Input(name)
    except BadDeclaration:
        return False
    return True


def _choices(field: CustomField, pointer: str) -> Faults:
    at = f"{pointer}/choices"
    yield from texts.count(field.choices, at, fewest=1, most=MOST_CHOICES)
    yield from texts.unique(field.choices, at, lambda choice: choice.value, "/value")
    for place, choice in enumerate(field.choices[:MOST_CHOICES]):
        yield from texts.label(choice.value, f"{at}/{place}/value")
        yield from texts.label(choice.label, f"{at}/{place}/label")


def _range(field: CustomField, pointer: str) -> Faults:
    yield from texts.within(field.decimals, f"{pointer}/decimals", least=0, most=MOST_DECIMALS)
    for name in ("minimum", "maximum"):
        bound: Decimal | None = getattr(field, name)
        if bound is not None and not (bound.is_finite() and abs(bound) <= LARGEST_NUMBER):
            yield fault(f"{pointer}/{name}", "out_of_bounds", f"{bound}", "up to 10^15 either way")
            return
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        yield _disordered(f"{pointer}/maximum", field.maximum, field.minimum)


def _lengths(field: CustomField, pointer: str) -> Faults:
    for name in ("min_length", "max_length"):
        length: int | None = getattr(field, name)
        yield from texts.within(length, f"{pointer}/{name}", least=0, most=LONGEST_TEXT)
    shortest, longest = field.min_length or 0, field.max_length
    if longest is not None and shortest > longest:
        yield _disordered(f"{pointer}/max_length", longest, shortest)


def _days(field: CustomField, pointer: str) -> Faults:
    if field.earliest and field.latest and field.earliest > field.latest:
        yield _disordered(f"{pointer}/latest", field.latest, field.earliest)


def _no_rules(_: CustomField, __: str) -> Faults:
    yield from ()


_RULES: Final = {
    FieldType.TEXT: _lengths,
    FieldType.NUMBER: _range,
    FieldType.BOOLEAN: _no_rules,
    FieldType.SELECT: _choices,
    FieldType.DATE: _days,
}


def _disordered(pointer: str, upper: object, lower: object) -> InputError:
    return fault(pointer, "disordered", f"{upper} is below {lower}", f"{lower} or more")
