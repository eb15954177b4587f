"""PostgreSQL's own lock file, ``postmaster.pid``, and the process it names.

Format: https://github.com/postgres/postgres/blob/REL_18_STABLE/src/include/utils/pidfile.h
"""

import os
import subprocess
from contextlib import suppress
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT
from time import monotonic, sleep
from typing import Final

from attrs import frozen

from smplat_embedded.refusals import FolderInUse

STATUS_LINE: Final = 8
PATIENCE: Final = 30.0  # seconds for an orphan to shut down
POLL: Final = 0.01  # seconds
PROC: Final = Path("/proc")  # absent on macOS


@frozen
class PostmasterFile:
    """The lock file in a data folder, read only while we hold the claim on that folder."""

    data: Path

    @property
    def path(self) -> Path:
        return self.data / "postmaster.pid"

    def ready(self, pid: int) -> bool:
        """Does process ``pid`` own the data, and does it take connections?"""
        lines = self._lines()
        if len(lines) < STATUS_LINE or lines[0].strip() != str(pid):
            return False
        return lines[STATUS_LINE - 1].strip() == "ready"

    def settle(self, *, sockets: Path) -> None:
        """Deal with what an earlier run left behind, hurting no process but our own.

        An orphan of ours is shut down. A server that somebody else runs on this data is
        ``FolderInUse``. Any other process merely got a dead server's number: it is left
        in peace and the file changed so that PostgreSQL does not mistake it either.
        """
        if not self.path.exists():
            return
        pid = self._pid()
        if pid is None:
            self.path.unlink()  # the server crashed while writing it
        elif f"unix_socket_directories={sockets}" in command_line(pid):
            _shut_down(pid)
        elif str(self.data) in command_line(pid) or working_folder(pid) == self.data:
            raise FolderInUse(f"process {pid}, which smplat did not start, runs on {self.data}.")
        elif _exists(pid):
            self._blame_launcher()

    def kill_survivors(self) -> None:
        """End the backends of a killed postmaster, which PostgreSQL would wait for.

        They notice their loss only between two steps of a query, and nobody hears them.
        Where processes hide their folders there is nothing to do but wait.
        """
        for entry in PROC.glob("[0-9]*"):
            pid = int(entry.name)
            if working_folder(pid) == self.data and command_line(pid).startswith("postgres:"):
                with suppress(ProcessLookupError):
                    os.kill(pid, SIGKILL)
        sleep(POLL)

    def _blame_launcher(self) -> None:
        """Name our own process as the owner, which our child recognizes as its parent.

        Deleting the file would be simpler, but it also holds the shared memory key by which
        PostgreSQL notices backends that survived a killed postmaster.
        """
        rest = self._lines()[1:]
        descriptor = os.open(self.path, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "w") as file:
            file.write("\n".join([str(os.getpid()), *rest]) + "\n")

    def _pid(self) -> int | None:
        first = next(iter(self._lines()), "").strip()
        return int(first) if first.isdigit() else None

    def _lines(self) -> list[str]:
        try:
            return self.path.read_text(errors="replace").splitlines()
        except FileNotFoundError:
            return []


def command_line(pid: int) -> str:
    """The arguments of a process; empty if it is gone, a zombie, or hidden from us."""
    if (PROC / "self").exists():
        try:
            return (
                (PROC / str(pid) / "cmdline")
                .read_bytes()
                .replace(b"\0", b" ")
                .decode(errors="replace")
            )
        except OSError:
            return ""
    listed = subprocess.run(  # noqa: S603 - constant but for a number
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return listed.stdout


def working_folder(pid: int) -> Path | None:
    """Where a process works, on systems that tell."""
    try:
        return (PROC / str(pid) / "cwd").readlink()
    except OSError:
        return None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _shut_down(pid: int) -> None:
    """Wait for an orphan to leave, asking for a fast and at last an immediate shutdown."""
    for signal in (SIGINT, SIGKILL, SIGQUIT):
        deadline = monotonic() + PATIENCE
        try:
            os.kill(pid, signal)
            while command_line(pid) and monotonic() < deadline:
                sleep(POLL)
        except ProcessLookupError:
            return
        if not command_line(pid):
            return
    raise FolderInUse(f"an earlier PostgreSQL, process {pid}, does not stop; end it by hand.")
