"""What `smplat up` leaves in its data folder."""

from pathlib import Path

from smplat_cli.up.settling import SCHEDULES, write_schedules
from smplat_worker import SHIPPED


def test_the_schedules_of_a_house_begin_with_those_that_ship(tmp_path: Path) -> None:
    write_schedules(tmp_path)

    written = (tmp_path / SCHEDULES).read_text()

    assert written.startswith(SHIPPED.read_text())
    assert "poll-tracking-often" in written
