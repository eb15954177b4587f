"""Names, small values and refusals the guardrails context is spoken in."""

from enum import StrEnum
from typing import NewType
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale

FollowUpId = NewType("FollowUpId", UUID)
JudgementId = NewType("JudgementId", UUID)
ServiceTermsId = NewType("ServiceTermsId", UUID)


class Posture(StrEnum):
    """How a sale stands, the best first."""

    PASS = "pass"  # noqa: S105 - a posture
    WARN = "warn"
    FAIL = "fail"

    @property
    def weight(self) -> int:
        return tuple(Posture).index(self)


class Enforcement(StrEnum):
    """What becomes of a sale that fails."""

    BLOCK = "block"
    """It is refused."""
    WARN = "warn"
    """It is sold, and whoever sells it is told."""
    RECORD = "record"
    """It is sold and counted, and nobody is told."""


class JudgedFor(StrEnum):
    """What a sale was judged for."""

    CONFIGURE = "configure"
    """A buyer or a seller looks at what a price would be; nothing is kept."""
    QUOTE = "quote"
    CHECKOUT = "checkout"
    PUBLISH = "publish"


@frozen(kw_only=True)
class Judged:
    """What lines were judged for: which quote, order or product."""

    purpose: JudgedFor
    id: UUID | None = None
    """``None`` for what has no id, such as a quote."""


class Banding(StrEnum):
    """How the bands of a tiered cost are counted."""

    GRADUATED = "graduated"
    """Each unit costs what its own band says, as with income tax."""
    VOLUME = "volume"
    """All units cost what the band of the whole amount says."""


class Worse(StrEnum):
    """Which way a measure gets worse."""

    ABOVE = "above"
    BELOW = "below"


@frozen(kw_only=True)
class Subject:
    """What an automatic action was done to."""

    kind: str
    """The aggregate: ``experiment``."""
    id: UUID
    label: str
    """What people call it."""


@frozen(kw_only=True)
class FollowUpInput:
    """One of the exact values an automatic action was decided on."""

    name: str
    value: str


class BadCost(Invalid):
    """The cost model has negative, endless or contradicting parts; ``errors`` names each."""

    code = "guardrails.bad_cost"


class BadPolicy(Invalid):
    """A floor, a fee or the haircut cannot be used."""

    code = "guardrails.bad_policy"


class BadSale(Invalid):
    """A sale has a price of zero or more, and an amount of units that is not negative."""

    code = "guardrails.bad_sale"


class CostOutOfBounds(Invalid):
    """The units times their cost is more money than any amount here may be."""

    code = "guardrails.cost_out_of_bounds"


class BadService(Invalid):
    """A provider or service has no usable name."""

    code = "guardrails.bad_service"


class BadHysteresis(Invalid):
    """The levels leave no gap, or the dwell time is not positive."""

    code = "guardrails.bad_hysteresis"


class BadFollowUp(Invalid):
    """A follow-up names its kind, says what was done, and what it was decided on."""

    code = "guardrails.bad_follow_up"


class BadReason(Invalid):
    """A change by hand needs a reason of bounded length."""

    code = "guardrails.bad_reason"


class ServiceTermsNotFound(NotFound):
    """Nobody told the terms of this service of this provider."""

    code = "guardrails.service_not_found"


class ServiceTermsChanged(Stale):
    """Somebody else changed the service's terms since they were read."""

    code = "guardrails.service_changed"


class HouseTermsChanged(Stale):
    """Somebody else changed the house's policy since it was read."""

    code = "guardrails.house_terms_changed"


class MarginBlocked(NotAllowed):
    """At least one line earns too little to be sold; ``errors`` names every such line.

    It does not say what the line costs us: whoever may know reads the kept judgement.
    """

    code = "guardrails.margin_blocked"


class FollowUpNotFound(NotFound):
    """No follow-up has this id."""

    code = "guardrails.follow_up_not_found"


class FollowUpChanged(Stale):
    """Somebody else settled the follow-up since it was read."""

    code = "guardrails.follow_up_changed"


class CannotUndo(NotAllowed):
    """What was done cannot be undone any more: the world moved on, or nobody knows how."""

    code = "guardrails.cannot_undo"
