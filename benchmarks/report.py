"""Figures as a table, kept as JSON beside those of earlier runs."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.figures import Figure

KEPT: Final = Path(__file__).parents[1] / "build" / "bench"

Results = Mapping[str, Sequence[Figure]]


def told(subject: str, figures: Iterator[Figure], earlier: Mapping[str, float]) -> Iterator[Figure]:
    """The figures as they come, each written as one line as soon as it is known: measured,
    target, verdict, and how it moved since the last run.
    """
    say(f"\n{subject}")
    for figure in figures:
        measured = f"{_number(figure.value)} {figure.unit}".rstrip()
        target = str(figure.target or "")
        moved = _moved(figure.value, earlier.get(_key(subject, figure)))
        line = f"  {figure.work:<46} {measured:>14}  {target:<10} {figure.verdict:<6} {moved}"
        say(line.rstrip())
        yield figure


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def keep(results: Results, machine: Mapping[str, str]) -> Path:
    """Written as ``build/bench/<moment>.json``."""
    KEPT.mkdir(parents=True, exist_ok=True)
    moment = datetime.now(UTC)
    file = KEPT / f"{moment:%Y-%m-%dT%H-%M-%S}.json"
    figures = {
        _key(subject, figure): _as_json(figure)
        for subject, figures in results.items()
        for figure in figures
    }
    kept = {"at": moment.isoformat(), "machine": machine, "figures": figures}
    file.write_text(json.dumps(kept, indent=2) + "\n")
    return file


def last() -> dict[str, float]:
    """The latest known value of every figure, by name; empty before the first run."""
    known: dict[str, float] = {}
    for file in sorted(KEPT.glob("*.json")):
        figures = json.loads(file.read_text())["figures"]
        known |= {name: figure["value"] for name, figure in figures.items()}
    return known


def _key(subject: str, figure: Figure) -> str:
    return f"{subject}: {figure.work}"


def _as_json(figure: Figure) -> dict[str, Any]:
    return {
        "value": figure.value,
        "unit": figure.unit,
        "target": str(figure.target or ""),
        "verdict": figure.verdict,
    }


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2f}"  # noqa: PLR2004 - where decimals stop to matter


def _moved(value: float, before: float | None) -> str:
    return f"{(value / before - 1) * 100:+.0f} %" if before else ""
