"""The folder a server lives in: who may run it, where its log and its socket go."""

import fcntl
import hashlib
import os
import re
from pathlib import Path
from typing import Final

from attrs import define

from smplat_embedded.refusals import FolderInUse, FolderUnusable

LOCK: Final = "launcher.lock"
LONGEST_SOCKET: Final = 100  # bytes; Linux allows 107, macOS 103
PLAIN: Final = re.compile(r"[\w/.+-]+", re.ASCII)  # commas and spaces mean something in a DSN
LARGE_LOG: Final = 10 * 1024 * 1024  # bytes
LAST_BYTES: Final = 4096
LAST_LINES: Final = 15


@define(eq=False)
class Claim:
    """The sole right to run a server in a folder. The kernel returns it if we die."""

    _descriptor: int

    @classmethod
    def on(cls, folder: Path) -> "Claim":
        """Take the folder, making it if need be; or ``FolderInUse`` / ``FolderUnusable``."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as failure:
            raise FolderUnusable(
                f"{folder} cannot hold a server's data: {failure.strerror}. "
                f"Choose a data folder you may write to."
            ) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
            os.close(descriptor)
            raise FolderInUse(
                f"a server already runs on {folder}, started by process {holder or 'unknown'}. "
                f"Use that one, stop it, or choose another data folder."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)
        return cls(descriptor)

    def release(self) -> None:
        os.close(self._descriptor)


def socket_folder(folder: Path, *, socket: str) -> Path:
    """Where the server in ``folder`` puts ``socket``: always the same answer.

    Inside the folder when the path fits a socket address, else a private folder in
    ``/tmp``, which is short on every system, named after the data folder.
    """
    inside = folder / "run"
    path = str(inside / socket)
    if len(path) < LONGEST_SOCKET and PLAIN.fullmatch(path):
        return inside
    return Path("/tmp") / f"smplat-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"  # noqa: S108 - Account.own checks whose it is


def rotate(log: Path) -> None:
    """Put a large log aside, replacing the one put aside before."""
    if log.exists() and log.stat().st_size > LARGE_LOG:
        log.replace(log.with_name(log.name + ".1"))


def tail(log: Path, *, since: int = 0) -> str:
    """The last lines of the log, from byte ``since`` on, for a message to a person."""
    if not log.exists():
        return ""
    with log.open("rb") as lines:
        lines.seek(max(since, log.stat().st_size - LAST_BYTES))
        return "\n".join(lines.read().decode(errors="replace").splitlines()[-LAST_LINES:])
