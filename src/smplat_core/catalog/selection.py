"""What a buyer chose, and what that makes of a product."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from attrs import Factory, frozen

from smplat_core.catalog.fields import FieldType
from smplat_core.catalog.offers import PLAIN, AddOnMode, Billing, Blueprint, Interval
from smplat_core.catalog.vocabulary import ItemKind, ProductVersionRef, ServiceRef, Sku


@frozen(kw_only=True)
class Selection:
    """Choices as the buyer made them; nothing of it is checked yet."""

    options: Mapping[str, tuple[str, ...]] = Factory(dict)
    """Option keys by the key of their group."""
    add_ons: tuple[str, ...] = ()
    plan: str | None = None
    fields: Mapping[str, str] = Factory(dict)
    """What was entered, as text, by the field's key."""
    preset: str | None = None
    """Fills in whatever is not chosen above."""


@frozen(kw_only=True)
class Circumstances:
    """Where and when something is chosen."""

    channel: str | None = None
    region: str | None = None
    platform: str | None = None
    flags: frozenset[str] = frozenset()
    """Feature flags that are on here."""


@frozen(kw_only=True)
class ChosenOption:
    group: str
    group_label: str
    option: str
    label: str


@frozen(kw_only=True)
class ChosenAddOn:
    key: str
    label: str
    mode: AddOnMode
    service: ServiceRef | None = None
    preview_quantity: int | None = None
    payload_template: str | None = None


@frozen(kw_only=True)
class ChosenPlan:
    key: str
    label: str
    billing: Billing
    interval: Interval | None = None
    interval_count: int = 1


@frozen(kw_only=True)
class ChosenPreset:
    key: str
    label: str


@frozen(kw_only=True)
class EnteredValue:
    """The value of one visible field, in the canonical form of its type."""

    key: str
    label: str
    type: FieldType
    text: str
    passthrough: bool = False

    @property
    def number(self) -> Decimal | bool | None:
        """As an input of formulas; ``None`` for the types that are not."""
        if self.type is FieldType.NUMBER:
            return Decimal(self.text)
        return self.text == "true" if self.type is FieldType.BOOLEAN else None


@frozen(kw_only=True)
class Configuration:
    """A valid selection of one version of a product, frozen with all that people will ask later."""

    version: ProductVersionRef
    slug: str
    title: str
    sku: Sku
    kind: ItemKind
    options: tuple[ChosenOption, ...] = ()
    add_ons: tuple[ChosenAddOn, ...] = ()
    plan: ChosenPlan | None = None
    values: tuple[EnteredValue, ...] = ()
    unanswered: Mapping[str, FieldType] = Factory(dict)
    """The number and boolean fields without a value: hidden, or left empty."""
    preset: ChosenPreset | None = None
    service: ServiceRef | None = None
    """What performs it: that of an overriding add-on, or else the product's own."""
    service_units: Decimal | None = None
    """How much of the service one configured unit takes; ``None`` without a service."""
    platform: str | None = None
    blueprint: Blueprint = PLAIN
    selection: Selection
    """What was asked for, to be asked again of a later version."""

    @property
    def inputs(self) -> dict[str, Decimal | bool]:
        """What formulas read: number and boolean fields, 0 and false where there is no value."""
        return read_by_formulas(self.values, self.unanswered)


def read_by_formulas(
    values: Iterable[EnteredValue], unanswered: Mapping[str, FieldType]
) -> dict[str, Decimal | bool]:
    """Each number and boolean field by its key; a formula need not care whether it is visible."""
    found: dict[str, Decimal | bool] = {
        key: _ZERO if kind is FieldType.NUMBER else False for key, kind in unanswered.items()
    }
    numbers = ((value.key, value.number) for value in values)
    return found | {key: number for key, number in numbers if number is not None}


_ZERO: Final = Decimal(0)
