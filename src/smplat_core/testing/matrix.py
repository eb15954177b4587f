"""What became of each promise, as a table people read."""

from enum import StrEnum

import pytest
from attrs import Factory, define

from smplat_core.testing.ports import PORTS
from smplat_core.testing.promises import sentence


class Verdict(StrEnum):
    KEPT = "kept"
    BROKEN = "broken"
    NOT_OFFERED = "not offered"


@define
class Row:
    """One promise, asked once or with several examples."""

    promise: str
    verdicts: list[Verdict] = Factory(list)
    why: str = ""

    @property
    def verdict(self) -> Verdict:
        """Broken if any example broke it; kept if one was kept and none broken."""
        if Verdict.BROKEN in self.verdicts:
            return Verdict.BROKEN
        return Verdict.KEPT if Verdict.KEPT in self.verdicts else Verdict.NOT_OFFERED


@define
class Matrix:
    """Every promise of a port, by suite, in the order they are asked for."""

    rows: dict[tuple[str, str], Row] = Factory(dict)
    items: dict[str, tuple[str, str]] = Factory(dict)

    def expect(self, node: str, promise: str, *, of: str) -> None:
        self.items[node] = (of, promise)
        self.rows.setdefault((of, promise), Row(promise))

    def hear(self, report: pytest.TestReport) -> None:
        """Note how a phase of a test ended; setting up and calling count, as does a bad end."""
        row = self.rows.get(self.items.get(report.nodeid, ("", "")))
        if row is None:
            return
        if report.failed:
            row.verdicts.append(Verdict.BROKEN)
            row.why = row.why or last_line(report)
        elif report.skipped:
            row.verdicts.append(Verdict.NOT_OFFERED)
            row.why = row.why or skipped_because(report)
        elif report.when == "call":
            row.verdicts.append(Verdict.KEPT)

    def written(self) -> str:
        lines = []
        for row in self.rows.values():
            lines.append(f"{row.verdict:13}{sentence(row.promise)}")
            if row.why and row.verdict is not Verdict.KEPT:
                lines.append(f"{'':13}  {row.why}")
        counts = [row.verdict for row in self.rows.values()]
        sums = ", ".join(f"{counts.count(verdict)} {verdict}" for verdict in Verdict)
        return "\n".join((*lines, "", sums))


def last_line(report: pytest.TestReport) -> str:
    """What went wrong, in the words of the failure itself."""
    crash = getattr(report.longrepr, "reprcrash", None)
    message = str(crash.message) if crash else report.longreprtext
    return message.strip().partition("\n")[0][:200]


def skipped_because(report: pytest.TestReport) -> str:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
    return reason.removeprefix("Skipped: ")


def catalog() -> str:
    """The ports there are suites for."""
    lines = []
    for port in PORTS.values():
        promises = sum(len(suite.promises()) for suite in port.suites)
        lines.append(f"{port.name:20}{promises:3} promises  {port.summary}")
    return "\n".join(lines)
