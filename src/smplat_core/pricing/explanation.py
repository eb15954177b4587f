"""A resolution in words a person can follow."""

from attrs import frozen

from smplat_core.kernel import Money
from smplat_core.pricing.candidates import PriceRequest
from smplat_core.pricing.resolution import Condition, Finding, Outcome, PricingResolution
from smplat_core.pricing.resolver import resolve


@frozen
class Explanation:
    """The same price, worked out again from its trace, and what was said of each row."""

    unit_price: Money
    line_total: Money
    findings: tuple[Finding, ...]
    sentences: tuple[str, ...]


def explain(resolution: PricingResolution) -> Explanation:
    """Resolve again from nothing but the trace. The amounts are those of the resolution."""
    trace = resolution.trace
    again = resolve(trace.request, trace.candidates, trace.moment)
    sentences = [_sentence(finding, trace.request) for finding in trace.findings]
    if trace.request.bespoke is not None:
        sentences.insert(0, f"bespoke price {again.unit_price}: won; {again.bespoke_notes}")
    return Explanation(again.unit_price, again.line_total, trace.findings, tuple(sentences))


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
