"""Drift reports and their repair over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation

from smplat_api.access import requires
from smplat_api.legacy.bodies import FindingView, RepairBody, ReportView, StartedView
from smplat_api.wire import PageBody
from smplat_core.kernel import PageRequest
from smplat_core.legacy import (
    AskForDriftReport,
    DriftFindingId,
    FindingState,
    LegacyQueries,
    RepairDrift,
    SyncReportId,
)


class ReportController(Controller):
    path = "/legacy-sync/reports"
    tags = ("legacy",)

    @post(
        "/",
        guards=[requires("legacy:write")],
        status_code=202,
        operation_id="startDriftReport",
        summary="Compare all mirrors with the legacy system",
    )
    async def start(
        self, ask_for_drift_report: NamedDependency[SkipValidation[AskForDriftReport]]
    ) -> StartedView:
        """By a job, page by page. It also runs every night."""
        return StartedView(await ask_for_drift_report())

    @get(
        "/",
        guards=[requires("legacy:read")],
        operation_id="listDriftReports",
        summary="List drift reports",
    )
    async def list_reports(
        self,
        legacy_queries: NamedDependency[SkipValidation[LegacyQueries]],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[ReportView]:
        """Newest first."""
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        return PageBody.of((await legacy_queries.reports(page)).map(ReportView.of))

    @get(
        "/{report_id:uuid}",
        guards=[requires("legacy:read")],
        operation_id="getDriftReport",
        summary="Read a drift report",
    )
    async def read(
        self,
        legacy_queries: NamedDependency[SkipValidation[LegacyQueries]],
        report_id: FromPath[UUID],
    ) -> ReportView:
        return ReportView.of(await legacy_queries.report(SyncReportId(report_id)))

    @get(
        "/{report_id:uuid}/findings",
        guards=[requires("legacy:read")],
        operation_id="listDriftFindings",
        summary="List what a drift report found",
    )
    async def findings(
        self,
        legacy_queries: NamedDependency[SkipValidation[LegacyQueries]],
        report_id: FromPath[UUID],
        finding_state: Annotated[FindingState | None, QueryParameter(name="state")] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[FindingView]:
        """Field by field, in the order they were found; `state=open` are those nobody settled."""
        report = await legacy_queries.report(SyncReportId(report_id))
        page = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        found = await legacy_queries.findings(report.id, page, state=finding_state)
        return PageBody.of(found.map(FindingView.of))


class FindingController(Controller):
    path = "/legacy-sync/findings"
    tags = ("legacy",)

    @post(
        "/{finding_id:uuid}/repair",
        guards=[requires("legacy:write")],
        opt={"idempotency": "recorded"},
        status_code=200,
        operation_id="repairDrift",
        summary="Settle a drift finding",
    )
    async def repair(
        self,
        repair_drift: NamedDependency[SkipValidation[RepairDrift]],
        finding_id: FromPath[UUID],
        data: JSONBody[RepairBody],
    ) -> FindingView:
        """`accept_legacy`: the mirror follows. `push_ours`: the legacy system is changed.

        409 `legacy.cannot_repair` when this fact cannot be settled that way, saying how it can.
        """
        return FindingView.of(await repair_drift(DriftFindingId(finding_id), data.how))
