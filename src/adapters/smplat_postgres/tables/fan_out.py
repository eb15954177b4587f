"""Rows of the fan-out."""

from piccolo.columns import UUID, Integer, Text, Timestamptz
from piccolo.table import Table


class FanOutTargetRow(Table, tablename="fan_out_targets"):
    id = UUID(primary_key=True)
    name = Text()
    state = Text()
    since = Timestamptz(null=True)
    version = Integer()


class ForwardingRow(Table, tablename="fan_out_forwardings"):
    target = Text()
    processor_event_id = UUID(primary_key=True)
    owed_at = Timestamptz()
    state = Text()
    attempts = Integer()
    refusals = Integer()
    last_error = Text(null=True)
    outcome_reference = Text(null=True)
    outcome_status = Text(null=True)
    ended_at = Timestamptz(null=True)


TABLES = (FanOutTargetRow, ForwardingRow)
