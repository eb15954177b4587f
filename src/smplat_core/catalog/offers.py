"""What a product offers to choose from, and what each choice does to its price."""

from decimal import Decimal
from enum import StrEnum
from typing import Final

from attrs import frozen

from smplat_core.catalog.fields import ALWAYS, Visibility
from smplat_core.catalog.vocabulary import MediaId, ServiceRef
from smplat_core.kernel import Money


@frozen(kw_only=True)
class Change:
    """What a choice adds to the exact price of one unit: amounts, or a share of it.

    Exactly one of the two is given. ``amounts`` holds one amount per currency; a price in any
    other currency converts the first of them.
    """

    amounts: tuple[Money, ...] = ()
    percent: Decimal | None = None
    """Of the price this step begins with: ``-10`` takes a tenth off."""


@frozen(kw_only=True)
class TrustMetric:
    """A claim shown beside an offer."""

    label: str
    value: str


@frozen(kw_only=True)
class CalculatorLine:
    """A short description that is worked out: ``33.34 per day``.

    The inputs are the product's number and boolean fields, and ``quantity``.
    """

    key: str
    label: str
    expression: str
    digits: int = 2
    """After the point, where the result is a number; rounded half away from zero."""
    suffix: str = ""


@frozen(kw_only=True)
class Blueprint:
    """How an offer presents itself; every part may be missing."""

    tagline: str = ""
    sla_hours: int | None = None
    """Within which fulfillment is promised, counted from payment."""
    hero: MediaId | None = None
    trust: tuple[TrustMetric, ...] = ()
    calculator: CalculatorLine | None = None


PLAIN: Final = Blueprint()


@frozen(kw_only=True)
class Option:
    key: str
    label: str
    change: Change | None = None
    feature_flag: str | None = None
    """Offered only while this flag is on."""
    blueprint: Blueprint = PLAIN


@frozen(kw_only=True)
class OptionGroup:
    """Options of which at least ``fewest`` and at most ``most`` are chosen while visible."""

    key: str
    label: str
    fewest: int = 1
    most: int = 1
    default: tuple[str, ...] = ()
    """Chosen when the buyer chooses nothing."""
    options: tuple[Option, ...]
    visible_when: Visibility = ALWAYS


class AddOnMode(StrEnum):
    FLAT = "flat"
    PERCENTAGE = "percentage"
    SERVICE_OVERRIDE = "service_override"
    """Another service performs the line; ``change`` is what that costs the buyer, if anything."""


@frozen(kw_only=True)
class AddOn:
    key: str
    label: str
    mode: AddOnMode
    change: Change | None = None
    """Amounts for ``flat``, a percentage for ``percentage``, either or nothing for an override."""
    service: ServiceRef | None = None
    """Required for an override, and refused otherwise."""
    preview_quantity: int | None = None
    """How many units the overriding service performs as a preview."""
    payload_template: str | None = None
    """What is sent to the overriding service; ``{{name}}`` is filled in at fulfillment."""
    feature_flag: str | None = None
    visible_when: Visibility = ALWAYS
    blueprint: Blueprint = PLAIN


class Billing(StrEnum):
    ONE_TIME = "one_time"
    RECURRING = "recurring"


class Interval(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@frozen(kw_only=True)
class Plan:
    """How often the buyer pays; the price of a recurring plan is that of one period."""

    key: str
    label: str
    billing: Billing = Billing.ONE_TIME
    interval: Interval | None = None
    """Of a recurring plan, and of no other."""
    interval_count: int = 1
    change: Change | None = None
    visible_when: Visibility = ALWAYS


@frozen(kw_only=True)
class ServiceUse:
    """The service that performs the product, and how much of it one configured unit takes."""

    service: ServiceRef
    units: str = "1"
    """A formula over the number and boolean fields: ``amount``."""


class RelatedAs(StrEnum):
    BUNDLE = "bundle"
    """Sold together with this product."""
    CROSS_SELL = "cross_sell"
    RECOMMENDED = "recommended"


@frozen(kw_only=True)
class Related:
    """Another product to show beside this one."""

    slug: str
    shown_as: RelatedAs
    quantity: int = 1
