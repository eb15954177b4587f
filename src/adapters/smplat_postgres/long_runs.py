"""How far long jobs are, kept in Postgres."""

from typing import Any

from smplat_core.jobs import JobRunId, LongRun, LongRuns, LongRunState
from smplat_postgres.tables.kernel import LongRunRow


class PostgresLongRuns(LongRuns):
    async def open(self, run: LongRun) -> None:
        await LongRunRow.raw(
            "insert into long_runs (job_id, items, batch_size, batch_window, state, marker, ahead,"
            " heartbeat_at) values ({}, {}, {}, {}, {}, {}, {}, {})",
            run.id,
            run.items,
            run.batch_size,
            run.window,
            run.state.value,
            run.marker,
            sorted(run.ahead),
            run.heartbeat_at,
        )

    async def find(self, job_id: JobRunId) -> LongRun | None:
        rows = await LongRunRow.raw(
            "select * from long_runs where job_id = {} for no key update", job_id
        )
        return to_long_run(rows[0]) if rows else None

    async def save(self, run: LongRun) -> None:
        await LongRunRow.raw(
            "with shown as (update job_runs set progress = {} where id = {})"
            " update long_runs set state = {}, marker = {}, ahead = {}, heartbeat_at = {}"
            " where job_id = {}",
            run.progress,
            run.id,
            run.state.value,
            run.marker,
            sorted(run.ahead),
            run.heartbeat_at,
            run.id,
        )


def to_long_run(row: dict[str, Any]) -> LongRun:
    return LongRun(
        id=JobRunId(row["job_id"]),
        items=row["items"],
        batch_size=row["batch_size"],
        window=row["batch_window"],
        state=LongRunState(row["state"]),
        marker=row["marker"],
        ahead=frozenset(row["ahead"]),
        heartbeat_at=row["heartbeat_at"],
    )
