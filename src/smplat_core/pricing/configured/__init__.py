"""Prices of configured products: from the price of a SKU to that of what a buyer chose."""

from smplat_core.pricing.configured.add_ons import AddOnPricing
from smplat_core.pricing.configured.amounts import plain
from smplat_core.pricing.configured.label import label_of
from smplat_core.pricing.configured.priced import ConfiguredPrice
from smplat_core.pricing.configured.recipe import (
    Adjustment,
    AppliedVariant,
    InputValue,
    PricedAddOn,
    Recipe,
)
from smplat_core.pricing.configured.sentences import step_sentences
from smplat_core.pricing.configured.steps import PriceStep, StepKind

__all__ = [
    "AddOnPricing",
    "Adjustment",
    "AppliedVariant",
    "ConfiguredPrice",
    "InputValue",
    "PriceStep",
    "PricedAddOn",
    "Recipe",
    "StepKind",
    "label_of",
    "plain",
    "step_sentences",
]
