"""Judging a variant by its guard: pure, from counted figures."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from attrs import frozen

from smplat_core.guardrails import FollowUpInput, HysteresisPolicy
from smplat_core.pricing.experiments.analysis import VariantTally
from smplat_core.pricing.experiments.guard import GuardPolicy

BREACH: Final = Decimal(1)


@frozen(kw_only=True)
class Judgement:
    """How badly a variant does: each measure as a share of one, beside its limit."""

    stalled: Decimal | None
    """The share of those exposed long enough ago that has not converted; ``None`` unmeasured."""
    drop: Decimal | None
    """How much less than the control it converts; below zero when it converts more."""
    severity: Decimal | None
    """The worst measure over its limit: 1 is a breach. ``None`` while nothing can be judged."""


def judge(policy: GuardPolicy, variant: VariantTally, control: VariantTally) -> Judgement:
    """The variant held against its guard. Too few exposures are no evidence of anything."""
    stalled, drop = _stalled(policy, variant), _drop(policy, variant, control)
    ratios = [
        measure / limit
        for measure, limit in (
            (stalled, policy.stalled_share),
            (drop, policy.conversion_drop),
        )
        if measure is not None and limit is not None
    ]
    return Judgement(stalled=stalled, drop=drop, severity=max(ratios, default=None))


def _stalled(policy: GuardPolicy, variant: VariantTally) -> Decimal | None:
    if policy.stalled_share is None or variant.aged < policy.minimum_exposures:
        return None
    return Decimal(variant.stalled) / variant.aged


def _drop(policy: GuardPolicy, variant: VariantTally, control: VariantTally) -> Decimal | None:
    least = min(variant.units, control.units)
    if policy.conversion_drop is None or least < policy.minimum_exposures:
        return None
    theirs = Decimal(control.converted) / control.units
    return theirs - Decimal(variant.converted) / variant.units


def hysteresis_policy(policy: GuardPolicy) -> HysteresisPolicy:
    """A breach pauses; only people resume, because a paused variant measures nothing new."""
    return HysteresisPolicy(enter=BREACH, leave=None, dwell=policy.dwell)


def account(
    policy: GuardPolicy, judged: Judgement, variant: VariantTally, control: VariantTally
) -> tuple[FollowUpInput, ...]:
    """Everything the decision was made on, exactly."""
    return tuple(_account(policy, judged, variant, control))


def _account(
    policy: GuardPolicy, judged: Judgement, variant: VariantTally, control: VariantTally
) -> Iterator[FollowUpInput]:
    figures: dict[str, object] = {
        "variant": variant.key,
        "units": variant.units,
        "converted": variant.converted,
        "aged": variant.aged,
        "stalled": variant.stalled,
        "control": control.key,
        "control_units": control.units,
        "control_converted": control.converted,
        "stalled_share": judged.stalled,
        "stalled_share_limit": policy.stalled_share,
        "conversion_drop": judged.drop,
        "conversion_drop_limit": policy.conversion_drop,
        "minimum_exposures": policy.minimum_exposures,
        "stalled_after_seconds": int(policy.stalled_after.total_seconds()),
        "severity": judged.severity,
    }
    for name, value in figures.items():
        if value is not None:
            yield FollowUpInput(name=name, value=str(value))


def in_words(policy: GuardPolicy, judged: Judgement) -> str:
    """What was breached, in a few words."""
    said = []
    if _reaches(judged.stalled, policy.stalled_share):
        said.append(f"{_share(judged.stalled)} stalled, at most {_share(policy.stalled_share)}")
    if _reaches(judged.drop, policy.conversion_drop):
        said.append(
            f"converts {_share(judged.drop)} less than the control,"
            f" at most {_share(policy.conversion_drop)}"
        )
    return " and ".join(said)


def _reaches(measure: Decimal | None, limit: Decimal | None) -> bool:
    return measure is not None and limit is not None and measure >= limit


def _share(share: Decimal | None) -> str:
    return f"{share * 100:.1f} %" if share is not None else ""
