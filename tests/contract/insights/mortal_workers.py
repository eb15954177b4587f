"""Real worker processes, killed with SIGKILL and replaced, for as long as a test wants."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Final

from attrs import Factory, define, frozen

LEASE_SECONDS: Final = 2


@frozen
class Servers:
    """Where workers find what they work on."""

    dsn: str
    redis_url: str
    objects_url: str

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SMPLAT_DATABASE_URL": self.dsn,
            "SMPLAT_REDIS_URL": self.redis_url,
            "SMPLAT_OBJECTS_URL": self.objects_url,
            "SMPLAT_STRIPE_SECRET_KEY": "sk_test_nothing",
            "SMPLAT_STRIPE_WEBHOOK_SECRET": "whsec_nothing",
            "SMPLAT_LEGACY_BASE_URL": "http://127.0.0.1:1",
            "SMPLAT_LEGACY_TOKEN": "nothing",
        }


@define
class MortalWorkers:
    servers: Servers
    log: Path
    random: Random
    living: "list[subprocess.Popen[bytes]]" = Factory(list)
    kills: int = 0

    def start(self) -> None:
        command = (sys.executable, "-m", "smplat_cli", "worker", "retarget")
        with self.log.open("ab") as log:
            self.living.append(
                subprocess.Popen(  # noqa: S603 - our own command
                    [*command, "--lease", str(LEASE_SECONDS)],
                    env=self.servers.environment(),
                    stdout=log,
                    stderr=log,
                )
            )

    def kill_one(self) -> None:
        """One of them, drawn by lot, dies without a word; another takes its place."""
        victim = self.living.pop(self.random.randrange(len(self.living)))
        _kill(victim)
        self.kills += 1
        self.start()

    def kill_all(self) -> None:
        for victim in self.living:
            _kill(victim)
        self.living.clear()


def _kill(victim: "subprocess.Popen[bytes]") -> None:
    victim.send_signal(signal.SIGKILL)
    victim.wait()


@contextmanager
def mortal_workers(
    servers: Servers, log: Path, random: Random, *, count: int
) -> Iterator[MortalWorkers]:
    workers = MortalWorkers(servers, log, random)
    try:
        for _ in range(count):
            workers.start()
        yield workers
    finally:
        workers.kill_all()
