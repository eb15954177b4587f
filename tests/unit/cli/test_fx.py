"""``smplat fx``, against the API over a system in memory."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import frozen
from litestar.testing import TestClient

from smplat_api import ApiParts, create_app
from smplat_app.testing import MemoryShape, memory_shape
from smplat_cli.fx import ask_again, hand_out, show_rates
from smplat_cli.remote import Problem, Remote
from smplat_cli.telling import Refused
from smplat_core.access import SCOPES
from smplat_core.kernel import Currency, ExchangeRate
from smplat_memory import MemoryRateLimiter


@frozen
class House:
    shape: MemoryShape
    far: Remote

    def says(self, **rates: str) -> None:
        """The source says this from now on."""
        self.shape.use_cases.rate_source().rates = tuple(
            ExchangeRate(
                base=Currency.EUR,
                quote=Currency(quote),
                rate=Decimal(rate),
                source="a [bank]",
                quoted_at=self.shape.clock.now(),
            )
            for quote, rate in rates.items()
        )


@pytest.fixture
def house() -> Iterator[House]:
    shape = memory_shape()
    _, token = asyncio.run(shape.use_cases.issue_api_key()(name="operator", scopes=SCOPES))
    app = create_app(shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock)))
    with TestClient(app, base_url="http://testserver.local") as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield House(shape, Remote(client))


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")


def test_what_changed_and_what_was_not_believed_is_shown(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.says(USD="1", GBP="0.8")
    ask_again(house.far)
    house.shape.clock.advance(timedelta(days=1))
    house.says(USD="1.1", GBP="8", JPY="160")
    capsys.readouterr()

    ask_again(house.far)

    said = capsys.readouterr().out
    pairs = [line.split() for line in said.splitlines() if line.strip().startswith("EUR/")]
    assert pairs == [["EUR/JPY", "160", "new"], ["EUR/USD", "1", "1.1", "10.00", "%"]]
    assert "2 changed, 0 unchanged" in said
    assert "not kept: 1 EUR = 8 GBP: it is 900.00 % off 0.8; set it by hand" in said


def test_what_the_source_left_out_is_said(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.says(USD="1")

    ask_again(house.far)

    assert "not given: GBP, JPY" in capsys.readouterr().out


def test_a_source_of_which_nothing_is_believed_ends_in_a_refusal(house: House) -> None:
    house.says(USD="1")
    ask_again(house.far)
    house.shape.clock.advance(timedelta(days=1))
    house.says(USD="100")

    with pytest.raises(Refused, match="nothing the source says was believed"):
        ask_again(house.far)


def test_a_source_that_does_not_answer_ends_in_a_refusal(house: House) -> None:
    house.shape.use_cases.rate_source().away = True

    with pytest.raises(Problem, match="rates_unavailable"):
        ask_again(house.far)


def test_rates_are_shown_with_their_age_and_what_that_means(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    show_rates(house.far)
    house.says(USD="1.0837")
    ask_again(house.far)
    shown = []
    for hours in (1, 29, 30):
        house.shape.clock.advance(timedelta(hours=hours))
        capsys.readouterr()
        show_rates(house.far)
        shown.append(capsys.readouterr().out.splitlines()[-1].split("2026-01-05T12:00:00Z")[1])

    assert [" ".join(line.split()) for line in shown] == [
        "1 h",
        "30 h stale",
        "60 h takes no money",
    ]


def test_before_any_rate_the_way_to_get_some_is_said(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    show_rates(house.far)

    assert "no rates yet: `smplat fx refresh`" in capsys.readouterr().out


def test_rates_are_handed_out_as_a_file_and_as_a_line(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house.says(USD="1.0837", GBP="0.87")
    ask_again(house.far)
    file = tmp_path / "rates.json"

    hand_out(house.far, file, "SHOP_FX_RATES")

    written = json.loads(file.read_text())["rates"]
    assert [(rate["quote"], rate["rate"]) for rate in written] == [
        ("GBP", "0.87"),
        ("USD", "1.0837"),
    ]
    assert """SHOP_FX_RATES='{"EUR":{"GBP":"0.87","USD":"1.0837"}}'""" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["rates.json"]


def test_a_file_that_cannot_be_written_is_a_refusal(house: House, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot write"):
        hand_out(house.far, tmp_path / "no" / "rates.json", None)
