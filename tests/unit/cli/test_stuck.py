"""``smplat stuck`` prints the list, and a script can ask it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

import smplat_cli.stuck
from smplat_cli.remote import Remote
from smplat_cli.stuck import stuck
from smplat_core.oversight import StuckKind

DEAD = {
    "kind": "job_dead",
    "id": "1",
    "since": "2026-11-21T00:00:00Z",
    "age_seconds": 97_500,
    "what": "pricing.sync: Timeout",
    "owner": None,
    "company_id": None,
    "link": "/api/v1/job-runs/1",
    "how_to": "watch-and-repair-jobs",
}


def answering(monkeypatch: pytest.MonkeyPatch, items: list[dict[str, object]]) -> list[httpx.URL]:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, json={"items": items, "next_cursor": None})

    @contextmanager
    def far(*_: object) -> Iterator[Remote]:
        with httpx.Client(base_url="http://far", transport=httpx.MockTransport(answer)) as client:
            yield Remote(client)

    monkeypatch.setattr(smplat_cli.stuck, "remote", far)
    return asked


def test_what_is_stuck_is_printed_and_ends_with_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = answering(monkeypatch, [DEAD])

    with pytest.raises(SystemExit) as ended:
        stuck(StuckKind.JOB_DEAD, as_json=True, data_dir=tmp_path)

    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out) == DEAD
    assert asked[0].params["kind"] == "job_dead"


def test_ages_are_told_in_the_units_that_matter(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answering(monkeypatch, [DEAD])

    with pytest.raises(SystemExit):
        stuck(data_dir=tmp_path)

    told = capsys.readouterr().out
    assert "1 d 3 h" in told
    assert "nobody" in told
    assert "docs/how-to/watch-and-repair-jobs.md" in told


def test_where_nobody_looks_each_thing_is_one_whole_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    link = "/api/v1/legacy-sync/reports/" + "0" * 200
    answering(monkeypatch, [{**DEAD, "link": link}])

    with pytest.raises(SystemExit):
        stuck(data_dir=tmp_path)

    _, line = capsys.readouterr().out.splitlines()
    assert link in line


def test_nothing_stuck_is_said_and_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answering(monkeypatch, [])

    stuck(data_dir=tmp_path)

    assert "nothing is stuck" in capsys.readouterr().out
