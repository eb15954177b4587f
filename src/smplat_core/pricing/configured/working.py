"""Working out the price of one configured unit: exactly, step by step, rounded once."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from smplat_core.calculator import CalculatorError
from smplat_core.calculator import compile as compiled
from smplat_core.catalog import Change
from smplat_core.kernel import BadAmount, Currency, Money
from smplat_core.pricing.configured.amounts import EXACT, ZERO, Exchange, Mixed, nearest, plain
from smplat_core.pricing.configured.recipe import AppliedVariant, InputValue, Recipe, amount_of
from smplat_core.pricing.configured.steps import PriceStep, StepKind
from smplat_core.pricing.refusals import AmountTooLarge, FormulaFailed, NegativeConfiguredPrice

BASE: Final = "base"
QUANTITY: Final = "quantity"


def work_out(recipe: Recipe, *, base: Money, source: str, quantity: int) -> tuple[PriceStep, ...]:
    """The steps from ``base``, which ``source`` gave, to the price of one configured unit.

    Options and the plan each change what the step before left, in the order of the document; each
    add-on counts from the price before the first add-on. Amounts of other currencies are carried
    along as they are and converted at the end, so that a percentage takes its share of them too.
    ``FormulaFailed``, ``NegativeConfiguredPrice`` or ``AmountTooLarge`` when there is no price;
    their pointers are under ``/selection``.
    """
    return tuple(_Work(recipe).steps(base, source, quantity))


class _Work:
    """The exact price so far, and what it is worth in the currency asked for."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._exchange = Exchange(recipe.currency, {rate.base: rate for rate in recipe.rates})
        self._price = Mixed({})
        self._total = ZERO

    def steps(self, base: Money, source: str, quantity: int) -> Iterator[PriceStep]:
        recipe = self._recipe
        self._price = Mixed.of(base)
        given = "" if base.currency is recipe.currency else str(base)
        yield self._step(StepKind.BASE, "", source, given)
        self._price = _configured(recipe, base, quantity)
        yield self._step(StepKind.FORMULA, "", "price of one unit", recipe.formula)
        for one in recipe.adjustments:
            self._price = self._price.plus(self._change(one.change, self._price))
            yield self._step(one.kind, one.key, one.label, _said(one.change, recipe.currency))
        before = self._price
        for add_on in recipe.add_ons:
            said = ""
            if add_on.change is not None:
                self._price = self._price.plus(self._change(add_on.change, before))
                said = _said(add_on.change, recipe.currency)
            yield self._step(StepKind.ADD_ON, add_on.key, add_on.label, said)
        if recipe.variant is not None:
            self._price = _varied(self._price, recipe.variant)
            label, said = f"variant {recipe.variant.name}", _said_of(recipe.variant)
            yield self._step(StepKind.EXPERIMENT, recipe.variant.experiment, label, said)
        yield from self._conversions()
        yield self._rounding()

    def _change(self, change: Change, before: Mixed) -> Mixed:
        if change.percent is not None:
            return before.percent(change.percent)
        amount = amount_of(change, self._recipe.currency)
        return Mixed({}) if amount is None else Mixed.of(amount)

    def _step(self, kind: StepKind, key: str, label: str, given: str) -> PriceStep:
        total = self._exchange.worth(self._price)
        step = PriceStep(
            kind=kind,
            key=key,
            label=label,
            given=given,
            delta=EXACT.subtract(total, self._total),
            total=total,
        )
        self._total = total
        if total < 0:
            raise _negative(step, self._recipe.currency)
        return step

    def _conversions(self) -> Iterator[PriceStep]:
        """One line per other currency; the total has held what it is worth all along."""
        asked = self._recipe.currency
        for currency in sorted(self._price.parts.keys() - {asked}):
            amount, rate = self._price.parts[currency], self._exchange.rates[currency]
            worth = plain(self._exchange.part(currency, amount), asked)
            yield PriceStep(
                kind=StepKind.FX,
                key=currency.value,
                label=f"{plain(amount, currency)} {currency} is {worth} {asked}",
                given=f"{rate}, {rate.source}, {rate.quoted_at.isoformat()}",
                delta=ZERO,
                total=self._total,
            )

    def _rounding(self) -> PriceStep:
        asked = self._recipe.currency
        try:
            rounded = nearest(self._total, asked).to_decimal()
        except BadAmount as refusal:
            raise AmountTooLarge.at(
                "/selection", refusal.detail, accepted="a selection that costs less"
            ) from None
        return PriceStep(
            kind=StepKind.ROUNDING,
            label="rounded to the minor unit, halves up",
            given=f"{asked.exponent} decimals",
            delta=EXACT.subtract(rounded, self._total),
            total=rounded,
        )


def _configured(recipe: Recipe, base: Money, quantity: int) -> Mixed:
    values: dict[str, InputValue] = {
        **recipe.inputs,
        BASE: base.to_decimal(),
        QUANTITY: Decimal(quantity),
    }
    try:
        formula = compiled(recipe.formula)
        found = formula.evaluate({name: values[name] for name in formula.inputs if name in values})
    except CalculatorError as refusal:
        said = f"the price formula {recipe.formula[:80]!r} has no result here: {refusal.detail}"
        raise FormulaFailed.at("/selection/fields", said, accepted="other values") from None
    if isinstance(found, bool):
        raise FormulaFailed.at(
            "/selection/fields",
            f"the price formula {recipe.formula[:80]!r} gives {found}, which is no price",
            accepted="a formula with a number for a result",
        )
    return Mixed({base.currency: found})


def _varied(price: Mixed, variant: AppliedVariant) -> Mixed:
    if variant.multiplier is not None:
        return price.times(variant.multiplier)
    return price if variant.delta is None else price.plus(Mixed.of(variant.delta))


def _said(change: Change, asked: Currency) -> str:
    if change.percent is not None:
        return f"{change.percent:+f} %"
    amount = amount_of(change, asked)
    return "" if amount is None else _signed(amount)


def _said_of(variant: AppliedVariant) -> str:
    if variant.multiplier is not None:
        return f"times {variant.multiplier:f}"
    return "as it is" if variant.delta is None else _signed(variant.delta)


def _signed(amount: Money) -> str:
    return f"{amount}" if amount.minor < 0 else f"+{amount}"


POINTERS: Final = {
    StepKind.OPTION: "/selection/options/",
    StepKind.PLAN: "/selection/plan",
    StepKind.ADD_ON: "/selection/add_ons",
}


def _negative(step: PriceStep, currency: Currency) -> NegativeConfiguredPrice:
    what = f"{step.kind} {step.key}".strip()
    pointer = POINTERS.get(step.kind, "/selection")
    if step.kind is StepKind.OPTION:
        pointer += step.key.split("/")[0]
    return NegativeConfiguredPrice.at(
        pointer,
        f"the price falls to {plain(step.total, currency)} {currency} at {what} ({step.label})",
        accepted="a selection that costs 0 or more at every step",
    )
