"""What operators ask the house as a whole: figures, promises, what is stuck, who did what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from attrs import frozen
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter, SkipValidation
from prometheus_client import CONTENT_TYPE_LATEST

from smplat_api.access import Caller, requires
from smplat_api.auditing import AuditWriter
from smplat_api.metrics import Exposition, slowest_twentieth
from smplat_api.wire import PageBody
from smplat_core.kernel import Clock, PageRequest
from smplat_core.oversight import (
    KPI_API,
    AuditFilter,
    AuditQueries,
    AuditRecord,
    Kpi,
    ListStuck,
    Outcome,
    ReadKpis,
    StuckKind,
    StuckThing,
    Unit,
)

KPI_ROUTE: Final = "/api/v1/observability/kpis"
LARGEST_POSITION: Final = 2**63 - 1


@frozen
class KpiView:
    """One promise beside what is."""

    name: str
    meaning: str
    unit: Unit
    target: float
    measured: float | None
    met: bool | None
    cases: int
    window_seconds: int

    @classmethod
    def of(cls, kpi: Kpi) -> "KpiView":
        target, sample = kpi.target, kpi.sample
        return cls(
            name=target.name,
            meaning=target.meaning,
            unit=target.unit,
            target=target.target,
            measured=sample.measured,
            met=kpi.is_met,
            cases=sample.cases,
            window_seconds=int(target.window.total_seconds()),
        )


@frozen
class StuckView:
    """One record that waits too long."""

    kind: StuckKind
    id: str
    since: datetime
    age_seconds: int
    what: str
    owner: str | None
    company_id: UUID | None
    link: str
    how_to: str

    @classmethod
    def of(cls, thing: StuckThing, *, now: datetime) -> "StuckView":
        return cls(
            kind=thing.kind,
            id=thing.id,
            since=thing.since,
            age_seconds=int((now - thing.since).total_seconds()),
            what=thing.what,
            owner=thing.owner,
            company_id=thing.company_id,
            link=f"/api/v1{thing.link}",
            how_to=thing.how_to,
        )


@frozen
class AuditView:
    """One line of the audit trail."""

    position: int
    at: datetime
    actor: str
    actor_name: str | None
    action: str
    outcome: Outcome
    subject: str | None
    subject_id: str | None
    correlation_id: str
    details: Mapping[str, object]

    @classmethod
    def of(cls, record: AuditRecord) -> "AuditView":
        return cls(
            position=record.position,
            at=record.at,
            actor=record.actor,
            actor_name=record.actor_name,
            action=record.action,
            outcome=record.outcome,
            subject=record.subject,
            subject_id=record.subject_id,
            correlation_id=record.correlation_id,
            details=record.details,
        )


class ObservabilityController(Controller):
    path = "/observability"
    tags = ("health",)

    @get(
        "/prometheus",
        guards=[requires("ops:read")],
        operation_id="prometheus",
        summary="Metrics to scrape",
        media_type="text/plain",
    )
    async def prometheus(
        self, exposition: NamedDependency[SkipValidation[Exposition]]
    ) -> Response[bytes]:
        """In the Prometheus text format; every name is explained in the reference.

        What comes from the database is the same from every process, and at most some seconds old.
        """
        text = await exposition.text()
        return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    @get(
        "/kpis",
        guards=[requires("ops:read")],
        operation_id="readKpis",
        summary="What was promised beside what is",
    )
    async def kpis(self, read_kpis: NamedDependency[SkipValidation[ReadKpis]]) -> list[KpiView]:
        """``measured`` and ``met`` are null while there is nothing to measure here."""
        found = await read_kpis()
        here = slowest_twentieth(KPI_ROUTE)
        return [
            KpiView.of(Kpi(kpi.target, here) if kpi.target.name == KPI_API else kpi)
            for kpi in found
        ]

    @get(
        "/stuck",
        guards=[requires("ops:read")],
        operation_id="listStuck",
        summary="What is stuck, since when, whose",
    )
    async def stuck(
        self,
        list_stuck: NamedDependency[SkipValidation[ListStuck]],
        clock: NamedDependency[SkipValidation[Clock]],
        caller: NamedDependency[SkipValidation[Caller]],
        kind: FromQuery[StuckKind | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[StuckView]:
        """Over all contexts, longest wait first. ``link`` shows the record, ``how_to`` names the page
        of the manual that repairs it. How long each kind may wait is a setting.
        """
        page = await list_stuck(
            () if kind is None else (kind,),
            company=caller.company,
            page=PageRequest.of(limit=limit, cursor=cursor),
        )
        now = clock.now()
        return PageBody.of(page.map(lambda thing: StuckView.of(thing, now=now)))


class AuditController(Controller):
    path = "/audit"
    tags = ("access",)

    @get("/", guards=[requires("audit:read")], operation_id="listAudit", summary="Who did what")
    async def trail(
        self,
        audit_queries: NamedDependency[SkipValidation[AuditQueries]],
        audit_writer: NamedDependency[SkipValidation[AuditWriter]],
        actor: FromQuery[str | None] = None,
        action: FromQuery[str | None] = None,
        subject_id: FromQuery[UUID | None] = None,
        outcome: FromQuery[Outcome | None] = None,
        correlation_id: FromQuery[str | None] = None,
        position: Annotated[int | None, QueryParameter(ge=1, le=LARGEST_POSITION)] = None,
        since: Annotated[datetime | None, QueryParameter(name="from")] = None,
        until: FromQuery[datetime | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[AuditView]:
        """Commands as they ended, and the events they told, newest first.

        ``action`` is an operation of this API (``placeOrder``) or the name of an event
        (``order.paid``). ``outcome=refused`` lists who was turned away, and how often.
        """
        await audit_writer.flush()
        wanted = AuditFilter(
            actor=actor,
            action=action,
            subject_id=None if subject_id is None else str(subject_id),
            outcome=outcome,
            correlation_id=correlation_id,
            position=position,
            since=since,
            until=until,
        )
        page = await audit_queries.list(wanted, PageRequest.of(limit=limit, cursor=cursor, parts=1))
        return PageBody.of(page.map(AuditView.of))


ROUTES: Final = (ObservabilityController, AuditController)
