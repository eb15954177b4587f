"""Schedules, written in TOML."""

import tomllib
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cronsim import CronSim, CronSimError

from smplat_core.jobs import Queue, Schedule

SHIPPED: Final = Path(__file__).with_name("schedules.toml")

LONGEST_TIMEOUT: Final = 3_000
"""Seconds; the transport gives up on a message after an hour."""


class BadSchedules(Exception):
    """Everything that is wrong with the file."""

    def __init__(self, path: Path, wrong: list[str]) -> None:
        super().__init__("\n".join(f"{path}: {line}" for line in wrong))


def read_schedules(path: Path, known_jobs: Collection[str]) -> tuple[Schedule, ...]:
    """The schedules of the file; ``BadSchedules`` lists every mistake in it."""
    wrong: list[str] = []
    schedules = []
    for name, entry in _entries(path).items():
        mistakes = _mistakes(entry, known_jobs)
        wrong += [f"[schedule.{name}] {mistake}" for mistake in mistakes]
        if isinstance(entry, dict) and not mistakes:
            schedules.append(
                Schedule(
                    name=name,
                    job=entry["job"],
                    queue=Queue(entry["queue"]),
                    cron=entry["cron"],
                    payload=entry.get("payload", {}),
                    timeout=timedelta(seconds=entry["timeout"]) if "timeout" in entry else None,
                )
            )
    if wrong:
        raise BadSchedules(path, wrong)
    return tuple(schedules)


def _entries(path: Path) -> dict[str, object]:
    try:
        document = tomllib.loads(path.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSchedules(path, [str(error)]) from None
    entries = document.pop("schedule", {})
    if not isinstance(entries, dict) or document:
        raise BadSchedules(path, ["a schedule is a table [schedule.<name>]; nothing else belongs"])
    return entries


def _mistakes(entry: object, known_jobs: Collection[str]) -> list[str]:
    if not isinstance(entry, dict):
        return [f"a schedule is a table of job, queue and cron, not {entry!r}"]
    mistakes = []
    if entry.get("job") not in known_jobs:
        mistakes.append(
            f"no such job: {entry.get('job')!r}; known: {', '.join(sorted(known_jobs))}"
        )
    if entry.get("queue") not in list(Queue):
        mistakes.append(f"no such queue: {entry.get('queue')!r}; known: {', '.join(Queue)}")
    if not _is_cron(entry.get("cron")):
        mistakes.append(f"not a cron expression: {entry.get('cron')!r}")
    if not _is_payload(entry.get("payload", {})):
        mistakes.append("payload is a table of text, numbers and booleans")
    if not _is_timeout(entry.get("timeout", 1)):
        mistakes.append(f"timeout is 1 to {LONGEST_TIMEOUT} seconds, not {entry['timeout']!r}")
    if unknown := set(entry) - {"job", "queue", "cron", "payload", "timeout"}:
        mistakes.append(f"unknown words: {', '.join(sorted(unknown))}")
    return mistakes


def _is_cron(text: object) -> bool:
    """Whether it is an expression, and of moments that come."""
    try:
        coming = CronSim(str(text), datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError:
        return False
    return isinstance(text, str) and next(coming, None) is not None


def _is_timeout(seconds: object) -> bool:
    return type(seconds) is int and 1 <= seconds <= LONGEST_TIMEOUT


def _is_payload(payload: object) -> bool:
    return isinstance(payload, dict) and all(
        isinstance(value, str | int | float) for value in payload.values()
    )
