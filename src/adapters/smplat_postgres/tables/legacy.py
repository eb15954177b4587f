"""Rows of the legacy context."""

from piccolo.columns import JSONB, UUID, Boolean, Integer, Interval, Text, Timestamptz
from piccolo.table import Table


class CompanyMirrorRow(Table, tablename="company_mirrors"):
    id = UUID(primary_key=True)
    legacy_id = Text()
    company_id = UUID()
    name = Text()
    status = Text()
    status_text = Text()
    updated_at = Timestamptz()
    refreshed_at = Timestamptz()
    version = Integer()


class BridgeCallRow(Table, tablename="bridge_calls"):
    id = UUID(primary_key=True)
    correlation_id = Text()
    operation = Text()
    reference = Text()
    outcome = Text()
    detail = Text()
    request_digest = Text()
    answer_digest = Text()
    duration = Interval()
    at = Timestamptz()


class ThingMirrorRow(Table, tablename="thing_mirrors"):
    id = UUID(primary_key=True)
    entity = Text()
    legacy_id = Text()
    company = Text(null=True)
    record = JSONB()
    refreshed_at = Timestamptz()
    gone_at = Timestamptz(null=True)
    version = Integer()


class MirrorWriteRow(Table, tablename="mirror_writes"):
    id = UUID(primary_key=True)
    mirror_id = UUID()
    entity = Text()
    legacy_id = Text()
    changes = JSONB()
    state = Text()
    attempts = Integer()
    error = Text()
    correlation_id = Text()
    created_at = Timestamptz()
    settled_at = Timestamptz(null=True)
    version = Integer()


class SyncReportRow(Table, tablename="legacy_sync_reports"):
    id = UUID(primary_key=True)
    state = Text()
    started_at = Timestamptz()
    finished_at = Timestamptz(null=True)
    entity = Text()
    after = UUID(null=True)
    checked = Integer()
    findings = Integer()
    version = Integer()


class DriftFindingRow(Table, tablename="drift_findings"):
    id = UUID(primary_key=True)
    report_id = UUID()
    entity = Text()
    legacy_id = Text()
    mirror_id = UUID()
    kind = Text()
    field = Text()
    ours = Text()
    theirs = Text()
    found_at = Timestamptz()
    state = Text()
    repaired_at = Timestamptz(null=True)


class AssignmentRow(Table, tablename="legacy_assignments"):
    id = UUID(primary_key=True)
    entity = Text()
    legacy_id = Text()
    company = Text(null=True)
    company_id = UUID(null=True)
    order_id = UUID(null=True)
    shipment_item_id = UUID(null=True)
    since = Timestamptz()
    until = Timestamptz(null=True)
    reason = Text()
    ended_by = Text(null=True)


class BreakerRow(Table, tablename="legacy_breaker"):
    only_one = Boolean(primary_key=True)
    state = Text()
    round = Integer()
    changed_at = Timestamptz(null=True)
    slots = JSONB()
    probes = Integer()
    probed_at = Timestamptz(null=True)
    successes = Integer()
    version = Integer()


TABLES = (
    CompanyMirrorRow,
    BridgeCallRow,
    ThingMirrorRow,
    MirrorWriteRow,
    SyncReportRow,
    DriftFindingRow,
    AssignmentRow,
    BreakerRow,
)
