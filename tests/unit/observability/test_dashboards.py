"""Dashboards and alert rules load, ask only for figures we expose, and lead to a page that helps."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client import REGISTRY

from smplat_api.metrics import REQUEST_SECONDS
from smplat_core.oversight import METRICS, RULES, TARGETS, StuckKind
from smplat_worker.metrics import JOB_SECONDS

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "docs" / "observability"
BOARDS = sorted(SHIPPED.glob("*.json"))
RULE_FILE = SHIPPED / "alerts.yaml"
Json = dict[str, Any]


def exposed() -> dict[str, set[str]]:
    """Series a scrape may bring, with their labels."""
    assert {REQUEST_SECONDS, JOB_SECONDS} <= set(REGISTRY._names_to_collectors.values())  # noqa: SLF001 - no public way
    found = {metric.name: set(metric.labels) for metric in METRICS}
    wrappers = {id(c): c for c in REGISTRY._names_to_collectors.values()}  # noqa: SLF001 - no public way
    for collector in wrappers.values():
        for name in REGISTRY._collector_to_names[collector]:  # noqa: SLF001 - as above
            if name.startswith("smplat_"):
                found[name] = set(getattr(collector, "_labelnames", ())) | {"le"}
    return {"up": {"job", "instance"}, **found}


def selectors(expression: str) -> Iterator[tuple[str, set[str]]]:
    """Metric names an expression asks for, with the labels it asks by."""
    promql_parser.parse(expression)  # raises on what Prometheus would refuse
    text = re.sub(r'"[^"]*"', '""', expression)
    for name, matchers in re.findall(r"\b((?:smplat_\w+)|up)\b(?:\{([^}]*)\})?", text):
        yield name, set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", matchers))


def panels(board: Json) -> list[Json]:
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def rules() -> list[Json]:
    groups = yaml.safe_load(RULE_FILE.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


EXPRESSIONS = [
    *(
        pytest.param(target["expr"], id=f"{path.stem}: {panel['title']} {target['refId']}")
        for path in BOARDS
        for panel in panels(json.loads(path.read_text()))
        for target in panel["targets"]
    ),
    *(pytest.param(rule["expr"], id=rule["alert"]) for rule in rules()),
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_parses_and_asks_for_what_is_exposed(expression: str) -> None:
    known = exposed()

    asked = list(selectors(expression))

    assert asked
    for name, labels in asked:
        assert name in known, f"nobody exposes {name}"
        assert labels <= known[name], f"{name} has no {labels - known[name]}"


@pytest.mark.parametrize("path", BOARDS, ids=lambda path: path.stem)
def test_a_dashboard_has_the_shape_grafana_loads(path: Path) -> None:
    board = json.loads(path.read_text())

    assert {"uid", "title", "schemaVersion", "panels", "templating", "time"} <= set(board)
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,40}", board["uid"])
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids))
    for panel in panels(board):
        assert panel["type"] in {"timeseries", "stat", "table"}
        assert panel["datasource"]["uid"] == "${datasource}"
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24
        refs = [target["refId"] for target in panel["targets"]]
        assert refs == sorted(set(refs))


def test_no_two_panels_of_a_dashboard_overlap() -> None:
    for path in BOARDS:
        taken: set[tuple[int, int]] = set()
        for panel in json.loads(path.read_text())["panels"]:
            at = panel["gridPos"]
            cells = {(at["x"] + dx, at["y"] + dy) for dx in range(at["w"]) for dy in range(at["h"])}
            assert not cells & taken, f"{path.stem}: {panel['title']}"
            taken |= cells


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_how_bad_it_is_and_leads_to_a_page_that_helps(rule: Json) -> None:
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"]
    assert (ROOT / rule["annotations"]["runbook"]).is_file()
    assert re.fullmatch(r"\d+[smhd]", rule.get("for", "0s"))


def test_no_two_alerts_share_a_name() -> None:
    names = [rule["alert"] for rule in rules()]

    assert len(names) == len(set(names))


def test_what_is_stuck_leads_to_a_page_that_helps() -> None:
    assert set(RULES) == set(StuckKind)
    missing = {
        rule.how_to
        for rule in RULES.values()
        if not (ROOT / f"docs/how-to/{rule.how_to}.md").is_file()
    }

    assert missing == set()


def test_every_figure_is_shown_on_some_dashboard_or_asked_for_by_some_alert() -> None:
    """A figure nobody looks at costs a scrape and tells nothing."""
    text = "".join(path.read_text() for path in (*BOARDS, RULE_FILE))
    unused = {metric.name for metric in METRICS if metric.name not in text}

    assert unused <= {"smplat_dead_deliveries", *ONLY_FOR_QUESTIONS}


ONLY_FOR_QUESTIONS = {
    "smplat_fulfillments_open",
    "smplat_stuck_oldest_seconds",
    "smplat_worker_oldest_heartbeat_seconds",
}


def test_metrics_keep_prometheus_conventions() -> None:
    for metric in METRICS:
        assert re.fullmatch(r"smplat_[a-z][a-z_]*", metric.name)
        assert metric.name.endswith("_total") == (metric.kind.value == "counter")
        assert metric.meaning.endswith(".")
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    assert len({target.name for target in TARGETS}) == len(TARGETS)
