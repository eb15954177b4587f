"""Rows of the legacy context."""

from piccolo.columns import UUID, Integer, Interval, Text, Timestamptz
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
    duration = Interval()
    at = Timestamptz()


TABLES = (CompanyMirrorRow, BridgeCallRow)
