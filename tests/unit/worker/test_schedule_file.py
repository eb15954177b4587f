from datetime import timedelta
from pathlib import Path

import pytest

from smplat_app.testing import memory_shape
from smplat_app.work_list import every_job
from smplat_core.jobs import Queue, Schedule
from smplat_worker import SHIPPED, BadSchedules, read_schedules

JOBS = ("orders.remind", "pricing.sync")

GOOD = """
[schedule.nightly]
job = "pricing.sync"
queue = "pricing"
cron = "* * * * *"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "schedules.toml"
    path.write_text(text)
    return path


def test_a_schedule_is_read_with_its_payload(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        [schedule.nightly]
        job = "orders.remind"
        queue = "orders"
        cron = "20 3 * * *"
        payload = { days = 3 }
        timeout = 120
        """,
    )

    schedules = read_schedules(path, JOBS)

    assert schedules == (
        Schedule(
            name="nightly",
            job="orders.remind",
            queue=Queue.ORDERS,
            cron="20 3 * * *",
            payload={"days": 3},
            timeout=timedelta(seconds=120),
        ),
    )


def test_every_mistake_is_told_at_once_with_its_place_and_what_is_known(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        [schedule.first]
        job = "orders.forget"
        queue = "leisure"
        cron = "whenever"
        often = true
        [schedule.good]
        job = "pricing.sync"
        queue = "pricing"
        cron = "* * * * *"
        [schedule.second]
        job = "pricing.sync"
        queue = "pricing"
        cron = "61 * * * *"
        """,
    )

    with pytest.raises(BadSchedules) as refused:
        read_schedules(path, JOBS)

    told = str(refused.value).splitlines()
    assert len(told) == 5
    assert all(line.startswith(f"{path}: [schedule.") for line in told)
    for word in ("orders.forget", "orders.remind", "leisure", "maintenance", "whenever", "often"):
        assert word in str(refused.value)
    assert "[schedule.second] not a cron expression: '61 * * * *'" in told[-1]


@pytest.mark.parametrize(
    "text",
    [
        "[schedule",
        "schedule = 1",
        "[schedule]\nnightly = 1",
        GOOD + "payload = 1",
        GOOD + "timeout = 0",
        GOOD + "timeout = true",
        GOOD + "timeout = 3001",
        GOOD.replace("* * * * *", "0 0 30 2 *"),
        GOOD + "payload = { when = 2026-01-01 }",
        GOOD + "payload = { whom = ['a', 'b'] }",
        GOOD.replace("schedule", "schedules"),
        "other = 1\n" + GOOD,
        '[schedule.nightly]\njob = ["pricing.sync"]\nqueue = {}\ncron = 5',
    ],
)
def test_a_file_of_another_shape_is_refused_and_never_breaks(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(BadSchedules) as refused:
        read_schedules(path, JOBS)

    assert str(path) in str(refused.value)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "schedules.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(BadSchedules):
        read_schedules(path, JOBS)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSchedules, match=r"none\.toml"):
        read_schedules(tmp_path / "none.toml", JOBS)


def test_the_file_that_ships_fits_the_jobs_there_are() -> None:
    jobs = every_job(memory_shape().use_cases)

    schedules = read_schedules(SHIPPED, jobs)

    assert {schedule.job for schedule in schedules} <= set(jobs)
    assert schedules
