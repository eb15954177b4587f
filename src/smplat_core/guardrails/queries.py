"""What screens read of the guardrails."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails.judgements import JudgementCounts, JudgementFilter, KeptJudgement
from smplat_core.guardrails.lifecycle import FollowUpState
from smplat_core.guardrails.model import FollowUp, HouseTerms, ServiceTerms
from smplat_core.guardrails.vocabulary import FollowUpId
from smplat_core.kernel import Page, PageRequest


@frozen(kw_only=True)
class FollowUpFilter:
    """Which follow-ups to list; ``None`` means any."""

    state: FollowUpState | None = None
    kind: str | None = None
    subject_id: UUID | None = None


class GuardrailQueries(Protocol):
    """Reads that hold nothing, each in a constant number of statements."""

    async def service(self, service: ServiceRef) -> ServiceTerms:
        """The terms of the service; or ``ServiceTermsNotFound``."""
        ...

    async def services(self, page: PageRequest, *, provider: str | None) -> Page[ServiceTerms]:
        """By provider, then service; the cursor has two parts."""
        ...

    async def house(self) -> HouseTerms:
        """The terms of the house; the default ones before any."""
        ...

    async def judgements(self, wanted: JudgementFilter, page: PageRequest) -> Page[KeptJudgement]:
        """Newest first; the cursor has two parts."""
        ...

    async def counts(self, service: ServiceRef, *, since: datetime) -> JudgementCounts:
        """How its sales stood; all zero when none was judged, whether or not it is known."""
        ...

    async def follow_up(self, follow_up_id: FollowUpId) -> FollowUp:
        """The follow-up; or ``FollowUpNotFound``."""
        ...

    async def follow_ups(self, wanted: FollowUpFilter, page: PageRequest) -> Page[FollowUp]:
        """Newest first; the cursor has two parts."""
        ...
