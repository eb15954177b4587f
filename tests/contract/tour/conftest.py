"""The whole product, started as a newcomer starts it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from attrs import frozen

READY = "smplat is ready"


@frozen
class Product:
    """A running ``smplat up --demo`` with a data folder of its own."""

    folder: Path
    api_url: str
    sandbox_url: str

    @property
    def token(self) -> str:
        return (self.folder / "first-api-key").read_text()

    def get(self, path: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.get(f"{self.api_url}/api/v1{path}", headers=headers, timeout=30)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "smplat_cli", *words],
            env=environment() | {"SMPLAT_DATA_DIR": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def environment() -> dict[str, str]:
    """Nothing that somebody set for another installation."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SMPLAT_")}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def read_until_ready(process: subprocess.Popen[str]) -> str:
    """All it says until it is ready, or until it gives up."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if READY in line:
            break
    return said


def logs(folder: Path) -> str:
    """The end of what each process wrote: the folder is gone when somebody reads the failure."""
    files = sorted(folder.glob("logs/*.log"))
    return "".join(f"\n{file.name}:\n{file.read_text()[-2000:]}" for file in files)


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    # Started by root, PostgreSQL runs as somebody who may not enter the folders of pytest.
    with tempfile.TemporaryDirectory(prefix="smplat-tour-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield from running_in(folder)


def running_in(folder: Path) -> Iterator[Product]:
    """Started, and stopped by Ctrl-C without a trace but its data."""
    api, sandbox = free_port(), free_port()
    with subprocess.Popen(  # noqa: S603 - our own program
        [
            *(sys.executable, "-m", "smplat_cli", "up", "--demo", "--data-dir", str(folder)),
            *("--port", str(api), "--sandbox-port", str(sandbox)),
        ],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        said = read_until_ready(process)
        try:
            assert READY in said, said + logs(folder)
            yield Product(folder, f"http://127.0.0.1:{api}", f"http://127.0.0.1:{sandbox}")
        finally:
            process.send_signal(signal.SIGINT)
            last, _ = process.communicate(timeout=60)

    assert process.returncode == 0, last
    assert not list(folder.rglob("postmaster.pid"))
    for port in (api, sandbox):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)), f"somebody still answers at {port}"
