"""``smplat exports``, against the API over a system in memory."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from smplat_api import ApiParts, create_app
from smplat_app.testing import MemoryShape, memory_shape
from smplat_cli.exports import fetch, invent
from smplat_cli.remote import Problem, Remote
from smplat_cli.telling import Refused
from smplat_core.access import SCOPES
from smplat_memory import MemoryRateLimiter
from tests.unit.api.working import work_on


@pytest.fixture
def shape() -> MemoryShape:
    return memory_shape()


@pytest.fixture
def far(shape: MemoryShape) -> Iterator[Remote]:
    _, token = asyncio.run(shape.use_cases.issue_api_key()(name="operator", scopes=SCOPES))
    app = create_app(shape.use_cases, ApiParts(MemoryRateLimiter(shape.clock)))
    with TestClient(app, base_url="http://testserver.local") as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield Remote(client)


def test_locations_are_invented_exported_and_fetched(
    far: Remote, shape: MemoryShape, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    invent(far, 25)
    invent(far, 30)
    export = far.post("/exports", json.dumps({"part_size": 10}).encode(), "application/json")
    asyncio.run(work_on(shape))

    fetch(far, export["id"], tmp_path / "export")

    said = capsys.readouterr().out
    assert "25 new, 0 known already" in said
    assert "5 new, 25 known already" in said
    files = sorted((tmp_path / "export").glob("*.ndjson"))
    codes = [json.loads(line)["code"] for file in files for line in file.read_text().splitlines()]
    assert codes == [f"LOC-{number:06}" for number in range(1, 31)]
    manifest = json.loads((tmp_path / "export" / "manifest.json").read_text())
    assert manifest["locations"] == 30


def test_an_export_that_is_not_finished_is_not_fetched(far: Remote, tmp_path: Path) -> None:
    invent(far, 5)
    export = far.post("/exports", b"{}", "application/json")

    with pytest.raises(Problem, match=r"insights\.export_not_ready"):
        fetch(far, export["id"], tmp_path)


def test_no_locations_are_no_number_to_invent(far: Remote) -> None:
    with pytest.raises(Refused):
        invent(far, 0)
