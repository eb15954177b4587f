"""What each chosen add-on came to: the snapshot that carts, orders and checkouts keep of it."""

from decimal import Decimal

from attrs import frozen

from smplat_core.catalog import AddOnMode, ServiceRef
from smplat_core.kernel import Currency, Money
from smplat_core.pricing.configured.amounts import nearest
from smplat_core.pricing.configured.recipe import PricedAddOn, Recipe, amount_of
from smplat_core.pricing.configured.steps import PriceStep, StepKind


@frozen(kw_only=True)
class AddOnPricing:
    """One add-on of one configured unit."""

    key: str
    label: str
    mode: AddOnMode
    amount: Money | None
    """As it was given, for an add-on of a fixed amount."""
    percent: Decimal | None
    """As it was given, for an add-on that is a share of the price before the add-ons."""
    delta: Decimal
    """What it added, exactly, in the currency of the price."""
    price_delta: Money
    """The same to the minor unit, for whoever shows or stores one number per add-on. The price of
    the unit is rounded once, so these need not add up to it."""
    total: Decimal
    """The exact price of the unit with this add-on and those before it."""
    service: ServiceRef | None
    preview_quantity: int | None
    payload_template: str | None


def add_on_pricings(recipe: Recipe, steps: tuple[PriceStep, ...]) -> tuple[AddOnPricing, ...]:
    """In the order of the document."""
    mine = (step for step in steps if step.kind is StepKind.ADD_ON)
    pairs = zip(recipe.add_ons, mine, strict=True)
    return tuple(_pricing(add_on, step, recipe.currency) for add_on, step in pairs)


def _pricing(add_on: PricedAddOn, step: PriceStep, currency: Currency) -> AddOnPricing:
    change = add_on.change
    return AddOnPricing(
        key=add_on.key,
        label=add_on.label,
        mode=add_on.mode,
        amount=amount_of(change, currency) if change else None,
        percent=change.percent if change else None,
        delta=step.delta,
        price_delta=nearest(step.delta, currency),
        total=step.total,
        service=add_on.service,
        preview_quantity=add_on.preview_quantity,
        payload_template=add_on.payload_template,
    )
