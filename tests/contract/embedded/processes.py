"""Other processes for these tests: a launcher to kill, a bystander to spare."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SCRIPT = """
import sys
from pathlib import Path
import smplat_embedded
getattr(smplat_embedded, sys.argv[1])(Path(sys.argv[2])).start()
print("started", flush=True)
sys.stdin.read()
"""


@contextmanager
def running(
    *command: str | Path, says: bytes = b"", owner_of: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """The command, once a line it prints contains ``says``; killed at the end.

    Root runs it as the owner of ``owner_of``.
    """
    with subprocess.Popen(  # noqa: S603 - the tests' own commands
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        user=owner_of.stat().st_uid if owner_of else None,
        group=owner_of.stat().st_gid if owner_of else None,
    ) as process:
        try:
            _wait_for(says, process)
            yield process
        finally:
            process.kill()


@contextmanager
def another_launcher(server: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has started ``server`` in ``folder`` and waits to be killed."""
    command: Sequence[str | Path] = (sys.executable, "-c", SCRIPT, server, folder)
    with running(*command, says=b"started") as process:
        yield process


def _wait_for(says: bytes, process: subprocess.Popen[bytes]) -> None:
    if not says:
        return
    assert process.stdout
    printed = b""
    for line in process.stdout:
        printed += line
        if says in line:
            return
    raise AssertionError(printed.decode())
