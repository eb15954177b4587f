"""One line of a cart: what is wanted, and what it costs as of its last look."""

from datetime import datetime
from decimal import Decimal

from attrs import Factory, frozen

from smplat_core.catalog import Configuration, Selection, Sku
from smplat_core.kernel import InputError, Money
from smplat_core.orders.carts.vocabulary import CartLineId
from smplat_core.orders.vocabulary import NO_ATTRIBUTES, ItemAttributes, LineKind, PlatformContext
from smplat_core.pricing import (
    Outcome,
    PriceStep,
    PriceType,
    PricingResolution,
    QuotedLine,
    StepKind,
)

NOTHING_CHOSEN = Selection()


@frozen(kw_only=True)
class LineWish:
    """What a buyer wants on one line: a product as configured, or a bare SKU."""

    sku: Sku | None = None
    product: str | None = None
    """Slug or id; exactly one of the two is given."""
    selection: Selection = NOTHING_CHOSEN
    quantity: int | None = None
    """``None`` is what the preset says, or else the least there is; one, of a bare SKU."""
    platform: str | None = None
    platform_context: PlatformContext = Factory(dict)

    def is_like(self, other: "LineWish") -> bool:
        """Whether both want the same, however many of it."""
        mine = (self.sku, self.product, self.selection, self.platform, self.platform_context)
        return mine == (
            other.sku,
            other.product,
            other.selection,
            other.platform,
            other.platform_context,
        )


@frozen(kw_only=True)
class LinePrice:
    """What a line cost when it was last looked at, with the ledger that adds up to it."""

    label: str
    kind: LineKind
    quantity: int
    unit_price: Money
    line_total: Money
    price_type: PriceType
    resolved_at: datetime
    ledger: tuple[PriceStep, ...]
    """From the base price to the unit price; amounts are of one unit, exact."""
    configuration: Configuration | None = None
    attributes: ItemAttributes = NO_ATTRIBUTES

    @classmethod
    def of(cls, line: QuotedLine) -> "LinePrice":
        found = line.resolution
        return cls(
            label=found.label,
            kind=found.kind,
            quantity=found.quantity,
            unit_price=found.unit_price,
            line_total=found.line_total,
            price_type=found.price_type,
            resolved_at=found.resolved_at,
            ledger=found.configured.steps if found.configured else (_base(found),),
            configuration=line.configuration,
            attributes=line.attributes,
        )


def _base(found: PricingResolution) -> PriceStep:
    won = (each for each in found.trace.findings if each.outcome is Outcome.WON)
    amount = Decimal(found.unit_price.amount)
    source = next((str(each.candidate) for each in won), found.price_type.value)
    return PriceStep(kind=StepKind.BASE, label=source, delta=amount, total=amount)


@frozen(kw_only=True)
class CartLine:
    """A wish, and either its price or why it has none now."""

    id: CartLineId
    wish: LineWish
    price: LinePrice | None = None
    errors: tuple[InputError, ...] = ()
    """By pointers into the line; none exactly when there is a price."""
