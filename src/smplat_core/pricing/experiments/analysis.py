"""What an experiment shows so far, and whether it can be believed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from attrs import Factory, frozen

from smplat_core.kernel import Currency, Money
from smplat_core.pricing.experiments.model import Experiment
from smplat_core.pricing.experiments.spans import sizes
from smplat_core.pricing.experiments.statistics import (
    Interval,
    Sample,
    chi_square,
    chi_square_tail,
    difference_of_means,
    difference_of_shares,
    wilson,
)
from smplat_core.pricing.experiments.vocabulary import Variant, VariantKey

MISMATCH_BELOW: Final = 0.001
"""Chance of a split this uneven below which something is broken."""
SMALLEST_EXPECTED: Final = 8
"""Units expected of each variant before the split is judged."""
MULTIPLE_SHARE: Final = Decimal("0.01")
MULTIPLE_UNITS: Final = 10
"""Both together: so many units saw more than one variant, and so large a share of all."""


@frozen(kw_only=True)
class RevenueTally:
    """What one variant brought in in one currency."""

    total: Money
    orders: int
    squares: Decimal
    """The sum over units of their revenue in minor units, squared."""


@frozen(kw_only=True)
class VariantTally:
    """What was counted of one variant."""

    key: VariantKey
    exposures: int = 0
    """Sittings in which it was shown."""
    units: int = 0
    """Buyers, or sessions of unknown ones, who were shown it."""
    recent_units: int = 0
    """Of these, those first shown it since shares are as they are now."""
    conversions: int = 0
    converted: int = 0
    """Units that converted at least once."""
    aged: int = 0
    """Units exposed long enough ago to be called stalled when they did not convert."""
    stalled: int = 0
    """Of these, those that did not."""
    revenue: Mapping[Currency, RevenueTally] = Factory(dict)


@frozen(kw_only=True)
class Tallies:
    """What was counted of an experiment."""

    variants: Mapping[VariantKey, VariantTally]
    """Those nothing was counted of may be absent."""
    units: int
    multiple_units: int
    """Units that were shown more than one variant."""

    def of(self, key: VariantKey) -> VariantTally:
        return self.variants.get(key) or VariantTally(key=key)


@frozen(kw_only=True)
class SampleRatio:
    """Whether buyers were shared out as planned, since shares are as they are."""

    expected: Mapping[VariantKey, float]
    observed: Mapping[VariantKey, int]
    statistic: float
    p_value: float
    is_judged: bool
    """Not before 8 units are expected of each variant."""

    @property
    def is_mismatch(self) -> bool:
        return self.is_judged and self.p_value < MISMATCH_BELOW


@frozen(kw_only=True)
class RevenueResult:
    """Revenue of one variant in one currency."""

    total: Money
    orders: int
    per_unit: Decimal
    """Major units of money per exposed unit, buyers who bought nothing included."""
    difference: Interval | None
    """To the control, in major units; ``None`` for the control itself."""


@frozen(kw_only=True)
class VariantResult:
    variant: Variant
    tally: VariantTally
    rate: Interval
    """The share of exposed units that converted."""
    difference: Interval | None
    """Of the share to the control's; ``None`` for the control itself."""
    revenue: Mapping[Currency, RevenueResult]


@frozen(kw_only=True)
class Results:
    """An experiment's figures, with what speaks against them."""

    variants: tuple[VariantResult, ...]
    sample_ratio: SampleRatio
    units: int
    multiple_units: int

    @property
    def has_multiple_exposures(self) -> bool:
        """Whether too many saw more than one variant for the comparison to be clean."""
        share_reached = self.multiple_units >= MULTIPLE_SHARE * self.units
        return self.multiple_units >= MULTIPLE_UNITS and share_reached


def analyze(experiment: Experiment, tallies: Tallies) -> Results:
    """All figures, each variant beside the control."""
    control = tallies.of(experiment.control.key)
    return Results(
        variants=tuple(
            _variant_result(variant, tallies.of(variant.key), control)
            for variant in experiment.plan.variants
        ),
        sample_ratio=sample_ratio(experiment, tallies),
        units=tallies.units,
        multiple_units=tallies.multiple_units,
    )


def sample_ratio(experiment: Experiment, tallies: Tallies) -> SampleRatio:
    """Recent units held against the buckets of each variant that is given to anybody."""
    buckets = sizes(experiment.spans)
    shared = {
        variant.key: buckets.get(variant.key, 0)
        for variant in experiment.plan.variants
        if not experiment.pause_of(variant.key)
    }
    given = {key: size for key, size in shared.items() if size}
    observed = {key: tallies.of(key).recent_units for key in given}
    seen, whole = sum(observed.values()), sum(given.values())
    expected = {key: seen * size / whole for key, size in given.items()}
    statistic = chi_square(tuple(observed.values()), tuple(expected.values()))
    comparable = len(given) > 1
    return SampleRatio(
        expected=expected,
        observed=observed,
        statistic=statistic,
        p_value=chi_square_tail(statistic, len(given) - 1) if comparable else 1.0,
        is_judged=comparable and min(expected.values()) >= SMALLEST_EXPECTED,
    )


def conversion(tally: VariantTally) -> Interval:
    """The share of units that converted. Who converted was shown it, whatever was logged."""
    return wilson(tally.converted, max(tally.units, tally.converted))


def _variant_result(variant: Variant, tally: VariantTally, control: VariantTally) -> VariantResult:
    rate = conversion(tally)
    against = None if variant.is_control else difference_of_shares(rate, conversion(control))
    currencies = sorted({*tally.revenue, *control.revenue})
    return VariantResult(
        variant=variant,
        tally=tally,
        rate=rate,
        difference=against,
        revenue={
            currency: _revenue_result(variant, tally, control, currency) for currency in currencies
        },
    )


def _revenue_result(
    variant: Variant, tally: VariantTally, control: VariantTally, currency: Currency
) -> RevenueResult:
    mine, theirs = _sample(tally, currency), _sample(control, currency)
    known = tally.revenue.get(currency)
    total = known.total if known else Money.zero(currency)
    units = max(tally.units, tally.converted)
    return RevenueResult(
        total=total,
        orders=known.orders if known else 0,
        per_unit=total.to_decimal() / units if units else Decimal(0),
        difference=None if variant.is_control else difference_of_means(mine, theirs),
    )


def _sample(tally: VariantTally, currency: Currency) -> Sample:
    """In major units, as people read them."""
    known = tally.revenue.get(currency)
    units = max(tally.units, tally.converted)
    if known is None:
        return Sample(units, 0.0, 0.0)
    scale = 10.0**currency.exponent
    return Sample(units, known.total.minor / scale, float(known.squares) / scale**2)
