"""How a configured price came about, step by step, as the API shows it."""

from attrs import frozen

from smplat_api.wire import MoneyBody
from smplat_core.catalog import AddOnMode
from smplat_core.kernel import Currency
from smplat_core.pricing import (
    AddOnPricing,
    ConfiguredPrice,
    PriceStep,
    StepKind,
    plain,
    step_sentences,
)


@frozen
class StepView:
    """One step. Amounts are exact, in major units of the price's currency, as text."""

    kind: StepKind
    key: str
    label: str
    given: str
    """What was applied, as it was given: `5.00 USD`, `-10 %`, a formula, a rate."""
    delta: str
    total: str
    """The total of the step before, and `delta`."""
    sentence: str

    @classmethod
    def of(cls, step: PriceStep, currency: Currency, sentence: str) -> "StepView":
        return cls(
            kind=step.kind,
            key=step.key,
            label=step.label,
            given=step.given,
            delta=plain(step.delta, currency),
            total=plain(step.total, currency),
            sentence=sentence,
        )


def step_views(configured: ConfiguredPrice) -> tuple[StepView, ...]:
    currency = configured.recipe.currency
    pairs = zip(configured.steps, step_sentences(configured.steps, currency), strict=True)
    return tuple(StepView.of(step, currency, said) for step, said in pairs)


@frozen
class AddOnPriceView:
    """What one add-on came to, for one configured unit."""

    key: str
    label: str
    mode: AddOnMode
    amount: MoneyBody | None
    """As it was given, for an add-on of a fixed amount."""
    percent: str | None
    """As it was given, for a share of the price before the add-ons."""
    delta: str
    """What it added, exactly."""
    price_delta: MoneyBody
    """The same to the minor unit. The price is rounded once, so these need not add up to it."""
    total: str
    """The exact price of the unit with this add-on and those before it."""
    preview_quantity: int | None

    @classmethod
    def of(cls, pricing: AddOnPricing) -> "AddOnPriceView":
        currency = pricing.price_delta.currency
        return cls(
            key=pricing.key,
            label=pricing.label,
            mode=pricing.mode,
            amount=None if pricing.amount is None else MoneyBody.of(pricing.amount),
            percent=f"{pricing.percent:f}" if pricing.percent is not None else None,
            delta=plain(pricing.delta, currency),
            price_delta=MoneyBody.of(pricing.price_delta),
            total=plain(pricing.total, currency),
            preview_quantity=pricing.preview_quantity,
        )
