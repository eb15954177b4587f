"""The whole content of a product, as it is sent and shown."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from attrs import Factory, frozen

from smplat_api.catalog.offers import (
    AddOnBody,
    BlueprintBody,
    CalculatorLineBody,
    CustomFieldBody,
    OptionGroupBody,
    PlanBody,
    ServiceRefBody,
)
from smplat_core.catalog import ItemKind, ProductContent, RelatedAs, UsageTag, read_content
from smplat_core.kernel import from_json, to_json

Json = dict[str, Any]


@frozen
class QuantityRuleBody:
    minimum: int = 1
    maximum: int | None = None
    step: int = 1


@frozen
class ServiceUseBody:
    """The service that performs the product, and how much of it one configured unit takes."""

    service: ServiceRefBody
    units: Annotated[str, msgspec.Meta(examples=["amount"])] = "1"


@frozen
class PresetSelectionBody:
    """What a preset chooses."""

    options: Annotated[dict[str, tuple[str, ...]], msgspec.Meta(examples=[{}])] = Factory(dict)
    add_ons: tuple[str, ...] = ()
    plan: str | None = None
    fields: Annotated[dict[str, str], msgspec.Meta(examples=[{}])] = Factory(dict)
    preset: None = None


@frozen
class PresetBody:
    """A curated selection with a name."""

    key: str
    label: str
    selection: PresetSelectionBody
    badge: str = ""
    price_hint: str = ""
    hero: UUID | None = None
    quantity: int = 1


@frozen
class RelatedBody:
    """Another product to show beside this one."""

    slug: str
    shown_as: RelatedAs
    quantity: int = 1


@frozen
class MediaUseBody:
    media_id: UUID
    position: int
    is_primary: bool = False
    alt_text: str = ""
    label: str = ""
    usage_tags: tuple[UsageTag, ...] = ()


@frozen
class ProductContentBody:
    """Everything a product says of itself."""

    title: str
    category: str
    kind: ItemKind
    sku: str
    description: str = ""
    price: Annotated[str, msgspec.Meta(examples=["base * amount / 100"])] = "base"
    """Formula of the price of one unit, over ``base``, ``quantity`` and the fields."""
    quantity: QuantityRuleBody = Factory(QuantityRuleBody)
    service: ServiceUseBody | None = None
    option_groups: tuple[OptionGroupBody, ...] = ()
    add_ons: tuple[AddOnBody, ...] = ()
    plans: tuple[PlanBody, ...] = ()
    fields: tuple[CustomFieldBody, ...] = ()
    presets: tuple[PresetBody, ...] = ()
    calculators: tuple[CalculatorLineBody, ...] = ()
    related: tuple[RelatedBody, ...] = ()
    media: tuple[MediaUseBody, ...] = ()
    platforms: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    feature_flag: str | None = None
    blueprint: BlueprintBody = Factory(BlueprintBody)

    @classmethod
    def of(cls, content: ProductContent) -> "ProductContentBody":
        return from_json(to_json(content), cls)

    def to_content(self) -> ProductContent:
        """``BadContent`` names what is no value: an amount, a decimal number, a currency."""
        return read_content(to_json(self))


def patched(content: ProductContent, patch: Json) -> ProductContent:
    """The content after a JSON merge patch (RFC 7396); ``BadContent`` when it is none then."""
    return read_content(_merged(to_json(content), patch))


def _merged(target: object, patch: object) -> object:
    if not isinstance(patch, dict):
        return patch
    merged: Json = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _merged(merged.get(name), value)
    return merged
