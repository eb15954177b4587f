"""Everything a product says of itself: one frozen document, as it is edited and as it is sold."""

from enum import StrEnum

from attrs import frozen

from smplat_core.catalog.fields import CustomField
from smplat_core.catalog.offers import (
    PLAIN,
    AddOn,
    Blueprint,
    CalculatorLine,
    OptionGroup,
    Plan,
    Related,
    ServiceUse,
)
from smplat_core.catalog.selection import Selection
from smplat_core.catalog.vocabulary import ItemKind, MediaId, Sku


class UsageTag(StrEnum):
    HERO = "hero"
    DETAIL = "detail"
    SOCIAL_PROOF = "social_proof"


@frozen(kw_only=True)
class MediaUse:
    """One picture of the product; no two share a position, and at most one is primary."""

    media_id: MediaId
    position: int
    is_primary: bool = False
    alt_text: str = ""
    label: str = ""
    usage_tags: tuple[UsageTag, ...] = ()


@frozen(kw_only=True)
class QuantityRule:
    """How many configured units one line may ask for."""

    minimum: int = 1
    maximum: int | None = None
    step: int = 1
    """Counted from the minimum."""


@frozen(kw_only=True)
class Preset:
    """A curated selection with a name: one click configures all of it."""

    key: str
    label: str
    badge: str = ""
    price_hint: str = ""
    """Shown where no price was worked out; never charged."""
    hero: MediaId | None = None
    quantity: int = 1
    selection: Selection


@frozen(kw_only=True)
class ProductContent:
    """A product without its identity. ``faults`` elsewhere says what is wrong with one."""

    title: str
    category: str
    """A slug; products are listed by it."""
    description: str = ""
    kind: ItemKind
    sku: Sku
    """What price books price; several products may share one."""
    price: str = "base"
    """Formula of the price of one unit, in major units of the currency, before all changes: over
    ``base`` (the unit price the resolver found for the line's quantity), ``quantity``, and the
    number and boolean fields."""
    quantity: QuantityRule = QuantityRule()
    service: ServiceUse | None = None
    """Of a digital product: who performs it, and how much of it one unit takes."""
    option_groups: tuple[OptionGroup, ...] = ()
    add_ons: tuple[AddOn, ...] = ()
    plans: tuple[Plan, ...] = ()
    """None at all is paid for once."""
    fields: tuple[CustomField, ...] = ()
    presets: tuple[Preset, ...] = ()
    calculators: tuple[CalculatorLine, ...] = ()
    related: tuple[Related, ...] = ()
    media: tuple[MediaUse, ...] = ()
    platforms: tuple[str, ...] = ()
    """Social platforms it is for (``instagram``); none means it is tied to no platform."""
    channels: tuple[str, ...] = ()
    """Where it is sold (``web``, ``partner``); none means everywhere."""
    feature_flag: str | None = None
    """Shown and sold only where this flag is on."""
    blueprint: Blueprint = PLAIN
