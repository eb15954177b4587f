"""Experiments for tests."""

from decimal import Decimal
from uuid import UUID

from smplat_core.kernel import Currency, Money, evolve
from smplat_core.pricing.experiments import (
    Adjustment,
    Delta,
    Experiment,
    ExperimentId,
    ExperimentPlan,
    Multiplier,
    ProductSlug,
    Variant,
    VariantKey,
)
from smplat_core.testing.builders.pricing import NOON

PRODUCT = ProductSlug("likes")
CONTROL, CHEAPER, DEARER = VariantKey("control"), VariantKey("cheaper"), VariantKey("dearer")
TENTH_OFF = Multiplier(Decimal("0.9"))
EURO_MORE = Delta(Money.parse("1.00", Currency.EUR))


def a_variant(key: str, weight: int = 1, adjustment: Adjustment | None = TENTH_OFF) -> Variant:
    """The control when it is called so."""
    is_control = key == CONTROL
    return Variant(
        key=VariantKey(key),
        name=key.capitalize(),
        is_control=is_control,
        weight=weight,
        adjustment=None if is_control else adjustment,
    )


def a_plan(**changes: object) -> ExperimentPlan:
    """Half the buyers of the product pay a tenth less."""
    fields: dict[str, object] = {
        "name": "A tenth off",
        "product": PRODUCT,
        "variants": (a_variant(CONTROL), a_variant(CHEAPER)),
    }
    return ExperimentPlan(**(fields | changes))  # type: ignore[arg-type]


def a_draft(slug: str = "tenth-off", *, number: int = 1, **changes: object) -> Experiment:
    experiment_id = ExperimentId(UUID(int=0xE00 + number))
    return Experiment.draft(experiment_id, slug=slug, plan=a_plan(**changes), at=NOON)


def a_running(slug: str = "tenth-off", *, number: int = 1, **changes: object) -> Experiment:
    """Started at noon, with nothing left to tell."""
    started = a_draft(slug, number=number, **changes).start(at=NOON)
    return evolve(started, news=())
