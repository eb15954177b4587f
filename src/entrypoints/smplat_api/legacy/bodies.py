"""What goes over the wire about the legacy system."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from smplat_api.wire import ShortText
from smplat_core.legacy import (
    Assignment,
    Breaker,
    BreakerSettings,
    BreakerState,
    BridgeCall,
    CallOutcome,
    CompanyMirror,
    DriftFinding,
    DriftKind,
    FindingState,
    Kept,
    LegacyAsset,
    LegacyDevice,
    LegacyEntity,
    LegacySyncReport,
    Mirror,
    MirrorWrite,
    Reading,
    RepairAction,
    ReportState,
    WriteState,
    Written,
    facts_of,
)


@frozen
class RecordView:
    """What the legacy system said of one of its records when it was last asked."""

    id: UUID
    """The mirror's own id."""
    entity: LegacyEntity
    legacy_id: str
    name: str
    """A company's or an asset's name, a device's serial number."""
    status: str
    status_text: str
    """The status as the legacy system wrote it."""
    facts: dict[str, str]
    """Everything it said, by name; nothing is empty text."""
    company_id: UUID | None
    """Our company, when the record is the company it wraps."""
    updated_at: datetime
    refreshed_at: datetime
    gone_at: datetime | None
    """Since when the legacy system does not know it any more."""
    version: int

    @classmethod
    def of(cls, mirror: Mirror) -> "RecordView":
        facts = facts_of(mirror.record)
        match mirror:
            case CompanyMirror():
                return cls(
                    id=mirror.id,
                    entity=LegacyEntity.COMPANY,
                    legacy_id=mirror.legacy_id,
                    name=mirror.name,
                    status=mirror.attributes.status,
                    status_text=mirror.attributes.status_text,
                    facts=facts,
                    company_id=mirror.company_id,
                    updated_at=mirror.attributes.updated_at,
                    refreshed_at=mirror.refreshed_at,
                    gone_at=None,
                    version=mirror.version,
                )
            case _:
                return cls(
                    id=mirror.id,
                    entity=mirror.entity,
                    legacy_id=mirror.legacy_id,
                    name=_name(mirror.record),
                    status=mirror.record.status,
                    status_text=mirror.record.status_text,
                    facts=facts,
                    company_id=None,
                    updated_at=mirror.record.updated_at,
                    refreshed_at=mirror.refreshed_at,
                    gone_at=mirror.gone_at,
                    version=mirror.version,
                )


def _name(record: LegacyDevice | LegacyAsset) -> str:
    return record.serial if isinstance(record, LegacyDevice) else record.name


@frozen
class ReadingView:
    """A record, and how far its copy can be trusted."""

    id: UUID
    entity: LegacyEntity
    legacy_id: str
    name: str
    status: str
    status_text: str
    facts: dict[str, str]
    company_id: UUID | None
    updated_at: datetime
    refreshed_at: datetime
    gone_at: datetime | None
    version: int
    age_seconds: int
    """Since it was last known to be right."""
    stale_because: str | None
    """Why it is older than it should be; null when it is not."""

    @classmethod
    def of(cls, reading: Reading) -> "ReadingView":
        view = RecordView.of(reading.mirror)
        return cls(
            id=view.id,
            entity=view.entity,
            legacy_id=view.legacy_id,
            name=view.name,
            status=view.status,
            status_text=view.status_text,
            facts=view.facts,
            company_id=view.company_id,
            updated_at=view.updated_at,
            refreshed_at=view.refreshed_at,
            gone_at=view.gone_at,
            version=view.version,
            age_seconds=max(0, int(reading.age.total_seconds())),
            stale_because=reading.stale_because,
        )


@frozen
class RefreshBody:
    """One of the three."""

    id: ShortText | None = None
    """A record's id in the legacy system, or the mirror's own."""
    ids: tuple[ShortText, ...] | None = None
    """Legacy ids, at most 100."""
    all: bool = False


@frozen
class RefreshView:
    """What a refresh brought."""

    refreshed: tuple[RecordView, ...] = ()
    unknown: tuple[str, ...] = ()
    """Ids the legacy system, or for companies we, do not know."""
    job_id: UUID | None = None
    """The job that goes on with a refresh of all."""

    @classmethod
    def of(cls, kept: Kept) -> "RefreshView":
        return cls(tuple(RecordView.of(mirror) for mirror in kept.mirrors), kept.unknown)


