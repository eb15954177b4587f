"""The price of a configured product, from the price of its SKU."""

from collections.abc import Collection, Iterator

from smplat_core.catalog import Configuration, ProductContent
from smplat_core.kernel import Currency, ExchangeRate, evolve
from smplat_core.pricing.candidates import Candidate
from smplat_core.pricing.configured.label import label_of
from smplat_core.pricing.configured.priced import ConfiguredPrice
from smplat_core.pricing.configured.recipe import (
    Adjustment,
    AppliedVariant,
    PricedAddOn,
    Recipe,
)
from smplat_core.pricing.configured.steps import PriceStep, StepKind
from smplat_core.pricing.configured.working import work_out
from smplat_core.pricing.resolution import PricingResolution, failed_conditions, standing
from smplat_core.pricing.resolver import line_total
from smplat_core.pricing.vocabulary import PriceType


def recipe_of(
    content: ProductContent,
    configuration: Configuration,
    *,
    currency: Currency,
    variant: AppliedVariant | None = None,
) -> Recipe:
    """What the choices do to the price, still without rates."""
    return Recipe(
        product=configuration.version,
        slug=configuration.slug,
        currency=currency,
        formula=content.price,
        inputs=configuration.inputs,
        adjustments=(*_options(content, configuration), *_plan(content, configuration)),
        add_ons=tuple(_add_ons(content, configuration)),
        variant=variant,
    )


def price_configuration(
    base: PricingResolution,
    content: ProductContent,
    configuration: Configuration,
    *,
    currency: Currency,
    variant: AppliedVariant | None = None,
    rates: Collection[ExchangeRate] = (),
) -> PricingResolution:
    """The price of ``base.quantity`` configured units, with every step from ``base`` on.

    ``base`` is the price of the SKU for that quantity, in ``currency`` or in any that ``rates``
    leads from. A bespoke price is final: choices, experiments and rates leave it alone. The
    answer says where the base came from, but no price of the processor stands for it. Raises a
    ``CannotPrice`` with pointers under ``/selection`` or at ``/quantity``.
    """
    recipe = recipe_of(content, configuration, currency=currency, variant=variant)
    return price_recipe(base, recipe, configuration, rates=rates)


def price_recipe(
    base: PricingResolution,
    recipe: Recipe,
    configuration: Configuration,
    *,
    rates: Collection[ExchangeRate],
) -> PricingResolution:
    """The same, for whoever has the recipe already."""
    if base.price_type is PriceType.BESPOKE:
        return base
    needed = recipe.foreign(base.unit_price.currency)
    recipe = evolve(recipe, rates=tuple(rate for rate in rates if rate.base in needed))
    steps = steps_of(recipe, base)
    configured = ConfiguredPrice(recipe=recipe, steps=steps)
    return evolve(
        base,
        unit_price=configured.unit_price,
        line_total=line_total(configured.unit_price, base.quantity),
        label=label_of(configuration),
        kind=configuration.kind,
        stripe_price_id=None,
        sync_state=None,
        configured=configured,
    )


def steps_of(recipe: Recipe, base: PricingResolution) -> tuple[PriceStep, ...]:
    """The steps anew, from what the resolver found."""
    return work_out(recipe, base=base.unit_price, source=str(_winner(base)), quantity=base.quantity)


def _winner(base: PricingResolution) -> Candidate:
    """The row that was the price, found among those of its price alone: all others cost time."""
    trace, price = base.trace, base.unit_price
    alike = [row for row in trace.candidates if row.unit_price == price]
    matching = (row for row in alike if not failed_conditions(row, trace.request, trace.moment))
    return min(matching, key=standing)


def _options(content: ProductContent, configuration: Configuration) -> Iterator[Adjustment]:
    chosen = {(one.group, one.option) for one in configuration.options}
    for group in content.option_groups:
        for option in group.options:
            if (group.key, option.key) in chosen and option.change is not None:
                yield Adjustment(
                    kind=StepKind.OPTION,
                    key=f"{group.key}/{option.key}",
                    label=option.label,
                    change=option.change,
                )


def _plan(content: ProductContent, configuration: Configuration) -> Iterator[Adjustment]:
    for plan in content.plans:
        chosen = configuration.plan is not None and configuration.plan.key == plan.key
        if chosen and plan.change is not None:
            yield Adjustment(kind=StepKind.PLAN, key=plan.key, label=plan.label, change=plan.change)


def _add_ons(content: ProductContent, configuration: Configuration) -> Iterator[PricedAddOn]:
    chosen = {one.key for one in configuration.add_ons}
    for add_on in content.add_ons:
        if add_on.key in chosen:
            yield PricedAddOn(
                key=add_on.key,
                label=add_on.label,
                mode=add_on.mode,
                change=add_on.change,
                service=add_on.service,
                preview_quantity=add_on.preview_quantity,
                payload_template=add_on.payload_template,
            )
