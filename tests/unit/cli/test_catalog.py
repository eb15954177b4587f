"""``smplat catalog``, against the API over a system in memory."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from smplat_api import ApiParts, create_app
from smplat_app.testing import MemoryShape, memory_shape
from smplat_cli.catalog import fetch_file, send_file, show_insights, write_counts
from smplat_cli.remote import Problem, Remote
from smplat_cli.telling import Refused
from smplat_core.access import SCOPES
from smplat_core.pricing import BookToImport, read_prices
from smplat_memory import MemoryRateLimiter

PRICES = "sku,label,kind,currency,unit_price\nSEN-1,Sensor,hardware,EUR,10.00\n"


@pytest.fixture
def shape() -> MemoryShape:
    return memory_shape()


@pytest.fixture
def far(shape: MemoryShape) -> Iterator[Remote]:
    _, token = asyncio.run(shape.use_cases.issue_api_key()(name="operator", scopes=SCOPES))
    asyncio.run(shape.use_cases.import_prices()(BookToImport(code="world"), read_prices(PRICES)))
    app = create_app(shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock)))
    with TestClient(app, base_url="http://testserver.local") as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield Remote(client)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    """What the command said; the API runs in the same process and logs to the same place."""
    lines = capsys.readouterr().out.splitlines(keepends=True)
    return "".join(line for line in lines if "correlation_id=" not in line)


def a_product(slug: str = "sensor", **changes: object) -> dict[str, object]:
    content = {"title": "Sensor [big]", "category": "sensors", "kind": "hardware", "sku": "SEN-1"}
    return {"slug": slug, "content": {**content, **changes}}


def a_file(folder: Path, *products: dict[str, object], name: str = "shop.json") -> Path:
    file = folder / name
    file.write_text(json.dumps({"products": list(products or [a_product()])}))
    return file


def test_a_file_comes_in_and_its_effect_is_told(
    far: Remote, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = a_file(tmp_path)

    send_file(far, file)
    send_file(far, file, publish="true")

    said = printed(capsys).splitlines()
    assert said[0] == "1 new, 0 changed, 0 unchanged, 0 published"
    assert said[1] == "0 new, 0 changed, 1 unchanged, 1 published"
    assert [card["slug"] for card in far.every("/products")] == ["sensor"]


def test_every_fault_is_shown_and_nothing_kept(
    far: Remote, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = a_product("[/red]", kind="vapor", price=7)

    with pytest.raises(Refused, match="2 faults"):
        send_file(far, a_file(tmp_path, a_product(), bad))

    shown = [line.split()[0] for line in printed(capsys).splitlines()[1:]]
    assert shown == ["/products/1/content/kind", "/products/1/content/price"]
    assert list(far.every("/catalog/products")) == []


@pytest.mark.parametrize("name", ["shop.json", "shop.csv"])
def test_what_goes_out_comes_in_again_and_changes_nothing(
    far: Remote, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    send_file(far, a_file(tmp_path, a_product(), a_product("hub", title="Hüb, 50 %")))

    fetch_file(far, tmp_path / name, None)
    send_file(far, tmp_path / name)

    said = printed(capsys)
    assert f"wrote {tmp_path / name}" in said
    assert "0 new, 0 changed, 2 unchanged" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({"shop.json", name})


def test_without_a_file_the_catalog_goes_to_the_output(
    far: Remote, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    send_file(far, a_file(tmp_path, a_product(), a_product("hub", kind="digital")))
    capsys.readouterr()

    fetch_file(far, None, None)
    told = json.loads(printed(capsys))
    fetch_file(far, None, "csv", kind="digital")
    rows = printed(capsys).splitlines()

    assert [each["slug"] for each in told["products"]] == ["hub", "sensor"]
    assert [row.split(",")[0] for row in rows] == ["slug", "hub"]


def test_files_that_are_not_there_or_cannot_be_written_are_refusals(
    far: Remote, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="cannot read"):
        send_file(far, tmp_path / "no.json")
    with pytest.raises(Refused, match=r"call it \.json or \.csv"):
        send_file(far, tmp_path / "shop.xlsx")
    with pytest.raises(Refused, match="cannot write"):
        fetch_file(far, tmp_path / "no" / "shop.json", None)


def test_what_people_search_for_is_shown(
    far: Remote, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    show_insights(far, 1)
    send_file(far, a_file(tmp_path), publish="true")
    for asked in ("sensor", "Sensor", "gateway"):
        far.get("/products", q=asked)
    far.get("/products", q="sensor", category="sensors", sort="price")

    show_insights(far, 7)

    said = printed(capsys)
    assert "nobody searched in the last day" in said
    missed = said.split("found nothing")[1].splitlines()[2].split()
    assert missed == ["gateway", "1", "1"]
    rows = [line.split() for line in said.split("searched most in the last 7 days")[1].splitlines()]
    assert rows[2] == ["sensor", "any", "relevance", "2", "0"]
    assert ["sensor", "sensors", "price", "1", "0"] in rows


def test_every_count_is_written_as_csv(
    far: Remote, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    send_file(far, a_file(tmp_path), publish="true")
    far.get("/products", q="sensor")
    far.get("/products", q="sensor")
    far.get("/products", q="hub", category="sensors")
    capsys.readouterr()

    write_counts(far, 7)

    assert printed(capsys).splitlines() == [
        "query,category,sort,searches,without_result",
        "sensor,,relevance,2,0",
        "hub,sensors,relevance,1,1",
    ]


def test_a_time_nobody_can_ask_for_is_refused(far: Remote) -> None:
    with pytest.raises(Problem, match="1000 days"):
        show_insights(far, 1_000)
