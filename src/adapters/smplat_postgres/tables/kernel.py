"""Rows every context leans on."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Bytea,
    Integer,
    Interval,
    Text,
    Timestamptz,
)
from piccolo.table import Table


class EventRow(Table, tablename="domain_events"):
    position = BigInt(primary_key=True)
    id = UUID()
    name = Text()
    aggregate = Text()
    aggregate_id = UUID()
    sequence = Integer()
    at = Timestamptz()
    actor = Text()
    correlation_id = Text()
    causation_id = Text(null=True)
    payload = JSONB()
    traceparent = Text(null=True)


class DeliveryRow(Table, tablename="event_deliveries"):
    position = BigInt(primary_key=True)
    reaction = Text()
    aggregate_id = UUID()
    status = Text()
    attempts = Integer()
    due_at = Timestamptz()
    last_error = Text(null=True)
    done_at = Timestamptz(null=True)


class JobRunRow(Table, tablename="job_runs"):
    id = UUID(primary_key=True)
    queue = Text()
    name = Text()
    payload = JSONB()
    status = Text()
    progress = Integer()
    attempt = Integer()
    max_attempts = Integer()
    retry_delay = Interval(null=True)
    last_error = Text(null=True)
    related_kind = Text(null=True)
    related_id = UUID(null=True)
    dedupe_key = Text(null=True)
    actor = Text()
    correlation_id = Text()
    traceparent = Text(null=True)
    created_at = Timestamptz()
    due_at = Timestamptz()
    started_at = Timestamptz(null=True)
    heartbeat_at = Timestamptz(null=True)
    finished_at = Timestamptz(null=True)
    handed_at = Timestamptz(null=True)
    handouts = Integer()
    starts = Integer()
    lost = Integer()
    worker = Text(null=True)
    parent_id = UUID(null=True)
    timeout = Interval(null=True)


class LongRunRow(Table, tablename="long_runs"):
    job_id = UUID(primary_key=True)
    items = BigInt()
    batch_size = Integer()
    batch_window = Integer()
    state = Text()
    marker = Integer()
    ahead = Array(base_column=Integer())
    heartbeat_at = Timestamptz()


class ScheduleRow(Table, tablename="schedules"):
    name = Text(primary_key=True)
    job = Text()
    queue = Text()
    cron = Text()
    payload = JSONB()
    timeout = Interval(null=True)
    next_tick = Timestamptz()
    every = Interval()
    last_tick = Timestamptz(null=True)
    last_job_id = UUID(null=True)
    skipped_tick = Timestamptz(null=True)
    paused_at = Timestamptz(null=True)
    paused_by = Text(null=True)


class WorkerRow(Table, tablename="workers"):
    id = Text(primary_key=True)
    queues = Array(base_column=Text())
    started_at = Timestamptz()
    seen_at = Timestamptz()


class IdempotencyRow(Table, tablename="idempotency_records"):
    scope = Text(primary_key=True)
    key = Text()
    fingerprint = Text()
    status = Integer(null=True)
    headers = JSONB(null=True)
    body = Bytea(null=True)
    created_at = Timestamptz()
    held_until = Timestamptz(null=True)


class ApiKeyRow(Table, tablename="api_keys"):
    id = UUID(primary_key=True)
    name = Text()
    prefix = Text()
    digest = Bytea()
    scopes = Array(base_column=Text())
    company_id = UUID(null=True)
    created_at = Timestamptz()
    expires_at = Timestamptz(null=True)
    revoked_at = Timestamptz(null=True)
    version = Integer()


TABLES = (
    EventRow,
    DeliveryRow,
    JobRunRow,
    LongRunRow,
    ScheduleRow,
    WorkerRow,
    IdempotencyRow,
    ApiKeyRow,
)
