import re
from pathlib import Path

import pytest

from smplat_app.settings import BadSettings, load_settings, masked

ENOUGH = {
    "SMPLAT_DATABASE_URL": "postgresql://smplat:hush@127.0.0.1:5432/smplat",
    "SMPLAT_REDIS_URL": "redis://:hush@127.0.0.1:6379/0",
    "SMPLAT_STRIPE_SECRET_KEY": "sk_test_hush",
    "SMPLAT_STRIPE_WEBHOOK_SECRET": "whsec_hush",
    "SMPLAT_LEGACY_BASE_URL": "http://127.0.0.1:9000",
    "SMPLAT_LEGACY_TOKEN": "hush",
}


def test_the_environment_alone_is_enough() -> None:
    settings = load_settings({**ENOUGH, "SMPLAT_API_PORT": "9999", "SMPLAT_LOG_LEVEL": ""})

    assert settings.database.url == ENOUGH["SMPLAT_DATABASE_URL"]
    assert (settings.api.port, settings.log.level) == (9999, "info")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "smplat.toml"
    file.write_text('public_url = "https://shop.example.com"\n[api]\nport = 7000\nprocesses = 3\n')

    settings = load_settings({**ENOUGH, "SMPLAT_SETTINGS": str(file), "SMPLAT_API_PORT": "7001"})

    assert (settings.api.port, settings.api.processes) == (7001, 3)
    assert settings.public_url == "https://shop.example.com"


def test_everything_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(BadSettings) as refused:
        load_settings({"SMPLAT_LOG_LEVEL": "info"})

    told = str(refused.value)
    for name in ("database", "redis", "stripe", "legacy"):
        assert name in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMPLAT_DATABASE_URL", "mysql://x:hush@y"),
        ("SMPLAT_API_PORT", "http"),
        ("SMPLAT_API_PORT", "0"),
        ("SMPLAT_LOG_LEVEL", "loud"),
        ("SMPLAT_OBJECTS_URL", "ftp://x"),
        ("SMPLAT_OBJECTS_URL", "file://relative"),
        ("SMPLAT_PUBLIC_URL", "shop.example.com"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name_and_never_repeated_when_secret(
    name: str, value: str
) -> None:
    with pytest.raises(BadSettings) as refused:
        load_settings({**ENOUGH, name: value})

    dotted = name.removeprefix("SMPLAT_").lower()
    assert dotted in str(refused.value).replace(".", "_")
    assert "hush" not in str(refused.value)


def test_all_that_make_no_sense_are_told_at_once() -> None:
    with pytest.raises(BadSettings) as refused:
        load_settings({**ENOUGH, "SMPLAT_LOG_LEVEL": "loud", "SMPLAT_API_PROCESSES": "0"})

    assert refused.value.wrong == (
        "api.processes: must be >= 1",
        "log.level: must be in ('debug', 'info', 'warning', 'error')",
    )


@pytest.mark.parametrize("text", ["[api", "[api]\nprt = 1\n", "[surprise]\nx = 1\n", "api = 3\n"])
def test_a_file_that_makes_no_sense_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "smplat.toml"
    file.write_text(text)

    with pytest.raises(BadSettings):
        load_settings({**ENOUGH, "SMPLAT_SETTINGS": str(file)})


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"none\.toml"):
        load_settings({**ENOUGH, "SMPLAT_SETTINGS": str(tmp_path / "none.toml")})


def test_what_is_printed_of_the_settings_holds_no_secret() -> None:
    shown = masked(load_settings(ENOUGH))

    assert not [name for name, value in shown.items() if "hush" in value]
    assert shown["database.url"] == "postgresql://smplat:***@127.0.0.1:5432/smplat"
    assert shown["stripe.secret_key"] == "***"


ROOT = Path(__file__).parents[3]


def test_the_example_environment_names_only_settings_that_exist() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    written = {
        line.removeprefix("#").split("=")[0] for line in lines if "SMPLAT_" in line.split("=")[0]
    }

    known = {f"SMPLAT_{name.upper().replace('.', '_')}" for name in masked(load_settings(ENOUGH))}

    assert written - {"SMPLAT_SETTINGS"} <= known
    assert {"SMPLAT_STRIPE_SECRET_KEY", "SMPLAT_LEGACY_BASE_URL", "SMPLAT_DATABASE_URL"} <= written


def test_the_shape_of_production_names_only_settings_that_exist() -> None:
    text = (ROOT / "compose.yaml").read_text()
    written = set(re.findall(r"SMPLAT_[A-Z_]+", text))

    known = {f"SMPLAT_{name.upper().replace('.', '_')}" for name in masked(load_settings(ENOUGH))}

    assert written
    assert written <= known
