"""A PostgreSQL of our own, in a folder."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import partial
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT
from time import monotonic
from types import MappingProxyType
from typing import ClassVar, Final, Self

from attrs import define, field

from smplat_embedded.account import Account
from smplat_embedded.addresses import PostgresAddress
from smplat_embedded.child import Child, Step, spawn
from smplat_embedded.folder import rotate, socket_folder, tail
from smplat_embedded.postgres_programs import PostgresPrograms, find_programs
from smplat_embedded.postmaster import PostmasterFile
from smplat_embedded.refusals import FolderUnusable
from smplat_embedded.server import Server

USER: Final = "smplat"
PORT: Final = 5432  # only names the socket; nothing listens on the network
BUILTIN_LOCALES: Final = 17  # the first version to bring C.UTF-8 along
SURVIVORS: Final = "pre-existing shared memory block"  # said while backends outlive their server

SETTINGS: Final = MappingProxyType(
    {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "max_connections": "60",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
)
FORGETFUL: Final = MappingProxyType(
    {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
)


class Durability(Enum):
    """What a crash of the machine may cost."""

    KEPT = "kept"
    """Nothing that was committed."""
    THROWAWAY = "throwaway"
    """Everything. Faster; for tests."""


@define(eq=False)
class PostgresCluster(Server):
    """PostgreSQL with its data in ``root``, reachable only through a private Unix socket.

    The folder is the key: whoever may open the socket is the superuser, without a password.
    ``settings`` are server settings that replace the defaults here.
    """

    NAME: ClassVar = "PostgreSQL"
    LADDER: ClassVar = (Step(SIGINT, 30.0), Step(SIGQUIT, 10.0), Step(SIGKILL, 10.0))

    settings: Mapping[str, str] = field(factory=dict, kw_only=True)
    durability: Durability = field(default=Durability.KEPT, kw_only=True)
    programs: PostgresPrograms | None = field(default=None, kw_only=True)

    @classmethod
    def throwaway(cls, root: Path, *, settings: Mapping[str, str] | None = None) -> Self:
        """A cluster whose data nobody will miss."""
        return cls(root, settings=settings or {}, durability=Durability.THROWAWAY)

    @property
    def address(self) -> PostgresAddress:
        """Where this folder's server is, whether or not it runs and whoever runs it."""
        sockets = socket_folder(self.root, socket=f".s.PGSQL.{PORT}")
        return PostgresAddress(host=sockets, port=PORT, user=USER, database="postgres")

    @property
    def sockets(self) -> Path:
        return self.address.host

    @property
    def data(self) -> Path:
        return self.root / "data"

    def _launch(self) -> Child:
        account = Account.for_folder(self.root, self.data)
        account.admit(self.root)
        given = [self.programs] if self.programs else None
        programs = find_programs(major=self._written_by(), among=given)
        programs = programs.usable_by(account, beside=self.root)
        rotate(self.log)
        account.own(self.sockets)
        if self._written_by() is None:
            self._initialize(programs, account)
        PostmasterFile(self.data).settle(sockets=self.sockets)
        return self._run(programs, account)

    def _written_by(self) -> int | None:
        """The major version of the data; None when there is no data yet."""
        version = self.data / "PG_VERSION"
        if not version.exists():
            return None
        major = version.read_text().split(".")[0].strip()
        if not major.isdigit():
            raise FolderUnusable(f"{version} should name a version of PostgreSQL, not {major!r}.")
        return int(major)

    def _initialize(self, programs: PostgresPrograms, account: Account) -> None:
        """Create the data under another name first, so that ``data`` is whole or absent."""
        if self.data.exists() and any(self.data.iterdir()):
            raise FolderUnusable(
                f"{self.data} holds something that is not PostgreSQL data. "
                f"Move it away, or choose another data folder."
            )
        half = self.root / "data.init"
        shutil.rmtree(half, ignore_errors=True)
        account.own(half)
        command: list[str | Path] = [programs.initdb, "-D", half, "-U", USER]
        command += ["--auth=trust", "--encoding=UTF8", *_locale(programs)]
        command += ["--no-sync"] if self.durability is Durability.THROWAWAY else ["-k"]
        child = spawn(command, account=account, log=self.log, parting=SIGKILL)
        if self._becomes_ready(child, lambda: False) or child.exit_code:  # it only ever ends
            raise self._did_not_start("initdb failed")
        half.rename(self.data)
        _sync(self.root)

    def _run(self, programs: PostgresPrograms, account: Account) -> Child:
        deadline = monotonic() + self.start_timeout
        command: list[str | Path] = [programs.postgres, "-D", self.data, *self._arguments()]
        lock = PostmasterFile(self.data)
        while True:
            begun = self.log.stat().st_size if self.log.exists() else 0
            child = spawn(command, account=account, log=self.log, parting=SIGINT)
            if self._becomes_ready(child, partial(lock.ready, child.pid)):
                return child
            if SURVIVORS not in tail(self.log, since=begun) or monotonic() > deadline:
                raise self._did_not_start("it ended at once")
            lock.kill_survivors()

    def _arguments(self) -> Iterator[str]:
        forgetful = FORGETFUL if self.durability is Durability.THROWAWAY else {}
        fixed = {"unix_socket_directories": str(self.sockets), "port": str(PORT)}
        for name, value in {**SETTINGS, **forgetful, **self.settings, **fixed}.items():
            yield from ("-c", f"{name}={value}")


def _locale(programs: PostgresPrograms) -> list[str]:
    """Order by code point and know every letter's case, on every system alike."""
    if programs.major >= BUILTIN_LOCALES:
        return ["--locale-provider=builtin", "--locale=C.UTF-8"]
    return ["--locale=C", f"--lc-ctype={'UTF-8' if sys.platform == 'darwin' else 'C.UTF-8'}"]


def _sync(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
