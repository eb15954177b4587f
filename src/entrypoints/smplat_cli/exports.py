"""Exports from the command line, through the API."""

import json
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final

from cyclopts import App, Parameter
from rich.progress import Progress

from smplat_cli.remote import ApiKey, ApiUrl, DataDir, Remote, remote
from smplat_cli.telling import Refused, console
from smplat_cli.up.house import DEFAULT_FOLDER

app = App(name="exports", help="Start exports, watch, pause and download them.")

LOOK_SECONDS: Final = 0.5
MOST_LOCATIONS: Final = 5_000
"""Of one import."""

ENDED: Final = ("completed", "failed", "canceled")


@app.command
def start(
    *,
    part_size: int = 1_000,
    watch: Annotated[bool, Parameter(help="Stay until it has ended.")] = True,
    api: ApiUrl = None,
    key: ApiKey = None,
    data_dir: DataDir = DEFAULT_FOLDER,
) -> None:
    """Start a retarget export of every sensor location there is now.

    Parameters
    ----------
    part_size
        Locations in one file.
    """
    with remote(api, key, data_dir) as far:
        export = _post(far, "/exports", {"kind": "retarget", "part_size": part_size})
        console.print(f"export {export['id']} of {export['locations']:,} locations")
        if watch:
            _watch(far, export["id"])


@app.command(name="watch")
def watch_export(
    export_id: str, *, api: ApiUrl = None, key: ApiKey = None, data_dir: DataDir = DEFAULT_FOLDER
) -> None:
    """Show how far an export is until it has ended."""
    with remote(api, key, data_dir) as far:
        _watch(far, export_id)


def _watch(far: Remote, export_id: str) -> None:
    with Progress(console=console) as bar:
        task = bar.add_task("running", total=100)
        while True:
            export = far.get(f"/exports/{export_id}")
            run = export["long_run"]
            said = f"{run['state']}, {run['items_done']:,} of {export['locations']:,}"
            bar.update(task, completed=export["progress"], description=said)
            if export["status"] in ENDED:
                break
            time.sleep(LOOK_SECONDS)
    if export["status"] != "completed":
        raise Refused(f"export {export_id} is {export['status']}: {export['last_error'] or ''}")


@app.command
def download(
    export_id: str,
    *,
    to: Path = Path(),
    api: ApiUrl = None,
    key: ApiKey = None,
    data_dir: DataDir = DEFAULT_FOLDER,
) -> None:
    """Fetch the manifest and all parts into a folder, checked against their checksums.

    Parameters
    ----------
    to
        The folder; made if need be.
    """
    with remote(api, key, data_dir) as far:
        fetch(far, export_id, to)


def fetch(far: Remote, export_id: str, to: Path) -> None:
    """All files of an export into a folder; ``Refused`` when one is not what the manifest says."""
    manifest = far.file(f"/exports/{export_id}/manifest")
    named = json.loads(manifest)
    to.mkdir(parents=True, exist_ok=True)
    for part in named["parts"]:
        body = far.file(f"/exports/{export_id}/parts/{part['number']}")
        if sha256(body).hexdigest() != part["sha256"]:
            raise Refused(f"part {part['number']} is not what the manifest says")
        (to / part["key"].rpartition("/")[2]).write_bytes(body)
    (to / "manifest.json").write_bytes(manifest)
    console.print(f"{named['locations']:,} locations in {len(named['parts'])} parts, in {to}")


@app.command
def pause(
    export_id: str, *, api: ApiUrl = None, key: ApiKey = None, data_dir: DataDir = DEFAULT_FOLDER
) -> None:
    """Begin no further part until the export is resumed."""
    with remote(api, key, data_dir) as far:
        console.print(_post(far, f"/job-runs/{export_id}/pause")["state"])


@app.command
def resume(
    export_id: str, *, api: ApiUrl = None, key: ApiKey = None, data_dir: DataDir = DEFAULT_FOLDER
) -> None:
    """Go on where the export was paused."""
    with remote(api, key, data_dir) as far:
        console.print(_post(far, f"/job-runs/{export_id}/resume")["state"])


@app.command
def cancel(
    export_id: str, *, api: ApiUrl = None, key: ApiKey = None, data_dir: DataDir = DEFAULT_FOLDER
) -> None:
    """End an export without a result."""
    with remote(api, key, data_dir) as far:
        console.print(_post(far, f"/job-runs/{export_id}/cancel")["status"])


@app.command
def invent_locations(
    count: int, *, api: ApiUrl = None, key: ApiKey = None, data_dir: DataDir = DEFAULT_FOLDER
) -> None:
    """Import so many made-up sensor locations, to try exports with. Twice is once.

    Parameters
    ----------
    count
        How many: LOC-000001 and so on.
    """
    with remote(api, key, data_dir) as far:
        invent(far, count)


def invent(far: Remote, count: int) -> None:
    """Import made-up locations, and say how many were new."""
    if count < 1:
        raise Refused(f"{count} locations; at least 1")
    added = sum(
        _post(far, "/sensor-locations/import", {"locations": some})["added"]
        for some in _invented(count)
    )
    console.print(f"{added:,} new, {count - added:,} known already")


def _invented(count: int) -> Iterator[list[dict[str, str]]]:
    for first in range(1, count + 1, MOST_LOCATIONS):
        last = min(first + MOST_LOCATIONS, count + 1)
        yield [
            {
                "code": f"LOC-{number:06}",
                "name": f"Aisle {number % 40 + 1}, bay {number}",
                "site": f"Distribution center {number % 25 + 1}",
                "device": f"SEN-T100-{number:06}",
            }
            for number in range(first, last)
        ]


def _post(far: Remote, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
    content = b"" if body is None else json.dumps(body).encode()
    return far.post(path, content, "application/json")
