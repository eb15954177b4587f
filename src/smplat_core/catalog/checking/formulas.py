"""Checks of everything that is worked out: prices, units of a service, and short descriptions."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Final

from smplat_core.calculator import (
    BadDeclaration,
    CalculatorError,
    Input,
    MissingInput,
    ValueType,
    compile,  # noqa: A004 - it is what it does
)
from smplat_core.catalog.checking import texts
from smplat_core.catalog.checking.texts import Faults, fault
from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.fields import CustomField, FieldType
from smplat_core.catalog.offers import CalculatorLine
from smplat_core.kernel import InputError

MOST_CALCULATORS: Final = 30
MOST_DESCRIPTIONS: Final = 300
"""Calculator lines of the product, its options and its add-ons together."""
MOST_DIGITS: Final = 12
LONGEST_SUFFIX: Final = 40

BASE: Final = Input("base", min=Decimal(0), sample=Decimal(1))
QUANTITY: Final = Input("quantity", min=Decimal(1), sample=Decimal(1))
TYPES: Final = {FieldType.NUMBER: ValueType.NUMBER, FieldType.BOOLEAN: ValueType.BOOLEAN}


def formula_faults(content: ProductContent) -> Faults:
    fields = tuple(
        {each.key: known for each in content.fields if (known := declared_input(each))}.values()
    )
    yield from _amount_faults(content, "/price", content.price, (BASE, QUANTITY, *fields))
    if content.service is not None:
        yield from _amount_faults(content, "/service/units", content.service.units, fields)
    yield from texts.count(content.calculators, "/calculators", most=MOST_CALCULATORS)
    yield from texts.unique(content.calculators, "/calculators", lambda each: each.key, "/key")
    for number, (pointer, calculator) in enumerate(_descriptions(content), start=1):
        if number > MOST_DESCRIPTIONS:
            said = f"this is calculator {number} of the product"
            yield fault(pointer, "too_many", said, f"up to {MOST_DESCRIPTIONS} in all")
            return
        yield from _description_faults(calculator, pointer, (QUANTITY, *fields))


def declared_input(field: CustomField) -> Input | None:
    """The field as formulas see it; ``None`` when they do not.

    Bounds and values that contradict one another are left out: they are faults of the field.
    """
    kind = TYPES.get(field.type)
    if kind is None:
        return None
    number = kind is ValueType.NUMBER
    with suppress(CalculatorError):
        return Input(
            field.key,
            kind,
            min=field.minimum if number else None,
            max=field.maximum if number else None,
            default=_given(field, field.default),
            sample=_given(field, field.sample),
        )
    with suppress(BadDeclaration):
        return Input(field.key, kind)
    return None


def _given(field: CustomField, text: str | None) -> str | bool | None:
    return text == "true" if text is not None and field.type is FieldType.BOOLEAN else text


def _amount_faults(
    content: ProductContent, pointer: str, source: str, inputs: Sequence[Input]
) -> Faults:
    """A formula that must come to a number whatever is chosen."""
    try:
        formula = compile(source, inputs)
        if formula.type is ValueType.BOOLEAN:
            accepted = "a number, such as base * amount / 100"
            yield fault(pointer, "bad_formula", "it comes to true or false", accepted)
        with suppress(MissingInput):
            formula.sample()
    except CalculatorError as refusal:
        yield _refused(pointer, refusal)
        return
    fields = {each.key: each for each in content.fields}
    for name in formula.inputs:
        if (field := fields.get(name)) and not _always_has_a_value(field):
            said = f"{name} may be left out or hidden, and there would be no result"
            accepted = "fields that are always shown, and required or with a default"
            yield fault(pointer, "uncertain_formula", said, accepted)


def _always_has_a_value(field: CustomField) -> bool:
    return not field.visible_when and (field.required or field.default is not None)


def _descriptions(content: ProductContent) -> Iterator[tuple[str, CalculatorLine]]:
    for place, line in enumerate(content.calculators[:MOST_CALCULATORS]):
        yield f"/calculators/{place}", line
    if content.blueprint.calculator:
        yield "/blueprint/calculator", content.blueprint.calculator
    for place, group in enumerate(content.option_groups):
        for at, option in enumerate(group.options):
            if option.blueprint.calculator:
                pointer = f"/option_groups/{place}/options/{at}/blueprint/calculator"
                yield pointer, option.blueprint.calculator
    for place, add_on in enumerate(content.add_ons):
        if add_on.blueprint.calculator:
            yield f"/add_ons/{place}/blueprint/calculator", add_on.blueprint.calculator


def _description_faults(line: CalculatorLine, pointer: str, inputs: Sequence[Input]) -> Faults:
    yield from texts.key(line.key, f"{pointer}/key")
    yield from texts.label(line.label, f"{pointer}/label")
    yield from texts.within(line.digits, f"{pointer}/digits", least=0, most=MOST_DIGITS)
    yield from texts.line(line.suffix, f"{pointer}/suffix", longest=LONGEST_SUFFIX)
    try:
        with suppress(MissingInput):
            compile(line.expression, inputs).sample()
    except CalculatorError as refusal:
        yield _refused(f"{pointer}/expression", refusal)


def _refused(pointer: str, refusal: CalculatorError) -> InputError:
    said = f"{refusal.detail} (at character {refusal.position + 1})"
    return InputError(pointer, refusal.code, said, refusal.hint or "a formula")
