"""``smplat prices``, against the API over a system in memory."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from smplat_api import ApiParts, create_app
from smplat_app.testing import memory_shape
from smplat_cli.prices import send_file, show_prices, show_unsynced
from smplat_cli.remote import Remote, remote
from smplat_cli.telling import Refused
from smplat_core.access import SCOPES
from smplat_memory import MemoryRateLimiter

FILE = "sku,label,currency,unit_price\nSEN-1,Sensor [big],EUR,10.00\nSEN-2,Hub,EUR,20.00\n"


@pytest.fixture
def far() -> Iterator[Remote]:
    shape = memory_shape()
    _, token = asyncio.run(shape.use_cases.issue_api_key()(name="operator", scopes=SCOPES))
    app = create_app(shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock)))
    with TestClient(app, base_url="http://testserver.local") as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield Remote(client)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "prices.csv"
    path.write_text(FILE)
    return path


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")


def test_a_file_is_imported_and_its_effect_told(
    far: Remote, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    send_file(far, file, code="world")
    send_file(far, file, code="world")

    said = capsys.readouterr().out
    assert "world (global): 2 new, 0 changed, 0 unchanged, 0 archived" in said
    assert "2 prices on their way to Stripe" in said
    assert "world (global): 0 new, 0 changed, 2 unchanged, 0 archived" in said


def test_every_bad_row_is_shown_and_nothing_kept(
    far: Remote, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(FILE + 'SEN-3,Cable,EUR,"1,50"\nSEN-4,[/red],EURO,1.00\n')

    with pytest.raises(Refused) as refused:
        send_file(far, file, code="world")

    lines = capsys.readouterr().out.splitlines()
    assert "2 faults" in str(refused.value)
    assert [line.split()[:2] for line in lines[-2:]] == [["4", "unit_price"], ["5", "currency"]]
    show_prices(far, None)
    assert "no price books yet" in capsys.readouterr().out


def test_a_refusal_without_inputs_is_one_line(far: Remote, file: Path) -> None:
    send_file(far, file, code="world")

    with pytest.raises(Refused, match=r"pricing\.book_region_fixed"):
        send_file(far, file, code="world", region="EU")


def test_a_missing_file_is_refused(far: Remote, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot read"):
        send_file(far, tmp_path / "nowhere.csv", code="world")


def test_books_and_prices_are_listed(
    far: Remote, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    send_file(far, file, code="world")
    capsys.readouterr()

    show_prices(far, None)
    show_prices(far, "world", sku="SEN-2")
    show_unsynced(far)

    said = capsys.readouterr().out
    assert "everywhere" in said
    assert "20.00 EUR" in said
    assert "2 pending" in said
    with pytest.raises(Refused, match="there is world"):
        show_prices(far, "mars")


def test_without_a_key_or_a_server_the_command_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="--key"), remote("http://127.0.0.1:9", None, tmp_path):
        pass
    with (
        remote("http://127.0.0.1:9", "key", tmp_path) as far,
        pytest.raises(Refused, match="smplat up"),
    ):
        show_unsynced(far)
