"""Experiments as clients send them."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

import attrs
import msgspec
from attrs import frozen
from msgspec import UNSET, UnsetType

from smplat_api.wire import LongText, MoneyBody, ShortText
from smplat_core.customers import CompanyId
from smplat_core.kernel import InputError, Invalid
from smplat_core.pricing import Region
from smplat_core.pricing.experiments import (
    WHOLE,
    Adjustment,
    AssignmentStrategy,
    BadExperiment,
    BuyerKind,
    Delta,
    ExperimentPlan,
    GuardPolicy,
    Multiplier,
    Namespace,
    Period,
    ProductSlug,
    Segment,
    Variant,
    VariantKey,
)

DecimalText = Annotated[str, msgspec.Meta(max_length=40, examples=["0.9"])]
"""A decimal number as text, so that it stays exact."""
Slug = Annotated[str, msgspec.Meta(max_length=100, examples=["likes-tenth-off"])]
Seconds = Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]
DAY: Final = 86_400


class AdjustmentKind(StrEnum):
    DELTA = "delta"
    MULTIPLIER = "multiplier"


@frozen
class AdjustmentBody:
    """A delta has an ``amount``, a multiplier a ``factor``; never both."""

    kind: AdjustmentKind
    amount: MoneyBody | None = None
    factor: DecimalText | None = None

    def to_adjustment(self, pointer: str) -> Adjustment:
        delta = self.kind is AdjustmentKind.DELTA
        given = (self.amount is not None, self.factor is not None)
        if given != (delta, not delta):
            wanted = "amount" if delta else "factor"
            raise BadExperiment.at(pointer, f"a {self.kind} has {wanted} alone", accepted=wanted)
        if self.amount is not None:
            try:
                return Delta(self.amount.to_money())
            except Invalid as refusal:
                errors = tuple(error.under(f"{pointer}/amount") for error in refusal.errors)
                raise BadExperiment(refusal.detail, errors=errors) from None
        return Multiplier(decimal_of(self.factor or "", f"{pointer}/factor"))

    @classmethod
    def of(cls, adjustment: Adjustment) -> "AdjustmentBody":
        if isinstance(adjustment, Delta):
            return cls(AdjustmentKind.DELTA, amount=MoneyBody.of(adjustment.amount))
        return cls(AdjustmentKind.MULTIPLIER, factor=str(adjustment.factor))


PLAIN: Final = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", re.ASCII)


def decimal_of(text: str, pointer: str, refusal: type[Invalid] = BadExperiment) -> Decimal:
    """The number as people write one: no exponents, no words."""
    if not PLAIN.fullmatch(text):
        raise refusal.at(pointer, f"{text[:40]!r} is no number", accepted="0.9")
    return Decimal(text)


@frozen
class VariantBody:
    key: Slug
    name: ShortText
    is_control: bool = False
    weight: Annotated[int, msgspec.Meta(ge=-(10**9), le=10**9)] = 1
    """Its share is its weight over the sum of all; 0 gives it to nobody."""
    adjustment: AdjustmentBody | None = None

    def to_variant(self, pointer: str) -> Variant:
        change = self.adjustment
        return Variant(
            key=VariantKey(self.key),
            name=self.name.strip(),
            is_control=self.is_control,
            weight=self.weight,
            adjustment=change.to_adjustment(f"{pointer}/adjustment") if change else None,
        )


@frozen
class SegmentBody:
    """Every condition that is not empty must hold."""

    regions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    companies: tuple[UUID, ...] = ()
    buyers: BuyerKind = BuyerKind.ANYBODY

    def to_segment(self) -> Segment:
        return Segment(
            regions=tuple(map(Region, self.regions)),
            channels=self.channels,
            platforms=self.platforms,
            companies=tuple(map(CompanyId, self.companies)),
            buyers=self.buyers,
        )


@frozen
class PeriodBody:
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    """Nobody is assigned from this moment on."""

    def to_period(self) -> Period:
        return Period(starts_at=_utc(self.starts_at), ends_at=_utc(self.ends_at))


def _utc(moment: datetime | None) -> datetime | None:
    return moment and moment.astimezone(UTC)


@frozen
class NamespaceBody:
    """A share of all buyers, in thousandths: ``first`` up to, not with, ``end``."""

    name: Slug
    first: int = 0
    end: int = 1_000


@frozen
class GuardBody:
    """What pauses a variant by itself. Shares are of one: ``0.05`` is five in a hundred."""

    stalled_share: DecimalText | None = None
    stalled_after_seconds: Seconds = DAY
    conversion_drop: DecimalText | None = None
    minimum_exposures: int = 100
    dwell_seconds: Seconds = DAY // 4

    def to_guard(self) -> GuardPolicy:
        stalled, drop = self.stalled_share, self.conversion_drop
        return GuardPolicy(
            stalled_share=None if stalled is None else decimal_of(stalled, "/guard/stalled_share"),
            stalled_after=timedelta(seconds=self.stalled_after_seconds),
            conversion_drop=None if drop is None else decimal_of(drop, "/guard/conversion_drop"),
            minimum_exposures=self.minimum_exposures,
            dwell=timedelta(seconds=self.dwell_seconds),
        )


Variants = Annotated[tuple[VariantBody, ...], msgspec.Meta(max_length=100)]


@frozen(kw_only=True)
class ExperimentPatch:
    """The fields to change; those left out stay as they are."""

    name: ShortText | UnsetType = UNSET
    hypothesis: LongText | UnsetType = UNSET
    product: Slug | UnsetType = UNSET
    variants: Variants | UnsetType = UNSET
    segment: SegmentBody | UnsetType = UNSET
    period: PeriodBody | UnsetType = UNSET
    flag: Slug | UnsetType | None = UNSET
    coverage: int | UnsetType = UNSET
    namespace: NamespaceBody | UnsetType | None = UNSET
    strategy: AssignmentStrategy | UnsetType = UNSET
    guard: GuardBody | UnsetType | None = UNSET

    def applied_to(self, plan: ExperimentPlan) -> ExperimentPlan:
        changes = {
            attribute.name: _planned(attribute.name, value)
            for attribute in attrs.fields(ExperimentPatch)
            if not isinstance(value := getattr(self, attribute.name), UnsetType)
        }
        return attrs.evolve(plan, **changes)  # type: ignore[arg-type]  # named as those of the plan


@frozen(kw_only=True)
class NewExperiment:
    slug: Slug
    name: ShortText
    product: Slug
    """The slug of the product whose price it changes."""
    variants: Variants
    hypothesis: LongText = ""
    segment: SegmentBody = SegmentBody()
    period: PeriodBody = PeriodBody()
    flag: Slug | None = None
    coverage: int = WHOLE
    """How many of 10,000 buyers take part."""
    namespace: NamespaceBody | None = None
    strategy: AssignmentStrategy = AssignmentStrategy.STICKY
    guard: GuardBody | None = None

    def to_plan(self) -> ExperimentPlan:
        return ExperimentPlan(
            name=self.name.strip(),
            hypothesis=self.hypothesis.strip(),
            product=ProductSlug(self.product),
            variants=variants_of(self.variants),
            segment=self.segment.to_segment(),
            period=self.period.to_period(),
            flag=self.flag,
            coverage=self.coverage,
            namespace=namespace_of(self.namespace) if self.namespace else None,
            strategy=self.strategy,
            guard=self.guard.to_guard() if self.guard else None,
        )


def _planned(name: str, value: object) -> object:
    """What a field of a patch is in the plan."""
    made = value
    match value:
        case SegmentBody():
            made = value.to_segment()
        case PeriodBody():
            made = value.to_period()
        case NamespaceBody():
            made = namespace_of(value)
        case GuardBody():
            made = value.to_guard()
        case tuple():
            made = variants_of(value)
        case str() if name in {"name", "hypothesis"}:
            made = value.strip()
    return made


def namespace_of(body: NamespaceBody) -> Namespace:
    return Namespace(name=body.name, first=body.first, end=body.end)


def variants_of(bodies: tuple[VariantBody, ...]) -> tuple[Variant, ...]:
    """All of them; or ``BadExperiment`` with every adjustment that makes no sense."""
    made, errors = list[Variant](), list[InputError]()
    for place, body in enumerate(bodies):
        try:
            made.append(body.to_variant(f"/variants/{place}"))
        except BadExperiment as refusal:
            errors += refusal.errors
    if errors:
        raise BadExperiment(errors[0].detail, errors=tuple(errors))
    return tuple(made)
