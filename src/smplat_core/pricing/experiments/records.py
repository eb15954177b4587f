"""What is logged of an experiment: who was shown what, and what came of it."""

from datetime import datetime
from decimal import Decimal

from attrs import frozen

from smplat_core.kernel import Money
from smplat_core.pricing.experiments.vocabulary import (
    ExperimentId,
    MetricId,
    OutcomeKind,
    VariantKey,
)


@frozen(kw_only=True)
class Exposure:
    """Somebody was shown a variant. Counted once per sitting and variant."""

    variant_key: VariantKey
    unit: str
    sitting: str
    """The session, else the buyer. When a session logs in, its exposures become the buyer's."""
    at: datetime


@frozen(kw_only=True)
class Outcome:
    """Somebody converted, or paid. Counted once per kind and ``dedup_key``."""

    kind: OutcomeKind
    variant_key: VariantKey
    unit: str
    dedup_key: str
    """``order:<id>`` for what an order brought."""
    at: datetime
    amount: Money | None = None
    """Of revenue only."""


@frozen(kw_only=True)
class Metric:
    """A figure somebody wrote down by hand: support calls, or what was said in the shop."""

    id: MetricId
    experiment_id: ExperimentId
    variant_key: VariantKey | None
    """``None`` when it is about the whole experiment."""
    name: str
    value: Decimal
    note: str
    at: datetime
    by: str
