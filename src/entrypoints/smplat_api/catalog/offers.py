"""What a product offers, as it is sent and shown: field by field what the catalog keeps."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from attrs import Factory, frozen

from smplat_api.wire import MoneyBody
from smplat_core.catalog import AddOnMode, Billing, FieldType, Interval, RuleSubject

DecimalText = Annotated[str, msgspec.Meta(max_length=40, examples=["12.5"])]
"""A decimal number as text, so that it stays exact."""


@frozen
class PriceChangeBody:
    """What a choice adds to the price of one unit: amounts, or a percentage; one of the two."""

    amounts: tuple[MoneyBody, ...] = ()
    """One per currency; a price in any other converts the first of them."""
    percent: DecimalText | None = None


@frozen
class TrustMetricBody:
    label: str
    value: str


@frozen
class CalculatorLineBody:
    """A short description that is worked out: ``33.34 per day``."""

    key: str
    label: str
    expression: Annotated[str, msgspec.Meta(examples=["amount / days"])]
    digits: int = 2
    suffix: str = ""


@frozen
class BlueprintBody:
    """How an offer presents itself; every part may be missing."""

    tagline: str = ""
    sla_hours: int | None = None
    hero: UUID | None = None
    trust: tuple[TrustMetricBody, ...] = ()
    calculator: CalculatorLineBody | None = None


@frozen
class VisibilityRuleBody:
    """Holds when at least one of ``any_of`` is what the subject now is; all rules must hold."""

    subject: RuleSubject
    any_of: tuple[str, ...]
    key: str = ""
    negated: bool = False


@frozen
class OptionBody:
    key: str
    label: str
    change: PriceChangeBody | None = None
    feature_flag: str | None = None
    blueprint: BlueprintBody = Factory(BlueprintBody)


@frozen
class OptionGroupBody:
    """Options of which at least ``fewest`` and at most ``most`` are chosen while visible."""

    key: str
    label: str
    options: tuple[OptionBody, ...]
    fewest: int = 1
    most: int = 1
    default: tuple[str, ...] = ()
    visible_when: tuple[VisibilityRuleBody, ...] = ()


@frozen
class ServiceRefBody:
    """One service of one outside provider."""

    provider: str
    service: str


@frozen
class AddOnBody:
    key: str
    label: str
    mode: AddOnMode
    change: PriceChangeBody | None = None
    """Amounts for `flat`, a percentage for `percentage`, either or nothing for an override."""
    service: ServiceRefBody | None = None
    preview_quantity: int | None = None
    payload_template: str | None = None
    feature_flag: str | None = None
    visible_when: tuple[VisibilityRuleBody, ...] = ()
    blueprint: BlueprintBody = Factory(BlueprintBody)


@frozen
class PlanBody:
    key: str
    label: str
    billing: Billing = Billing.ONE_TIME
    interval: Interval | None = None
    interval_count: int = 1
    change: PriceChangeBody | None = None
    visible_when: tuple[VisibilityRuleBody, ...] = ()


@frozen
class ChoiceBody:
    value: str
    label: str


@frozen
class CustomFieldBody:
    """One question to the buyer. Values are text in the canonical form of the type."""

    key: str
    label: str
    type: FieldType
    required: bool = False
    helper_text: str = ""
    default: str | None = None
    sample: str | None = None
    choices: tuple[ChoiceBody, ...] = ()
    minimum: DecimalText | None = None
    maximum: DecimalText | None = None
    decimals: int = 0
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    """In RE2's language; the whole text must match."""
    earliest: date | None = None
    latest: date | None = None
    passthrough: bool = False
    visible_when: tuple[VisibilityRuleBody, ...] = ()
