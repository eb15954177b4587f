"""What `smplat up` leaves in its data folder."""

from pathlib import Path

import pytest

from smplat_cli.telling import Refused, settings_of
from smplat_cli.up.settling import (
    SCHEDULES,
    SETTINGS,
    read_settings,
    write_schedules,
    write_settings,
)
from smplat_worker import SHIPPED


def test_the_schedules_of_a_house_begin_with_those_that_ship(tmp_path: Path) -> None:
    write_schedules(tmp_path)

    written = (tmp_path / SCHEDULES).read_text()

    assert written.startswith(SHIPPED.read_text())
    assert "poll-tracking-often" in written


def test_a_house_leaves_its_settings_to_its_owner_alone(tmp_path: Path) -> None:
    environment = {"SMPLAT_REDIS_URL": "unix:///a b/it's", "PATH": "/bin", "SMPLAT_EMPTY": ""}

    write_settings(tmp_path, environment)
    write_settings(tmp_path, environment)

    file = tmp_path / SETTINGS
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_settings(tmp_path) == {
        "SMPLAT_REDIS_URL": "unix:///a b/it's",
        "SMPLAT_EMPTY": "",
    }


def test_where_no_house_was_there_are_no_settings(tmp_path: Path) -> None:
    assert read_settings(tmp_path) is None


@pytest.fixture
def enough(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Settings enough to start with, none of them in the environment."""
    for name in ("SMPLAT_DATABASE_URL", "SMPLAT_SETTINGS", "SMPLAT_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    return {
        "SMPLAT_DATABASE_URL": "postgresql://house/smplat",
        "SMPLAT_REDIS_URL": "redis://house",
        "SMPLAT_STRIPE_SECRET_KEY": "sk_test_x",
        "SMPLAT_STRIPE_WEBHOOK_SECRET": "whsec_x",
        "SMPLAT_LEGACY_BASE_URL": "http://house",
        "SMPLAT_LEGACY_TOKEN": "x",
    }


def test_a_command_beside_a_house_uses_its_settings(
    tmp_path: Path, enough: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_settings(tmp_path, enough)
    monkeypatch.setenv("SMPLAT_DATA_DIR", str(tmp_path))

    assert settings_of(None).database.url == "postgresql://house/smplat"


def test_the_environment_wins_over_a_folder_nobody_named(
    tmp_path: Path, enough: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_settings(tmp_path, enough)
    for name, value in {**enough, "SMPLAT_DATABASE_URL": "postgresql://real/smplat"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SMPLAT_DATA_DIR", str(tmp_path))

    assert settings_of(None).database.url == "postgresql://real/smplat"
    assert settings_of(tmp_path).database.url == "postgresql://house/smplat"


def test_a_folder_without_a_house_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=str(tmp_path)):
        settings_of(tmp_path)


def test_settings_that_were_spoiled_are_refused(tmp_path: Path, enough: dict[str, str]) -> None:
    write_settings(tmp_path, {**enough, "SMPLAT_DATABASE_URL": "mysql://x"})

    with pytest.raises(Refused, match=r"database\.url"):
        settings_of(tmp_path)


def test_settings_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text("SMPLAT_X='no end")

    with pytest.raises(Refused, match="cannot read"):
        settings_of(tmp_path)
