"""A configured price with all that shows how it came about."""

from decimal import Decimal

from attrs import frozen

from smplat_core.kernel import Money
from smplat_core.pricing.configured.add_ons import AddOnPricing, add_on_pricings
from smplat_core.pricing.configured.amounts import EXACT
from smplat_core.pricing.configured.recipe import Recipe
from smplat_core.pricing.configured.steps import PriceStep


@frozen(kw_only=True)
class ConfiguredPrice:
    """What was done to the base price: the recipe, and each step as it was taken then."""

    recipe: Recipe
    steps: tuple[PriceStep, ...]
    """The last is the rounding."""

    @property
    def unit_price(self) -> Money:
        return Money.from_decimal(self.steps[-1].total, self.recipe.currency)

    @property
    def exact(self) -> Decimal:
        """The unit price before it was rounded."""
        rounding = self.steps[-1]
        return EXACT.subtract(rounding.total, rounding.delta)

    @property
    def add_ons(self) -> tuple[AddOnPricing, ...]:
        return add_on_pricings(self.recipe, self.steps)
