"""What experiments tell the rest of the house."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Event
from smplat_core.pricing.experiments.vocabulary import (
    ExperimentId,
    ExperimentSlug,
    ProductSlug,
    VariantKey,
)


@frozen(kw_only=True)
class ExperimentEvent(Event):
    """Something that happened to one experiment."""

    experiment_id: ExperimentId
    slug: ExperimentSlug
    product: ProductSlug


@frozen(kw_only=True)
class ExperimentCreated(ExperimentEvent):
    name: ClassVar[str] = "experiment.created"

    variants: tuple[VariantKey, ...]


@frozen(kw_only=True)
class ExperimentEdited(ExperimentEvent):
    """Its plan was changed; what buyers pay only while it was a draft."""

    name: ClassVar[str] = "experiment.edited"

    changed: tuple[str, ...]
    """Names of the fields that are different now."""


@frozen(kw_only=True)
class ExperimentSharesChanged(ExperimentEvent):
    """Other weights or another coverage: new buyers are shared out differently from now on."""

    name: ClassVar[str] = "experiment.shares_changed"

    buckets_moved: int
    """Of 10,000: the fewest that could."""


@frozen(kw_only=True)
class ExperimentStarted(ExperimentEvent):
    """Buyers are assigned from now on, or from the moment it is planned for."""

    name: ClassVar[str] = "experiment.started"

    live_from: datetime
    ends_at: datetime | None


@frozen(kw_only=True)
class ExperimentPaused(ExperimentEvent):
    name: ClassVar[str] = "experiment.paused"

    reason: str


@frozen(kw_only=True)
class ExperimentResumed(ExperimentEvent):
    name: ClassVar[str] = "experiment.resumed"


@frozen(kw_only=True)
class ExperimentCompleted(ExperimentEvent):
    """Nobody is assigned any more. What orders froze of it stays."""

    name: ClassVar[str] = "experiment.completed"

    reason: str


@frozen(kw_only=True)
class ExperimentDiscarded(ExperimentEvent):
    """A draft nobody had been shown was thrown away."""

    name: ClassVar[str] = "experiment.discarded"


@frozen(kw_only=True)
class VariantPaused(ExperimentEvent):
    """Nobody is given this variant any more; the others keep theirs."""

    name: ClassVar[str] = "experiment.variant_paused"

    variant_key: VariantKey
    reason: str
    follow_up: UUID | None
    """The account of it with its figures, when a guardrail did this."""

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return () if self.follow_up is None else (self.follow_up,)


@frozen(kw_only=True)
class VariantResumed(ExperimentEvent):
    name: ClassVar[str] = "experiment.variant_resumed"

    variant_key: VariantKey
    reason: str
