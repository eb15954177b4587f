"""Rows of the insights context."""

from piccolo.columns import UUID, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table


class SensorLocationRow(Table, tablename="sensor_locations"):
    number = BigInt(primary_key=True)
    code = Text()
    name = Text()
    site = Text()
    device = Text(null=True)


class ExportRow(Table, tablename="exports"):
    job_id = UUID(primary_key=True)
    kind = Text()
    locations = BigInt()
    part_size = Integer()
    asked_at = Timestamptz()
    asked_by = Text()
    finished_at = Timestamptz(null=True)
    parts = Integer(null=True)
    manifest_key = Text(null=True)
    manifest_sha256 = Text(null=True)


class ExportPartRow(Table, tablename="export_parts"):
    export_id = UUID(primary_key=True)
    number = Integer()
    first_number = BigInt()
    last_number = BigInt()
    locations = Integer()
    size = BigInt()
    key = Text()
    sha256 = Text()


TABLES = (SensorLocationRow, ExportRow, ExportPartRow)
