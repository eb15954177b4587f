"""A resolution in words a person can follow."""

from attrs import frozen

from smplat_core.kernel import Money
from smplat_core.pricing.candidates import PriceRequest
from smplat_core.pricing.configured import ConfiguredPrice, PriceStep, Recipe, step_sentences
from smplat_core.pricing.configured.price import steps_of
from smplat_core.pricing.resolution import Condition, Finding, Outcome, PricingResolution
from smplat_core.pricing.resolver import line_total, resolve


@frozen
class Explanation:
    """The same price, worked out again from its trace, and what was said of each row."""

    unit_price: Money
    line_total: Money
    findings: tuple[Finding, ...]
    sentences: tuple[str, ...]
    """One per finding."""
    steps: tuple[PriceStep, ...]
    """Of a configured line, worked out again."""
    step_sentences: tuple[str, ...]
    """One per step; of a bespoke price, who agreed to it."""


def explain(resolution: PricingResolution) -> Explanation:
    """Price again from nothing but the trace. The amounts are those of the resolution."""
    trace = resolution.trace
    again = resolve(trace.request, trace.candidates, trace.moment)
    said = tuple(_sentence(finding, trace.request) for finding in trace.findings)
    if resolution.configured is not None:
        return _configured(resolution.configured.recipe, again, said)
    steps: tuple[str, ...] = ()
    if trace.request.bespoke is not None:
        steps = (f"bespoke price {again.unit_price}: won; {again.bespoke_notes}",)
    return Explanation(again.unit_price, again.line_total, trace.findings, said, (), steps)


def _configured(recipe: Recipe, base: PricingResolution, said: tuple[str, ...]) -> Explanation:
    configured = ConfiguredPrice(recipe=recipe, steps=steps_of(recipe, base))
    return Explanation(
        configured.unit_price,
        line_total(configured.unit_price, base.quantity),
        base.trace.findings,
        said,
        configured.steps,
        tuple(step_sentences(configured.steps, recipe.currency)),
    )


def _sentence(finding: Finding, request: PriceRequest) -> str:
    match finding.outcome:
        case Outcome.WON:
            said = "won"
        case Outcome.OUTRANKED:
            said = "lost to a kind of price with precedence"
        case Outcome.SMALLER_TIER:
            said = f"lost to a tier that begins closer to {request.quantity}"
        case Outcome.FAILED:
            said = "; ".join(_failure(condition, finding, request) for condition in finding.failed)
    return f"{finding.candidate}: {said}"


def _failure(condition: Condition, finding: Finding, request: PriceRequest) -> str:
    row = finding.candidate
    match condition:
        case Condition.SKU:
            said = f"is for {row.sku}, not {request.sku}"
        case Condition.ACTIVE:
            said = "is archived"
        case Condition.COMPANY:
            said = "belongs to another company"
        case Condition.REGION:
            said = f"is for region {row.region}, not {request.region or 'none'}"
        case Condition.CURRENCY:
            said = f"is in {row.unit_price.currency}, not {request.currency}"
        case Condition.VALIDITY:
            since = row.valid_from.isoformat() if row.valid_from else "always"
            until = row.valid_until.isoformat() if row.valid_until else "further notice"
            said = f"holds from {since} until {until}"
        case Condition.QUANTITY:
            said = f"begins at {row.min_quantity}, above {request.quantity}"
    return said
