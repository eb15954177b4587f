"""Everything that turns the price of a SKU into that of one configured unit."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from attrs import frozen

from smplat_core.catalog import AddOnMode, Change, ProductVersionRef, ServiceRef
from smplat_core.kernel import CONVERTER, Currency, ExchangeRate, Money
from smplat_core.pricing.configured.steps import StepKind

InputValue = Decimal | bool
"""What a formula reads."""


@frozen(kw_only=True)
class Adjustment:
    """What one chosen option, or the plan, does to the price."""

    kind: StepKind
    key: str
    """``size/large``, or the key of the plan."""
    label: str
    change: Change


@frozen(kw_only=True)
class PricedAddOn:
    """A chosen add-on with what it costs and who performs it."""

    key: str
    label: str
    mode: AddOnMode
    change: Change | None = None
    service: ServiceRef | None = None
    preview_quantity: int | None = None
    payload_template: str | None = None


@frozen(kw_only=True)
class AppliedVariant:
    """The variant of a price experiment this buyer is in; without either number, the price stays."""

    experiment: str
    """Its slug."""
    key: str
    name: str
    delta: Money | None = None
    multiplier: Decimal | None = None


@frozen(kw_only=True)
class Recipe:
    """With the base price and the quantity, all that is needed to work the price out again."""

    product: ProductVersionRef
    slug: str
    currency: Currency
    """Asked for; the base may be in another."""
    formula: str
    inputs: Mapping[str, InputValue]
    """What the formula may read besides ``base`` and ``quantity``."""
    adjustments: tuple[Adjustment, ...] = ()
    """Options in the order of the document, then the plan."""
    add_ons: tuple[PricedAddOn, ...] = ()
    """In the order of the document."""
    variant: AppliedVariant | None = None
    rates: tuple[ExchangeRate, ...] = ()
    """Into ``currency``: one from each other currency that an amount was given in."""

    def foreign(self, base: Currency) -> frozenset[Currency]:
        """The currencies that a rate is needed from, when the base is in this one."""
        changes = [adjustment.change for adjustment in self.adjustments]
        changes += [add_on.change for add_on in self.add_ons if add_on.change]
        found = {base} | _currencies(changes, self.currency)
        if self.variant is not None and self.variant.delta is not None:
            found.add(self.variant.delta.currency)
        return frozenset(found - {self.currency})


def amount_of(change: Change, currency: Currency) -> Money | None:
    """What the change adds: its amount in this currency, or else the first of its amounts."""
    own = (amount for amount in change.amounts if amount.currency is currency)
    return next(own, next(iter(change.amounts), None))


def _currencies(changes: Iterable[Change], asked: Currency) -> set[Currency]:
    amounts = (amount_of(change, asked) for change in changes)
    return {amount.currency for amount in amounts if amount is not None}


def _read_input(wire: object, _: object) -> InputValue:
    return wire if isinstance(wire, bool) else Decimal(str(wire))


CONVERTER.register_structure_hook(InputValue, _read_input)
