"""Each step of a configured price in words a person can follow."""

from collections.abc import Iterator

from smplat_core.kernel import Currency
from smplat_core.pricing.configured.amounts import plain
from smplat_core.pricing.configured.steps import PriceStep, StepKind

CALLED = {
    StepKind.OPTION: "option",
    StepKind.PLAN: "plan",
    StepKind.ADD_ON: "add-on",
    StepKind.EXPERIMENT: "experiment",
}


def step_sentences(steps: tuple[PriceStep, ...], currency: Currency) -> Iterator[str]:
    """One per step, such as ``option size/large (Large): +5.00 EUR, makes 15.00 EUR``."""
    for step in steps:
        yield _sentence(step, currency)


def _sentence(step: PriceStep, currency: Currency) -> str:
    total = f"{plain(step.total, currency)} {currency}"
    match step.kind:
        case StepKind.BASE:
            given = f", given as {step.given}" if step.given else ""
            return f"base price {total}{given}: {step.label}"
        case StepKind.FORMULA:
            return f"price of one unit by {step.given}: {total}"
        case StepKind.FX:
            return f"{step.label} ({step.given})"
        case StepKind.ROUNDING:
            return f"{step.label}: {total}"
        case _:
            delta = plain(step.delta, currency)
            applied = f"{step.given}, " if step.given else ""
            return (
                f"{CALLED[step.kind]} {step.key} ({step.label}): {applied}adds {delta} {currency},"
                f" makes {total}"
            )
