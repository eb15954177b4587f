"""What is asked of the house: the price of a SKU, or of a product as somebody configured it."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from smplat_core.catalog import Circumstances, Configuration, Selection
from smplat_core.customers import CompanyId
from smplat_core.guardrails import MarginJudgement
from smplat_core.kernel import Currency
from smplat_core.pricing.candidates import Bespoke, PriceRequest
from smplat_core.pricing.configured.recipe import AppliedVariant
from smplat_core.pricing.experiments import Assignment, Delta, Multiplier, Visitor
from smplat_core.pricing.resolution import PricingResolution
from smplat_core.pricing.vocabulary import Region

NOTHING_CHOSEN: Final = Selection()


@frozen(kw_only=True)
class ProductRequest:
    """One line of a product that is on sale, as a buyer configured it."""

    product: str
    """Its slug or its id."""
    version: int | None = None
    """The version the buyer looked at; ``None`` takes whichever is on sale."""
    selection: Selection = NOTHING_CHOSEN
    quantity: int | None = None
    """How many configured units; ``None`` is what the preset says, or else the least there is."""
    currency: Currency
    region: Region | None = None
    company_id: CompanyId | None = None
    bespoke: Bespoke | None = None
    """A price somebody set for one configured unit; it is final."""
    channel: str | None = None
    platform: str | None = None
    visitor: Visitor | None = None
    """Whom experiments may show another price; ``None`` takes part in none."""

    @property
    def circumstances(self) -> Circumstances:
        """Without the flags, which the house knows."""
        return Circumstances(channel=self.channel, region=self.region, platform=self.platform)


LineRequest = PriceRequest | ProductRequest


@frozen(kw_only=True)
class QuotedLine:
    """The price of one line, and everything that was decided on the way to it."""

    resolution: PricingResolution
    configuration: Configuration | None = None
    """What was chosen; ``None`` for a bare SKU."""
    assignment: Assignment | None = None
    """The variant of the experiment that made part of the price."""
    margin: MarginJudgement | None = None
    """What the sale earns: for staff alone. ``None`` where no service performs the line."""

    @property
    def attributes(self) -> Mapping[str, Mapping[str, str]]:
        """What carts and orders freeze of how the price came about."""
        return {} if self.assignment is None else {PRICING_EXPERIMENT: frozen_of(self.assignment)}


PRICING_EXPERIMENT: Final = "pricing_experiment"


def frozen_of(assignment: Assignment) -> Mapping[str, str]:
    """The assignment in the words events, receipts and accounts use."""
    return {
        "slug": assignment.slug,
        "variant_key": assignment.variant_key,
        "variant_name": assignment.variant_name,
        "assignment_strategy": assignment.strategy.value,
        "unit": assignment.unit,
    }


def applied(assignment: Assignment | None) -> AppliedVariant | None:
    """What the assignment does to a price."""
    if assignment is None:
        return None
    change = assignment.adjustment
    return AppliedVariant(
        experiment=assignment.slug,
        key=assignment.variant_key,
        name=assignment.variant_name,
        delta=change.amount if isinstance(change, Delta) else None,
        multiplier=change.factor if isinstance(change, Multiplier) else None,
    )
