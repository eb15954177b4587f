"""The whole product on this machine, quick to notice a death, and how to kill each part of it."""

import os
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Final, cast

from redis import Redis

from smplat_cli.telling import Refused
from smplat_cli.up.house import House, Ports
from tests.contract.crash.client import wait_for
from tests.contract.services import short_folder

LEASE: Final = timedelta(seconds=3)
"""How long a killed worker's work waits; short, because a test waits with it."""

LOGS: Final = Path("build/crash-logs").absolute()

SCHEDULES: Final = """
[schedule.poll-tracking]
job = "fulfillment.poll_tracking"
queue = "shipments"
cron = "* * * * * *"

[schedule.check-completion]
job = "fulfillment.check_completion"
queue = "shipments"
cron = "*/5 * * * * *"

[schedule.resume-automation-steps]
job = "automation.resume_steps"
queue = "automation"
cron = "*/5 * * * * *"
"""


@contextmanager
def crash_house() -> Iterator[House]:
    """A house of its own, whose dead are raised again; gone at the end with all it left."""
    with short_folder() as folder, _environment(folder):
        house = House(folder / "house", Ports(*_free_ports(2)), lease=LEASE)
        stopped = Event()
        with ExitStack() as life:
            try:
                life.enter_context(house.open())
            except Refused as refused:
                raise AssertionError(f"{refused}; kept in {keep_logs(house)}") from refused
            watching = Thread(target=house.watch, args=(stopped,), name="watch")
            watching.start()
            life.callback(watching.join)
            life.callback(stopped.set)
            yield house


def keep_logs(house: House) -> Path:
    """What the processes said so far, in a place that outlives the house."""
    shutil.rmtree(LOGS, ignore_errors=True)
    shutil.copytree(house.folder / "logs", LOGS)
    return LOGS


@contextmanager
def _environment(folder: Path) -> Iterator[None]:
    """What the house reads from and leaves in the environment, for as long as it stands."""
    before = dict(os.environ)
    schedules = folder / "schedules.toml"
    schedules.write_text(SCHEDULES)
    os.environ["SMPLAT_SCHEDULES"] = str(schedules)
    os.environ["SMPLAT_COURIERS_POLL_INTERVAL_SECONDS"] = "1"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _free_ports(count: int) -> list[int]:
    """Ports nobody listens at now; held together, so that they differ."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


# --- How to kill ---------------------------------------------------------------------------


def kill_api(house: House) -> None:
    _kill_child(house, "api")


def kill_worker(house: House) -> None:
    _kill_child(house, "worker")


def kill_both(house: House) -> None:
    kill_api(house)
    kill_worker(house)


def flush_redis(house: House) -> None:
    _redis(house).flushall()


def kill_valkey(house: House) -> None:
    facts = cast("dict[str, str]", _redis(house).info("server"))
    _kill(int(facts["process_id"]))


def kill_postgres(house: House) -> None:
    """The server itself; its workers end when they notice."""
    lock = house.postgres.data / "postmaster.pid"
    _kill(int(lock.read_text().splitlines()[0]))


KILLS: Final[dict[str, Callable[[House], None]]] = {
    "api": kill_api,
    "worker": kill_worker,
    "both": kill_both,
    "flush": flush_redis,
    "valkey": kill_valkey,
    "postgres": kill_postgres,
}


def _kill_child(house: House, name: str) -> None:
    """Kill it; one that is dead is waited for, because only the living can be killed."""

    def killed() -> bool:
        child = house.children[name]
        if child.alive():
            _kill(child.pid)
            return True
        return False

    wait_for(f"a living {name} to kill", killed)


def _redis(house: House) -> "Redis":
    return Redis.from_url(house.valkey.address.url, socket_timeout=5)


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
