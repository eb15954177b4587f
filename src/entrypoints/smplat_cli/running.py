"""The long-running commands, and what they need first."""

import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from smplat_app.settings import Settings, masked
from smplat_cli.telling import LoopFactory, Refused, console, run, settings
from smplat_core.jobs import Queue

if TYPE_CHECKING:  # only the worker pays for it
    from smplat_postgres import Engine

SCHEMA_POLL_SECONDS: Final = 0.1

SHARED_METRICS: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where processes that serve together leave their figures, so that any of them tells of all."""


def serve() -> None:
    """Serve the HTTP API until stopped. Settings come from the environment: see `smplat config`."""
    given = settings()
    if given.api.processes > 1:
        _serve_in_many(given)
    else:
        run(_serve_here(given), loop_factory=fast_loop())


def _serve_in_many(given: Settings) -> None:
    import os  # noqa: PLC0415 - only this needs it
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    from granian import Granian  # noqa: PLC0415 - only the server pays for the server
    from granian.constants import Interfaces, Loops  # noqa: PLC0415

    with TemporaryDirectory(prefix="smplat-metrics-") as together:
        os.environ.setdefault(SHARED_METRICS, together)
        Granian(
            "smplat_api.asgi:app",
            factory=True,
            address=given.api.host,
            port=given.api.port,
            interface=Interfaces.ASGI,
            loop=Loops.uvloop,
            workers=given.api.processes,
            websockets=False,
            log_access=False,
            respawn_failed_workers=True,
        ).serve()


async def _serve_here(given: Settings) -> None:
    from granian.constants import Interfaces  # noqa: PLC0415 - only the server pays for the server
    from granian.server.embed import Server  # noqa: PLC0415

    from smplat_api.asgi import app  # noqa: PLC0415

    server = Server(
        app(given),
        address=given.api.host,
        port=given.api.port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_access=False,
    )
    _on_stop(server.stop)
    await server.serve()


def worker(
    *queues: Queue,
    lease: Annotated[float, Parameter(help="Seconds a dead worker's work waits.")] = 30.0,
) -> None:
    """Run jobs, deliver events and keep schedules, until stopped.

    Parameters
    ----------
    queues
        Which queues to serve; all when none is named. Any number of workers may run.
    """
    given = settings()
    run(_work(given, queues or tuple(Queue), lease), loop_factory=fast_loop())


async def _work(given: Settings, queues: tuple[Queue, ...], lease: float) -> None:
    from datetime import timedelta  # noqa: PLC0415 - only the worker pays for the worker

    from smplat_app.logs import set_up_logs  # noqa: PLC0415
    from smplat_app.production import Production, use  # noqa: PLC0415
    from smplat_app.tracing import traced  # noqa: PLC0415
    from smplat_app.work_list import every_job, every_reaction  # noqa: PLC0415
    from smplat_postgres import LOST  # noqa: PLC0415
    from smplat_worker import (  # noqa: PLC0415
        SHIPPED,
        BadSchedules,
        Worker,
        WorkerParts,
        read_schedules,
        serve_metrics,
    )

    set_up_logs(given.log.level, given.log.format)
    shape = Production(settings=given)
    async with use(shape) as use_cases:
        await _schema_is_there(shape.engine())
        handlers = every_job(use_cases)
        try:
            schedules = read_schedules(given.schedules or SHIPPED, handlers)
        except BadSchedules as bad:
            raise Refused(str(bad)) from None
        parts = WorkerParts(
            begin=use_cases.begin(),
            ledger=shape.ledger(),
            deliveries=shape.deliveries(),
            clock=use_cases.clock(),
            redis_url=given.redis.url,
            handlers=handlers,
            reactions=every_reaction(use_cases),
            schedules=schedules,
            lease=timedelta(seconds=lease),
            lost=tuple(kind for kind in LOST if kind is not OSError),  # a full disk is no outage
        )
        with (
            traced(given.oversight.traces, service="smplat-worker"),
            serve_metrics(given.oversight.worker_host, given.oversight.worker_port),
        ):
            working = asyncio.create_task(Worker(parts, queues).run())
            _on_stop(working.cancel)
            with suppress(asyncio.CancelledError):
                await working


async def _schema_is_there(engine: "Engine") -> None:
    """Somebody else migrates, perhaps at this moment; until then there is no work either."""
    import structlog  # noqa: PLC0415 - only the worker pays for it

    from smplat_postgres import pending  # noqa: PLC0415

    said = False
    while missing := await pending(engine):
        if not said:
            structlog.get_logger("smplat.worker").info("worker.waiting", migrations=missing)
        said = True
        await asyncio.sleep(SCHEMA_POLL_SECONDS)


def migrate() -> None:
    """Bring the database to the schema and the event subscriptions this version needs. Safe to run from many places."""
    run(_migrate(settings()))


async def _migrate(given: Settings) -> None:
    from smplat_app.production import Production, use  # noqa: PLC0415
    from smplat_app.work_list import every_reaction  # noqa: PLC0415
    from smplat_core.jobs import subscriptions  # noqa: PLC0415
    from smplat_postgres import Engine  # noqa: PLC0415 - only this command pays for it
    from smplat_postgres import migrate as bring_up  # noqa: PLC0415

    engine = Engine({"dsn": given.database.url})
    await engine.open(largest=1)
    try:
        ran = await bring_up(engine)
    finally:
        await engine.close()
    # Before anything can happen: an event told to nobody would be lost to its reactions.
    async with use(Production(settings=given)) as use_cases, use_cases.begin()() as work:
        await work.deliveries.subscribe(subscriptions(every_reaction(use_cases)))
    console.print(f"ran {', '.join(ran)}" if ran else "nothing to do: the schema is up to date")


def config(
    *,
    file: Annotated[
        Path | None, Parameter(help="Check this TOML file instead of SMPLAT_SETTINGS.")
    ] = None,
) -> None:
    """Print the settings in force, secrets masked; or everything that is wrong with them.

    Each is an environment variable: `database.url` is SMPLAT_DATABASE_URL. A TOML file named by
    SMPLAT_SETTINGS may hold the same tree; the environment wins.
    """
    if file is not None:
        import os  # noqa: PLC0415

        os.environ["SMPLAT_SETTINGS"] = str(file)
    for name, value in masked(settings()).items():
        console.print(f"{name} = {value}", markup=False)


def fast_loop() -> LoopFactory:
    """uvloop's where there is one: waiting for sockets costs half as much on it."""
    if sys.platform == "win32":
        return asyncio.new_event_loop
    import uvloop  # noqa: PLC0415 - only what runs long pays for it

    return uvloop.new_event_loop


def _on_stop(stop: object) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop)  # type: ignore[arg-type]  # any callable will do
