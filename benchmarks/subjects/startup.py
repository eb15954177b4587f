"""`smplat up` from the command to its welcome, and what the product weighs when it idles."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.figures import Figure, at_most
from benchmarks.house import ROOT, free_port

WARM_STARTS: Final = 3
WELCOME: Final = "Ctrl-C stops everything"


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="smplat-up-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with up(folder) as (cold, *_):
            pass
        warm = []
        for _ in range(WARM_STARTS):
            with up(folder) as (seconds, pid, _):
                warm.append(seconds)
                time.sleep(1)
                weight = sum(resident(child) for child in ours(pid))
    yield Figure("first time, to ready", cold, "s", at_most(5))
    yield Figure("data folder present, to ready", median(warm), "s", at_most(2.5))
    yield Figure("memory of API and worker, idle", weight / 1e6, "MB", at_most(260))


@contextmanager
def up(folder: Path, *options: str) -> Iterator[tuple[float, int, int]]:
    """The product running on the folder: seconds until its welcome, its process id, its port."""
    port = free_port()
    ports = ("--port", str(port), "--sandbox-port", str(free_port()))
    started = time.monotonic()
    house = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "smplat_cli", "up", "--data-dir", str(folder), *ports, *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert house.stdout is not None  # noqa: S101 - it was asked for
    try:
        for line in house.stdout:
            if WELCOME in line:
                break
        yield time.monotonic() - started, house.pid, port
    finally:
        house.terminate()
        house.communicate(timeout=40)


def ours(house: int) -> list[int]:
    """The API and the worker: children of the house by their command. Linux only."""
    listed = Path(f"/proc/{house}/task").glob("*/children")
    children = [int(pid) for file in listed for pid in file.read_text().split()]
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") for pid in children}
    return [pid for pid, words in commands.items() if {b"serve", b"worker"} & set(words)]


def resident(pid: int) -> int:
    """Bytes, with shared ones counted in full."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024
