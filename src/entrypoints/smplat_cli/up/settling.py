"""What `smplat up` leaves in its data folder for the processes and commands of this machine."""

import json
import os
import shlex
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from attrs import asdict, frozen

SCHEDULES: Final = "schedules.toml"
ADDRESSES: Final = "addresses.json"
SETTINGS: Final = "settings.env"
PREFIX: Final = "SMPLAT_"

IMPATIENT: Final = """
# The sandbox's couriers take no offense: nobody at a screen should wait for a minute to pass.
[schedule.poll-tracking-often]
job = "fulfillment.poll_tracking"
queue = "shipments"
cron = "*/10 * * * * *"
"""


@frozen
class Addresses:
    """Where the API and the sandbox of this machine answer."""

    api: str = "http://127.0.0.1:8060"
    sandbox: str = "http://127.0.0.1:8070"


def write_schedules(folder: Path) -> None:
    """Those that ship, and parcels asked about every few seconds."""
    (folder / SCHEDULES).write_text(_shipped().read_text(encoding="utf-8") + IMPATIENT)


def _shipped() -> Path:
    """``smplat_worker.SHIPPED``, found without the second that loading the worker takes."""
    worker = find_spec("smplat_worker")
    if worker is None or worker.origin is None:
        raise FileNotFoundError("smplat_worker is not installed")
    return Path(worker.origin).with_name("schedules.toml")


def write_addresses(folder: Path, addresses: Addresses) -> None:
    (folder / ADDRESSES).write_text(json.dumps(asdict(addresses)))


def read_addresses(folder: Path) -> Addresses:
    """Those of the last `smplat up` on this folder, else its usual ones."""
    try:
        known = json.loads((folder.expanduser() / ADDRESSES).read_text())
        return Addresses(api=str(known["api"]), sandbox=str(known["sandbox"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Addresses()


def write_settings(folder: Path, environment: Mapping[str, str]) -> None:
    """What every process of this house runs with, for commands typed beside it.

    A shell can read it too. It holds passwords, so its owner alone may open it.
    """
    lines = (
        f"{name}={shlex.quote(value)}\n"
        for name, value in sorted(environment.items())
        if name.startswith(PREFIX)
    )
    fresh = folder / f"{SETTINGS}.new"
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(lines)
    fresh.replace(folder / SETTINGS)


def read_settings(folder: Path) -> dict[str, str] | None:
    """The settings of the last `smplat up` on this folder; ``None`` when there was none."""
    try:
        text = (folder.expanduser() / SETTINGS).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    pairs = (word.partition("=") for word in shlex.split(text))
    return {name: value for name, _, value in pairs}
