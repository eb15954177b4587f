"""Every process of the product on one machine, started in order and kept alive."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from signal import SIGKILL, SIGTERM
from threading import Event
from typing import Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import asyncpg
from attrs import Factory, define, field, frozen
from rich.console import Console

from smplat_cli.telling import Refused, system
from smplat_cli.up.settling import (
    SCHEDULES,
    Addresses,
    write_addresses,
    write_schedules,
    write_settings,
)
from smplat_embedded import (
    Account,
    Child,
    EmbeddedRefused,
    PostgresCluster,
    Step,
    ValkeyServer,
    spawn,
)

DEFAULT_FOLDER: Final = Path("~/.local/share/smplat")
DATABASE: Final = "smplat"
LADDER: Final = (Step(SIGTERM, 10), Step(SIGKILL, 5))
PATIENCE_SECONDS: Final = 30.0
RESTART_SECONDS: Final = 1.0
MOST_FAILURES: Final = 5
LAST_PORT: Final = 65_535
"""To start a server, in a row."""


@frozen
class Ports:
    api: int
    sandbox: int

    def check(self) -> None:
        """Refuses ports that do not exist, are taken, or are wanted twice."""
        if self.api == self.sandbox:
            raise Refused(f"API and sandbox cannot share port {self.api}; choose another for one")
        for port in (self.api, self.sandbox):
            _must_be_free(port)


@define
class House:
    """One data folder, and what runs on it."""

    folder: Path
    ports: Ports
    lease: timedelta | None = None
    """How long a dead worker's work waits; the worker's own choice when ``None``."""
    postgres: PostgresCluster = field(init=False)
    valkey: ValkeyServer = field(init=False)
    children: dict[str, Child] = Factory(dict)
    token: str = ""
    started_at: float = Factory(time.monotonic)

    def __attrs_post_init__(self) -> None:
        self.postgres = PostgresCluster(self.folder / "postgres")
        self.valkey = ValkeyServer(self.folder / "valkey")

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.api}"

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.sandbox}"

    def environment(self) -> dict[str, str]:
        """Settings of every process here. The sandbox's secrets guard nothing real."""
        sandbox = {
            "SMPLAT_STRIPE_SECRET_KEY": "sk_test_sandbox",
            "SMPLAT_STRIPE_WEBHOOK_SECRET": "whsec_sandbox",
            "SMPLAT_STRIPE_API_BASE": f"{self.sandbox_url}/stripe",
            "SMPLAT_LEGACY_BASE_URL": f"{self.sandbox_url}/legacy",
            "SMPLAT_LEGACY_TOKEN": "legacy-sandbox",
            "SMPLAT_LEGACY_WEBHOOK_URL": f"{self.sandbox_url}/legacy/webhooks/stripe",
            "SMPLAT_LEGACY_WEBHOOK_SECRET": "whsec_legacy",
            "SMPLAT_FX_RATES_API_URL": f"{self.sandbox_url}/rates/v6/latest",
            "SMPLAT_COURIERS_CANADA_POST_BASE_URL": f"{self.sandbox_url}/couriers/canada_post",
            "SMPLAT_COURIERS_CANADA_POST_USERNAME": "sandbox",
            "SMPLAT_COURIERS_CANADA_POST_PASSWORD": "sandbox",
            "SMPLAT_COURIERS_CANADA_POST_WEBHOOK_SECRETS": "canada-post-sandbox",
            "SMPLAT_COURIERS_CHIT_CHATS_BASE_URL": f"{self.sandbox_url}/couriers/chit_chats",
            "SMPLAT_COURIERS_CHIT_CHATS_CLIENT_ID": "99",
            "SMPLAT_COURIERS_CHIT_CHATS_ACCESS_TOKEN": "sandbox",
            "SMPLAT_COURIERS_CHIT_CHATS_WEBHOOK_SECRETS": "chit-chats-sandbox",
            "SMPLAT_COURIERS_USPS_BASE_URL": f"{self.sandbox_url}/couriers/usps",
            "SMPLAT_COURIERS_USPS_CLIENT_ID": "sandbox",
            "SMPLAT_COURIERS_USPS_CLIENT_SECRET": "sandbox",
            "SMPLAT_COURIERS_USPS_WEBHOOK_SECRETS": "usps-sandbox",
            "SMPLAT_COURIERS_DHL_BASE_URL": f"{self.sandbox_url}/couriers/dhl",
            "SMPLAT_COURIERS_DHL_API_KEY": "sandbox",
            "SMPLAT_COURIERS_DHL_WEBHOOK_SECRETS": "dhl-sandbox",
            "SMPLAT_COURIERS_DHL_ECOMMERCE_BASE_URL": f"{self.sandbox_url}/couriers/dhl/ecommerce",
            "SMPLAT_COURIERS_DHL_ECOMMERCE_CLIENT_ID": "sandbox",
            "SMPLAT_COURIERS_DHL_ECOMMERCE_CLIENT_SECRET": "sandbox",
            "SMPLAT_COURIERS_POLL_INTERVAL_SECONDS": "5",
            "SMPLAT_SCHEDULES": str(self.folder / SCHEDULES),
        }
        ours = {
            "SMPLAT_DATA_DIR": str(self.folder),
            "SMPLAT_DATABASE_URL": self.postgres.address.with_database(DATABASE).dsn,
            "SMPLAT_REDIS_URL": self.valkey.address.url,
            "SMPLAT_API_PORT": str(self.ports.api),
            "SMPLAT_PUBLIC_URL": self.api_url,
            "SMPLAT_OBJECTS_URL": f"file://{self.folder / 'objects'}",
        }
        return {**sandbox, **os.environ, **ours}

    @contextmanager
    def open(self) -> Iterator[None]:
        """Everything ready to be used; everything stopped at the end, whatever happens."""
        self.ports.check()
        with ExitStack() as life:
            _made(self.folder)
            write_schedules(self.folder)
            write_addresses(self.folder, Addresses(self.api_url, self.sandbox_url))
            life.callback(self._stop_children)
            self._start("sandbox")
            life.enter_context(self.postgres)
            life.enter_context(self.valkey)
            life.callback(self._stop_children)  # before the servers they use
            write_settings(self.folder, self.environment())
            asyncio.run(_create_database(self.postgres))
            self._start("api")
            os.environ.update(self.environment())
            asyncio.run(_migrate(self.postgres))  # while the API imports; its readiness waits
            self._start("worker")
            self.token = self._kept_key() or self._new_key()
            self._wait(f"{self.sandbox_url}/_sandbox/health", "sandbox")
            self._wait(f"{self.api_url}/health/readyz", "api")
            if not self._is_let_in():
                self.token = self._new_key()
            yield

    def _start(self, name: str) -> None:
        logs = self.folder / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        self.children[name] = spawn(
            [sys.executable, "-m", *self._command(name)],
            account=Account(),
            log=logs / f"{name}.log",
            parting=SIGTERM,
            environment=self.environment(),
        )

    def _command(self, name: str) -> list[str]:
        if name == "api":
            return ["smplat_cli", "serve"]
        if name == "worker":
            lease = [] if self.lease is None else ["--lease", str(self.lease.total_seconds())]
            return ["smplat_cli", "worker", *lease]
        hooks = f"{self.api_url}/api/v1/webhooks"
        return [
            *("smplat_sandbox", "--port", str(self.ports.sandbox)),
            *("--data-dir", str(self.folder / "sandbox")),
            *("--webhook-url", f"{hooks}/stripe"),
            *("--courier-webhook-url", f"{hooks}/couriers"),
        ]

    def _stop_children(self) -> None:
        for child in reversed(self.children.values()):
            child.stop(LADDER)

    def _wait(self, url: str, name: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if self.children[name].gone_within(0.05):
                break
            try:
                with urlopen(url, timeout=2.0):  # noqa: S310 - an address of our own
                    return
            except OSError:
                continue
        raise Refused(f"the {name} did not get ready; see {self.folder / 'logs' / name}.log")

    @property
    def _key_file(self) -> Path:
        return self.folder / "first-api-key"

    def _kept_key(self) -> str:
        """The key of an earlier start; empty when this is the first."""
        return self._key_file.read_text().strip() if self._key_file.exists() else ""

    def _new_key(self) -> str:
        """A key of this machine, kept readable by its owner only."""
        token = asyncio.run(_issue_key())
        self._key_file.touch(mode=0o600)
        self._key_file.write_text(token)
        return token

    def _is_let_in(self) -> bool:
        """Whether our key opens every door: it may have been revoked, or be older than a scope."""
        asked = Request(  # noqa: S310 - an address of our own
            f"{self.api_url}/api/v1/carts?limit=1",
            headers={"Authorization": f"Bearer {self.token}"},
        )
        try:
            with urlopen(asked, timeout=5.0):  # noqa: S310 - as above
                return True
        except HTTPError as refusal:
            return refusal.code not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
        except OSError:
            return True  # a trouble, but not with the key

    def seed(self) -> None:
        from smplat_cli.up.demo import seed  # noqa: PLC0415 - only a demo pays for it

        seed(self.api_url, self.token)

    def welcome(self, console: Console) -> None:
        seconds = time.monotonic() - self.started_at
        console.print(f"\n[bold]smplat is ready[/bold] after {seconds:.1f} s\n")
        console.print(f"  API          {self.api_url}/api/v1")
        console.print(f"  API, browse  {self.api_url}/docs")
        console.print(
            f"  sandbox      {self.sandbox_url}   (Stripe, couriers, legacy system, exchange rates)"
        )
        console.print(f"  data         {self.folder}   (logs in logs/)")
        console.print(f"  API key      {self.token}\n", soft_wrap=True)
        console.print("Try next, in another terminal:\n")
        console.print("  ./run tour                        walk one order from price to delivery")
        auth = f"-H 'Authorization: Bearer {self.token}'"
        console.print(f"  curl -s {auth} {self.api_url}/api/v1/orders\n", soft_wrap=True)
        console.print("Ctrl-C stops everything.", style="dim")

    def watch(self, stopped: Event) -> None:
        """Until told to stop: what dies is started again, also when it dies while it starts.

        A server that stays down however often it is started ends the watch (``EmbeddedRefused``).
        """
        failures = 0
        while not stopped.wait(RESTART_SECONDS):
            try:
                self._revive()
            except EmbeddedRefused:
                failures += 1
                if failures == MOST_FAILURES:
                    raise
            else:
                failures = 0

    def _revive(self) -> None:
        for server in (self.postgres, self.valkey):
            if not server.alive():
                server.start()
        for name, child in self.children.items():
            if not child.alive():
                self._start(name)


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "logs").mkdir(exist_ok=True)
    except OSError as failure:
        raise Refused(
            f"{folder} cannot hold our data: {failure.strerror};"
            " choose a folder you may write to: smplat up --data-dir FOLDER"
        ) from None


def _must_be_free(port: int) -> None:
    if not 0 < port <= LAST_PORT:
        raise Refused(f"{port} is no port; choose one of 1 to {LAST_PORT}")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Refused(
                f"port {port} is taken; stop what uses it or choose others: "
                "smplat up --port 9060 --sandbox-port 9070"
            ) from None


async def _create_database(cluster: PostgresCluster) -> None:
    connection = await asyncpg.connect(cluster.address.dsn)
    try:
        known = await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE)
        if not known:
            await connection.execute(f"create database {DATABASE}")
    finally:
        await connection.close()


async def _migrate(cluster: PostgresCluster) -> None:
    from smplat_postgres import Engine, migrate  # noqa: PLC0415 - slow, and nobody waits for it yet

    engine = Engine({"dsn": cluster.address.with_database(DATABASE).dsn})
    await engine.open(largest=1)
    try:
        await migrate(engine)
    finally:
        await engine.close()


async def _issue_key() -> str:
    from smplat_core.access import SCOPES  # noqa: PLC0415 - the first start alone pays for it

    async with system() as use_cases:
        _, token = await use_cases.issue_api_key()(name="first key of this machine", scopes=SCOPES)
        return token
