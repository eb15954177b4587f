"""The servers a benchmark needs: started once, filled with prices, gone at the end."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

import asyncpg
from attrs import define, frozen

from benchmarks.seeding import Shop, seed
from smplat_app.container import UseCases
from smplat_app.production import Production, use
from smplat_app.settings import load_settings
from smplat_embedded import PostgresCluster, ValkeyServer
from smplat_postgres import Engine, migrate

ROOT: Final = Path(__file__).parents[1]
CLIENTS: Final = 16
PATIENCE_SECONDS: Final = 30.0
SETTLE_SECONDS: Final = 2.0
WEBHOOK_SECRET: Final = "whsec_bench"  # noqa: S105 - guards a throwaway database


@frozen
class Load:
    """What the clients saw."""

    per_second: float
    p50: float
    """Seconds."""
    p95: float
    refused: int
    why: str = ""
    """The last refusal, as it was answered."""


@define
class House:
    """PostgreSQL with fsync on, Valkey, and whatever processes a benchmark adds."""

    folder: Path
    postgres: PostgresCluster
    valkey: ValkeyServer
    shop: Shop
    database: str = "bench"

    @classmethod
    @contextmanager
    def open(cls) -> "Iterator[House]":
        with tempfile.TemporaryDirectory(prefix="smplat-bench-", dir="/tmp") as name:
            folder = Path(name)
            folder.chmod(0o755)
            cluster, valkey = PostgresCluster(folder / "pg"), ValkeyServer(folder / "valkey")
            with cluster, valkey:
                house = cls(folder, cluster, valkey, Shop())
                asyncio.run(house._prepare())
                yield house

    @property
    def dsn(self) -> str:
        return self.postgres.address.with_database(self.database).dsn

    def copied(self, name: str) -> "House":
        """The same house with a database of its own, as ours is now."""
        copy = House(self.folder, self.postgres, self.valkey, self.shop, name)
        self.sql(f"create database {name} template {self.database}", at=self.postgres.address.dsn)
        return copy

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SMPLAT_DATABASE_URL": self.dsn,
            "SMPLAT_REDIS_URL": self.valkey.address.url,
            "SMPLAT_STRIPE_SECRET_KEY": "sk_test_bench",
            "SMPLAT_STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "SMPLAT_LEGACY_BASE_URL": "http://127.0.0.1:1",
            "SMPLAT_LEGACY_TOKEN": "bench",
            "SMPLAT_OBJECTS_URL": f"file://{self.folder / 'objects'}",
            "SMPLAT_API_RATE_PER_SECOND": "1000000",
            "SMPLAT_API_RATE_BURST": "1000000",
        }

    @asynccontextmanager
    async def use_cases(self) -> AsyncIterator[UseCases]:
        async with use(Production(settings=load_settings(self.environment()))) as use_cases:
            yield use_cases

    @contextmanager
    def process(self, *command: str, **environment: str) -> Iterator[int]:
        """A Python module running beside us; its process id."""
        log = self.folder / f"{command[0]}.log"
        with log.open("ab") as output:
            child = subprocess.Popen(  # noqa: S603 - our own modules
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env=self.environment() | environment,
                stdout=output,
                stderr=output,
            )
        try:
            yield child.pid
        finally:
            child.terminate()
            child.wait(20)

    @contextmanager
    def api(self) -> Iterator[int]:
        """The API as ``smplat serve`` runs it; its port."""
        port = free_port()
        with self.process("smplat_cli", "serve", SMPLAT_API_PORT=str(port)):
            wait_until_answering(port, "/health/livez")
            yield port

    @contextmanager
    def bare(self) -> Iterator[int]:
        """A Litestar application of nothing but one SQL statement per route; its port."""
        port = free_port()
        with self.process("benchmarks.bare", str(port)):
            wait_until_answering(port, "/alive")
            yield port

    @contextmanager
    def worker(self) -> Iterator[int]:
        """A worker whose jobs and reactions do nothing, ready for both; its process id."""
        for table in ("workers", "job_runs", "event_deliveries"):
            self.sql(f"delete from {table}")  # noqa: S608 - work that earlier benchmarks left
        with self.process("benchmarks.noop_worker") as pid:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not self.sql("select from workers") and time.monotonic() < deadline:
                time.sleep(0.1)
            time.sleep(SETTLE_SECONDS)
            yield pid

    def load(
        self,
        port: int,
        requests: str,
        *,
        count: int,
        clients: int = CLIENTS,
        **options: Any,  # noqa: ANN401 - JSON for the client
    ) -> Load:
        """Send ``count`` requests made by the function ``requests`` (``module:name``)."""
        wish = {"port": port, "requests": requests, "count": count, "clients": clients}
        return load_of(wish | {"options": {**self.shop.as_options(), **options}})

    def raw(self, name: str, count: int) -> float:
        """Statements per second of asyncpg alone; see ``benchmarks.raw``."""
        told = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.raw", name, str(count)],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=self.environment(),
        )
        return float(told.stdout)

    def statements(self, port: int, requests: str, *, count: int = 20, **options: Any) -> list[str]:  # noqa: ANN401 - JSON for the client
        """What Postgres is asked by the last of ``count`` requests that come one by one."""
        self.load(port, requests, count=count, clients=1, **options)
        self.sql("alter system set log_statement = 'all'")
        self.sql("select pg_reload_conf()")
        time.sleep(0.2)
        before = self.postgres.log.stat().st_size
        self.load(port, requests, count=1, clients=1, first=count * 2, **options)
        with self.postgres.log.open() as log:
            log.seek(before)
            asked = [line for line in log if "execute " in line or "statement: " in line]
        self.sql("alter system reset log_statement")
        self.sql("select pg_reload_conf()")
        return asked

    def sql(self, statement: str, *values: object, at: str = "") -> list[asyncpg.Record]:
        return asyncio.run(self.ask(statement, *values, at=at))

    async def ask(self, statement: str, *values: object, at: str = "") -> list[asyncpg.Record]:
        connection = await asyncpg.connect(at or self.dsn)
        try:
            found: list[asyncpg.Record] = await connection.fetch(statement, *values)
            return found
        finally:
            await connection.close()

    def sql_all(self, *statements: str) -> None:
        """One after the other in one session."""
        asyncio.run(self._ask_all(statements))

    async def _ask_all(self, statements: Sequence[str]) -> None:
        connection = await asyncpg.connect(self.dsn)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def _prepare(self) -> None:
        connection = await asyncpg.connect(self.postgres.address.dsn)
        await connection.execute("create database bench")
        await connection.close()
        engine = Engine({"dsn": self.dsn})
        await engine.open(largest=1)
        await migrate(engine)
        await engine.close()
        async with self.use_cases() as use_cases:
            self.shop = await seed(use_cases)
        await self.ask("delete from job_runs")
        await self.ask(
            "update price_entries set sync_state = 'synced', synced_hash = content_hash,"
            " stripe_price_id = 'price_' || sku, stripe_price_minor = unit_price_minor,"
            " synced_at = now()"
        )


def load_of(wish: dict[str, Any]) -> Load:
    """What clients see who send what is wished; see ``benchmarks.load``."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(wish),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return Load(**json.loads(told.stdout))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_answering(port: int, path: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2):
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"nothing answers on port {port}")
