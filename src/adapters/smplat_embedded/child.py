"""A server process that does not outlive the process that started it."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from signal import Signals
from threading import Event, Thread
from typing import Final

from attrs import define, frozen

from smplat_embedded.account import Account

PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h


@frozen
class Step:
    """One rung of the ladder down: send ``signal``, then wait ``patience`` seconds."""

    signal: Signals
    patience: float


@define(eq=False)
class Child:
    """A running server, watched by a thread of its own."""

    _process: subprocess.Popen[bytes]
    _gone: Event

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How the process ended; None while it runs."""
        return self._process.returncode

    def alive(self) -> bool:
        return not self._gone.is_set()

    def gone_within(self, seconds: float) -> bool:
        """Wait for the end of the process, at most so long; did it end?"""
        return self._gone.wait(seconds)

    def stop(self, ladder: Sequence[Step]) -> None:
        """Ask ever less politely until the process is gone."""
        for step in ladder:
            self._process.send_signal(step.signal)
            if self.gone_within(step.patience):
                return


def spawn(
    command: Sequence[str | Path],
    *,
    account: Account,
    log: Path,
    parting: Signals,
    environment: Mapping[str, str] | None = None,
) -> Child:
    """Run ``command`` in its own session with its output in ``log``.

    It sees ``environment``, or without one the little that a server needs.

    On Linux the kernel sends it ``parting`` when this process dies, however it dies. The
    kernel counts the death of the *starting thread*, so that thread lives as long as the
    server does, and callers may come from any thread.
    """
    born: Future[subprocess.Popen[bytes]] = Future()
    gone = Event()
    before_exec = _signal_at_death_of(os.getpid(), parting)

    def keep() -> None:
        try:
            with log.open("ab") as output:
                process = subprocess.Popen(  # noqa: S603 - a program that was located, never a shell
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    cwd="/",
                    env=plain_environment() if environment is None else environment,
                    start_new_session=True,
                    user=account.user,
                    group=account.group,
                    extra_groups=account.extra_groups,
                    preexec_fn=before_exec,  # noqa: PLW1509 - calls nothing but two system calls
                )
        except (OSError, subprocess.SubprocessError) as failure:
            born.set_exception(failure)
            return
        born.set_result(process)
        process.wait()
        gone.set()

    Thread(target=keep, name=f"keeper of {Path(command[0]).name}", daemon=True).start()
    return Child(born.result(), gone)


def plain_environment() -> dict[str, str]:
    """What a server sees of our environment: nothing that configures it, and no secrets."""
    kept = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C"}


def _signal_at_death_of(parent: int, parting: Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    # Looked up before the fork: afterwards only system calls are safe. Changing user
    # clears the setting, so it must run as preexec_fn, which comes after the change.
    prctl = ctypes.CDLL(None).prctl

    def before_exec() -> None:
        prctl(PR_SET_PDEATHSIG, int(parting))
        if os.getppid() != parent:  # it died between the fork and this line
            os._exit(1)

    return before_exec
