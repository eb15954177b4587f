"""What we keep of the legacy system: mirrors of its records and a log of our calls."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from attrs import Factory, field, frozen

from smplat_core.kernel import Event, evolve
from smplat_core.legacy.events import (
    LegacyCalled,
    LegacySyncCompleted,
    LegacySyncFailed,
    LegacySyncRequested,
)
from smplat_core.legacy.vocabulary import (
    BridgeCallId,
    CallOutcome,
    CompanyMirrorId,
    LegacyCompanyStatus,
    LegacyEntity,
    LegacyId,
)

FETCH_COMPANY: Final = "fetch_company"
"""The name reads of a company carry in the call log and in events."""


@frozen(kw_only=True)
class CompanyAttributes:
    """The few facts about a legacy company that others here need."""

    status: LegacyCompanyStatus
    status_text: str
    """The status as the legacy system wrote it."""
    updated_at: datetime
    """When the legacy system last changed the company."""


@frozen(kw_only=True)
class LegacyCompany:
    """A company as the legacy system describes it now."""

    legacy_id: LegacyId
    name: str
    attributes: CompanyAttributes


@frozen(kw_only=True)
class CompanyMirror:
    """Our copy of a legacy company, as of ``refreshed_at``."""

    id: CompanyMirrorId
    legacy_id: LegacyId
    company_id: UUID
    """The company that wraps this mirror; companies live above this context."""
    name: str
    attributes: CompanyAttributes
    refreshed_at: datetime
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def first(
        cls,
        mirror_id: CompanyMirrorId,
        source: LegacyCompany,
        *,
        company_id: UUID,
        requested_at: datetime,
        at: datetime,
    ) -> "CompanyMirror":
        """The mirror of a company just fetched, telling both the question and the answer."""
        mirror = cls(
            id=mirror_id,
            legacy_id=source.legacy_id,
            company_id=company_id,
            name=source.name,
            attributes=source.attributes,
            refreshed_at=at,
        )
        return mirror.sync_requested(at=requested_at).refreshed(source, at=at)

    def sync_requested(self, *, at: datetime) -> "CompanyMirror":
        """The intent to refresh, to be kept before the call is made."""
        event = LegacySyncRequested(
            at=at,
            entity=LegacyEntity.COMPANY,
            legacy_id=self.legacy_id,
            operation=FETCH_COMPANY,
            company_id=self.company_id,
        )
        return evolve(self, news=(*self.news, event))

    def refreshed(self, source: LegacyCompany, *, at: datetime) -> "CompanyMirror":
        """As the legacy system describes the company now.

        An answer older than what the mirror already holds leaves the facts as they are: answers
        to two refreshes can arrive in either order.
        """
        newer = source.attributes.updated_at >= self.attributes.updated_at
        before, after = self.record, source if newer else self.record
        event = LegacySyncCompleted(
            at=at,
            entity=LegacyEntity.COMPANY,
            legacy_id=self.legacy_id,
            operation=FETCH_COMPANY,
            company_id=self.company_id,
            changed=tuple(
                name
                for name, same in (
                    ("name", before.name == after.name),
                    ("status", before.attributes.status_text == after.attributes.status_text),
                )
                if not same
            ),
        )
        return evolve(
            self,
            name=after.name,
            attributes=after.attributes,
            refreshed_at=max(at, self.refreshed_at) if newer else self.refreshed_at,
            news=(*self.news, event),
        )

    def refresh_failed(self, outcome: CallOutcome, detail: str, *, at: datetime) -> "CompanyMirror":
        """The facts as they were; the timeline says that the refresh did not work."""
        event = LegacySyncFailed(
            at=at,
            entity=LegacyEntity.COMPANY,
            legacy_id=self.legacy_id,
            operation=FETCH_COMPANY,
            company_id=self.company_id,
            outcome=outcome,
            detail=detail,
        )
        return evolve(self, news=(*self.news, event))

    @property
    def record(self) -> LegacyCompany:
        """The company as we last heard of it."""
        return LegacyCompany(legacy_id=self.legacy_id, name=self.name, attributes=self.attributes)


@frozen(kw_only=True)
class LegacyOperation:
    """Something the legacy system shall do, once."""

    name: str
    payload: Mapping[str, str | int] = Factory(dict)
    idempotency_key: str
    """Derived from the intent that was recorded, so that a repetition is recognized."""
    correlation_id: str
    timelines: tuple[UUID, ...] = ()
    """Ids of our records on whose timelines the call shows."""


@frozen(kw_only=True)
class OperationReceipt:
    """The legacy system's word that the operation is done."""

    operation_id: str
    outcome: CallOutcome = CallOutcome.DONE
    """``DONE`` now, or ``ALREADY_DONE`` by an earlier call with the same key."""
    echo: Mapping[str, str | int] = Factory(dict)
    """What the legacy system repeated of the payload, if anything."""
    devices: tuple[LegacyId, ...] = ()
    """The devices it registered or put in place of others, as far as it names them."""


@frozen(kw_only=True)
class BridgeCall:
    """One call to the legacy system, for those who must explain what happened."""

    id: BridgeCallId
    correlation_id: str
    operation: str
    reference: str
    """The legacy id asked for, or the idempotency key of the operation."""
    outcome: CallOutcome
    detail: str = ""
    request_digest: str = ""
    """SHA-256 of what was asked: equal digests were equal questions."""
    answer_digest: str = ""
    """SHA-256 of the answer; empty when there was none."""
    duration: timedelta
    at: datetime
    """When the call began."""

    def told(self, timelines: tuple[UUID, ...]) -> LegacyCalled:
        """The call as the timelines of these records show it."""
        return LegacyCalled(
            at=self.at + self.duration,
            operation=self.operation,
            reference=self.reference,
            correlation_id=self.correlation_id,
            outcome=self.outcome,
            detail=self.detail,
            milliseconds=self.duration // timedelta(milliseconds=1),
            request_digest=self.request_digest,
            answer_digest=self.answer_digest,
            timelines=timelines,
        )
