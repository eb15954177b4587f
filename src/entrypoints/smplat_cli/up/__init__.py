"""``smplat up``: the whole product on this machine."""

import signal
from pathlib import Path
from threading import Event
from typing import Annotated

from cyclopts import Parameter

from smplat_cli.telling import Refused, console
from smplat_cli.up.house import DEFAULT_FOLDER, House, Ports
from smplat_embedded import EmbeddedRefused

__all__ = ["up"]


def up(
    *,
    demo: Annotated[
        bool, Parameter(help="Also seed companies, prices and addresses to play with.")
    ] = False,
    data_dir: Annotated[Path, Parameter(env_var="SMPLAT_DATA_DIR")] = DEFAULT_FOLDER,
    port: Annotated[int, Parameter(help="Of the API.")] = 8060,
    sandbox_port: Annotated[int, Parameter(help="Of the sandbox.")] = 8070,
) -> None:
    """Start everything on this machine: PostgreSQL, Valkey, API, worker and sandbox.

    Nothing needs to be installed or configured, nothing outside is called. State is kept in the data
    folder. Ctrl-C stops everything.
    """
    house = House(data_dir.expanduser().resolve(), Ports(port, sandbox_port))
    stopped = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    try:
        with house.open():
            if demo:
                house.seed()
            house.welcome(console)
            house.watch(stopped)
    except EmbeddedRefused as refused:
        raise Refused(str(refused)) from None
    console.print("stopped; `smplat up` goes on where this ended", style="dim")