@frozen
class WriteView:
    """A change of ours, and how far it came."""

    id: UUID
    entity: LegacyEntity
    legacy_id: str
    changes: dict[str, str]
    state: WriteState
    attempts: int
    error: str
    correlation_id: str
    created_at: datetime
    settled_at: datetime | None

    @classmethod
    def of(cls, write: MirrorWrite) -> "WriteView":
        return cls(
            id=write.id,
            entity=write.entity,
            legacy_id=write.legacy_id,
            changes=dict(write.changes),
            state=write.state,
            attempts=write.attempts,
            error=write.error,
            correlation_id=write.correlation_id,
            created_at=write.created_at,
            settled_at=write.settled_at,
        )


@frozen
class WrittenView:
    """The record as it is now, and the change that was asked for."""

    record: RecordView
    write: WriteView

    @classmethod
    def of(cls, written: Written) -> "WrittenView":
        return cls(RecordView.of(written.mirror), WriteView.of(written.write))


@frozen
class BridgeView:
    """Whether the legacy system is called, and why not."""

    state: BreakerState
    changed_at: datetime | None
    retry_at: datetime | None
    """When the next call may try; null unless it is open."""
    calls: int
    """In the window, while closed."""
    failures: int
    window_seconds: int
    minimum_calls: int
    failure_percent: int
    open_seconds: int
    close_after: int

    @classmethod
    def of(cls, breaker: Breaker, settings: BreakerSettings, *, at: datetime) -> "BridgeView":
        calls, failures = breaker.counts(settings, at=at)
        return cls(
            state=breaker.state,
            changed_at=breaker.changed_at,
            retry_at=breaker.retry_at(settings),
            calls=calls,
            failures=failures,
            window_seconds=int(settings.window.total_seconds()),
            minimum_calls=settings.minimum_calls,
            failure_percent=settings.failure_percent,
            open_seconds=int(settings.open_for.total_seconds()),
            close_after=settings.close_after,
        )


@frozen
class BridgeCallView:
    """One call to the legacy system."""

    id: UUID
    correlation_id: str
    operation: str
    reference: str
    outcome: CallOutcome
    detail: str
    request_digest: str
    answer_digest: str
    duration_seconds: float
    at: datetime

    @classmethod
    def of(cls, call: BridgeCall) -> "BridgeCallView":
        return cls(
            id=call.id,
            correlation_id=call.correlation_id,
            operation=call.operation,
            reference=call.reference,
            outcome=call.outcome,
            detail=call.detail,
            request_digest=call.request_digest,
            answer_digest=call.answer_digest,
            duration_seconds=call.duration.total_seconds(),
            at=call.at,
        )


@frozen
class ReportView:
    """One comparison of all mirrors with the legacy system."""

    id: UUID
    state: ReportState
    started_at: datetime
    finished_at: datetime | None
    checked: int
    findings: int

    @classmethod
    def of(cls, report: LegacySyncReport) -> "ReportView":
        return cls(
            id=report.id,
            state=report.state,
            started_at=report.started_at,
            finished_at=report.finished_at,
            checked=report.checked,
            findings=report.findings,
        )


@frozen
class FindingView:
    """One disagreement between a mirror and the legacy system."""

    id: UUID
    report_id: UUID
    entity: LegacyEntity
    legacy_id: str
    mirror_id: UUID
    kind: DriftKind
    field: str
    ours: str
    theirs: str
    found_at: datetime
    state: FindingState
    repaired_at: datetime | None

    @classmethod
    def of(cls, finding: DriftFinding) -> "FindingView":
        return cls(
            id=finding.id,
            report_id=finding.report_id,
            entity=finding.entity,
            legacy_id=finding.legacy_id,
            mirror_id=finding.mirror_id,
            kind=finding.kind,
            field=finding.field,
            ours=finding.ours,
            theirs=finding.theirs,
            found_at=finding.found_at,
            state=finding.state,
            repaired_at=finding.repaired_at,
        )


@frozen
class RepairBody:
    how: RepairAction


@frozen
class StartedView:
    """A job that does what was asked."""

    job_id: UUID


@frozen
class AssignmentView:
    """One device or asset with one holder, from ``since`` (included) to ``until`` (excluded)."""

    id: UUID
    entity: LegacyEntity
    legacy_id: str
    company_legacy_id: str | None
    company_id: UUID | None
    order_id: UUID | None
    shipment_item_id: UUID | None
    since: datetime
    until: datetime | None
    reason: str
    ended_by: str | None

    @classmethod
    def of(cls, assignment: Assignment) -> "AssignmentView":
        return cls(
            id=assignment.id,
            entity=assignment.entity,
            legacy_id=assignment.legacy_id,
            company_legacy_id=assignment.holder.company,
            company_id=assignment.holder.company_id,
            order_id=assignment.holder.order_id,
            shipment_item_id=assignment.holder.shipment_item_id,
            since=assignment.since,
            until=assignment.until,
            reason=assignment.reason,
            ended_by=assignment.ended_by,
        )
