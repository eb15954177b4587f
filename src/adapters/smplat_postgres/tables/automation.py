"""Rows of the automation context."""

from piccolo.columns import JSONB, UUID, Array, Integer, Text, Timestamptz
from piccolo.table import Table


class AutomationScenarioRow(Table, tablename="automation_scenarios"):
    scenario = Text(primary_key=True)
    operation = Text()
    fallback_description = Text()
    max_attempts = Integer()
    retry_delay_seconds = Integer()
    timeout_seconds = Integer()
    task_due_in_seconds = Integer()
    task_owner = Text()
    outage_patience_seconds = Integer()
    version = Integer()


class AutomationStepRow(Table, tablename="automation_steps"):
    id = UUID(primary_key=True)
    shipment_item_id = UUID()
    shipment_id = UUID()
    order_id = UUID()
    company_id = UUID()
    sku = Text()
    quantity = Integer()
    scenario = Text()
    payload = JSONB()
    revision = Integer()
    state = Text()
    attempts = Integer()
    max_attempts = Integer()
    last_attempted_at = Timestamptz(null=True)
    started_by = UUID(null=True)
    next_attempt_at = Timestamptz(null=True)
    postponed_since = Timestamptz(null=True)
    last_error = Text(null=True)
    operation_id = Text(null=True)
    fallback_triggered_at = Timestamptz(null=True)
    fallback_notes = Text(null=True)
    created_at = Timestamptz()
    version = Integer()


class HumanTaskRow(Table, tablename="human_tasks"):
    id = UUID(primary_key=True)
    kind = Text()
    subject_kind = Text()
    subject_id = UUID()
    timelines = Array(base_column=UUID())
    company_id = UUID(null=True)
    title = Text()
    instructions = Text()
    owner = Text(null=True)
    opened_at = Timestamptz()
    sla_due_at = Timestamptz()
    state = Text()
    closed_at = Timestamptz(null=True)
    resolution = Text(null=True)
    version = Integer()


TABLES = (AutomationScenarioRow, AutomationStepRow, HumanTaskRow)
