"""What support sees of the legacy system."""

from datetime import datetime
from uuid import UUID

from smplat_core.kernel import Page, PageRequest
from smplat_core.legacy import (
    Assignment,
    AssignmentFilter,
    Breaker,
    BridgeCall,
    CompanyMirror,
    DriftFinding,
    FindingState,
    LegacyEntity,
    LegacyQueries,
    LegacySyncReport,
    MirrorNotFound,
    MirrorWrite,
    MirrorWriteId,
    ReportNotFound,
    SyncReportId,
    ThingFilter,
    ThingMirror,
    WriteNotFound,
    WriteState,
)
from smplat_postgres.legacy.assignments import to_assignment
from smplat_postgres.legacy.calling import PostgresBreakers, to_call
from smplat_postgres.legacy.companies import to_mirror
from smplat_postgres.legacy.reports import to_finding, to_report
from smplat_postgres.legacy.things import to_thing, to_write
from smplat_postgres.tables.legacy import (
    AssignmentRow,
    BridgeCallRow,
    CompanyMirrorRow,
    DriftFindingRow,
    MirrorWriteRow,
    SyncReportRow,
    ThingMirrorRow,
)

Value = str | UUID | datetime
Condition = tuple[str, Value | None]


class PostgresLegacyQueries(LegacyQueries):
    async def mirror(self, reference: str, *, company: UUID | None) -> CompanyMirror:
        rows = await CompanyMirrorRow.raw(
            "select * from company_mirrors where (legacy_id = {} or id = {})"
            " and ({}::uuid is null or company_id = {})",
            *(reference, _as_id(reference), company, company),
        )
        if not rows:
            raise MirrorNotFound(f"no company mirror {reference!r}")
        return to_mirror(rows[0])

    async def mirrors(self, page: PageRequest, *, company: UUID | None) -> Page[CompanyMirror]:
        where, values = _where(("company_id = {}", company), ("id > {}", page.last_id()))
        rows = await CompanyMirrorRow.raw(
            f"select * from company_mirrors{where} order by id limit {{}}",  # noqa: S608 - our own words
            *(*values, page.limit + 1),
        )
        found = [to_mirror(row) for row in rows]
        return Page.cut(found, page.limit, lambda mirror: (str(mirror.id),))

    async def thing(self, entity: LegacyEntity, reference: str) -> ThingMirror:
        rows = await ThingMirrorRow.raw(
            "select * from thing_mirrors where entity = {} and (legacy_id = {} or id = {})",
            *(entity.value, reference, _as_id(reference)),
        )
        if not rows:
            raise MirrorNotFound(f"no {entity} mirror {reference!r}")
        return to_thing(rows[0])

    async def things(self, wanted: ThingFilter, page: PageRequest) -> Page[ThingMirror]:
        where, values = _where(
            ("entity = {}", wanted.entity.value),
            ("company = {}", wanted.company),
            ("id > {}", page.last_id()),
        )
        rows = await ThingMirrorRow.raw(
            f"select * from thing_mirrors{where} order by id limit {{}}",  # noqa: S608 - our own words
            *(*values, page.limit + 1),
        )
        found = [to_thing(row) for row in rows]
        return Page.cut(found, page.limit, lambda mirror: (str(mirror.id),))

    async def write(self, write_id: MirrorWriteId) -> MirrorWrite:
        rows = await MirrorWriteRow.raw("select * from mirror_writes where id = {}", write_id)
        if not rows:
            raise WriteNotFound(f"no change {write_id}")
        return to_write(rows[0])

    async def writes(self, page: PageRequest, *, state: WriteState | None) -> Page[MirrorWrite]:
        where, values = _where(("state = {}", state and state.value), ("id < {}", page.last_id()))
        rows = await MirrorWriteRow.raw(
            f"select * from mirror_writes{where} order by id desc limit {{}}",  # noqa: S608 - our own words
            *(*values, page.limit + 1),
        )
        found = [to_write(row) for row in rows]
        return Page.cut(found, page.limit, lambda write: (str(write.id),))

    async def report(self, report_id: SyncReportId) -> LegacySyncReport:
        rows = await SyncReportRow.raw("select * from legacy_sync_reports where id = {}", report_id)
        if not rows:
            raise ReportNotFound(f"no drift report {report_id}")
        return to_report(rows[0])

    async def reports(self, page: PageRequest) -> Page[LegacySyncReport]:
        where, values = _where(("id < {}", page.last_id()))
        rows = await SyncReportRow.raw(
            f"select * from legacy_sync_reports{where} order by id desc limit {{}}",  # noqa: S608 - our own words
            *(*values, page.limit + 1),
        )
        found = [to_report(row) for row in rows]
        return Page.cut(found, page.limit, lambda report: (str(report.id),))

    async def findings(
        self, report_id: SyncReportId, page: PageRequest, *, state: FindingState | None
    ) -> Page[DriftFinding]:
        where, values = _where(
            ("report_id = {}", report_id),
            ("state = {}", state and state.value),
            ("id > {}", page.last_id()),
        )
        rows = await DriftFindingRow.raw(
            f"select * from drift_findings{where} order by id limit {{}}",  # noqa: S608 - our own words
            *(*values, page.limit + 1),
        )
        found = [to_finding(row) for row in rows]
        return Page.cut(found, page.limit, lambda finding: (str(finding.id),))

    async def assignments(self, wanted: AssignmentFilter, page: PageRequest) -> Page[Assignment]:
        where, values = _where(
            ("entity = {}", wanted.entity and wanted.entity.value),
            ("legacy_id = {}", wanted.legacy_id),
            ("company_id = {}", wanted.company_id),
            ("order_id = {}", wanted.order_id),
            ("since <= {}", wanted.at),
            ("(until is null or until > {})", wanted.at),
        )
        if last := page.last_moment():
            where = f"{where} and" if where else " where"
            where, values = f"{where} (since, id) < ({{}}, {{}})", [*values, *last]
        rows = await AssignmentRow.raw(
            f"select * from legacy_assignments{where} order by since desc, id desc limit {{}}",  # noqa: S608 - our own words
            *(*values, page.limit + 1),
        )
        found = [to_assignment(row) for row in rows]
        return Page.cut(found, page.limit, lambda one: (one.since.isoformat(), str(one.id)))

    async def breaker(self) -> Breaker:
        return await PostgresBreakers().peek()

    async def calls(self, page: PageRequest, *, correlation_id: str | None) -> Page[BridgeCall]:
        where, values = _where(("correlation_id = {}", correlation_id), ("id < {}", page.last_id()))
        rows = await BridgeCallRow.raw(
            f"select * from bridge_calls{where} order by id desc limit {{}}",  # noqa: S608 - our own words
            *(*values, page.limit + 1),
        )
        calls = [to_call(row) for row in rows]
        return Page.cut(calls, page.limit, lambda call: (str(call.id),))


def _where(*conditions: Condition) -> tuple[str, list[Value]]:
    """Only the conditions that are asked for, so that each combination is planned by itself."""
    asked = [(text, value) for text, value in conditions if value is not None]
    text = " and ".join(condition for condition, _ in asked)
    return (f" where {text}" if asked else ""), [value for _, value in asked]


def _as_id(reference: str) -> UUID | None:
    try:
        return UUID(reference)
    except ValueError:
        return None
