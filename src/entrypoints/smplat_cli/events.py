"""The event log from the command line: read it, replay it, hold it against the rows."""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from cyclopts import App, Parameter

from smplat_cli.telling import HouseFolder, Refused, console, run, system
from smplat_core.kernel import EventRecord, Finding, FindingKind, Story, Verified, Wanted, to_json

if TYPE_CHECKING:  # the product takes a second to load
    from smplat_core.kernel import Named, ReadHistory, VerifyHistory

app = App(name="events", help="Read the event log, replay it, and hold it against the rows.")

Moment = Annotated[
    str | None, Parameter(help="A moment with its time zone, such as 2026-11-21T03:00:00Z.")
]
AsJson = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


@app.command
def verify(
    *,
    until: Moment = None,
    since: Moment = None,
    aggregate: Annotated[
        str | None, Parameter(help="Only one kind, such as order, or one of them: order/ID.")
    ] = None,
    as_json: AsJson = False,
    data_dir: HouseFolder = None,
) -> None:
    """Replay every history and compare it with its row. Exit code 1 when anything is found.

    Parameters
    ----------
    until
        Replay no further; rows that show a later moment are not compared.
    since
        Only what something happened to since.
    """
    wanted = wanted_of(aggregate, moment_of(since))
    verified = run(_verify(wanted, moment_of(until), _tells(as_json=as_json), data_dir))
    if as_json:
        _line({"verified": {**to_json(verified), "clean": verified.is_clean}})
    else:
        _sum_up(verified)
    if not verified.is_clean:
        sys.exit(1)


async def _verify(
    wanted: Wanted,
    until: datetime | None,
    tell: Callable[[Finding], None],
    data_dir: Path | None,
) -> Verified:
    async with system(data_dir) as use_cases:
        verify_history: VerifyHistory = use_cases.verify_history()
        return await verify_history(wanted, tell=tell, until=until)


@app.command
def show(name: str, *, as_json: AsJson = False, data_dir: HouseFolder = None) -> None:
    """Print everything told of one thing, oldest first.

    Parameters
    ----------
    name
        Its reference, such as ORD-000123, or its id.
    """
    named, records = run(_history(name, data_dir))
    if as_json:
        for record in records:
            _line(to_json(record))
        return
    console.print(f"{named.aggregate} {named.aggregate_id}", markup=False)
    for record in records:
        _tell_event(record)


async def _history(name: str, data_dir: Path | None) -> "tuple[Named, tuple[EventRecord, ...]]":
    async with system(data_dir) as use_cases:
        read: ReadHistory = use_cases.read_history()
        return await read(name)


@app.command
def replay(
    name: str,
    *,
    until: Moment = None,
    as_json: AsJson = False,
    data_dir: HouseFolder = None,
) -> None:
    """Print what one thing was at a moment, from its events alone; now when none is named.

    Parameters
    ----------
    name
        Its reference, such as ORD-000123, or its id.
    """
    story = run(_replay(name, moment_of(until), data_dir))
    if as_json:
        _line(to_json(story))
        return
    if not story.told:
        raise Refused(f"nothing had been told of {name} by then")
    console.print(f"{story.aggregate} {story.aggregate_id}", markup=False)
    console.print(f"as of event {story.told}, {story.at}\n", markup=False, style="dim")
    for fact, value in sorted(story.facts.items()):
        console.print(f"  {fact}: {'-' if value is None else value}", markup=False, soft_wrap=True)
    for finding in story.findings:
        console.print(worded(finding), markup=False, soft_wrap=True, style="red")


async def _replay(name: str, until: datetime | None, data_dir: Path | None) -> Story:
    async with system(data_dir) as use_cases:
        read: ReadHistory = use_cases.read_history()
        return await read.replay(name, until=until)


def moment_of(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is no moment; write one as 2026-11-21T03:00:00Z") from None
    if moment.tzinfo is None:
        raise Refused(f"{text!r} names no time zone; 2026-11-21T03:00:00Z does")
    return moment


def wanted_of(aggregate: str | None, since: datetime | None) -> Wanted:
    if aggregate is None:
        return Wanted(since=since)
    from smplat_app.replay import FOLDS, NOT_REBUILT  # noqa: PLC0415 - the product is slow to load

    kind, _, row_id = aggregate.partition("/")
    if kind not in {*FOLDS, *NOT_REBUILT}:
        known = ", ".join(sorted({*FOLDS, *NOT_REBUILT}))
        raise Refused(f"no aggregate is called {kind!r}; these are: {known}")
    try:
        return Wanted(aggregate=kind, aggregate_id=UUID(row_id) if row_id else None, since=since)
    except ValueError:
        raise Refused(f"{row_id!r} is no id; `smplat events show REFERENCE` prints it") from None


def _tells(*, as_json: bool) -> Callable[[Finding], None]:
    if as_json:
        return lambda finding: _line({"finding": to_json(finding)})
    return lambda finding: console.print(worded(finding), markup=False, soft_wrap=True)


def worded(finding: Finding) -> str:
    where = f"{finding.aggregate} {finding.aggregate_id}"
    at = f" at event {finding.sequence}" if finding.sequence else ""
    kind = "" if finding.kind is FindingKind.DIFFERENCE else f"{finding.kind.replace('_', ' ')}: "
    return f"{where}{at}: {kind}{finding.detail}"


def _sum_up(verified: Verified) -> None:
    rows = ", ".join(f"{kind} {count:,}" for kind, count in sorted(verified.compared.items()))
    console.print(f"replayed {verified.events:,} events")
    console.print(
        f"compared {sum(verified.compared.values()):,} rows, {verified.facts:,} facts"
        f" ({rows or 'none'})"
    )
    if verified.numbered:
        only = ", ".join(f"{kind} {count:,}" for kind, count in sorted(verified.numbered.items()))
        console.print(f"looked at the numbering alone of {only}", style="dim")
    if verified.untold:
        console.print(f"{verified.untold:,} facts were told by no event: not compared")
    if verified.went_on:
        console.print(f"{verified.went_on:,} rows show a later moment: not compared")
    found = ", ".join(f"{kind} {count:,}" for kind, count in verified.findings.items())
    console.print(f"differences: {found.replace('_', ' ') or 'none'}", style="bold")


def _tell_event(record: EventRecord) -> None:
    console.print(
        f"\n{record.sequence:>4}  {record.at.isoformat(timespec='seconds')}  {record.name}"
        f"  by {record.actor}",
        markup=False,
        soft_wrap=True,
    )
    for field, value in record.payload.items():
        if field != "at":
            said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            console.print(f"        {field}: {said}", markup=False, soft_wrap=True, style="dim")


def _line(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
